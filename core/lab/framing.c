#include "core/lab/framing.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/lab/plausible.h"

enum {
	HEADER = 4,
	FRAME_MIN = 14,
	FRAME_MAX = 4096 + 65536, /* NET_BUFSIZE, net/net.h of QEMU */
	CONNECTIONS = 4,	  /* of a listener, at a time */
	PIECES = 64,		  /* waiting behind a gap, of one direction */
	HELD = 256 << 10,	  /* bytes of them */
	FAR = 16 << 20,		  /* further away it is another connection */
	NOWHERE = -1,
};

/* A segment that came before its turn. */
struct piece {
	struct piece *next;
	uint32_t seq, captured, length;
	uint8_t bytes[];
};

/* What one end sends. */
struct half {
	enum tunnel_way way;
	bool known;  /* next is */
	bool synced; /* next, less what waits in `frame`, is where a frame begins */
	bool acks;   /* acked is known */
	uint32_t next, acked;
	struct piece *pieces; /* by sequence number, all behind next */
	unsigned count;
	uint32_t held;
	uint8_t *frame; /* header and frame as far as they came, NULL: not needed yet */
	uint32_t have;
};

struct connection {
	uint8_t peer[16];
	uint16_t peer_port; /* 0: none */
	uint64_t used;
	struct half in, out;
};

struct framing {
	struct connection connections[CONNECTIONS];
	uint64_t taken;
	framing_emit *emit; /* during framing_take() */
	void *owner;
};

static uint32_t read32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 |
	       at[3];
}

/* Sequence numbers go round (RFC 9293 3.4). */
static int32_t ahead_of(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

static void odd(const struct framing *f, enum tunnel_kind kind)
{
	f->emit(f->owner, kind, NULL);
}

/* Bytes are missing: the frame they were in is lost, and where the next one begins. */
static void half_lose(const struct framing *f, struct half *h, enum tunnel_kind kind)
{
	if (h->synced)
		odd(f, kind);
	h->synced = false;
	h->have = 0;
}

static void pieces_drop(struct half *h)
{
	while (h->pieces) {
		struct piece *p = h->pieces;
		h->pieces = p->next;
		free(p);
	}
	h->count = h->held = 0;
}

static void half_reset(struct half *h)
{
	pieces_drop(h);
	free(h->frame);
	*h = (struct half){ .way = h->way };
}

/* Where a frame begins that is one beyond doubt, and another length follows it if we
 * have that far. */
static int64_t boundary_find(const uint8_t *bytes, uint32_t size)
{
	for (uint32_t at = 0; at + HEADER < size; at++) {
		uint32_t length = read32(bytes + at), rest = size - at - HEADER;
		if (length < FRAME_MIN || length > FRAME_MAX)
			continue;
		const uint8_t *frame = bytes + at + HEADER;
		uint32_t here = rest < length ? rest : length;
		if (plausible_frame(frame, here, length) != PLAUSIBLE_SURE)
			continue;
		if (rest >= length + HEADER && read32(frame + length) > FRAME_MAX)
			continue;
		return at;
	}
	return NOWHERE;
}

static void frame_give(const struct framing *f, const struct half *h,
		       const uint8_t *bytes, uint32_t size)
{
	const struct tunnel_packet p = {
		.bytes = bytes,
		.captured = size,
		.length = size,
		.way = h->way,
	};
	if (size < FRAME_MIN)
		odd(f, TUNNEL_SHORT);
	else
		f->emit(f->owner, TUNNEL_FRAME, &p);
}

static uint32_t frame_fill(struct half *h, uint32_t want, const uint8_t *bytes,
			   uint32_t size)
{
	uint32_t more = want - h->have < size ? want - h->have : size;
	if (!h->frame)
		h->frame = mem_new(HEADER + FRAME_MAX);
	memcpy(h->frame + h->have, bytes, more);
	h->have += more;
	return more;
}

/* From a boundary on: how many of the bytes were taken; 0: there was none. */
static uint32_t half_assemble(const struct framing *f, struct half *h,
			      const uint8_t *bytes, uint32_t size)
{
	uint32_t used = h->have < HEADER && (h->have || size < HEADER)
				? frame_fill(h, HEADER, bytes, size)
				: 0;
	if (used && h->have < HEADER)
		return used;
	uint32_t length = read32(h->have ? h->frame : bytes);
	if (length > FRAME_MAX) {
		half_lose(f, h, TUNNEL_DAMAGED);
		return used;
	}
	if (!h->have && size - HEADER >= length) {
		frame_give(f, h, bytes + HEADER, length);
		return HEADER + length;
	}
	used += frame_fill(h, HEADER + length, bytes + used, size - used);
	if (h->have < HEADER + length)
		return used;
	frame_give(f, h, h->frame + HEADER, length);
	h->have = 0;
	return used;
}

/* The next bytes of the stream. */
static void half_feed(const struct framing *f, struct half *h, const uint8_t *bytes,
		      uint32_t size)
{
	while (size) {
		uint32_t used;
		if (h->synced) {
			used = half_assemble(f, h, bytes, size);
		} else {
			int64_t at = boundary_find(bytes, size);
			if (at == NOWHERE)
				return;
			used = (uint32_t)at;
			h->synced = true;
		}
		bytes += used;
		size -= used;
	}
}

/* A segment that is not behind a gap; what was there before is passed over. */
static void half_deliver(const struct framing *f, struct half *h, const struct piece *p,
			 const uint8_t *bytes)
{
	uint32_t old = h->next - p->seq;
	if (old >= p->length)
		return;
	if (old < p->captured)
		half_feed(f, h, bytes + old, p->captured - old);
	if (p->captured < p->length)
		half_lose(f, h, TUNNEL_GAP);
	h->next = p->seq + p->length;
}

static void half_keep(struct half *h, const struct piece *p, const uint8_t *bytes)
{
	struct piece **at = &h->pieces;
	struct piece *mine = mem_new(sizeof(*mine) + p->captured);
	*mine = *p;
	memcpy(mine->bytes, bytes, p->captured);
	while (*at && ahead_of((*at)->seq, p->seq) <= 0)
		at = &(*at)->next;
	mine->next = *at;
	*at = mine;
	h->count++;
	h->held += p->captured;
}

static bool gap_is_final(const struct half *h)
{
	return h->count >= PIECES || h->held >= HELD ||
	       (h->acks && ahead_of(h->acked, h->pieces->seq) >= 0);
}

/* Delivers what waited, as far as nothing is missing any more, or for good. */
static void half_advance(const struct framing *f, struct half *h)
{
	while (h->pieces) {
		struct piece *p = h->pieces;
		if (ahead_of(p->seq, h->next) > 0) {
			if (!gap_is_final(h))
				return;
			half_lose(f, h, TUNNEL_GAP);
			h->next = p->seq;
		}
		h->pieces = p->next;
		h->count--;
		h->held -= p->captured;
		half_deliver(f, h, p, p->bytes);
		free(p);
	}
}

static void half_take(const struct framing *f, struct half *h, const struct segment *s)
{
	const struct piece p = {
		.seq = s->seq + s->syn,
		.captured = s->captured,
		.length = s->length,
	};
	if (s->syn) {
		half_reset(h);
		h->known = h->synced = true;
		h->next = p.seq;
	}
	if (!p.length)
		return;
	if (!h->known || ahead_of(p.seq, h->next) > FAR ||
	    ahead_of(p.seq, h->next) < -FAR) {
		half_lose(f, h, TUNNEL_GAP);
		pieces_drop(h);
		h->known = true;
		h->acks = false;
		h->next = p.seq;
	}
	if (ahead_of(p.seq, h->next) > 0)
		half_keep(h, &p, s->bytes);
	else
		half_deliver(f, h, &p, s->bytes);
	half_advance(f, h);
}

/* The other end has these bytes: if they are missing here, they will not come. */
static void half_acked(const struct framing *f, struct half *h, uint32_t ack)
{
	if (!h->acks || ahead_of(ack, h->acked) > 0)
		h->acked = ack;
	h->acks = true;
	half_advance(f, h);
}

static void connection_reset(struct connection *c)
{
	half_reset(&c->in);
	half_reset(&c->out);
	c->peer_port = 0;
}

/* That of this other end; the one that was silent for longest makes room. */
static struct connection *connection_of(struct framing *f, const struct segment *s)
{
	struct connection *oldest = f->connections;
	for (size_t i = 0; i < CONNECTIONS; i++) {
		struct connection *c = &f->connections[i];
		if (c->peer_port == s->peer_port &&
		    !memcmp(c->peer, s->peer, s->peer_size))
			return c;
		if (c->used < oldest->used)
			oldest = c;
	}
	connection_reset(oldest);
	memcpy(oldest->peer, s->peer, s->peer_size);
	oldest->peer_port = s->peer_port;
	return oldest;
}

struct framing *framing_new(void)
{
	return mem_new(sizeof(struct framing));
}

void framing_free(struct framing *f)
{
	for (size_t i = 0; f && i < CONNECTIONS; i++)
		connection_reset(&f->connections[i]);
	free(f);
}

void framing_take(struct framing *f, const struct segment *s, framing_emit *emit,
		  void *owner)
{
	struct connection *c = connection_of(f, s);
	bool out = s->way == TUNNEL_OUT;
	struct half *mine = out ? &c->out : &c->in, *other = out ? &c->in : &c->out;
	c->in.way = TUNNEL_IN;
	c->out.way = TUNNEL_OUT;
	f->emit = emit;
	f->owner = owner;
	c->used = ++f->taken;
	half_take(f, mine, s);
	if (s->acks)
		half_acked(f, other, s->ack);
	if (s->reset)
		connection_reset(c);
}
