/* The state of the line below the title, shared by the files that edit, judge and draw
 * it. */
#ifndef TUI_BAR_STATE_H
#define TUI_BAR_STATE_H

#include "core/analysis/filter.h"
#include "tui/bar.h"
#include "tui/complete.h"
#include "tui/lineedit.h"
#include "tui/saved.h"

struct bar {
	bool open;
	enum bar_mode mode;
	struct lineedit edits[BAR_MODES];
	struct complete complete;
	bool offers;		    /* the candidates are shown */
	bool spelled;		    /* what the filter comes to is shown whole */
	bool kernel;		    /* it is the capture filter that is edited */
	bool remembers;		    /* what is entered is kept for the next run */
	struct saved saved;	    /* filters under a name */
	char old[LINEEDIT_SIZE];    /* the text when it was opened */
	char before[LINEEDIT_SIZE]; /* the filter before the one in force */
	bool bad;
	struct error error; /* why it is bad */
	struct filter_mark mark;
	char expanded[LINEEDIT_SIZE]; /* what our words stand for, "" when the same */
	uint64_t probed, matched;
};

/* Compiles what is typed and counts what it would show. */
void bar_filter_check(struct bar *b, struct app *app);

/* Puts this filter in force, and remembers the one before; b->bad: it is none. */
void bar_filter_apply(struct bar *b, struct app *app, const char *text);

/* Adds what the word at the caret of a filter could be. */
void bar_filter_offer(struct bar *b, struct app *app);

/* The words under the open filter: where it is wrong and why, or what it comes to;
 * column is where the text begins on the screen (it may be scrolled to the left). */
void bar_filter_draw_verdict(const struct bar *b, const struct area *area, int column);

/* "f >": where the text begins. */
int bar_draw_prompt(const struct area *line, const char *word);

#endif
