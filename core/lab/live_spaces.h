/* What a network namespace is called after who lives in it. */
#ifndef LAB_LIVE_SPACES_H
#define LAB_LIVE_SPACES_H

#include "core/base/arena.h"
#include "core/lab/lab.h"

/* The name of the container or node in it; NULL: nobody is known, or the namespace has
 * a name that somebody chose. */
const char *live_space_name(const struct lab_sources *sources,
			    const struct fact_space *space);

/* Is it known by a name that another one would have after it: one that somebody chose,
 * or its container's? */
bool live_space_returns(const struct lab_sources *sources,
			const struct fact_space *space);

/* Other containers that share it, NULL-terminated. */
const char *const *live_space_others(const struct lab_sources *sources, uint64_t cookie,
				     struct arena *arena);

#endif
