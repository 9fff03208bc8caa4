/* Filters kept under a name: "@control" in a filter stands for the text that was saved
 * as "control". One line each in the user's configuration, "NAME TEXT". */
#ifndef TUI_SAVED_H
#define TUI_SAVED_H

#include "core/analysis/filter.h"
#include "core/base/error.h"
#include "core/base/vec.h"

struct saved_filter {
	char *name, *text;
};

struct saved {
	VEC(struct saved_filter) filters;
	bool lasting; /* there is a file, and what is kept goes into it */
};

/* Reads the file; without this call they are only kept in memory. */
void saved_load(struct saved *s);

/* What the text of such a file says; it is cut into lines. NULL is fine. */
void saved_take(struct saved *s, char *text);
void saved_done(struct saved *s);

/* Keeps text under a name (letters, digits, - and _), in place of an older one; text
 * "": forgets it. */
bool saved_set(struct saved *s, const char *name, const char *text, struct error *e);

/* Replaces every @name; out gets the text unchanged where there is none. False, with
 * the place in mark: nothing is saved under this name. */
bool saved_expand(const struct saved *s, const char *text, char *out, size_t size,
		  struct filter_mark *mark, struct error *e);

#endif
