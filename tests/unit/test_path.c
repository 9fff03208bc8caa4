/* Journeys out of sightings: what is one packet, and what is left apart. */
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
/* UDP of 4 bytes: TTL, checksums and data by argument. */
#define IP(ttl, sum, udp, data)                                                        \
	"\x08\0\x45\0\0\x20\x12\x34\0\0" ttl "\x11" sum                                \
	"\x0a\0\0\x01\x0a\0\0\x02\x10\0\x20\0\0\x0c" udp data
#define SAME(a, b) same_key(a, sizeof(a) - 1, b, sizeof(b) - 1)

static void test_likeness(void)
{
	CHECK(SAME(MACS_1 IP("\x40", "\1\2", "\3\4", "abcd"),
		   MACS_2 IP("\x3f", "\2\2", "\5\6", "abcd")));
	CHECK(!SAME(MACS_1 IP("\x40", "\1\2", "\3\4", "abcd"),
		    MACS_1 IP("\x40", "\1\2", "\3\4", "abce")));
	CHECK(SAME(MACS_1 IP("\x40", "\1\2", "\3\4", "abcd"),
		   MACS_1 "\x81\0\0\x0a" IP("\x40", "\1\2", "\3\4", "abcd")));
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
	return test_done();
}
