/* Segments that begin with the rest of an earlier message, by the number of the packet:
 * what a row says about it, when it is drawn again. Bounded, the oldest go first. */
#ifndef ANALYSIS_RESTS_H
#define ANALYSIS_RESTS_H

#include "core/base/vec.h"
#include "core/dissect/context.h"

enum { RESTS_MAX = 1 << 18 };

struct rest_entry {
	uint64_t number; /* of the packet; ascending */
	struct unfinished rest;
};

struct rests {
	VEC(struct rest_entry) entries;
};

void rests_done(struct rests *r);

/* Numbers must ascend; packets below `first` are there no more. */
void rests_add(struct rests *r, uint64_t number, const struct unfinished *rest,
	       uint64_t first);

/* Sets *rest where something is known about the packet. */
void rests_tell(const struct rests *r, uint64_t number, struct unfinished *rest);

#endif
