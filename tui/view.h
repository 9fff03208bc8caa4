/* A view: one screen or pane of the browser. Its file ends in one const table; the
 * shared code in app.c owns the stack of views, the keys and the chrome. */
#ifndef TUI_VIEW_H
#define TUI_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/canvas.h"
#include "tui/command.h"

struct app;
struct session;
struct view;

/* What a view wants done; the loop does it. */
enum want {
	WANT_NOTHING, /* not mine: the command goes on to the app */
	WANT_REDRAW,
	WANT_CLOSE, /* back one level */
	WANT_QUIT,
};

struct view_ops {
	const char *name; /* as in the help and in scripts */
	enum scope scope; /* which commands are valid here */
	size_t size;	  /* of the view's own state */
	void (*open)(struct view *v);
	/* Time passed or something arrived; true: draw again. */
	bool (*tick)(struct view *v);
	/* Reads the state, changes nothing: goldens depend on it. */
	void (*draw)(const struct view *v, const struct area *area);
	enum want (*command)(struct view *v, enum command command, int count);
	/* Raw keys first, for views with text fields; false: not used. May be NULL. */
	bool (*key)(struct view *v, int key, enum want *want);
	/* The mouse, in rows and columns of what draw() gets: puts the cursor there.
	 * False: there is nothing. May be NULL. */
	bool (*click)(struct view *v, int row, int column);
	/* False: of the commands of the scope, what this does nothing about for now;
	 * the footer is without it. May be NULL. */
	bool (*offers)(const struct view *v, enum command command);
	/* One line each for the title row, the message row and the footer. May be NULL.
	 */
	void (*title)(const struct view *v, const struct area *line);
	/* The line below the title where it is not the filter. May be NULL. */
	void (*line)(const struct view *v, const struct area *line);
	/* The last word of the health line that app.c puts at the right of the title
	 * while something is captured: "follow", "held". May be NULL. */
	const char *(*health)(const struct view *v);
	void (*message)(const struct view *v, const struct area *line);
	void (*footer)(const struct view *v, const struct area *line);
	/* The model behind the screen as text, for `dump model`. May be NULL. */
	void (*dump)(const struct view *v, struct text *out);
	void (*close)(struct view *v);
};

struct view {
	const struct view_ops *ops;
	struct app *app;
	void *state; /* ops->size bytes, zeroed */
	struct session
		*behind; /* the app's before this view brought its own, or NULL */
};

/* The views there are, each at the end of its own file. */
extern const struct view_ops view_points, view_packets, view_sums, view_help, view_path,
	view_diff;

#endif
