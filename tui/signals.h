/* The signals that end a verb which would otherwise go on, and the one of having no
 * memory. */
#ifndef TUI_SIGNALS_H
#define TUI_SIGNALS_H

#include "core/base/attr.h"
#include "core/base/error.h"

/* A signalfd(2) that is readable once SIGINT, SIGTERM or SIGHUP (not under nohup(1))
 * came, for the caller to close; SIGPIPE is an EPIPE from now on. -1 with e set. */
int signals_open(struct error *e) MUST_CHECK;

/* The same for SIGUSR1, which asks tcpdump(1) for its counts. */
int signals_asked(struct error *e) MUST_CHECK;

/* Takes one that came; false: none. */
bool signals_next(int fd);

/* From now on a process without memory (mem.h) says so and ends with EXIT_FAILED; any
 * other abort(3) stays one. */
void signals_memory(void);

#endif
