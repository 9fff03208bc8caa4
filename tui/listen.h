/* What a program says that the runner has started: its output, and the last of its
 * errors, taken in by the loop while the browser goes on. */
#ifndef TUI_LISTEN_H
#define TUI_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/loop.h"
#include "tui/heard.h"
#include "tui/runner.h"

struct listen {
	struct loop *loop;
	struct runner *runner;
	uint32_t id;	    /* of the program, 0: none was started */
	int out, err;	    /* -1: closed */
	char *text;	    /* what it has put out, bounded */
	size_t size, used;  /* room, and how much of it is full */
	bool cut;	    /* there was more */
	struct heard heard; /* on its standard error */
	unsigned serial;    /* grows with everything that comes */
};

/* Starts it; run->out and run->err are made here. room: bytes of output kept, 0: its
 * output goes nowhere. */
bool listen_start(struct listen *l, struct loop *loop, struct runner *runner,
		  struct run *run, size_t room, struct error *e);

/* It has closed both and ended; *status as of runner_ended(). */
bool listen_is_over(struct listen *l, int *status);

/* Kills it if it still runs. */
void listen_end(struct listen *l);

#endif
