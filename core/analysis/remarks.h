/* What a forward pass noted about single packets: 16 bytes for each packet that has a
 * remark, none for the others; bounded, the oldest go first. */
#ifndef ANALYSIS_REMARKS_H
#define ANALYSIS_REMARKS_H

#include "core/base/vec.h"
#include "core/dissect/context.h"

enum { REMARKS_MAX = 1 << 20 };

struct remark_entry {
	uint64_t number; /* of the packet; ascending */
	int32_t other;	 /* packets from it to the other one, 0: none */
	uint16_t remarks;
	uint16_t repeats : 15; /* as in struct past */
	uint16_t answer : 1;   /* the other one is the request */
};

struct remarks {
	VEC(struct remark_entry) entries;
};

void remarks_done(struct remarks *r);

/* Numbers must ascend; packets below `first` are there no more. */
void remarks_add(struct remarks *r, uint64_t number, const struct past *past,
		 uint64_t first);

/* NULL: nothing is known about the packet. */
const struct remark_entry *remarks_find(const struct remarks *r, uint64_t number);

/* Of two packets about which something was added, in any order, one answers the other.
 */
void remarks_answer(struct remarks *r, uint64_t request, uint64_t reply);

/* Does packet `request`, about which something was added, have its reply? */
bool remarks_answered(const struct remarks *r, uint64_t request);

/* Adds what was noted to *past. */
void remarks_tell(const struct remark_entry *entry, struct past *past);

#endif
