/* A link that was selected as such shows every frame once: at each of its ends only one
 * direction is captured. */
#ifndef TUI_SESSION_ONCE_H
#define TUI_SESSION_ONCE_H

#include "tui/endpoint_find.h"
#include "tui/session.h"

/* Selects an end of a link; session_select() of the same makes it both directions. */
void session_select_once(struct session *s, const char *endpoint);

/* Selects what was named on a command line. An endpoint that was named itself is
 * captured in both directions, even where it is the end of a link that was named, too.
 */
void session_select_list(struct session *s, const struct endpoint_list *list);

/* Which direction of this endpoint is to be captured, when it is opened now: DIRECTION_
 * UNKNOWN means both. */
enum direction session_once_way(const struct session *s, const char *name);

/* A multicast link is the same at all of its ends: is another one captured in place of
 * this, which was selected as an end of it? */
bool session_once_elsewhere(const struct session *s, const char *name);

/* What is selected goes by another name from now on. */
void session_once_rename(struct session *s, const char *older, const char *name);

/* For session_select(): it is no longer (only) an end of a link. */
void session_once_forget(struct session *s, const char *endpoint);

#endif
