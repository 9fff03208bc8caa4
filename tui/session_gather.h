/* The part of a session that looks at several captures at once, or at a pipe. */
#ifndef TUI_SESSION_GATHER_H
#define TUI_SESSION_GATHER_H

#include "tui/session.h"

/* Opens a pipe (borrowed), whose packets appear as they come, or several files merged
 * by time. */
bool session_open_pipe(struct session *s, int fd, struct error *e);
bool session_open_files(struct session *s, const char *const *paths, size_t count,
			struct error *e);

/* Adds what came of those; true while there is more to do now. session_advance() does
 * it. */
bool session_gather(struct session *s);

/* Will more packets come, as far as is known? */
bool session_is_growing(const struct session *s);

#endif
