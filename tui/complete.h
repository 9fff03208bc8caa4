/* What the word at the caret could become: candidates with a line about each, and which
 * of them Tab has put into the text. Pure: words in, an edited line out. */
#ifndef TUI_COMPLETE_H
#define TUI_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/lineedit.h"

enum { COMPLETE_MAX = 256 };

struct complete_item {
	char *word;
	char *meaning; /* one line, may be empty */
};

struct complete {
	size_t offset, size; /* of the word being completed, in bytes of the line */
	char prefix[128];    /* what of it was typed */
	VEC(struct complete_item) items;
	bool chosen; /* Tab put items[at] into the line */
	size_t at;
};

void complete_done(struct complete *c);

/* Starts over with the word that ends at the caret; `breaks` are the characters that
 * end a word, `from` is where words can begin at the earliest. */
void complete_start(struct complete *c, const struct lineedit *l, size_t from,
		    const char *breaks);

/* Adds a word that begins with what was typed, capitals or not; others, and those that
 * are there already, are passed over. Both texts are copied. */
void complete_add(struct complete *c, const char *word, const char *meaning);

/* Puts the candidates in alphabetical order. */
void complete_sort(struct complete *c);

/* Tab (step 1) and S-Tab (-1): what all candidates have in common, then one after the
 * other. False: there is nothing to put. */
bool complete_next(struct complete *c, struct lineedit *l, int step);

#endif
