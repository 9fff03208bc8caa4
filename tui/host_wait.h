/* Names on the command line mean something once the host is known. */
#ifndef TUI_HOST_WAIT_H
#define TUI_HOST_WAIT_H

#include "tui/session.h"

/* Takes the lab of this name, number or path; without one (NULL) that of this folder or
 * those that run: what of these cannot be read is said, and is no error. */
bool host_lab(struct session *s, const char *which, struct error *e);

struct host_wait {
	/* Resolves the names against the model of now; false: not (yet) to be found. */
	bool (*resolve)(void *owner, struct session *s, struct error *e);
	void *owner;
	bool once; /* the names need not be there: the first answer counts */
};

/* Runs the session's loop until the names are resolved, or all of the host was seen
 * without them, at most 5 s. False with what resolve() last said, or the limits that
 * keep us from capturing. */
bool host_wait(struct session *s, const struct host_wait *wait, struct error *e);

#endif
