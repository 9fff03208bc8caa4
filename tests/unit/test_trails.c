/* The ways of the packets of a store: packets that are cut and put together on the way,
 * what is learnt and what is lost, and that nothing grows without end. */
#include <stdlib.h>

#include "core/analysis/trails.h"
#include "core/base/clock.h"
#include "tests/craft.h"
#include "tests/test.h"

enum {
	US = 1000,
	MS = 1000000,
	IN = 1,
	OUT = 2,
	MSS = 1000,
	START = 1700000000, /* s */
	HEADERS = 14 + 20 + 20,
	DATA = 60000,
	KEPT = 1000, /* packets */
};

/* Three points, a - p | q - b: p and q are ports of one bridge. */
enum { A, P, Q, B, POINTS };

struct world {
	struct craft c;
	struct store *store;
	struct trails *trails;
	uint64_t time; /* ns */
	uint64_t number;
	uint8_t data[DATA];
};

/* A TCP segment, or (tcp false) a UDP datagram or a fragment of one. */
struct wire {
	uint32_t from, size; /* of the data that all have */
	uint16_t id, fragment;
	bool tcp;
	uint8_t flags, ttl;
};

static void world_new(struct world *w)
{
	static const char *const names[] = { "a:eth1", "host:p", "host:q", "b:eth1" };
	*w = (struct world){ .time = (uint64_t)START * CLOCK_SEC };
	craft_section(&w->c, false, NULL);
	for (size_t i = 0; i < POINTS; i++)
		craft_iface(&w->c, 1, 0, names[i], 9);
	for (size_t i = 0; i < DATA; i++)
		w->data[i] = (uint8_t)(i * 7 + i / 251);
}

static uint64_t put(struct world *w, uint32_t point, const uint8_t *bytes, size_t size)
{
	static const uint32_t ways[POINTS] = { OUT, IN, OUT, IN };
	struct craft *c = &w->c;
	craft_begin(c, 6);
	craft_u32(c, point);
	craft_u32(c, w->time >> 32);
	craft_u32(c, w->time & UINT32_MAX);
	craft_u32(c, size);
	craft_u32(c, size);
	craft_bytes(c, bytes, size);
	craft_pad(c);
	craft_u16(c, 2);
	craft_u16(c, 4);
	craft_u32(c, ways[point]);
	craft_u32(c, 0);
	craft_end(c);
	w->time += 10 * US;
	return ++w->number;
}

static uint64_t put_wire(struct world *w, uint32_t point, struct wire s)
{
	struct craft p = { .big = true };
	uint32_t head = s.tcp ? 40 : 20;
	craft_number(&p, 0x020000000002, 6);
	craft_number(&p, 0x020000000001, 6);
	craft_u16(&p, 0x0800);
	craft_u16(&p, 0x4500);
	craft_u16(&p, head + s.size);
	craft_u16(&p, s.id);
	craft_u16(&p, s.fragment);
	craft_u8(&p, s.ttl ? s.ttl : 64);
	craft_u8(&p, s.tcp ? 6 : 17);
	craft_u16(&p, 0);
	craft_u32(&p, 0x0a000001);
	craft_u32(&p, 0x0a000002);
	if (s.tcp) {
		craft_u32(&p, 40000u << 16 | 80);
		craft_u32(&p, 0xfffffc18 + s.from); /* it wraps soon */
		craft_u32(&p, 77);
		craft_u16(&p, 0x5000u | (s.flags ? s.flags : 0x10));
		craft_u16(&p, 500);
		craft_u32(&p, 0);
	}
	craft_bytes(&p, w->data + s.from, s.size);
	uint64_t number = put(w, point, p.bytes, p.size);
	craft_free(&p);
	return number;
}

static struct wire segment(uint32_t from, uint32_t size, uint16_t id)
{
	return (struct wire){ .from = from, .size = size, .id = id, .tcp = true };
}

static void know_points(struct world *w)
{
	struct trail_point known[POINTS] = {
		[A] = { .way = { P, WAY_NONE, 1, false } },
		[P] = { .way = { A, 9, 0, false } },
		[Q] = { .way = { B, 9, 0, false } },
		[B] = { .way = { Q, WAY_NONE, 2, false } },
	};
	for (size_t i = 0; i < POINTS; i++) {
		known[i].since = INT64_MIN;
		known[i].until = INT64_MAX;
	}
	trails_set_points(w->trails, known, POINTS);
}

/* Small packets that go all the way, for what is learnt, and at the end: the edges of a
 * capture are not judged. */
static void pass(struct world *w, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		static uint16_t id = 30000;
		const struct wire s = { .from = id % 1000, .size = 60, .id = id + 1 };
		id++;
		for (uint32_t point = A; point <= B; point++)
			put_wire(w, point, s);
		w->time += 30 * MS;
	}
}

static void judge(struct world *w)
{
	struct error e;
	pass(w, 3);
	w->store = store_open_file(craft_fd(&w->c, w->c.size), "F", &e);
	while (store_advance(w->store, 1000))
		;
	w->trails = trails_new(w->store, KEPT);
	(void)trails_advance(w->trails, 0);
	know_points(w);
	while (trails_advance(w->trails, 1000))
		;
	trails_settle(w->trails, INT64_MAX);
	CHECK(trails_seen(w->trails) == w->number && !trails_hurried(w->trails));
}

static void world_done(struct world *w)
{
	trails_free(w->trails);
	store_free(w->store);
	craft_free(&w->c);
}

/* "1 2 5", with what is lost behind it. */
static const char *way_of(const struct world *w, uint64_t number)
{
	static char buffer[200];
	struct trail trail;
	struct text t = text_over(buffer, sizeof(buffer));
	trails_get(w->trails, number, &trail);
	for (size_t i = 0; i < trail.count; i++)
		text_printf(&t, "%s%llu", i ? " " : "",
			    (unsigned long long)trail.hops[i]);
	if (trail.state == TRAIL_DOUBTFUL)
		text_str(&t, " ?");
	if (trail.lost)
		text_printf(&t, " lost before %s",
			    trails_point_name(w->trails, trail.next.point));
	return buffer;
}

#define WAY(w, number, ...)                                                            \
	do {                                                                           \
		char wanted_[200];                                                     \
		snprintf(wanted_, sizeof(wanted_), __VA_ARGS__);                       \
		CHECK_STR(way_of(w, number), wanted_);                                 \
	} while (0)
#define U(n) ((unsigned long long)(n))

/* A segment of 5 000 bytes is one packet on two points and five on the other two; of
 * the last the second is lost. */
static void test_cut(void)
{
	struct world w;
	uint64_t parts[2][5];
	world_new(&w);
	pass(&w, 8);
	const struct wire whole = segment(0, 4 * MSS + 300, 100);
	uint64_t a = put_wire(&w, A, whole), p = put_wire(&w, P, whole);
	for (uint16_t i = 0; i < 5; i++)
		for (uint32_t k = 0; k < 2; k++) {
			if (k && i == 1)
				continue; /* lost on the wire */
			struct wire part = segment(i * MSS, i < 4 ? MSS : 300, 100 + i);
			part.flags = i < 4 ? 0x10 : 0x18;
			parts[k][i] = put_wire(&w, Q + k, part);
		}
	judge(&w);
	WAY(&w, a, "%llu %llu", U(a), U(p));
	for (uint16_t i = 0; i < 5; i++)
		if (i == 1)
			WAY(&w, parts[0][i], "%llu %llu %llu lost before b:eth1", U(a),
			    U(p), U(parts[0][i]));
		else
			WAY(&w, parts[0][i], "%llu %llu %llu %llu", U(a), U(p),
			    U(parts[0][i]), U(parts[1][i]));
	CHECK(trails_lost(w.trails) == 1 &&
	      trails_lost_number(w.trails, 0) == parts[0][1]);
	/* A row of its own for the whole, and for each of its parts. */
	CHECK(trails_leader(w.trails, p) == a && trails_copies(w.trails, a) == 2);
	CHECK(trails_leader(w.trails, parts[1][2]) == parts[0][2]);
	world_done(&w);
}

/* The other way: three segments are put together before the last point. */
static void test_merged(void)
{
	struct world w;
	uint64_t parts[3][3];
	world_new(&w);
	pass(&w, 8);
	for (uint16_t i = 0; i < 3; i++)
		for (uint32_t point = A; point <= Q; point++)
			parts[i][point] =
				put_wire(&w, point, segment(i * MSS, MSS, 200 + i));
	uint64_t b = put_wire(&w, B, segment(0, 3 * MSS, 200));
	judge(&w);
	for (uint16_t i = 0; i < 3; i++)
		WAY(&w, parts[i][A], "%llu %llu %llu %llu", U(parts[i][A]),
		    U(parts[i][P]), U(parts[i][Q]), U(b));
	CHECK(!trails_lost(w.trails));
	world_done(&w);
}

/* What looks like a part and is none is left alone: other bytes, another id, other
 * flags, what was acknowledged since; and a segment that is sent again. */
static void test_no_part(void)
{
	struct world w;
	world_new(&w);
	pass(&w, 2);
	const struct wire whole = segment(0, 4 * MSS, 300);
	struct wire wrong[] = { segment(MSS, MSS, 307), segment(MSS, MSS, 301),
				segment(MSS, MSS, 301) };
	uint64_t numbers[COUNT(wrong)], again, a = put_wire(&w, A, whole);
	wrong[1].flags = 0x14; /* RST */
	for (size_t i = 0; i < 2; i++)
		numbers[i] = put_wire(&w, Q, wrong[i]);
	w.data[MSS + 5] ^= 1;
	numbers[2] = put_wire(&w, Q, wrong[2]);
	again = put_wire(&w, A, segment(0, MSS, 304));
	uint64_t far = put_wire(&w, B, segment(0, MSS, 304));
	judge(&w);
	WAY(&w, a, "%llu lost before host:p", U(a));
	for (size_t i = 0; i < COUNT(wrong); i++)
		WAY(&w, numbers[i], "%llu lost before b:eth1", U(numbers[i]));
	WAY(&w, far, "%llu %llu lost before host:p", U(again), U(far));
	world_done(&w);
}

/* A router cuts a datagram; a large one that is lost whole is lost. */
static void test_fragments(void)
{
	struct world w;
	world_new(&w);
	pass(&w, 8);
	const struct wire whole = { .size = 1200, .id = 400 },
			  gone = { .size = 1300, .id = 401 };
	uint64_t a = put_wire(&w, A, whole), p = put_wire(&w, P, whole), f[2][2];
	for (uint32_t k = 0; k < 2; k++) {
		f[0][k] = put_wire(
			&w, Q + k,
			(struct wire){ .size = 800, .id = 400, .fragment = 0x2000 });
		f[1][k] = put_wire(
			&w, Q + k,
			(struct wire){
				.from = 800, .size = 400, .id = 400, .fragment = 100 });
	}
	put_wire(&w, A, gone);
	uint64_t last = put_wire(&w, P, gone);
	judge(&w);
	WAY(&w, p, "%llu %llu", U(a), U(p));
	for (uint32_t i = 0; i < 2; i++)
		WAY(&w, f[i][1], "%llu %llu %llu %llu", U(a), U(p), U(f[i][0]),
		    U(f[i][1]));
	WAY(&w, last, "%llu %llu lost before host:q", U(last - 1), U(last));
	CHECK(trails_lost(w.trails) == 1);
	world_done(&w);
}

/* Where it goes from p is learnt from others for the same destination, and not before
 * a few went there; of a wire both ends are known. */
static void test_learnt(void)
{
	struct world w;
	world_new(&w);
	pass(&w, 2);
	put_wire(&w, A, (struct wire){ .size = 70, .id = 1 });
	uint64_t early = put_wire(&w, P, (struct wire){ .size = 70, .id = 1 });
	pass(&w, 8);
	w.time += 2 * (uint64_t)CLOCK_SEC; /* settled by then */
	put_wire(&w, A, (struct wire){ .size = 70, .id = 2 });
	uint64_t late = put_wire(&w, P, (struct wire){ .size = 70, .id = 2 });
	uint64_t wire = put_wire(&w, A, (struct wire){ .size = 70, .id = 3 });
	judge(&w);
	WAY(&w, early, "%llu %llu", U(early - 1), U(early));
	WAY(&w, late, "%llu %llu lost before host:q", U(late - 1), U(late));
	WAY(&w, wire, "%llu lost before host:p", U(wire));
	CHECK(trails_is_lost(w.trails, wire) && !trails_is_lost(w.trails, early));
	CHECK(trails_lost(w.trails) == 2 && trails_lost_kept(w.trails) == 2);
	world_done(&w);
}

/* More packets than are remembered: the newest are, the oldest are unknown, and what is
 * counted is counted to the end. */
static void test_bounds(void)
{
	enum { MANY = 20 * KEPT };
	struct world w;
	uint8_t frame[60] = { 2, [5] = 2, [6] = 2, [11] = 1, [12] = 0x88, [13] = 0xb5 };
	world_new(&w);
	for (uint32_t i = 0; i < MANY / 2; i++) {
		memcpy(frame + 14, &i, sizeof(i));
		put(&w, A, frame, sizeof(frame));
		put(&w, P, frame, sizeof(frame));
	}
	judge(&w);
	struct trail trail;
	trails_get(w.trails, 1, &trail);
	CHECK(trail.state == TRAIL_UNKNOWN && trails_copies(w.trails, 1) == 0);
	CHECK(trails_leader(w.trails, 1) == 1 && !trails_is_lost(w.trails, 1));
	WAY(&w, MANY, "%d %d", MANY - 1, MANY);
	CHECK(lanes_at(trails_lanes(w.trails), 0)->packets >= MANY / 2);
	world_done(&w);
}

int main(void)
{
	test_cut();
	test_merged();
	test_no_part();
	test_fragments();
	test_learnt();
	test_bounds();
	return test_done();
}
