/* What container engines, their files and those who look after containers say of them,
 * by id. Docker and podman speak the same words. */
#ifndef LAB_CONTAINERS_H
#define LAB_CONTAINERS_H

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/lab/census.h"
#include "core/lab/machine.h"
#include "core/lab/value.h"

enum { CONTAINER_ID = 64 }; /* hex digits */

struct container {
	const char *id, *name, *image; /* NULL: not known */
	const char *source;	       /* "docker", "podman", "containerd" */
	const struct value *labels;    /* a map, or NULL */
	enum machine_state state;
};

struct containers {
	struct arena *arena;
	VEC(struct container) items;
	char note[200]; /* an engine that could not be asked, "" */
};

/* Reads all answers; what cannot be read is left out, and noted. */
void containers_read(struct containers *c, const struct census *census);
void containers_done(struct containers *c);

/* NULL: nobody knows it. */
const struct container *containers_find(const struct containers *c, const char *id);

/* The ids in the control groups of a process (cgroups(7)): the outermost first, one in
 * another. Returns how many; only those of a supervisor count as none. */
enum { CONTAINER_NEST = 4 };
size_t containers_of_group(const char *group, size_t size,
			   char ids[CONTAINER_NEST][CONTAINER_ID + 1]);

#endif
