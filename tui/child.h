/* Another program, run to its end: for the one verb that has no rights to lose
 * (verb_extcap.c). */
#ifndef TUI_CHILD_H
#define TUI_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/attr.h"
#include "core/base/error.h"

enum { CHILD_LAST = 1024, CHILD_OUTPUT = 1 << 20 };

struct child {
	const char *const *argv; /* looked for in $PATH, ends with NULL */
	int out;		 /* its standard output; -1: kept in `output` */
	int signals;		 /* signals_open(): it is told to end as well */
	int limit_ms;		 /* then it is ended; -1: never */
	char *output; /* out: NUL-terminated, to be freed; NULL: it had `out` */
	char last[CHILD_LAST]; /* out: the end of what it said on standard error */
	bool stopped;	       /* out: by a signal to us */
	int status;	       /* out: its exit status, -1: it had none */
};

/* Its standard input is empty. False: it could not be started, or took too long. */
bool child_run(struct child *c, struct error *e) MUST_CHECK;

#endif
