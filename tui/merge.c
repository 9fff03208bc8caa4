#include "tui/merge.h"

#include <stdlib.h>

struct merge_row {
	int64_t time;
	uint64_t number;
};

struct merge_lane {
	struct session *session;
	struct merge_row *rows; /* sorted; NULL: as the session has them */
	size_t at, count;
	int64_t time; /* of the row at hand */
};

static int compare(const void *left, const void *right)
{
	const struct merge_row *a = left, *b = right;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

static struct merge_row *sorted(const struct session *s, size_t count)
{
	struct merge_row *rows = mem_grow(NULL, count + 1, sizeof(*rows));
	for (size_t i = 0; i < count; i++) {
		rows[i].number = rows_number(s->rows, i);
		rows[i].time = store_time(s->store, rows[i].number);
	}
	qsort(rows, count, sizeof(*rows), compare);
	return rows;
}

static uint64_t lane_number(const struct merge_lane *lane)
{
	return lane->rows ? lane->rows[lane->at].number
			  : rows_number(lane->session->rows, lane->at);
}

static void lane_look(struct merge_lane *lane)
{
	/* What was not looked at yet comes when it is needed. */
	while (!lane->rows && lane->at >= lane->count) {
		bool more = session_advance(lane->session, 0);
		lane->count = rows_count(lane->session->rows);
		if (!more)
			break;
	}
	if (lane->at < lane->count)
		lane->time = store_time(lane->session->store, lane_number(lane));
}

void merge_add(struct merge *m, struct session *s, bool sort)
{
	struct merge_lane lane = { .session = s, .count = rows_count(s->rows) };
	if (sort)
		lane.rows = sorted(s, lane.count);
	lane_look(&lane);
	vec_push(&m->lanes, lane);
}

void merge_done(struct merge *m)
{
	for (size_t i = 0; i < m->lanes.count; i++)
		free(m->lanes.items[i].rows);
	free(m->lanes.items);
}

int64_t merge_start(const struct merge *m)
{
	int64_t start = INT64_MAX;
	for (size_t i = 0; i < m->lanes.count; i++) {
		const struct store *s = m->lanes.items[i].session->store;
		for (uint64_t n = store_first(s); n <= store_last(s); n++)
			if (store_time(s, n) < start)
				start = store_time(s, n);
	}
	return start == INT64_MAX ? 0 : start;
}

const struct session *merge_next(struct merge *m, uint64_t *number)
{
	struct merge_lane *next = NULL;
	for (size_t i = 0; i < m->lanes.count; i++) {
		struct merge_lane *lane = &m->lanes.items[i];
		if (lane->at < lane->count && (!next || lane->time < next->time))
			next = lane;
	}
	if (!next)
		return NULL;
	*number = lane_number(next);
	next->at++;
	lane_look(next);
	return next->session;
}
