/* The model of a session: what it is made of, when it can be relied on, and what
 * follows from a new one. */
#ifndef TUI_SESSION_LAB_H
#define TUI_SESSION_LAB_H

#include "tui/session.h"

/* Takes the labs of these files or folders instead of what it has. False, with e set:
 * one of them cannot be read; of several the others are there. */
bool session_topologies(struct session *s, const char *const *paths, size_t count,
			struct error *e);
bool session_topology(struct session *s, const char *path, struct error *e);

/* Takes the lab that runs under this name or number, or that is at this path. */
bool session_lab(struct session *s, const char *which, struct error *e);

/* Takes the lab that CLAB_TOPO (a file) or CLAB_NAME names, as containerlab does, else
 * that of the folder labtap was started in, else all that run; false: one of them
 * cannot be read. None is no error. */
bool session_topology_here(struct session *s, struct error *e);

/* Everybody who knows what runs here has spoken, or had a second for it: names do not
 * change any more by themselves. */
bool session_settled(const struct session *s);

/* The host is being looked through, and what was not found may be there: at most for
 * the first few seconds. */
bool session_is_searching(const struct session *s);

/* What keeps us from knowing more of what runs here, "" nothing; *serial grows with
 * every new note. */
const char *session_shortfall(const struct session *s, unsigned *serial);

/* The model anew, from all that is known by now. */
void session_renew_lab(struct session *s);

/* From now on the loop listens to the helpers. */
bool session_join_helpers(struct session *s, struct error *e);

#endif
