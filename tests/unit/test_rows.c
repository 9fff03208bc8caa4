/* The list of shown packets, over real spools and files: order, merging, slices, what
 * is gone, and finding a row again. */
#include "tests/test.h"

#include <stdlib.h>

#include "core/analysis/rows.h"
#include "core/store/spool.h"
#include "tests/craft.h"
#include "tests/scratch.h"

enum { BASE = 1700000000, FRAME = 60, MOST = 2000 };

struct live {
	struct scratch dir;
	struct spool *spool;
	struct store *store;
};

static struct live live_new(uint64_t segment, uint64_t limit)
{
	struct live l = { .dir = scratch_new() };
	struct error e = { 0 };
	const struct spool_options o = {
		.dir = l.dir.fd, .file = -1, .segment_size = segment, .limit = limit
	};
	const struct iface iface = { .name = "a:eth1", .linktype = LINKTYPE_ETHERNET };
	l.spool = spool_new(&o, &e);
	if (l.spool) {
		spool_iface(l.spool, &iface);
		l.store = store_open_spool(dup(spool_control_fd(l.spool)),
					   dup(l.dir.fd), -1, &e);
	}
	if (!l.store) {
		printf("# %s\n", e.text);
		exit(1);
	}
	return l;
}

static void live_free(struct live *l)
{
	store_free(l->store);
	spool_free(l->spool);
	scratch_free(&l->dir);
}

/* Byte 14 tells whether the number is odd, for a filter to ask. */
static void live_add(struct live *l, uint64_t number, int64_t time)
{
	struct error e;
	uint8_t bytes[FRAME] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x88, 0xb5 };
	bytes[14] = number & 1;
	const struct packet p = { .time = BASE * INT64_C(1000000000) + time,
				  .captured = FRAME,
				  .length = FRAME,
				  .bytes = bytes };
	if (!spool_append(l->spool, &p, &e))
		exit(1);
}

static void live_publish(struct live *l)
{
	struct error e;
	if (!spool_publish(l->spool, &e))
		exit(1);
	while (store_advance(l->store, 100))
		;
}

static struct filter *odd_filter(void)
{
	struct error e;
	return filter_new("ether[14] & 1 = 1", NULL, &e);
}

static bool rows_are(const struct rows *r, const uint64_t *want, size_t count)
{
	bool ok = rows_count(r) == count;
	for (size_t i = 0; ok && i < count; i++)
		ok = rows_number(r, i) == want[i];
	if (ok)
		return true;
	printf("# %zu rows:", rows_count(r));
	for (size_t i = 0; i < rows_count(r) && i < 20; i++)
		printf(" %ju", (uintmax_t)rows_number(r, i));
	printf("\n");
	return false;
}

/* What the header promises, packet by packet: each moves in front of rows with a higher
 * stamp, unless it is older than the newest one by more than the window; then nothing
 * crosses it. */
static size_t model(const int64_t *times, size_t count, int64_t window, uint64_t *rows)
{
	size_t barrier = 0;
	int64_t newest = INT64_MIN;
	for (size_t i = 0; i < count; i++) {
		size_t at = i;
		if (i && times[i] < newest && newest - times[i] > window) {
			barrier = i;
			newest = times[i];
		}
		newest = times[i] > newest ? times[i] : newest;
		for (; at > barrier && times[rows[at - 1] - 1] > times[i]; at--)
			rows[at] = rows[at - 1];
		rows[at] = i + 1;
	}
	return count;
}

static size_t only_odd(uint64_t *rows, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++)
		if (rows[i] & 1)
			rows[kept++] = rows[i];
	return kept;
}

/* rows_find against looking at every row. */
static bool finds(const struct rows *r, uint64_t last)
{
	for (uint64_t number = 0; number <= last + 1; number++) {
		size_t best = rows_count(r);
		uint64_t least = UINT64_MAX;
		for (size_t i = 0; i < rows_count(r); i++) {
			uint64_t n = rows_number(r, i);
			if (n >= number && n < least) {
				least = n;
				best = i;
			}
		}
		if (rows_find(r, number) != best) {
			printf("# %ju: row %zu, not %zu\n", (uintmax_t)number,
			       rows_find(r, number), best);
			return false;
		}
	}
	return true;
}

static uint32_t draw(uint64_t *seed, uint32_t below)
{
	*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)(*seed >> 33) % below;
}

/* Some interfaces whose blocks of packets arrive one after the other; now and then a
 * packet is very late, or a clock is set. */
static size_t make_times(int64_t *times, uint64_t seed)
{
	int64_t now = 1000000, clocks[4] = { 0 };
	size_t count = 0;
	for (size_t i = 0; i < 4; i++)
		clocks[i] = now;
	while (count < MOST) {
		unsigned which = draw(&seed, 4), block = draw(&seed, 40);
		now += draw(&seed, 300);
		if (draw(&seed, 60) == 0)
			now -= 5000;
		if (clocks[which] > now || clocks[which] < now - 800)
			clocks[which] = now - draw(&seed, 900);
		for (unsigned i = 0; i < block && count < MOST; i++) {
			times[count++] = clocks[which];
			clocks[which] += draw(&seed, 8);
		}
	}
	return count;
}

static void advance_all(struct rows *r, unsigned budget)
{
	while (rows_advance(r, budget))
		;
}

static bool merged_as(struct live *l, const uint64_t *want, size_t count,
		      struct filter *f, unsigned budget)
{
	struct rows *r = rows_new(l->store, f, 1000);
	advance_all(r, budget);
	bool ok = rows_are(r, want, count) && rows_seen(r) == MOST &&
		  (budget != 333 || finds(r, MOST));
	rows_free(r);
	return ok;
}

static void test_merge_model(void)
{
	static const unsigned budgets[] = { 1, 7, 333, 100000 };
	static int64_t times[MOST];
	static uint64_t want[MOST];
	struct filter *odd = odd_filter();
	for (uint64_t seed = 1; seed <= 5; seed++) {
		struct live l = live_new(1 << 26, 1 << 28);
		size_t count = make_times(times, seed), moved = 0;
		for (size_t i = 0; i < count; i++)
			live_add(&l, i + 1, times[i]);
		live_publish(&l);
		model(times, count, 1000, want);
		for (size_t i = 0; i < count; i++)
			moved += want[i] != i + 1;
		CHECK_AS("the packets are in disorder", moved > 100);
		for (size_t b = 0; b < COUNT(budgets); b++)
			CHECK_AS("all rows as the model has them",
				 merged_as(&l, want, count, NULL, budgets[b]));
		count = only_odd(want, count);
		for (size_t b = 0; b < COUNT(budgets); b++)
			CHECK_AS("a filter leaves the others in the same order",
				 merged_as(&l, want, count, odd, budgets[b]));
		live_free(&l);
	}
	filter_free(odd);
}

static void test_merge_rules(void)
{
	struct live l = live_new(1 << 26, 1 << 28);
	struct rows *r = rows_new(l.store, NULL, 100);
	CHECK(!rows_advance(r, 10) && rows_count(r) == 0 && rows_find(r, 1) == 0);
	live_add(&l, 1, 1000);
	live_add(&l, 2, 1050);
	live_add(&l, 3, 1020);
	live_publish(&l);
	CHECK(!rows_advance(r, 10));
	CHECK_AS("merged", rows_are(r, (uint64_t[]){ 1, 3, 2 }, 3));
	live_add(&l, 4, 1050);
	live_add(&l, 5, 1020);
	live_publish(&l);
	CHECK(rows_advance(r, 1) && !rows_advance(r, 1));
	CHECK_AS("equal stamps stay in the order of arrival",
		 rows_are(r, (uint64_t[]){ 1, 3, 5, 2, 4 }, 5));
	live_add(&l, 6, 949);
	live_add(&l, 7, 960);
	live_publish(&l);
	advance_all(r, 10);
	CHECK_AS("101 ns late: stays, and what follows does not pass it",
		 rows_are(r, (uint64_t[]){ 1, 3, 5, 2, 4, 6, 7 }, 7));
	live_add(&l, 8, -3600000000000);
	live_add(&l, 9, -3600000000010);
	live_publish(&l);
	advance_all(r, 10);
	CHECK_AS("the clock was set back: merging goes on behind it",
		 rows_are(r, (uint64_t[]){ 1, 3, 5, 2, 4, 6, 7, 9, 8 }, 9));
	rows_settle(r, 9);
	live_add(&l, 10, -3600000000020);
	live_publish(&l);
	advance_all(r, 10);
	CHECK_AS("nothing comes in front of what is settled",
		 rows_are(r, (uint64_t[]){ 1, 3, 5, 2, 4, 6, 7, 9, 8, 10 }, 10));
	CHECK(finds(r, 10));
	rows_free(r);
	rows_free(NULL);
	live_free(&l);
}

static void test_slices(void)
{
	struct live l = live_new(1 << 26, 1 << 28);
	struct filter *odd = odd_filter();
	for (uint64_t n = 1; n <= 100; n++)
		live_add(&l, n, (int64_t)(1000 - n));
	live_publish(&l);
	struct rows *all = rows_new(l.store, NULL, 0),
		    *some = rows_new(l.store, odd, 0);
	CHECK(rows_advance(some, 30) && rows_seen(some) == 30 &&
	      rows_count(some) == 15);
	CHECK(rows_advance(all, 99) && !rows_advance(all, 1) && !rows_advance(all, 1));
	CHECK(rows_count(all) == 100 && rows_number(all, 0) == 1 &&
	      rows_number(all, 99) == 100 && rows_seen(all) == 100);
	advance_all(some, 30);
	CHECK(rows_count(some) == 50 && rows_number(some, 49) == 99);
	CHECK(finds(all, 100) && finds(some, 100));
	live_add(&l, 101, 0);
	live_publish(&l);
	CHECK(!rows_advance(all, 10) && rows_count(all) == 101);
	rows_free(all);
	rows_free(some);
	filter_free(odd);
	live_free(&l);
}

/* Every row keeps its number while others go and come; the oldest shown is there. */
static bool stable(const struct rows *r, const struct store *s, uint64_t *seen)
{
	uint64_t first = store_first(s);
	for (size_t i = 0; i < rows_count(r); i++) {
		uint64_t row = rows_base(r) + i, number = rows_number(r, i);
		if ((seen[row] && seen[row] != number) || (i == 0 && number < first))
			return false;
		seen[row] = number;
	}
	return true;
}

static void test_gone(void)
{
	static uint64_t seen[3][60000];
	struct live l = live_new(16384, 65536);
	struct filter *odd = odd_filter();
	struct rows *r[3] = { rows_new(l.store, NULL, 0), rows_new(l.store, odd, 0),
			      rows_new(l.store, odd, 1) };
	bool ok = true, full = true;
	uint64_t number = 1;
	for (int round = 0; round < 100; round++) {
		for (int i = 0; i < 500; i++, number++)
			live_add(&l, number, (int64_t)number);
		live_publish(&l);
		for (size_t i = 0; i < COUNT(r); i++) {
			advance_all(r[i], 64);
			ok = ok && stable(r[i], l.store, seen[i]);
			size_t count = rows_count(r[i]);
			full = full &&
			       rows_number(r[i], 0) <= store_first(l.store) + 1 &&
			       rows_number(r[i], count - 1) >= number - 2;
		}
	}
	CHECK_AS("row + base is stable", ok);
	CHECK_AS("what is there is shown", full);
	CHECK(rows_base(r[0]) == store_first(l.store) - 1 && rows_base(r[0]) > 40000);
	CHECK(rows_base(r[1]) == rows_base(r[0]) / 2 &&
	      rows_base(r[2]) == rows_base(r[1]));
	CHECK(rows_find(r[1], 1) == 0 && rows_find(r[0], number) == rows_count(r[0]));
	/* Whoever was away while segments went starts at the oldest that is left. */
	struct rows *late = rows_new(l.store, NULL, 0);
	uint64_t then = store_last(l.store);
	while (store_first(l.store) <= then) {
		live_add(&l, number, (int64_t)number);
		live_publish(&l);
		number++;
	}
	advance_all(late, 1000);
	CHECK(rows_number(late, 0) == store_first(l.store) &&
	      rows_number(late, rows_count(late) - 1) == number - 1);
	rows_free(late);
	for (size_t i = 0; i < COUNT(r); i++)
		rows_free(r[i]);
	filter_free(odd);
	live_free(&l);
}

/* A file in which link types differ and stamps run backwards: file order. */
static void test_file(void)
{
	static const uint8_t bgp[] = {
		0x45, 0, 0, 40, 0,  1, 0, 0, 64,   6,	 0, 0,
		10,   0, 0, 1,	10, 0, 0, 2, 0x9c, 0x40, 0, 179
	};
	uint8_t eth[14 + sizeof(bgp)] = { [12] = 8 };
	memcpy(eth + 14, bgp, sizeof(bgp));
	struct craft c = { 0 };
	struct error e = { 0 };
	craft_section(&c, false, NULL);
	craft_iface(&c, LINKTYPE_ETHERNET, 0, "a", 9);
	craft_iface(&c, LINKTYPE_RAW, 0, "b", 9);
	craft_iface(&c, 147, 0, "c", 9); /* private: no filter knows it */
	craft_packet(&c, 0, 900, eth, sizeof(eth));
	craft_packet(&c, 1, 800, bgp, sizeof(bgp));
	craft_packet(&c, 2, 700, eth, sizeof(eth));
	craft_packet(&c, 0, 600, bgp, sizeof(bgp));
	struct store *s = store_open_file(craft_fd(&c, c.size), "crafted", &e);
	while (store_advance(s, 10))
		;
	struct filter *f = filter_new("bgp", NULL, &e);
	struct rows *all = rows_new(s, NULL, 0), *some = rows_new(s, f, 0);
	advance_all(all, 10);
	advance_all(some, 10);
	CHECK_AS("file order", rows_are(all, (uint64_t[]){ 1, 2, 3, 4 }, 4));
	CHECK_AS("by link type", rows_are(some, (uint64_t[]){ 1, 2 }, 2));
	CHECK(!filter_usable(f, 147, &e) && e.text[0]);
	rows_free(all);
	rows_free(some);
	filter_free(f);
	store_free(s);
	craft_free(&c);
}

int main(void)
{
	test_merge_rules();
	test_merge_model();
	test_slices();
	test_gone();
	test_file();
	return test_done();
}
