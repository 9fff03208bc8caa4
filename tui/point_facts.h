/* All that is known of one point, and who says so: the lines of its detail. Pure: model
 * in, lines out. */
#ifndef TUI_POINT_FACTS_H
#define TUI_POINT_FACTS_H

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "tui/session.h"

struct point_fact {
	const char *label; /* "" goes on with the one above */
	const char *value;
	const char *source; /* "kernel", "podman", "X.clab.yml"; "" where it is known */
};

struct point_facts {
	struct arena *arena;
	VEC(struct point_fact) items;
};

/* Fills in the lines for the endpoint of this name; none when it is gone. */
void point_facts_build(struct point_facts *f, const struct session *s,
		       const char *name);
void point_facts_done(struct point_facts *f);

#endif
