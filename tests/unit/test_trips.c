/* Round trips of TCP: at one point, at both ends of a link, of each frame once. */
#include "core/analysis/trips.h"

#include "core/base/mem.h"
#include "tests/test.h"

enum { A, B, AGAIN = 2, AT_A = 1, AT_B = 2 };

/* A segment of end `from` (+ AGAIN), seen at a point at a time. */
struct seen {
	uint32_t from, at, time, sequence, payload, ack;
};

static uint64_t trip_of(const struct seen *all, size_t count)
{
	autofree struct trips *trips = mem_new(sizeof(*trips));
	struct flow_key key = { .port = { 80, 40000 }, .kind = 4 << 8 | 6 };
	for (size_t i = 0; i < count; i++) {
		struct segment s = { .sequence = all[i].sequence,
				     .payload = all[i].payload,
				     .acknowledgment = all[i].ack,
				     .flags = all[i].ack ? TCP_ACK : TCP_SYN };
		key.iface = all[i].at;
		trips_take(trips, &key, all[i].from % AGAIN, &s, all[i].from >= AGAIN,
			   all[i].time);
	}
	key.iface = 7;
	return trips_of(trips, &key);
}

#define TRIP(...)                                                                      \
	trip_of((const struct seen[]){ __VA_ARGS__ },                                  \
		sizeof((const struct seen[]){ __VA_ARGS__ }) / sizeof(struct seen))

/* The handshake: to the far end, and to the near one. */
static void test_handshake(void)
{
	CHECK(TRIP({ A, AT_A, 100, 10, 0, 0 }) == 0);
	CHECK(TRIP({ A, AT_A, 100, 10, 0, 0 }, { B, AT_A, 400, 90, 0, 11 }) == 300);
	CHECK(TRIP({ A, AT_A, 100, UINT32_MAX, 5, 1 }, { B, AT_A, 400, 1, 0, 3 }) == 0);
	CHECK(TRIP({ A, AT_A, 100, UINT32_MAX, 5, 1 }, { B, AT_A, 400, 1, 0, 4 }) ==
	      300);
}

static void test_one_point(void)
{
	/* The shortest, of each direction. */
	CHECK(TRIP({ A, AT_A, 100, 10, 5, 1 }, { B, AT_A, 400, 1, 7, 15 },
		   { A, AT_A, 410, 15, 0, 8 }, { A, AT_A, 500, 15, 5, 8 },
		   { B, AT_A, 700, 8, 0, 20 }) == 210);
	/* Data in a row: the first is timed. */
	CHECK(TRIP({ A, AT_A, 100, 10, 5, 1 }, { A, AT_A, 200, 15, 5, 1 },
		   { B, AT_A, 300, 1, 0, 20 }) == 200);
	/* Sent again: nobody knows which is acknowledged. */
	CHECK(TRIP({ A, AT_A, 100, 10, 5, 1 }, { A + AGAIN, AT_A, 200, 10, 5, 1 },
		   { B, AT_A, 300, 1, 0, 15 }) == 0);
	/* A clock that was set back. */
	CHECK(TRIP({ A, AT_A, 100, 10, 5, 1 }, { B, AT_A, 50, 1, 0, 15 }) == 0);
}

static void test_two_points(void)
{
	/* Both ends see all: the sender's end counts. */
	CHECK(TRIP({ A, AT_A, 100, 10, 5, 1 }, { A, AT_B, 200, 10, 5, 1 },
		   { B, AT_B, 250, 1, 0, 15 }, { B, AT_A, 350, 1, 0, 15 }) == 250);
	/* Points are read one after the other. */
	CHECK(TRIP({ B, AT_A, 350, 1, 0, 15 }, { A, AT_B, 200, 10, 5, 1 },
		   { A, AT_B, 900, 15, 5, 1 }) == 150);
	/* Each frame where it is received. */
	CHECK(TRIP({ A, AT_B, 200, 10, 5, 1 }, { B, AT_A, 350, 1, 0, 15 }) == 150);
	CHECK(TRIP({ A, AT_B, 200, 10, 5, 1 }, { B, AT_A, 350, 1, 0, 15 },
		   { A, AT_B, 400, 15, 5, 1 }, { B, AT_A, 500, 1, 0, 20 },
		   { B, AT_A, 900, 1, 0, 20 }) == 100);
}

int main(void)
{
	test_handshake();
	test_one_point();
	test_two_points();
	return test_done();
}
