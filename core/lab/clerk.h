/* Takes the census of the host for the engine, and keeps it current: a new process is
 * looked at closely, the others now and then; a container engine is asked when there
 * are processes in control groups never seen before. Runs in a thread with a loop of
 * its own, so that nothing that is slow here keeps anybody waiting. */
#ifndef LAB_CLERK_H
#define LAB_CLERK_H

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/base/loop.h"
#include "core/lab/census.h"

struct clerk;

struct clerk_options {
	unsigned uid;	  /* whose own container engines are asked, too */
	const char *home; /* of that user */
	/* NULL, or called with the same owner as for a census: a process is in a
	 * network namespace in which none was before. Of these no event tells. */
	void (*space)(void *owner);
};

/* Called from the clerk's thread; the callee closes fd. */
typedef void clerk_fn(void *owner, int fd);

/* Starts; the first census follows within the first half second of loop_step()s. */
struct clerk *clerk_new(struct loop *loop, const struct clerk_options *options,
			clerk_fn *census, void *owner, struct error *e) MUST_CHECK;
void clerk_free(struct clerk *c);

/* Something changed on the host: looks soon, and again a little later, because a
 * process may be made after its interfaces. */
void clerk_soon(struct clerk *c);

/* Whether libvirt's own files are wanted, because it is not to be asked. */
void clerk_libvirt(struct clerk *c, bool wanted);

/* Believes nothing that was seen before. */
void clerk_rescan(struct clerk *c);

#endif
