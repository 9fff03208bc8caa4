#include "core/analysis/rests.h"

#include <stdlib.h>
#include <string.h>

void rests_done(struct rests *r)
{
	free(r->entries.items);
}

/* Drops a half of what is allowed at a time, so that moving is rare. */
static void trim(struct rests *r)
{
	if (r->entries.count < RESTS_MAX)
		return;
	size_t keep = RESTS_MAX / 2;
	memmove(r->entries.items, r->entries.items + r->entries.count - keep,
		keep * sizeof(*r->entries.items));
	r->entries.count = keep;
}

void rests_add(struct rests *r, uint64_t number, const struct unfinished *rest)
{
	struct rest_entry entry = { .number = number, .rest = *rest };
	trim(r);
	vec_push(&r->entries, entry);
}

void rests_tell(const struct rests *r, uint64_t number, struct unfinished *rest)
{
	size_t low = 0, high = r->entries.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (r->entries.items[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < r->entries.count && r->entries.items[low].number == number)
		*rest = r->entries.items[low].rest;
}
