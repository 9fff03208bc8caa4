/* Points of other hosts in a session: labtap there captures them, its packets come back
 * by ssh as pcapng and are handed to the engine with stamps of our clock. From then on
 * they are as any others. */
#ifndef TUI_SESSION_REMOTE_H
#define TUI_SESSION_REMOTE_H

#include "tui/runner.h"
#include "tui/session.h"

struct remotes;

/* Asks every host, before there is a screen; words about clocks and versions go to
 * standard error. True at once without hosts. runner and hosts are borrowed. */
bool session_reach(struct session *s, struct runner *runner,
		   const struct runner_hosts *hosts, struct error *e);
void remotes_free(struct remotes *r); /* NULL is fine */

/* For the model of the lab: names and what there is to say of each. */
size_t remotes_names(const struct remotes *r, const char *const **names,
		     const char *const **details);

/* A tap on one of them was made, or is wanted no longer. */
void remotes_add(struct session *s, const struct tap *tap);
void remotes_release(struct session *s, struct tap *tap);

/* Captures those that were added since. */
void remotes_start(struct session *s);

#endif
