/* What the helpers find out, as the front keeps it: the machines each of them told of
 * last, and what is wrong with it. */
#ifndef TUI_HELPERS_H
#define TUI_HELPERS_H

#include <stdbool.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/base/helper.h"
#include "core/lab/machine.h"

enum { HELPER_TASKS = 2 };

struct helpers {
	struct helper *helper; /* NULL: none, or it ended */
	struct {
		struct machines *machines; /* NULL: nothing was told */
		bool heard;		   /* it has said something */
		char note[1024];	   /* escaped, "" all is well */
	} tasks[HELPER_TASKS];
	unsigned notes_serial; /* grows with every new note */
};

/* Forks them, before the privileges go. */
struct helper *helpers_start(const struct user *u, struct error *e) MUST_CHECK;

/* Reads what waits; true: the machines changed. Those before are still in use by the
 * model: old gets them, for the caller to free. */
bool helpers_take(struct helpers *h, struct machines *old[HELPER_TASKS]);

/* Has each said something? Then there is nothing to wait for. */
bool helpers_heard(const struct helpers *h);

/* Is libvirt there, or its guests, and has nothing to tell? Then its files have. */
bool helpers_refused(const struct helpers *h);

/* The first note, "" without. */
const char *helpers_note(const struct helpers *h);

void helpers_done(struct helpers *h);

#endif
