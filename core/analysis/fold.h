/* Of packets that are copies of one only the first that is asked about: for whoever
 * goes through all of them in the order of their numbers. */
#ifndef ANALYSIS_FOLD_H
#define ANALYSIS_FOLD_H

#include "core/analysis/trails.h"
#include "core/base/vec.h"

struct fold {
	const struct trails *trails; /* NULL: every packet is taken */
	uint64_t base;		     /* no number that is asked about is below */
	VEC(uint8_t) taken;	     /* a bit for each leader */
};

/* True for the first of its copies. */
bool fold_take(struct fold *f, uint64_t number);

/* Up to which packet of `last` it can be asked by now. */
uint64_t fold_last(const struct fold *f, uint64_t last);

void fold_done(struct fold *f);

#endif
