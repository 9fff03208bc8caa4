/* The model of a session: what it is made of, when it can be relied on, and what
 * follows from a new one. */
#ifndef TUI_SESSION_LAB_H
#define TUI_SESSION_LAB_H

#include "tui/session.h"

/* Everybody who knows what runs here has spoken, or had a second for it: names do not
 * change any more by themselves. */
bool session_settled(const struct session *s);

/* What keeps us from knowing more of what runs here, "" nothing; *serial grows with
 * every new note. */
const char *session_shortfall(const struct session *s, unsigned *serial);

/* The model anew, from all that is known by now. */
void session_renew_lab(struct session *s);

/* From now on the loop listens to the helpers. */
bool session_join_helpers(struct session *s, struct error *e);

#endif
