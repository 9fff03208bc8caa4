#include "core/analysis/rests.h"

#include <stdlib.h>

#include "core/analysis/numbered.h"

void rests_done(struct rests *r)
{
	free(r->entries.items);
}

void rests_add(struct rests *r, uint64_t number, const struct unfinished *rest,
	       uint64_t first)
{
	struct rest_entry entry = { .number = number, .rest = *rest };
	r->entries.count = numbered_trim(r->entries.items, r->entries.count,
					 sizeof(*r->entries.items), RESTS_MAX, first);
	vec_push(&r->entries, entry);
}

void rests_tell(const struct rests *r, uint64_t number, struct unfinished *rest)
{
	size_t at = numbered_find(r->entries.items, r->entries.count,
				  sizeof(*r->entries.items), number);
	if (at < r->entries.count)
		*rest = r->entries.items[at].rest;
}
