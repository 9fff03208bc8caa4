/* Where the host differs from what files declare of a lab that runs: a cable that leads
 * elsewhere, an interface or a node that no file mentions. What is missing says so by
 * itself (join.h). */
#ifndef LAB_DIFFERENCES_H
#define LAB_DIFFERENCES_H

#include "core/base/arena.h"
#include "core/lab/lab.h"

/* Marks the endpoints of the model that differ, with the reason. Declared nodes are the
 * first of its topology. */
void differences_mark(struct endpoint *endpoints, const struct lab *lab,
		      const struct lab_sources *sources);

#endif
