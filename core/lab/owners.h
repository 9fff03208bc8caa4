/* Which process is behind an endpoint: it has the tap open, or the tunnel's socket. */
#ifndef LAB_OWNERS_H
#define LAB_OWNERS_H

#include "core/base/arena.h"
#include "core/lab/lab.h"

/* topology: that of the model, NULL: none. */
void owners_set(struct endpoint *endpoints, size_t count, const struct lab_sources *s,
		const struct topology *topology, struct arena *arena);

#endif
