/* The list of shown packets. While every packet is shown and in order of arrival it is
 * just a first number and a count; else 4 bytes a row. */
#include "core/analysis/rows.h"

#include "core/analysis/fold.h"
#include "core/base/vec.h"

struct arrival {
	int64_t time;
	uint64_t number;
};

struct rows {
	struct store *store;
	struct filter *filter; /* NULL: everything is shown */
	uint64_t merge;	       /* ns */
	uint64_t next;	       /* the number to look at next */
	uint64_t seen;
	uint64_t base; /* rows dropped from the front */

	struct fold fold;
	uint64_t passed;

	bool plain; /* rows are first, first + 1, ... and list is empty */
	uint64_t first;
	size_t count;

	VEC(uint32_t) list; /* from head: low halves of numbers */
	size_t head;

	bool started;	   /* newest is a stamp */
	int64_t newest;	   /* of the packets since the last late one */
	uint64_t barrier;  /* row + base below which nothing moves */
	uint64_t disorder; /* no row's number is further above a later row's */
	VEC(struct arrival) batch;
};

struct rows *rows_new(struct store *s, struct filter *f, int64_t merge_ns)
{
	struct rows *r = mem_new(sizeof(*r));
	r->store = s;
	r->filter = f && filter_expanded(f)[0] ? f : NULL;
	r->merge = merge_ns > 0 ? (uint64_t)merge_ns : 0;
	r->plain = !r->filter;
	r->next = r->first = store_first(s);
	return r;
}

void rows_free(struct rows *r)
{
	if (!r)
		return;
	free(r->list.items);
	free(r->batch.items);
	fold_done(&r->fold);
	free(r);
}

/* All numbers in the list lie within 32 bits below the next one. */
static uint64_t list_number(const struct rows *r, size_t index)
{
	uint32_t below = (uint32_t)r->next - r->list.items[index];
	return r->next - below;
}

size_t rows_count(const struct rows *r)
{
	return r->plain ? r->count : r->list.count - r->head;
}

uint64_t rows_base(const struct rows *r)
{
	return r->base;
}

uint64_t rows_number(const struct rows *r, size_t row)
{
	return r->plain ? r->first + row : list_number(r, r->head + row);
}

uint64_t rows_passed(const struct rows *r)
{
	return r->passed;
}

uint64_t rows_seen(const struct rows *r)
{
	return r->seen;
}

/* Some row has to move: from here on there is a list. */
static void rows_spell_out(struct rows *r)
{
	if (!r->plain)
		return;
	for (size_t i = 0; i < r->count; i++)
		vec_push(&r->list, (uint32_t)(r->first + i));
	r->plain = false;
}

/* Drops what is gone from the front. */
static void rows_trim(struct rows *r)
{
	uint64_t first = store_first(r->store);
	size_t drop = 0, count = rows_count(r);
	while (drop < count && rows_number(r, drop) < first)
		drop++;
	r->base += drop;
	if (r->plain) {
		r->first += drop;
		r->count -= drop;
	} else {
		r->head += drop;
	}
	if (r->next < first) {
		r->next = first;
		r->first = r->plain && !r->count ? first : r->first;
	}
	if (r->head > 4096 && r->head > r->list.count / 2) {
		r->list.count -= r->head;
		memmove(r->list.items, r->list.items + r->head,
			r->list.count * sizeof(*r->list.items));
		r->head = 0;
	}
}

static int arrival_compare(const void *a, const void *b)
{
	const struct arrival *left = a, *right = b;
	if (left->time != right->time)
		return left->time < right->time ? -1 : 1;
	return left->number < right->number ? -1 : left->number > right->number;
}

static bool batch_sorted(const struct rows *r)
{
	for (size_t i = 1; i < r->batch.count; i++)
		if (r->batch.items[i].time < r->batch.items[i - 1].time)
			return false;
	return true;
}

/* Rows from the barrier on that belong behind `time`. */
static size_t rows_behind(const struct rows *r, int64_t time)
{
	size_t row = rows_count(r);
	size_t stop = r->barrier > r->base ? (size_t)(r->barrier - r->base) : 0;
	while (row > stop && store_time(r->store, rows_number(r, row - 1)) > time)
		row--;
	return rows_count(r) - row;
}

static void note_disorder(struct rows *r, size_t from)
{
	uint64_t lowest = UINT64_MAX, highest = 0;
	for (size_t i = from; i < r->list.count; i++) {
		uint64_t number = list_number(r, i);
		lowest = number < lowest ? number : lowest;
		highest = number > highest ? number : highest;
	}
	if (highest - lowest > r->disorder)
		r->disorder = highest - lowest;
}

/* Merges the sorted batch into the last `moving` rows, from the back. */
static void merge_batch(struct rows *r, size_t moving)
{
	size_t old = r->list.count, fresh = r->batch.count;
	for (size_t i = 0; i < fresh; i++)
		vec_push(&r->list, 0);
	size_t from = old - moving, to = r->list.count;
	while (fresh) {
		const struct arrival *last = &r->batch.items[fresh - 1];
		if (old > from &&
		    store_time(r->store, list_number(r, old - 1)) > last->time) {
			r->list.items[--to] = r->list.items[--old];
		} else {
			r->list.items[--to] = (uint32_t)last->number;
			fresh--;
		}
	}
	note_disorder(r, from);
}

static void flush_batch(struct rows *r)
{
	if (!r->batch.count)
		return;
	bool sorted = batch_sorted(r);
	if (!sorted)
		qsort(r->batch.items, r->batch.count, sizeof(*r->batch.items),
		      arrival_compare);
	size_t moving = rows_behind(r, r->batch.items[0].time);
	if (r->plain && sorted && !moving) {
		r->count += r->batch.count;
	} else {
		rows_spell_out(r);
		merge_batch(r, moving);
	}
	r->batch.count = 0;
}

/* A packet from before the window stays where it arrived, and nothing crosses it: the
 * clock was set, or its source was late. */
static void note_time(struct rows *r, int64_t time)
{
	if (r->started && time < r->newest &&
	    (uint64_t)r->newest - (uint64_t)time > r->merge) {
		flush_batch(r);
		r->barrier = r->base + rows_count(r);
		r->newest = time;
	}
	if (!r->started || time > r->newest)
		r->newest = time;
	r->started = true;
}

void rows_fold(struct rows *r, const struct trails *t)
{
	r->fold = (struct fold){ .trails = t, .base = r->next };
	r->plain = false;
}

static bool is_shown(struct rows *r, uint64_t number)
{
	struct packet packet;
	bool passes = !r->filter || (store_get(r->store, number, &packet) &&
				     filter_match(r->filter, &packet));
	r->passed += passes;
	return passes && fold_take(&r->fold, number);
}

static void look_merged(struct rows *r, uint64_t end)
{
	for (; r->next < end; r->next++) {
		struct arrival a = { store_time(r->store, r->next), r->next };
		note_time(r, a.time);
		if (is_shown(r, a.number))
			vec_push(&r->batch, a);
	}
	flush_batch(r);
}

static void look(struct rows *r, uint64_t end)
{
	if (r->plain) {
		r->count += end - r->next;
		r->next = end;
	}
	for (; r->next < end; r->next++)
		if (is_shown(r, r->next))
			vec_push(&r->list, (uint32_t)r->next);
}

bool rows_advance(struct rows *r, unsigned budget)
{
	rows_trim(r);
	uint64_t last = fold_last(&r->fold, store_last(r->store));
	if (last < r->next)
		return false;
	uint64_t left = last - r->next + 1;
	uint64_t end = r->next + (left < budget ? left : budget);
	r->seen += end - r->next;
	if (r->merge)
		look_merged(r, end);
	else
		look(r, end);
	return end <= last;
}

void rows_settle(struct rows *r, size_t row)
{
	if (r->base + row > r->barrier)
		r->barrier = r->base + row;
}

/* The first row for which a search by halves finds a number that is not below. Numbers
 * are out of order by up to r->disorder, so that the true one is near. */
static size_t find_near(const struct rows *r, uint64_t number)
{
	size_t low = 0, high = rows_count(r);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (rows_number(r, middle) < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t rows_find(const struct rows *r, uint64_t number)
{
	size_t near = find_near(r, number), best = rows_count(r);
	uint64_t least = UINT64_MAX;
	for (size_t i = near; i > 0; i--) {
		uint64_t n = rows_number(r, i - 1);
		if (n < number && number - n > r->disorder)
			break;
		if (n >= number && n < least) {
			least = n;
			best = i - 1;
		}
	}
	for (size_t i = near; i < rows_count(r); i++) {
		uint64_t n = rows_number(r, i);
		if (n >= least && n - least >= r->disorder)
			break;
		if (n >= number && n < least) {
			least = n;
			best = i;
		}
	}
	return best;
}
