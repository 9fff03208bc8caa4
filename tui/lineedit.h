/* One line of UTF-8 text being edited, with the lines entered before: keys in, text and
 * caret out. Pure: knows no screen. */
#ifndef TUI_LINEEDIT_H
#define TUI_LINEEDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/vec.h"

enum { LINEEDIT_SIZE = 1024, LINEEDIT_HISTORY = 100 };

struct lineedit_line {
	char *text;
	int64_t time; /* when it was entered, ns since the epoch */
};

struct lineedit {
	char text[LINEEDIT_SIZE];
	size_t length, caret;		   /* bytes */
	char killed[LINEEDIT_SIZE];	   /* by ^K ^U ^W, for ^Y */
	char draft[LINEEDIT_SIZE];	   /* the new line while older ones are shown */
	VEC(struct lineedit_line) history; /* oldest first; survives lineedit_set() */
	size_t at;  /* the history line shown; count: the draft */
	bool alike; /* Up and Down stop at lines that begin as the draft does */
};

void lineedit_done(struct lineedit *l);

/* Starts over with this text, caret behind it. */
void lineedit_set(struct lineedit *l, const char *text);

/* Types text at the caret; control characters (a pasted newline) become blanks. What
 * does not fit is left out, whole characters only. */
void lineedit_insert(struct lineedit *l, const char *text);

/* Replaces `size` bytes at `offset`, caret behind the new text. */
void lineedit_replace(struct lineedit *l, size_t offset, size_t size, const char *text);

/* Characters, arrows, Home, End, Backspace, Delete, ^A ^E ^B ^F ^D ^H ^K ^U ^W ^Y, Up
 * and Down for the history. False: not a key of the editor (Enter, Tab, Escape ...). */
bool lineedit_key(struct lineedit *l, int key);

/* Remembers the line as entered now; an equal older one goes. False: a blank one, or
 * the last one again. */
bool lineedit_remember(struct lineedit *l, int64_t now);

/* Screen column of the caret, counted from the start of the text. */
int lineedit_column(const struct lineedit *l);

#endif
