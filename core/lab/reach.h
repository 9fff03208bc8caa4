/* How a namespace is asked: through the observer's socket, which names it by its id; on
 * kernels without that, through a socket made inside. Knows nothing of when or why. */
#ifndef LAB_REACH_H
#define LAB_REACH_H

#include "core/lab/spaces.h"

struct reach {
	struct netlink *observer; /* in a namespace of our own; NULL: no privileges */
	struct netlink *events;
	bool target; /* the kernel answers for other namespaces */
};

/* Makes the observer's namespace, which nothing but these sockets keeps alive. Without
 * the privileges for that, false in `seeing_all` and e says why; the sockets are then
 * in the namespace of the caller. */
bool reach_open(struct reach *r, bool *seeing_all, struct error *e);
void reach_close(struct reach *r);

/* A socket to ask about n and the id to use with it. reach_done() releases it. */
struct netlink *reach_space(const struct reach *r, const struct netspace *n,
			    int32_t *id, struct error *e) MUST_CHECK;

/* A socket inside n, for what cannot be asked from elsewhere; freed by the caller. */
struct netlink *reach_inside(const struct netspace *n, struct error *e) MUST_CHECK;
void reach_done(const struct reach *r, struct netlink *socket);

/* Reads n anew. With changed links or addresses s->changed is set; links to namespaces
 * never seen before add those, `admitted` then is set. Errors as netlink_links(). */
bool reach_survey(const struct reach *r, struct spaces *s, struct netspace *n,
		  bool *admitted, struct error *e);

/* For namespaces that were read from inside: finds out which ones their links lead to.
 * True when there is a new one that leads to none that is known. */
bool reach_resolve(const struct reach *r, struct spaces *s);

#endif
