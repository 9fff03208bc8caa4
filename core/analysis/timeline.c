/* Events among rows. Each has a place: the row it stands in front of, counted from the
 * first row there ever was; in the order of time they are in order of place as well. */
#include "core/analysis/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/vec.h"

struct entry {
	struct event *event;
	uint64_t place; /* row + rows_base() */
};

struct timeline {
	const struct rows *rows;
	const struct store *store;
	int64_t merge;
	VEC(struct entry) entries; /* in order of time */
	size_t gone;		   /* of these at the front: went with the rows there */
	size_t settled;		   /* their places are final */
};

struct timeline *timeline_new(void)
{
	return mem_new(sizeof(struct timeline));
}

void timeline_free(struct timeline *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->entries.count; i++) {
		free(t->entries.items[i].event->text);
		free(t->entries.items[i].event);
	}
	free(t->entries.items);
	free(t);
}

void timeline_set(struct timeline *t, const struct rows *r, const struct store *s,
		  int64_t merge_ns)
{
	t->rows = r;
	t->store = s;
	t->merge = merge_ns;
	t->gone = t->settled = 0;
	timeline_update(t);
}

static uint64_t base_of(const struct timeline *t)
{
	return t->rows ? rows_base(t->rows) : 0;
}

static uint64_t end_of(const struct timeline *t)
{
	return t->rows ? rows_base(t->rows) + rows_count(t->rows) : 0;
}

static int64_t time_of(const struct timeline *t, uint64_t place)
{
	size_t row = (size_t)(place - rows_base(t->rows));
	return store_time(t->store, rows_number(t->rows, row));
}

struct event *timeline_add(struct timeline *t, int64_t time, bool alarm,
			   const char *text)
{
	struct event *e = mem_new(sizeof(*e));
	*e = (struct event){ time, alarm, mem_strdup(text) };
	vec_reserve(&t->entries);
	size_t at = t->entries.count++;
	struct entry *items = t->entries.items;
	for (; at > t->gone && items[at - 1].event->time > time; at--)
		items[at] = items[at - 1];
	items[at] = (struct entry){ .event = e };
	t->settled = at < t->settled ? at : t->settled;
	timeline_update(t);
	return e;
}

void timeline_reword(struct event *e, const char *text)
{
	free(e->text);
	e->text = mem_strdup(text);
}

/* The first row from `low` on that is later. Where a clock was set there is none: then
 * it is one of those around. */
static uint64_t place_for(const struct timeline *t, uint64_t low, int64_t time)
{
	uint64_t high = end_of(t);
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;
		if (time_of(t, middle) <= time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Rows still come and move at the end only. */
static bool is_settled(const struct timeline *t, const struct entry *entry)
{
	uint64_t end = end_of(t);
	return entry->place < end &&
	       time_of(t, end - 1) - entry->event->time > 2 * t->merge;
}

void timeline_update(struct timeline *t)
{
	struct entry *items = t->entries.items;
	uint64_t low = base_of(t);
	while (t->gone < t->settled && items[t->gone].place < low)
		t->gone++;
	if (t->settled > t->gone)
		low = items[t->settled - 1].place;
	for (size_t i = t->settled; i < t->entries.count; i++) {
		items[i].place = place_for(t, low, items[i].event->time);
		low = items[i].place;
		if (i == t->settled && is_settled(t, &items[i]))
			t->settled++;
	}
}

size_t timeline_events(const struct timeline *t)
{
	return t->entries.count - t->gone;
}

size_t timeline_count(const struct timeline *t)
{
	return (t->rows ? rows_count(t->rows) : 0) + timeline_events(t);
}

uint64_t timeline_base(const struct timeline *t)
{
	return base_of(t) + t->gone;
}

/* The first entry that stands at this line (counted with the base) or behind it. */
static size_t entry_from(const struct timeline *t, uint64_t line)
{
	size_t low = t->gone, high = t->entries.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (t->entries.items[middle].place + middle < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool stands_at(const struct timeline *t, size_t entry, uint64_t line)
{
	return entry < t->entries.count &&
	       t->entries.items[entry].place + entry == line;
}

const struct event *timeline_event(const struct timeline *t, size_t line)
{
	uint64_t at = timeline_base(t) + line;
	size_t i = entry_from(t, at);
	return stands_at(t, i, at) ? t->entries.items[i].event : NULL;
}

uint64_t timeline_number(const struct timeline *t, size_t line)
{
	uint64_t at = timeline_base(t) + line;
	size_t i = entry_from(t, at);
	if (line >= timeline_count(t) || stands_at(t, i, at))
		return 0;
	return rows_number(t->rows, (size_t)(at - i - base_of(t)));
}

size_t timeline_find(const struct timeline *t, uint64_t number)
{
	size_t row = t->rows ? rows_find(t->rows, number) : 0;
	if (!t->rows || row == rows_count(t->rows))
		return timeline_count(t);
	size_t low = t->gone, high = t->entries.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (t->entries.items[middle].place <= base_of(t) + row)
			low = middle + 1;
		else
			high = middle;
	}
	return row + low - t->gone;
}

size_t timeline_find_event(const struct timeline *t, const struct event *e)
{
	for (size_t i = t->gone; i < t->entries.count; i++)
		if (t->entries.items[i].event == e)
			return (size_t)(t->entries.items[i].place + i -
					timeline_base(t));
	return timeline_count(t);
}
