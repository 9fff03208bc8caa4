/* The index of a capture: what was put in comes out, whatever it is, and memory stays
 * small.
 */
#include "core/store/index.h"

#include "tests/test.h"

enum { MANY = 10 * INDEX_GROUP + 3 };

#define LAST_OFFSET ((UINT64_C(1) << INDEX_OFFSET_BITS) - 1)

/* Always the same, and nothing like each other (Knuth's MMIX). */
static uint64_t next(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *state >> 8;
}

/* Of each kind a group or more: as captures are, and as no capture is. */
static struct index_entry sample(uint64_t i)
{
	uint64_t state = i, kind = i / INDEX_GROUP % 5;
	int64_t time = INT64_C(1800000000000000000) + (int64_t)i * 1000000;
	switch (kind) {
	case 0:
		return index_entry(time, i * 100, false, 0);
	case 1: /* back in time, another interface each, across a segment */
		return index_entry(-time, (i * 100) % 1000, i % 2, (uint32_t)i % 7);
	case 2:
		return index_entry(i % 2 ? INT64_MIN : INT64_MAX, LAST_OFFSET * (i % 2),
				   i % 3, (1U << INDEX_IFACE_BITS) - 1);
	case 3:
		return index_entry((int64_t)(next(&state) << 8),
				   next(&state) % LAST_OFFSET, i % 2,
				   (uint32_t)next(&state) % (1 << INDEX_IFACE_BITS));
	default: /* all alike */
		return index_entry(1, 2, true, 3);
	}
}

static bool same(const struct index *ix, uint64_t number)
{
	struct index_entry is = index_at(ix, number), was = sample(number);
	return is.time == was.time && is.where == was.where;
}

static void test_all(void)
{
	struct index ix = { .count = 0 };
	bool all = true;
	for (uint64_t n = 1; n <= MANY; n++) {
		index_add(&ix, sample(n));
		all &= same(&ix, n) && same(&ix, 1) && same(&ix, (n + 1) / 2);
	}
	for (uint64_t n = 1; n <= MANY; n++)
		all &= same(&ix, n);
	CHECK(all);
	CHECK(ix.count == MANY);
	index_free(&ix);
}

/* A ring of files: the oldest are released, numbers go on. */
static void test_released(void)
{
	enum { KEPT = 3000, ADDED = 200000 };
	struct index ix = { .count = 0 };
	bool all = true;
	uint64_t most = 0;
	for (uint64_t n = 1; n <= ADDED; n++) {
		index_add(&ix, sample(n));
		uint64_t first = n > KEPT ? n - KEPT : 1;
		index_release(&ix, first);
		all &= same(&ix, first) && same(&ix, n) && same(&ix, (first + n) / 2);
		most = index_memory(&ix) > most ? index_memory(&ix) : most;
	}
	CHECK(all);
	CHECK(most < 40 * KEPT);
	index_free(&ix);
}

/* As much as a capture of one interface at 1000 packets a second takes. */
static void test_small(void)
{
	enum { PACKETS = 100000 };
	struct index ix = { .count = 0 };
	for (int64_t i = 0; i < PACKETS; i++)
		index_add(&ix, index_entry(i * 1000000, (uint64_t)i * 150, false, 0));
	CHECK(index_memory(&ix) < UINT64_C(8) * PACKETS);
	index_free(&ix);
	struct index none = { .count = 0 };
	CHECK(index_memory(&none) == 0);
	index_release(&none, 5);
	index_free(&none);
}

int main(void)
{
	test_all();
	test_released();
	test_small();
	return test_done();
}
