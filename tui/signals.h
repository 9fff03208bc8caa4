/* The signals that end a verb which would otherwise go on. */
#ifndef TUI_SIGNALS_H
#define TUI_SIGNALS_H

#include "core/base/attr.h"
#include "core/base/error.h"

/* A signalfd(2) that is readable once SIGINT, SIGTERM or SIGHUP came, for the caller to
 * close; SIGPIPE is an EPIPE from now on. -1 with e set. */
int signals_open(struct error *e) MUST_CHECK;

#endif
