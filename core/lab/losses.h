/* Namespaces in which something is open on our behalf: our sockets would keep them
 * alive after their lab is gone, so it is noticed quickly when nobody else is left. */
#ifndef LAB_LOSSES_H
#define LAB_LOSSES_H

#include "core/base/loop.h"
#include "core/lab/spaces.h"

struct losses;

/* Called when a process that held a namespace ended: look closely now. */
typedef void losses_suspicion_fn(void *owner);

struct losses *losses_new(struct loop *loop, losses_suspicion_fn *fn, void *owner);
void losses_free(struct losses *l);

/* From now on n is watched; once is enough. */
void losses_watch(struct losses *l, const struct netspace *n);

/* Is there one whose known name and process are both gone? Cheap; for a timer. */
bool losses_suspect(const struct losses *l, const struct spaces *s);

typedef void losses_lost_fn(void *owner, uint64_t cookie);

/* After a close look: reports and forgets what is lost, follows the others to the
 * processes that hold them now. */
void losses_settle(struct losses *l, const struct spaces *s, losses_lost_fn *fn,
		   void *owner);

#endif
