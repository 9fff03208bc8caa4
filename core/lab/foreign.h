/* The lab of another host, as labtap there tells it (list --json): read into the shape
 * of our own, with the host's name in front of every other, to be joined to the model.
 * Nothing in it is trusted: it is bounded, escaped, and refers to itself alone. */
#ifndef LAB_FOREIGN_H
#define LAB_FOREIGN_H

#include "core/lab/lab.h"

struct foreign {
	struct arena *arena;
	const char *host;
	const struct space *spaces; /* its own first */
	size_t space_count;
	const struct endpoint *endpoints; /* by space, those in none last */
	size_t endpoint_count;
	const size_t *port_of; /* of each endpoint: its first, TOPOLOGY_NONE: none */
	const struct topology *topology; /* NULL: no lab runs there */
	const size_t *port_endpoints;
};

/* Another host as the model shows it. */
struct foreign_host {
	const char *name;
	const struct foreign *lab; /* NULL: nothing is known of it yet */
	const char *about;	   /* "by ssh, its clock is ..." */
	const char *trouble;	   /* why nothing there can be captured now, NULL */
};

/* Reads one object. NULL, with e set: it is none. The bytes may go when it returns. */
struct foreign *foreign_read(const char *host, const char *bytes, size_t size,
			     struct error *e) MUST_CHECK;
void foreign_free(struct foreign *f); /* NULL is fine */

/* The endpoints and ports that joining these adds. */
size_t foreign_room(const struct foreign_host *hosts, size_t count);

/* Adds them to a model that is complete otherwise, behind its own: endpoints has room
 * for them, is what lab->endpoints points to, and lab_endpoint() finds its own. */
void foreign_join(struct lab *lab, struct endpoint *endpoints,
		  const struct foreign_host *hosts, size_t count);

/* Is this the cookie of something on another host? Our kernel has no such namespace. */
static inline bool foreign_cookie(uint64_t cookie)
{
	return cookie >> 62 == 1;
}

#endif
