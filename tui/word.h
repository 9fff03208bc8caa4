/* Words of the command line that take an argument (":open FILE"). A word is one const
 * table entry at the end of its file, and one line in word_table.c. Commands without an
 * argument are those of command_table.c: the command line knows them by their names. */
#ifndef TUI_WORD_H
#define TUI_WORD_H

#include "core/base/error.h"
#include "tui/command.h"
#include "tui/complete.h"

struct app;

struct word_entry {
	const char *name;
	const char *argument; /* "FILE", "[NAME]"; NULL: none */
	const char *help;     /* one line */
	unsigned scopes;      /* views it works in */
	bool whole;	      /* blanks are part of what completion completes */
	/* argument has no blanks at its ends and may be changed; "" for none. False
	 * leaves the command line open with what is wrong. */
	bool (*run)(struct app *app, char *argument, struct error *e);
	/* Adds what the word at the caret of the argument could be; before is the
	 * argument up to that word. May be NULL. */
	void (*complete)(struct app *app, const char *before, struct complete *c);
};

/* All words, by name. */
const struct word_entry *const *word_table(size_t *count);

/* Carries out a line as if typed behind ':'. A name may be cut short where it stays
 * unique; a number is a row. */
bool word_run(struct app *app, const char *line, struct error *e);

/* What the word at the caret could become in this line. */
void word_complete(struct app *app, struct complete *c, const struct lineedit *l);

/* The argument of the line, and the entry of its first word; NULL where that is not a
 * word of the table (yet). */
const struct word_entry *word_of_line(const char *line, enum scope scope,
				      const char **argument);

/* NULL, or the name of a command that stands twice in one scope. */
const char *word_check(void);

#endif
