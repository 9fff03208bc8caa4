/* Frames out of a TCP stream: whatever happens to its segments, every frame that comes
 * out was sent, in order, and all of them where nothing is missing. */
#include "core/lab/framing.h"

#include <stdlib.h>

#include "core/base/vec.h"
#include "core/lab/plausible.h"
#include "tests/test.h"

enum { STREAM = 1 << 20, FRAMES = 600 };

static const uint32_t START = 0xfffff000; /* goes round soon */

/* A stream as QEMU writes it, and where its frames are. */
struct sent {
	uint8_t *bytes;
	uint32_t size;
	uint32_t start[FRAMES + 1]; /* of the length in front */
	bool sure[FRAMES];
	unsigned count;
};

struct got {
	const struct sent *sent;
	VEC(unsigned) frames; /* numbers in sent */
	unsigned odd[TUNNEL_KINDS], wrong;
};

static uint32_t chance(uint32_t *state, uint32_t below)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state % below;
}

static void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void put_sum(uint8_t *ip)
{
	uint32_t sum = 0;
	for (int i = 0; i < 20; i += 2)
		sum += (uint32_t)(ip[i] << 8 | ip[i + 1]);
	sum = (sum & 0xffff) + (sum >> 16);
	put16(ip + 10, ~((sum & 0xffff) + (sum >> 16)) & 0xffff);
}

/* IPv4, IPv6, ARP and types nobody knows; the number of the frame in its content. */
static uint32_t frame_make(uint8_t *f, unsigned n, uint32_t *state)
{
	static const uint16_t types[] = { 0x0800, 0x86dd, 0x0806, 0x88b5 };
	unsigned kind = chance(state, 8);
	kind = kind > 3 ? 0 : kind;
	uint32_t size =
		kind == 2 ? 42 : 60 + chance(state, chance(state, 9) ? 1400 : 9000);
	for (uint32_t i = 0; i < size; i++)
		f[i] = (uint8_t)chance(state, 256);
	memcpy(f, (uint8_t[]){ 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2 }, 12);
	put16(f + 12, types[kind]);
	if (kind == 0) {
		memcpy(f + 14, (uint8_t[]){ 0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0 },
		       12);
		put16(f + 16, size - 14);
		put_sum(f + 14);
	} else if (kind == 1) {
		memcpy(f + 14, (uint8_t[]){ 0x60, 0, 0, 0, 0, 0, 17 }, 7);
		put16(f + 18, size - 54);
	} else if (kind == 2) {
		memcpy(f + 14, (uint8_t[]){ 0, 1, 8, 0, 6, 4, 0, 1 }, 8);
	}
	put16(f + size - 2, n);
	return size;
}

static struct sent *stream_make(void)
{
	struct sent *s = calloc(1, sizeof(*s));
	uint32_t state = 77;
	s->bytes = malloc(STREAM);
	for (; s->count < FRAMES && s->size < STREAM - 10000; s->count++) {
		uint8_t *at = s->bytes + s->size;
		s->start[s->count] = s->size;
		uint32_t size = frame_make(at + 4, s->count, &state);
		put16(at, 0);
		put16(at + 2, size);
		s->sure[s->count] =
			plausible_frame(at + 4, size, size) == PLAUSIBLE_SURE;
		s->size += 4 + size;
	}
	s->start[s->count] = s->size;
	return s;
}

static void take(void *owner, enum tunnel_kind kind, const struct tunnel_packet *frame)
{
	struct got *g = owner;
	const struct sent *s = g->sent;
	if (!frame) {
		g->odd[kind]++;
		return;
	}
	uint32_t size = frame->length;
	unsigned n = (unsigned)(frame->bytes[size - 2] << 8 | frame->bytes[size - 1]);
	bool right = size >= 14 && frame->captured == size && n < s->count &&
		     s->start[n + 1] - s->start[n] == size + 4 &&
		     !memcmp(s->bytes + s->start[n] + 4, frame->bytes, size) &&
		     frame->way == TUNNEL_OUT &&
		     (!g->frames.count || g->frames.items[g->frames.count - 1] < n);
	g->wrong += !right;
	vec_push(&g->frames, n);
}

static const uint8_t peer[4] = { 127, 0, 0, 1 };

static struct segment segment_at(const struct sent *s, uint32_t at, uint32_t size)
{
	return (struct segment){
		.way = TUNNEL_OUT,
		.peer = peer,
		.peer_size = sizeof(peer),
		.peer_port = 40000,
		.seq = START + 1 + at,
		.bytes = s->bytes + at,
		.captured = size,
		.length = size,
	};
}

/* A copy of exactly its size, so that a sanitizer sees every read beyond. */
static void give(struct framing *f, const struct segment *s, struct got *g)
{
	struct segment mine = *s;
	uint8_t *copy = malloc(s->captured + !s->captured);
	if (s->captured)
		memcpy(copy, s->bytes, s->captured);
	mine.bytes = copy;
	framing_take(f, &mine, take, g);
	free(copy);
}

static void give_syn(struct framing *f, struct got *g)
{
	struct segment s = segment_at(g->sent, 0, 0);
	s.seq = START;
	s.syn = true;
	give(f, &s, g);
}

static void give_ack(struct framing *f, struct got *g, uint32_t at)
{
	struct segment s = segment_at(g->sent, 0, 0);
	s.way = TUNNEL_IN;
	s.seq = 5;
	s.acks = true;
	s.ack = START + 1 + at;
	give(f, &s, g);
}

/* Where the stream is cut into segments; [count] is its end. */
struct cuts {
	uint32_t at[8192];
	unsigned count;
};

static struct cuts *cuts_make(const struct sent *s, uint32_t most, uint32_t *state)
{
	struct cuts *c = calloc(1, sizeof(*c));
	for (uint32_t at = 0; at < s->size; at += 1 + chance(state, most))
		c->at[c->count++] = at;
	c->at[c->count] = s->size;
	return c;
}

static struct segment segment_of(const struct sent *s, const struct cuts *c, unsigned i)
{
	return segment_at(s, c->at[i], c->at[i + 1] - c->at[i]);
}

static bool all_there(const struct got *g)
{
	bool ok = !g->wrong && g->frames.count == g->sent->count;
	for (unsigned kind = 0; kind < TUNNEL_KINDS; kind++)
		ok &= !g->odd[kind];
	if (!ok)
		printf("# %zu of %u frames, %u wrong, %u gaps\n", g->frames.count,
		       g->sent->count, g->wrong, g->odd[TUNNEL_GAP]);
	free(g->frames.items);
	return ok;
}

/* Nothing is missing: in order, then every kind of disorder that TCP has. */
static void test_complete(const struct sent *s)
{
	static const uint32_t sizes[] = { 400, 1448, 9000, 60000 };
	uint32_t state = 5;
	for (unsigned i = 0; i < COUNT(sizes) * 4; i++) {
		struct cuts *c = cuts_make(s, sizes[i / 4], &state);
		struct framing *f = framing_new();
		struct got g = { .sent = s };
		char name[80];
		snprintf(name, sizeof(name), "segments of up to %u, way %u",
			 sizes[i / 4], i % 4);
		give_syn(f, &g);
		for (unsigned n = 0; n < c->count; n++) {
			struct segment one = segment_of(s, c, n);
			bool swap = i % 4 == 1 && n % 3 == 0 && n + 1 < c->count;
			if (swap) {
				struct segment next = segment_of(s, c, n + 1);
				give(f, &next, &g);
			}
			give(f, &one, &g);
			n += swap;
			if (i % 4 == 2 && n > 2) { /* sent once more, further, too */
				one = segment_at(s, c->at[n - 2],
						 c->at[n + 1] - c->at[n - 2]);
				give(f, &one, &g);
			}
			if (i % 4 == 3) { /* a keepalive, an old one, the ACK */
				one = segment_at(s, c->at[n], 1);
				give(f, &one, &g);
				give_ack(f, &g, c->at[n + 1]);
			}
		}
		CHECK_AS(name, all_there(&g));
		framing_free(f);
		free(c);
	}
}

/* Frames of which every byte, and those of the boundary before, arrived. */
static unsigned expected(const struct sent *s, const struct cuts *c, const bool *lost)
{
	unsigned whole = 0;
	for (unsigned n = 0; n < s->count; n++) {
		bool ok = true;
		for (unsigned i = 0; i < c->count; i++)
			if (lost[i] && c->at[i] < s->start[n + 1] &&
			    c->at[i + 1] > s->start[n])
				ok = false;
		whole += ok;
	}
	return whole;
}

/* Losses, told by ACKs or by how much waits: nothing invented, most of the rest there,
 * one gap counted for each stretch that was in sync before. */
static void test_loss(const struct sent *s, bool acks)
{
	static bool lost[8192];
	uint32_t state = 9;
	for (unsigned every = 3; every < 100; every *= 3) {
		struct cuts *c = cuts_make(s, 3000, &state);
		struct framing *f = framing_new();
		struct got g = { .sent = s };
		unsigned losses = 0;
		give_syn(f, &g);
		for (unsigned n = 0; n < c->count; n++) {
			struct segment one = segment_of(s, c, n);
			lost[n] = n && n + 70 < c->count && !chance(&state, every);
			losses += lost[n];
			if (!lost[n])
				give(f, &one, &g);
			if (acks)
				give_ack(f, &g, c->at[n + 1]);
		}
		unsigned whole = expected(s, c, lost);
		printf("# 1 of %u lost: %u losses, %u gaps, %zu of %u whole frames\n",
		       every, losses, g.odd[TUNNEL_GAP], g.frames.count, whole);
		CHECK(g.wrong == 0);
		CHECK(g.odd[TUNNEL_GAP] > 0 && g.odd[TUNNEL_GAP] <= losses);
		CHECK(g.frames.count <= whole);
		if (every > 20)
			CHECK(g.frames.count * 10 >= whole * 8);
		free(g.frames.items);
		framing_free(f);
		free(c);
	}
}

/* The capture began in the middle: the first frame beyond doubt, and all behind it. */
static void test_middle(const struct sent *s)
{
	for (unsigned i = 0; i < 20; i++) {
		struct framing *f = framing_new();
		struct got g = { .sent = s };
		uint32_t at = s->start[3] + i * 37, first = 3;
		while (s->start[first] < at || !s->sure[first])
			first++;
		for (uint32_t size; at < s->size; at += size) {
			size = s->size - at < 20000 ? s->size - at : 20000;
			struct segment one = segment_at(s, at, size);
			give(f, &one, &g);
		}
		CHECK(!g.wrong && !g.odd[TUNNEL_GAP]);
		CHECK(g.frames.count && g.frames.items[0] == first &&
		      g.frames.count == s->count - first);
		free(g.frames.items);
		framing_free(f);
	}
}

/* Cut by a snap length: what is behind the cut is not made up. */
static void test_snapped(const struct sent *s)
{
	struct framing *f = framing_new();
	struct got g = { .sent = s };
	unsigned cut = 0;
	give_syn(f, &g);
	for (unsigned n = 0; n < 100; n++) {
		struct segment one =
			segment_at(s, s->start[n], s->start[n + 1] - s->start[n]);
		if (n % 10 == 5 && one.length > 50) {
			one.captured = 50;
			cut++;
		}
		give(f, &one, &g);
	}
	CHECK(!g.wrong && cut > 5 && g.odd[TUNNEL_GAP] == cut &&
	      g.frames.count <= 100 - cut && g.frames.count >= 60);
	free(g.frames.items);
	framing_free(f);
}

static void test_hostile(const struct sent *s)
{
	static const uint8_t tiny[] = { 0, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3 };
	static const uint8_t huge[] = { 0x7f, 0xff, 0xff, 0xff, 1, 2, 3, 4, 5 };
	struct framing *f = framing_new();
	struct got g = { .sent = s };
	struct segment one = segment_at(s, 0, 0);
	give_syn(f, &g);
	one.bytes = tiny;
	one.captured = one.length = sizeof(tiny);
	give(f, &one, &g);
	CHECK(g.odd[TUNNEL_SHORT] == 2 && !g.frames.count);
	one.seq += sizeof(tiny);
	one.bytes = huge;
	one.captured = one.length = sizeof(huge);
	give(f, &one, &g);
	CHECK(g.odd[TUNNEL_DAMAGED] == 1 && !g.frames.count);
	/* Out of sync and already said: the next sure frame. */
	one = segment_at(s, s->start[0], s->start[40] - s->start[0]);
	one.seq = START + 1 + sizeof(tiny) + sizeof(huge);
	give(f, &one, &g);
	CHECK(g.odd[TUNNEL_GAP] == 0 && g.frames.count > 30 && !g.wrong);
	/* Another connection between the same two ports, far away. */
	one = segment_at(s, s->start[40], s->start[80] - s->start[40]);
	one.seq = 0x40000000;
	size_t before = g.frames.count;
	give(f, &one, &g);
	CHECK(g.odd[TUNNEL_GAP] == 1 && g.frames.count > before + 30 && !g.wrong);
	free(g.frames.items);
	framing_free(f);
}

/* Other ends of a listener at the same time, more than are remembered. */
static void test_peers(const struct sent *s)
{
	struct framing *f = framing_new();
	struct got g[3] = { { .sent = s }, { .sent = s }, { .sent = s } };
	for (unsigned i = 0; i < 3; i++) {
		struct segment syn = segment_at(s, 0, 0);
		syn.seq = START;
		syn.syn = true;
		syn.peer_port = (uint16_t)(50000 + i);
		give(f, &syn, &g[i]);
	}
	for (uint32_t at = 0; at < s->size; at += 1000)
		for (unsigned i = 0; i < 3; i++) {
			uint32_t size = s->size - at < 1000 ? s->size - at : 1000;
			struct segment one = segment_at(s, at, size);
			one.peer_port = (uint16_t)(50000 + i);
			give(f, &one, &g[i]);
		}
	for (unsigned i = 0; i < 3; i++)
		CHECK(all_there(&g[i]));
	framing_free(f);
}

int main(void)
{
	struct sent *s = stream_make();
	CHECK(s->count > 500);
	test_complete(s);
	test_loss(s, true);
	test_loss(s, false);
	test_middle(s);
	test_snapped(s);
	test_hostile(s);
	test_peers(s);
	free(s->bytes);
	free(s);
	return test_done();
}
