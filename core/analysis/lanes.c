#include "core/analysis/lanes.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/vec.h"

enum {
	SLOTS = 4 * LANES_MAX,
	TURN_SLOTS = 2 * LANE_TURNS_MAX,
	LEARNT = 4,	    /* packets that went the same way */
	MOSTLY_PERCENT = 90 /* of what went where most do */
};

/* From a place, for a destination. */
struct turn {
	struct lane_end from;
	uint32_t to;
	struct {
		struct lane_end end;
		uint32_t count;
	} next[LANE_NEXTS];
};

struct lanes {
	VEC(struct lane *) items;
	uint32_t slots[SLOTS]; /* index + 1 */
	VEC(struct turn) turns;
	uint32_t turn_slots[TURN_SLOTS]; /* index + 1 */
};

struct lanes *lanes_new(void)
{
	return mem_new(sizeof(struct lanes));
}

void lanes_free(struct lanes *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->items.count; i++)
		free(l->items.items[i]);
	free(l->items.items);
	free(l->turns.items);
	free(l);
}

size_t lanes_count(const struct lanes *l)
{
	return l->items.count;
}

const struct lane *lanes_at(const struct lanes *l, size_t i)
{
	return l->items.items[i];
}

static bool end_is(struct lane_end a, struct lane_end b)
{
	return a.point == b.point && a.direction == b.direction;
}

static uint32_t mix(uint32_t hash, uint32_t value)
{
	hash = (hash ^ value) * 0x9e3779b1U;
	return hash ^ hash >> 15;
}

static uint32_t end_hash(uint32_t hash, struct lane_end end)
{
	return mix(hash, end.point * 4 + (uint32_t)end.direction);
}

struct lane *lanes_of(struct lanes *l, struct lane_end from, struct lane_end to)
{
	uint32_t at = end_hash(end_hash(1, from), to) % SLOTS;
	for (; l->slots[at]; at = (at + 1) % SLOTS) {
		struct lane *lane = l->items.items[l->slots[at] - 1];
		if (end_is(lane->from, from) && end_is(lane->to, to))
			return lane;
	}
	if (l->items.count == LANES_MAX)
		return NULL;
	struct lane *lane = mem_new(sizeof(*lane));
	lane->from = from;
	lane->to = to;
	vec_push(&l->items, lane);
	l->slots[at] = (uint32_t)l->items.count;
	return lane;
}

/* Delays ---------------------------------------------------------------------- */

/* The first LANE_STEPS ns each have a bin, then each octave has as many. */
static size_t bin_of(uint64_t ns)
{
	unsigned octave = 0;
	while (ns >> octave >= 2 * LANE_STEPS && octave < LANE_OCTAVES - 2)
		octave++;
	if (ns < LANE_STEPS)
		return (size_t)ns;
	uint64_t step = (ns >> octave) - LANE_STEPS;
	step = step < LANE_STEPS ? step : LANE_STEPS - 1;
	return (size_t)(octave + 1) * LANE_STEPS + (size_t)step;
}

/* What is in it is this at the most. */
static int64_t bin_value(size_t bin)
{
	size_t octave = bin / LANE_STEPS, step = bin % LANE_STEPS;
	if (!octave)
		return (int64_t)step;
	int64_t low = (int64_t)(LANE_STEPS + step) << (octave - 1);
	return low + (INT64_C(1) << (octave - 1)) - 1;
}

void lane_delay(struct lane *lane, int64_t ns)
{
	lane->max = ns > lane->max ? ns : lane->max;
	lane->delays[bin_of(ns > 0 ? (uint64_t)ns : 0)]++;
}

int64_t lane_quantile(const struct lane *lane, unsigned percent)
{
	uint64_t total = 0, below = 0;
	for (size_t i = 0; i < COUNT(lane->delays); i++)
		total += lane->delays[i];
	for (size_t i = 0; i < COUNT(lane->delays) && total; i++) {
		below += lane->delays[i];
		if (below * 100 >= total * percent)
			return bin_value(i) < lane->max ? bin_value(i) : lane->max;
	}
	return lane->max;
}

/* What is learnt -------------------------------------------------------------- */

static uint32_t *turn_slot(struct lanes *l, struct lane_end from, uint32_t to)
{
	uint32_t at = mix(end_hash(7, from), to) % TURN_SLOTS;
	for (; l->turn_slots[at]; at = (at + 1) % TURN_SLOTS) {
		const struct turn *t = &l->turns.items[l->turn_slots[at] - 1];
		if (end_is(t->from, from) && t->to == to)
			break;
	}
	return &l->turn_slots[at];
}

void lanes_learn(struct lanes *l, struct lane_end from, uint32_t to,
		 struct lane_end next)
{
	uint32_t *slot = turn_slot(l, from, to);
	if (!*slot && l->turns.count == LANE_TURNS_MAX)
		return;
	if (!*slot) {
		const struct turn fresh = { .from = from, .to = to };
		vec_push(&l->turns, fresh);
		*slot = (uint32_t)l->turns.count;
	}
	struct turn *t = &l->turns.items[*slot - 1];
	size_t i = 0;
	while (i < LANE_NEXTS && t->next[i].count && !end_is(t->next[i].end, next))
		i++;
	if (i == LANE_NEXTS)
		return;
	t->next[i].end = next;
	t->next[i].count++;
}

static size_t most_taken(const struct turn *t, struct lane_end next[LANE_NEXTS])
{
	uint32_t most = LEARNT;
	size_t n = 0;
	for (size_t i = 0; i < LANE_NEXTS; i++)
		most = t->next[i].count > most ? t->next[i].count : most;
	for (size_t i = 0; i < LANE_NEXTS; i++)
		if ((uint64_t)t->next[i].count * 100 >= (uint64_t)most * MOSTLY_PERCENT)
			next[n++] = t->next[i].end;
	return n;
}

size_t lanes_expect(const struct lanes *l, struct lane_end from, uint32_t to,
		    struct lane_end next[LANE_NEXTS])
{
	uint32_t at = mix(end_hash(7, from), to) % TURN_SLOTS;
	for (; l->turn_slots[at]; at = (at + 1) % TURN_SLOTS) {
		const struct turn *t = &l->turns.items[l->turn_slots[at] - 1];
		if (end_is(t->from, from) && t->to == to)
			return most_taken(t, next);
	}
	return 0;
}
