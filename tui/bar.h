/* The line below the title: shows the view filter, or what is looked for, and edits it
 * when open. A filter is compiled on every key; the old one stays in force until Enter
 * on a good one. The command line is the same line behind a ':'. */
#ifndef TUI_BAR_H
#define TUI_BAR_H

#include <stdbool.h>

#include "core/base/error.h"
#include "tui/canvas.h"

struct app;
struct bar;

enum bar_mode {
	BAR_FILTER,  /* f: which packets are shown */
	BAR_FIND,    /* /: goes to the next row with this text */
	BAR_NARROW,  /* \: only rows with this text, at once */
	BAR_COMMAND, /* ':' a command by name */
	BAR_MODES,
};

/* remembers: what is entered is kept for the next run, and what was is there again. */
struct bar *bar_new(bool remembers);
void bar_free(struct bar *b);

void bar_open(struct bar *b, struct app *app, enum bar_mode mode);

/* Opens the command line with the start of a command in it: "note ". */
void bar_open_command(struct bar *b, struct app *app, const char *text);
bool bar_is_open(const struct bar *b);

/* A key while it is open; all keys belong to it then. */
void bar_key(struct bar *b, struct app *app, int key);

/* Puts the filter that was in force before this one back. */
void bar_filter_before(struct bar *b, struct app *app);

/* Puts this filter in force as if typed. False: it is none, the old one stays. */
bool bar_filter(struct bar *b, struct app *app, const char *text, struct error *e);

/* Saves the filter in force (or `text` when not NULL) under a name. */
bool bar_keep(struct bar *b, struct app *app, const char *name, const char *text,
	      struct error *e);

/* Looks for, or narrows to, this text as if typed. */
void bar_set(struct bar *b, struct app *app, enum bar_mode mode, const char *text);

/* What is looked for, "" for nothing. */
const char *bar_text(const struct bar *b, enum bar_mode mode);

/* Rows the open bar takes, its hairlines included. */
int bar_rows(const struct bar *b);

/* The open bar; its message and keys for the two lowest lines. */
void bar_draw(const struct bar *b, const struct app *app, const struct area *area);
void bar_draw_message(const struct bar *b, const struct app *app,
		      const struct area *line);
void bar_draw_footer(const struct bar *b, const struct area *line);

/* The closed bar: the filter in force and what it does. */
void bar_draw_filter(const struct app *app, const struct area *line);

#endif
