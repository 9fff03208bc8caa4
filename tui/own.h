/* The user's own small files: settings below $XDG_CONFIG_HOME/labtap, what is
 * remembered from run to run below $XDG_STATE_HOME/labtap (XDG base directories). Read
 * and written as the user, who may edit them: what is read is text of somebody else. */
#ifndef TUI_OWN_H
#define TUI_OWN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/attr.h"
#include "core/base/error.h"

enum own_kind {
	OWN_CONFIG,
	OWN_STATE,
};

enum { OWN_PATH = 512, OWN_MAX = 256 << 10 };

/* The path of a file ("" for the directory itself); false: there is no home. */
bool own_path(enum own_kind kind, const char *name, char path[OWN_PATH]);

/* Makes the directory, readable by the user only. */
bool own_make(enum own_kind kind, struct error *e);

/* The text of a file, to be freed; NULL when there is none, or none of a sane size. */
char *own_read(enum own_kind kind, const char *name) MUST_CHECK;

/* Adds a line. */
bool own_append(enum own_kind kind, const char *name, const char *line,
		struct error *e);

/* Replaces the file, whole or not at all. */
bool own_write(enum own_kind kind, const char *name, const char *text, struct error *e);

/* Cuts the first line off *text, NULL at its end; blank ones are passed over. */
char *own_line(char **text);

#endif
