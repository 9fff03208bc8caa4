#include "core/analysis/remarks.h"

#include <stdlib.h>
#include <string.h>

void remarks_done(struct remarks *r)
{
	free(r->entries.items);
}

/* Drops a half of what is allowed at a time, so that moving is rare. */
static void trim(struct remarks *r)
{
	if (r->entries.count < REMARKS_MAX)
		return;
	size_t keep = REMARKS_MAX / 2;
	memmove(r->entries.items, r->entries.items + r->entries.count - keep,
		keep * sizeof(*r->entries.items));
	r->entries.count = keep;
}

static int32_t distance(uint64_t from, uint64_t to)
{
	int64_t n = (int64_t)(to - from);
	return to && n >= INT32_MIN && n <= INT32_MAX ? (int32_t)n : 0;
}

void remarks_add(struct remarks *r, uint64_t number, const struct past *past)
{
	struct remark_entry entry = {
		.number = number,
		.other = distance(number, past->other),
		.remarks = past->remarks,
		.repeats = past->repeats < UINT16_MAX ? (uint16_t)past->repeats
						      : UINT16_MAX,
	};
	trim(r);
	vec_push(&r->entries, entry);
}

static struct remark_entry *entry_find(const struct remarks *r, uint64_t number)
{
	size_t low = 0, high = r->entries.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (r->entries.items[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	bool found = low < r->entries.count && r->entries.items[low].number == number;
	return found ? &r->entries.items[low] : NULL;
}

const struct remark_entry *remarks_find(const struct remarks *r, uint64_t number)
{
	return entry_find(r, number);
}

void remarks_answer(struct remarks *r, uint64_t request, uint64_t reply)
{
	struct remark_entry *entry = entry_find(r, request);
	if (!entry || !(entry->remarks & REMARK_NO_RESPONSE))
		return;
	entry->remarks = 0;
	entry->other = distance(request, reply);
}

void remarks_tell(const struct remark_entry *entry, struct past *past)
{
	past->remarks = entry->remarks;
	past->repeats = entry->repeats;
	past->other =
		entry->other ? entry->number + (uint64_t)(int64_t)entry->other : 0;
	past->answer = entry->other < 0;
}
