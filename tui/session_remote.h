/* Points of other hosts in a session: labtap there captures them, its packets come back
 * by ssh as pcapng and are handed to the engine with stamps of our clock. From then on
 * they are as any others. */
#ifndef TUI_SESSION_REMOTE_H
#define TUI_SESSION_REMOTE_H

#include "tui/runner.h"
#include "tui/session.h"

struct remotes;
struct remote;

/* Asks every host, before there is a screen; words about clocks and versions, and why
 * one cannot be reached, go to standard error. True at once without hosts; false where
 * none of them can be reached. runner and hosts are borrowed. */
bool session_reach(struct session *s, struct runner *runner,
		   const struct runner_hosts *hosts, struct error *e);

/* Is one of them not connected? e: which is the first, and why. */
bool session_unreached(const struct session *s, struct error *e);

void remotes_free(struct remotes *r); /* NULL is fine */

/* A tap on one of them was made, or is wanted no longer. */
void remotes_add(struct session *s, const struct tap *tap);
void remotes_release(struct session *s, struct tap *tap);

/* Nothing comes from there any more, and no connection has ended that would say so:
 * what is captured there is opened again with the next one. */
void remotes_lose(struct remotes *all, const struct remote *r);

/* Captures those that were added since. */
void remotes_start(struct session *s);

/* Once in a while: what was lost while its host is connected is tried again. */
void remotes_tick(struct session *s);

/* An endpoint that was gone for so long (ns, 0: it was not) and is back: the file
 * should tell. */
void session_describe_gap(struct capture_request *r, int64_t gap);

/* Ends all of them. */
void remotes_stop(struct remotes *r);

#endif
