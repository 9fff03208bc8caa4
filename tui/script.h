/* --script FILE: drives the browser without a terminal. One line each:
 *
 *	keys j j Space Enter      keys by name, as the help writes them
 *	type icmp and host a      the rest of the line, as typed
 *	wait packets >= 10        packets, rows, points, selected, live, lost, marks
 *	wait message TEXT         until the message line has TEXT
 *	wait screen TEXT          until any line of the screen has TEXT
 *	resize 160 50             columns, rows (80 24 at the start)
 *	dump screen [FILE]        also: roles, colours, looks, model (script_dump.h)
 *	# a comment
 *
 * A line is carried out when the one before has settled. A wait that takes too long
 * ends the program with exit status 1. */
#ifndef TUI_SCRIPT_H
#define TUI_SCRIPT_H

#include <stdbool.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct app;
struct script;

enum { SCRIPT_COLUMNS = 80, SCRIPT_ROWS = 24, SCRIPT_POLL_MS = 20 };

/* "-" is standard input. */
struct script *script_open(const char *path, struct error *e) MUST_CHECK;
void script_free(struct script *s);

/* Carries out lines until one has to wait; false: done, or failed. */
bool script_step(struct script *s, struct app *app);

/* 0, or 1 after a line that was wrong or waited in vain. */
int script_status(const struct script *s);

#endif
