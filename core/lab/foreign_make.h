/* What the two halves of foreign.h share: points, and the labs they are in. */
#ifndef LAB_FOREIGN_MAKE_H
#define LAB_FOREIGN_MAKE_H

#include "core/base/vec.h"
#include "core/lab/foreign.h"
#include "core/lab/value.h"

enum {
	FOREIGN_NAME = 128, /* of a point, with its host and the NUL */
	FOREIGN_TEXT = 512,
	FOREIGN_LIST = 64, /* addresses of a point */
	FOREIGN_POINTS = 32768,
};

struct foreign_point {
	struct endpoint e;
	size_t port;  /* the first one that it is, TOPOLOGY_NONE: of no node or link */
	size_t place; /* among the endpoints, once they are in order */
	const char *local, *remote; /* of a tunnel */
};

struct foreign_making {
	struct foreign *f;
	VEC(struct foreign_point) points; /* by name, each once, after foreign_sort() */
	VEC(const char *) port_names;	  /* of the point that each port is */
};

/* Harmless copies, bounded; NULL stays NULL. The first has the host in front. */
const char *foreign_name(struct foreign_making *m, const char *s);
const char *foreign_word(struct foreign_making *m, const struct value *map,
			 const char *key);
const char *const *foreign_texts(struct foreign_making *m, const struct value *list);
enum state foreign_state(const struct value *map);

/* A number of 64 bits for a name, as a cookie. */
uint64_t foreign_key(const char *name);

void foreign_sort(struct foreign_making *m);
struct foreign_point *foreign_find(struct foreign_making *m, const char *name);

/* The labs; adds points for ports that have none, and tells points their ports. NULL:
 * there are none. */
const struct topology *foreign_topology(struct foreign_making *m,
					const struct value *labs);

#endif
