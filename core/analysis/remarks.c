#include "core/analysis/remarks.h"

#include <stdlib.h>

#include "core/analysis/numbered.h"

enum { REPEATS_MAX = (1 << 15) - 1 };

void remarks_done(struct remarks *r)
{
	free(r->entries.items);
}

static int32_t distance(uint64_t from, uint64_t to)
{
	int64_t n = (int64_t)(to - from);
	return to && n >= INT32_MIN && n <= INT32_MAX ? (int32_t)n : 0;
}

void remarks_add(struct remarks *r, uint64_t number, const struct past *past,
		 uint64_t first)
{
	struct remark_entry entry = {
		.number = number,
		.other = distance(number, past->other),
		.remarks = past->remarks,
		.repeats = (past->repeats < REPEATS_MAX ? past->repeats : REPEATS_MAX) &
			   REPEATS_MAX,
		.answer = past->answer,
	};
	r->entries.count = numbered_trim(r->entries.items, r->entries.count,
					 sizeof(*r->entries.items), REMARKS_MAX, first);
	vec_push(&r->entries, entry);
}

static struct remark_entry *entry_find(const struct remarks *r, uint64_t number)
{
	size_t at = numbered_find(r->entries.items, r->entries.count,
				  sizeof(*r->entries.items), number);
	return at < r->entries.count ? &r->entries.items[at] : NULL;
}

const struct remark_entry *remarks_find(const struct remarks *r, uint64_t number)
{
	return entry_find(r, number);
}

void remarks_answer(struct remarks *r, uint64_t request, uint64_t reply)
{
	struct remark_entry *asked = entry_find(r, request);
	struct remark_entry *answered = entry_find(r, reply);
	if (asked && asked->remarks & REMARK_NO_RESPONSE) {
		asked->remarks = 0;
		asked->other = distance(request, reply);
	}
	if (answered && !answered->other) {
		answered->other = distance(reply, request);
		answered->answer = true;
	}
}

bool remarks_answered(const struct remarks *r, uint64_t request)
{
	const struct remark_entry *asked = entry_find(r, request);
	return asked && asked->other;
}

void remarks_tell(const struct remark_entry *entry, struct past *past)
{
	past->remarks = entry->remarks;
	past->repeats = entry->repeats;
	past->other =
		entry->other ? entry->number + (uint64_t)(int64_t)entry->other : 0;
	past->answer = entry->answer;
}
