/* `labtap capture` while it runs: rows to stdout, a stream or a file; messages and
 * counts to stderr. */
#ifndef TUI_CAPTURE_H
#define TUI_CAPTURE_H

#include <stdbool.h>

#include "core/base/error.h"
#include "tui/lines.h"
#include "tui/ring.h"
#include "tui/rowtext.h"
#include "tui/session.h"

struct capture_plan {
	struct rowtext_options rows;
	unsigned long count; /* packets, 0: until stopped */
	unsigned long limit; /* ms, 0: until stopped */
	bool print;	     /* rows to stdout */
	bool wait;	     /* for endpoints that are not there */
	int file;	     /* the spool itself (-w FILE), to be cut; -1: none */
	struct ring *ring;   /* instead of file: several; NULL: none */
	int stream;	     /* descriptor for a pcapng stream; -1: none */
	const char *keylog;  /* whose keys go into the stream; NULL: none */
};

/* Runs with the session's endpoints selected and ends when the plan says so, on a
 * signal, or when no endpoint is left. False: e says what failed. signals is a
 * signalfd(2) of what ends it. */
bool capture_run(struct session *s, const struct capture_plan *plan, int signals,
		 struct error *e);

#endif
