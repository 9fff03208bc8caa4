/* Journeys out of sightings: what is one packet, and what is left apart. */
#include <stdlib.h>

#include "core/analysis/hops.h"
#include "core/analysis/path.h"
#include "core/analysis/way.h"
#include "core/base/clock.h"
#include "tests/test.h"

enum { A, B, C };

static struct sighting seen(uint64_t key, uint32_t point, int64_t ms)
{
	static uint64_t number;
	return (struct sighting){ .number = ++number,
				  .time = ms * CLOCK_MS,
				  .point = point,
				  .direction =
					  point == A ? DIRECTION_OUT : DIRECTION_IN,
				  .followed = true,
				  .id = { .key = key, .hops = 64 } };
}

static struct hops_summary run(const struct sighting *s, size_t count)
{
	struct hops *h = hops_new(A, C, DIRECTION_OUT);
	const struct path_options options = { .window = 1000 * CLOCK_MS,
					      .emit = hops_take,
					      .owner = h };
	struct path *p = path_new(&options);
	static struct hops_summary sum;
	for (size_t i = 0; i < count; i++)
		path_see(p, &s[i]);
	path_settle(p, INT64_MAX);
	hops_sum(h, &sum);
	sum.first_lost = NULL;
	path_free(p);
	hops_free(h);
	return sum;
}

#define RUN(...)                                                                       \
	run((const struct sighting[]){ __VA_ARGS__ },                                  \
	    sizeof((const struct sighting[]){ __VA_ARGS__ }) /                         \
		    sizeof(struct sighting))

static void test_one(void)
{
	struct hops_summary s = RUN(seen(1, A, 0), seen(1, B, 1), seen(1, C, 3));
	CHECK(s.sent == 1 && s.arrived == 1 && !s.lost);
	CHECK(s.count == 3 && s.hops[1].point == B && s.hops[2].p50 == 2 * CLOCK_MS);
	CHECK(s.hops[2].since_first == 3 * CLOCK_MS);
}

static void test_lost(void)
{
	struct hops_summary s = RUN(seen(1, A, 0), seen(1, B, 1), seen(1, C, 2),
				    seen(2, A, 10), seen(2, B, 11));
	CHECK(s.sent == 2 && s.arrived == 1 && s.lost == 1);
	CHECK(s.hops[1].lost == 1 && s.hops[1].next == C);
}

/* Equal packets that meet. */
static void test_equal(void)
{
	struct hops_summary s =
		RUN(seen(1, A, 0), seen(1, A, 1), seen(1, C, 2), seen(1, C, 3));
	CHECK(s.sent == 2 && s.arrived == 2 && !s.doubtful);
	CHECK(s.hops[1].p50 == 2 * CLOCK_MS); /* not 1, not 3 */
	/* One is missing and nobody knows which: neither is joined. */
	s = RUN(seen(1, A, 0), seen(1, A, 1), seen(1, C, 5));
	CHECK(s.sent == 2 && !s.arrived && s.doubtful == 2 && !s.lost);
	/* The second was not sent yet when the first arrived. */
	s = RUN(seen(1, A, 0), seen(1, C, 5), seen(1, A, 8));
	CHECK(s.sent == 2 && s.arrived == 1 && s.lost == 1 && !s.doubtful);
	/* One that doubles on the way is no second one that was sent. */
	s = RUN(seen(1, A, 0), seen(1, C, 5), seen(1, C, 6));
	CHECK(s.sent == 1 && s.arrived == 1 && !s.lost);
}

/* The same bytes after the window are another packet. */
static void test_window(void)
{
	struct hops_summary s =
		RUN(seen(1, A, 0), seen(1, C, 2), seen(1, A, 5000), seen(1, C, 5002));
	CHECK(s.sent == 2 && s.arrived == 2);
}

/* What comes back through the first point was not sent from there. */
static void test_way_back(void)
{
	struct sighting back = seen(2, A, 12);
	back.direction = DIRECTION_IN;
	struct hops_summary s = RUN(seen(1, A, 0), seen(1, C, 2), seen(2, C, 10), back);
	CHECK(s.sent == 1 && s.arrived == 1 && !s.lost);
	/* Nor where a file has no directions: the order tells. */
	s = RUN(seen(1, A, 0), seen(1, C, 2), seen(2, C, 10), seen(2, A, 12));
	CHECK(s.sent == 1 && s.arrived == 1 && !s.lost);
}

/* A hello every 50 ms, each like the other, and some are lost: once it is known how
 * long the way takes, they are told apart by time. */
static void test_hellos(void)
{
	enum { OTHERS = 10, HELLOS = 200 };
	struct sighting s[2 * OTHERS + 2 * HELLOS];
	size_t n = 0;
	for (uint64_t i = 0; i < OTHERS; i++) {
		s[n++] = seen(100 + i, A, (int64_t)i);
		s[n++] = seen(100 + i, C, (int64_t)i);
	}
	for (int64_t i = 0; i < HELLOS; i++) {
		s[n++] = seen(1, A, 1000 + i * 50);
		if (i % 10 != 3)
			s[n++] = seen(1, C, 1001 + i * 50);
	}
	struct hops_summary sum = run(s, n);
	CHECK(sum.sent == OTHERS + HELLOS && sum.lost == HELLOS / 10 && !sum.doubtful);
	CHECK(sum.hops[1].max == CLOCK_MS);
}

/* As long as it is not known none of them may be called lost, nor joined. */
static void test_hellos_slow(void)
{
	enum { HELLOS = 100, OTHERS = 10 };
	struct sighting s[2 * OTHERS + 2 * HELLOS];
	size_t n = 0;
	/* To B the way is short, and nobody knows that to C it takes 120 ms. */
	for (uint64_t i = 0; i < OTHERS; i++) {
		s[n++] = seen(100 + i, A, (int64_t)i);
		s[n++] = seen(100 + i, B, (int64_t)i);
	}
	for (int64_t i = 0; i < HELLOS; i++) {
		s[n++] = seen(1, A, 1000 + i * 50);
		if (i > 1)
			s[n++] = seen(1, C, 1020 + i * 50);
	}
	struct hops_summary sum = run(s, n);
	for (size_t i = 0; i < sum.count; i++)
		CHECK(sum.hops[i].point != C || sum.hops[i].seen == 0);
}

/* Behind a NAT, and what looks like one. */
static struct sighting half(uint32_t addresses, uint32_t point, int64_t ms, uint8_t ttl)
{
	struct sighting s = seen(addresses, point, ms);
	s.id.loose = 77;
	s.id.addresses = addresses;
	s.id.hops = ttl;
	return s;
}

static void test_nat(void)
{
	struct hops_summary s =
		RUN(half(1, A, 0, 64), half(1, B, 1, 64), half(2, C, 2, 63));
	CHECK(s.sent == 1 && s.arrived == 1 && s.count == 3);
	CHECK(s.hops[2].changes == (CHANGE_ADDRESSES | CHANGE_HOPS));
	/* Two senders of the same datagram: the TTL says that it is no NAT. */
	s = RUN(half(1, A, 0, 64), half(2, C, 2, 64));
	CHECK(s.sent == 1 && !s.arrived);
	/* It could be either. */
	s = RUN(half(1, A, 0, 64), half(2, C, 2, 63), half(3, C, 3, 63));
	CHECK(s.sent == 1 && !s.arrived);
	/* An answer is earlier than no question. */
	s = RUN(half(2, C, 0, 63), half(1, A, 2, 64));
	CHECK(s.sent == 1 && !s.arrived);
}

/* A bridge hands on what came in with the stamp it came with, to all its ports. */
static void test_way(void)
{
	enum { OUT, IN, BRIDGE, TO_B, TO_C, AT_B, POINTS };
	static const struct way_point points[POINTS] = {
		[OUT] = { IN, WAY_NONE, 1, false },
		[IN] = { OUT, 9, 2, false },
		[BRIDGE] = { WAY_NONE, 9, 2, true },
		[TO_B] = { AT_B, 9, 2, false },
		[TO_C] = { WAY_NONE, 9, 2, false },
		[AT_B] = { TO_B, WAY_NONE, 3, false },
	};
	struct sighting s[POINTS] = { seen(1, AT_B, 1),	  seen(1, TO_C, 1),
				      seen(1, BRIDGE, 1), seen(1, TO_B, 1),
				      seen(1, IN, 1),	  seen(1, OUT, 1) };
	struct way_hop hops[POINTS];
	for (size_t i = 0; i < POINTS; i++)
		s[i].direction =
			s[i].point == OUT || s[i].point == TO_B || s[i].point == TO_C
				? DIRECTION_OUT
				: DIRECTION_IN;
	way_sort(s, POINTS, points, POINTS);
	way_trace(s, POINTS, points, POINTS, hops);
	CHECK(s[0].point == OUT && hops[0].from == SIZE_MAX);
	CHECK(s[1].point == IN && hops[1].from == 0);
	for (size_t i = 2; i < POINTS; i++)
		CHECK(s[hops[i].from].point == (s[i].point == AT_B ? TO_B : IN));
}

/* A bridge that nobody looks at sends to its two ports: neither is behind the other. */
static void test_hidden(void)
{
	static const struct way_point points[] = {
		{ 1, 9, 2, false },
		{ 0, WAY_NONE, 3, false },
		{ WAY_NONE, 9, 2, false },
	};
	struct sighting s[] = { seen(1, 0, 1), seen(1, 1, 2), seen(1, 2, 3) };
	struct way_hop hops[COUNT(s)];
	s[0].direction = s[2].direction = DIRECTION_OUT;
	s[1].direction = DIRECTION_IN;
	way_trace(s, COUNT(s), points, COUNT(points), hops);
	CHECK(hops[1].from == 0 && hops[2].from == SIZE_MAX);
}

/* Chance -------------------------------------------------------------------- */

enum { WAYS = 4, SENT = 400, ROUNDS = 60 };

/* xorshift64 (Marsaglia 2003). */
static uint64_t chance(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* What really happened: of which packet each sighting is. */
struct truth {
	uint64_t packet[SENT * WAYS * 2 + 1]; /* by number */
	size_t seen[SENT];		      /* sightings of a packet */
	size_t whole, wrong, twice;	      /* journeys: all of it; of two packets */
	bool out[SENT * WAYS * 2 + 1];
};

static void judge(void *owner, const struct journey *j)
{
	struct truth *t = owner;
	uint64_t packet = t->packet[j->hops[0].number];
	bool same = true;
	for (size_t i = 0; i < j->count; i++) {
		t->twice += t->out[j->hops[i].number];
		t->out[j->hops[i].number] = true;
		same &= t->packet[j->hops[i].number] == packet;
	}
	t->wrong += !same && !j->doubtful;
	t->whole += same && j->count == t->seen[packet];
}

static int by_number_time(const void *x, const void *y)
{
	const struct sighting *a = x, *b = y;
	return a->time != b->time ? (a->time < b->time ? -1 : 1)
				  : (a->number > b->number) - (a->number < b->number);
}

/* Packets through four points, one in `alike` like any other such, one in ten lost on
 * the way, all in the order in which rings hand them over: each point's in order, the
 * points up to 2 ms apart. */
static size_t make_ways(struct sighting *s, struct truth *t, uint64_t *seed,
			unsigned alike)
{
	size_t n = 0;
	int64_t time = CLOCK_SEC, late[WAYS];
	for (size_t i = 0; i < WAYS; i++)
		late[i] = (int64_t)(chance(seed) % 2000) * 1000;
	for (size_t i = 0; i < SENT; i++) {
		bool equal = alike && chance(seed) % alike == 0;
		uint32_t end = WAYS, last = (uint32_t)(1 + chance(seed) % (WAYS - 1));
		end = chance(seed) % 10 ? end : last;
		time += 100000 + (int64_t)(chance(seed) % 3000) * 1000;
		for (uint32_t point = 0; point < end; point++) {
			s[n] = (struct sighting){ .time = time + point * 20000,
						  .point = point };
			s[n].id.key = equal ? 7 : 1000 + i;
			s[n].id.hops = 64;
			s[n].number = n + 1;
			t->packet[n + 1] = i;
			t->seen[i]++;
			n++;
		}
	}
	for (size_t i = 0; i < n; i++)
		s[i].time += late[s[i].point];
	qsort(s, n, sizeof(*s), by_number_time);
	for (size_t i = 0; i < n; i++)
		s[i].time -= late[s[i].point];
	return n;
}

/* No journey is made of two packets, unless it says that it is in doubt; every sighting
 * is in one at the most; and where all are different each packet is found whole. */
static void test_chance(void)
{
	size_t wrong = 0, twice = 0, missed = 0;
	uint64_t seed = 0x5eed;
	for (unsigned round = 0; round < ROUNDS; round++) {
		static struct sighting s[SENT * WAYS * 2];
		static struct truth t;
		unsigned alike = round % 4 * 5; /* none, 1 in 5, 10, 15 */
		t = (struct truth){ .wrong = 0 };
		size_t n = make_ways(s, &t, &seed, alike);
		const struct path_options options = { CLOCK_SEC, judge, &t };
		struct path *p = path_new(&options);
		for (size_t i = 0; i < n; i++)
			path_see(p, &s[i]);
		path_settle(p, INT64_MAX);
		path_free(p);
		wrong += t.wrong;
		twice += t.twice;
		missed += alike ? 0 : SENT - t.whole;
	}
	CHECK_AS("no join is wrong", !wrong);
	CHECK_AS("nothing is in two journeys", !twice);
	CHECK_AS("where all are different all are found", !missed);
}

/* Bounds -------------------------------------------------------------------- */

struct bounds {
	uint64_t seen, longest, certain;
};

static void measure(void *owner, const struct journey *j)
{
	struct bounds *b = owner;
	b->seen += j->count;
	b->longest = j->count > b->longest ? j->count : b->longest;
	b->certain += !j->doubtful;
}

/* More packets under way than there is room for: the oldest are given up, in doubt, and
 * each is told of once; equal ones that never pause are judged in pieces. */
static void test_bounds(void)
{
	enum { MORE = 5000 };
	struct bounds b = { 0, 0, 0 };
	const struct path_options options = { 60 * CLOCK_SEC, measure, &b };
	struct path *p = path_new(&options);
	for (uint64_t i = 0; i < PATH_OPEN_MAX + MORE; i++) {
		const struct sighting s = seen(1000 + i, A, 1);
		path_see(p, &s);
	}
	CHECK(path_hurried(p) == MORE && b.seen == MORE && !b.certain);
	path_settle(p, INT64_MAX);
	CHECK(b.seen == PATH_OPEN_MAX + MORE && b.certain == PATH_OPEN_MAX);
	b = (struct bounds){ 0, 0, 0 };
	for (uint64_t i = 0; i < 20 * (uint64_t)PATH_SIGHTINGS_MAX; i++) {
		const struct sighting s = seen(1, A + (uint32_t)(i % 2), (int64_t)i);
		path_see(p, &s);
	}
	CHECK_AS("they are judged while they go on", b.seen && !b.certain);
	path_free(p);
}

static bool same_key(const char *a, uint32_t na, const char *b, uint32_t nb)
{
	static const struct likeness_secret secret = { { 1, 2 } };
	struct packet x = { .linktype = LINKTYPE_ETHERNET,
			    .captured = na,
			    .length = na,
			    .bytes = (const uint8_t *)a };
	struct packet y = x;
	y.captured = y.length = nb;
	y.bytes = (const uint8_t *)b;
	struct likeness i, j;
	CHECK(likeness_of(&i, &secret, &x) && likeness_of(&j, &secret, &y));
	return i.key == j.key;
}

#define MACS_1 "\x02\0\0\0\0\x01\x02\0\0\0\0\x02"
#define MACS_2 "\x02\0\0\0\0\x03\x02\0\0\0\0\x04"
/* UDP of 4 bytes: DSCP and ECN, id, TTL, checksums and data by argument. */
#define INNER(tos, id, ttl, sum, udp, data)                                            \
	"\x45" tos "\0\x20" id "\0\0" ttl "\x11" sum                                   \
	"\x0a\0\0\x01\x0a\0\0\x02\x10\0\x20\0\0\x0c" udp data
#define IP(ttl, sum, udp, data) "\x08\0" INNER("\0", "\x12\x34", ttl, sum, udp, data)
/* GRE (RFC 2784) between two routers. */
#define GRE(inner)                                                                     \
	"\x08\0\x45\0\0\x38\x77\x77\0\0\xff\x2f\1\1\xc0\0\2\1\xc0\0\2\2\0\0\x08"       \
	"\0" inner
#define SAME(a, b) same_key(a, sizeof(a) - 1, b, sizeof(b) - 1)

static void test_likeness(void)
{
	CHECK(SAME(MACS_1 IP("\x40", "\1\2", "\3\4", "abcd"),
		   MACS_2 IP("\x3f", "\2\2", "\5\6", "abcd")));
	CHECK(!SAME(MACS_1 IP("\x40", "\1\2", "\3\4", "abcd"),
		    MACS_1 IP("\x40", "\1\2", "\3\4", "abce")));
	CHECK(SAME(MACS_1 IP("\x40", "\1\2", "\3\4", "abcd"),
		   MACS_1 "\x81\0\0\x0a" IP("\x40", "\1\2", "\3\4", "abcd")));
	/* A router marks it (RFC 2474, RFC 3168), a tunnel carries it. */
	CHECK(SAME(MACS_1 IP("\x40", "\1\2", "\3\4", "abcd"), MACS_2
		   "\x08\0" INNER("\xbb", "\x12\x34", "\x3f", "\7\2", "\3\4", "abcd")));
	CHECK(SAME(
		MACS_1 IP("\x40", "\1\2", "\3\4", "abcd"),
		MACS_2 GRE(INNER("\0", "\x12\x34", "\x3f", "\2\2", "\3\4", "abcd"))));
	CHECK(!SAME(
		MACS_1 IP("\x40", "\1\2", "\3\4", "abcd"),
		MACS_2 GRE(INNER("\0", "\x12\x34", "\x3f", "\2\2", "\3\4", "abce"))));
	/* Without an id, which is what DF gets (RFC 6864), the data has to tell. */
	CHECK(SAME(MACS_1 "\x08\0" INNER("\0", "\0\0", "\x40", "\1\2", "\3\4", "abcd"),
		   MACS_2
		   "\x08\0" INNER("\0", "\0\0", "\x3f", "\2\2", "\3\4", "abcd")));
	CHECK(!SAME(MACS_1 "\x08\0" INNER("\0", "\0\0", "\x40", "\1\2", "\3\4", "abcd"),
		    MACS_1
		    "\x08\0" INNER("\0", "\0\0", "\x40", "\1\2", "\3\4", "abce")));
	CHECK_AS("another id is another packet",
		 !SAME(MACS_1
		       "\x08\0" INNER("\0", "\0\1", "\x40", "\1\2", "\3\4", "abcd"),
		       MACS_1
		       "\x08\0" INNER("\0", "\0\2", "\x40", "\1\2", "\3\4", "abcd")));
	/* Padding of short frames comes and goes. */
	CHECK(SAME(MACS_1 IP("\x40", "\1\2", "\3\4", "abcd"),
		   MACS_1 IP("\x40", "\1\2", "\3\4", "abcd") "\0\0\0\0"));
	/* No IP: the frame, whatever its VLAN. */
	CHECK(SAME(MACS_1 "\x88\xcc"
			  "abc",
		   MACS_1 "\x81\0\0\x0a\x88\xcc"
			  "abc"));
	CHECK(!SAME(MACS_1 "\x88\xcc"
			   "abc",
		    MACS_2 "\x88\xcc"
			   "abc"));
}

int main(void)
{
	test_one();
	test_lost();
	test_equal();
	test_window();
	test_way_back();
	test_hellos();
	test_hellos_slow();
	test_nat();
	test_way();
	test_hidden();
	test_likeness();
	test_chance();
	test_bounds();
	return test_done();
}
