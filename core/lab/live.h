/* The lab as it runs: what files declare, filled in by the machines that are there, and
 * nodes and links made from machines that no file mentions. What is declared is never
 * overwritten. */
#ifndef LAB_LIVE_H
#define LAB_LIVE_H

#include "core/base/arena.h"
#include "core/lab/lab.h"

/* The topology of the model, in its arena: the declared one itself where there is
 * nothing to add; NULL when there is neither. Shares texts with the sources. */
const struct topology *live_topology(const struct lab_sources *sources,
				     struct arena *arena) MUST_CHECK;

#endif
