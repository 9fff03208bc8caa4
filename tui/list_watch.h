/* `labtap list --json --watch`: the lab as it changes, for programs that follow it;
 * labtap on another host is one (remote.h). */
#ifndef TUI_LIST_WATCH_H
#define TUI_LIST_WATCH_H

#include "tui/session.h"

/* Writes the object of the lab on one line, again with each change, and every second
 * {"rates": [[NAME, packets, bits], ...]}, per second, of all that had any. Until a
 * signal, or nobody reads any more (both are fine), or the engine ends. */
bool list_watch(struct session *s, struct error *e);

#endif
