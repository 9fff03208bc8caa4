/* The browser: one stack of views over a session, one loop, one screen. */
#ifndef TUI_APP_H
#define TUI_APP_H

#include <stdbool.h>

#include "core/base/error.h"
#include "core/base/vec.h"
#include "tui/canvas.h"
#include "tui/keys.h"
#include "tui/session.h"
#include "tui/view.h"

struct term;
struct script;
struct bar;

enum { VIEW_DEPTH = 8 };

enum names {
	NAMES_LAB, /* where there is a lab */
	NAMES_ON,
	NAMES_OFF,
};

/* How packets look, for the next list of them; what the numbers mean is its business.
 */
struct app_looks {
	int time, colour, grow;
	bool two_lines, macs, beside;
};

/* A key that carries out a line of the command line instead of what it does. */
struct app_map {
	int key;
	char *line;
};

/* The caller fills session, loop, script and as_root; the rest starts as zero. */
struct app {
	struct session *session;
	struct loop *loop;
	struct term *term;     /* NULL when a script drives a screen of memory */
	struct script *script; /* NULL without --script */
	struct bar *bar;       /* the filter line; edits it when open */
	struct record *record; /* what is being recorded; NULL: nothing */
	struct export *export; /* a drawing being made (word_export.h); NULL: none */
	struct hand *hand;     /* to Wireshark (hand.h); NULL: nothing is */
	struct runner *runner; /* of other programs; NULL: none can be run */
	struct pace *pace;     /* when to draw next */
	struct canvas canvas;
	struct view views[VIEW_DEPTH];
	int depth;
	int count;	   /* digits typed before a command: 42G */
	int prefix;	   /* first key of ZZ, ^W w */
	char message[240]; /* one line to the user; cleared by the next key */
	bool message_alarm;
	char fetch[1100];   /* the line that fetches the file saved last, "" none */
	int fetch_age;	    /* keys since then */
	char farewell[240]; /* to be said when the browser has ended, "" nothing */
	bool as_root;	    /* the title says so */
	bool ended;	    /* the user was told that the engine ended */
	unsigned notes;	    /* session_shortfall(), so many were told */
	bool dirty;	    /* draw before waiting again, */
	bool waiting;	    /* and soon: somebody pressed a key, or sees nothing yet */
	bool quit;
	enum theme theme;
	enum names names; /* of hosts (names.h) */
	struct app_looks looks;
	bool no_mouse;
	VEC(struct app_map) maps; /* keys of the user */
	int click_row;		  /* where and when the mouse was pressed last */
	int64_t clicked;	  /* clock_mono() */
};

/* Runs the browser until the user leaves: points, or the packets of a file when the
 * session has one. The process exit status; an error is for stderr, the terminal is
 * already as it was. */
int app_run(struct app *app, struct error *e);

void app_open_view(struct app *app, const struct view_ops *ops);
void app_close_view(struct app *app);
struct view *app_top(struct app *app);

/* The view below v on the stack, NULL for the lowest: the save sheet asks what it
 * saves. */
struct view *app_below(struct app *app, const struct view *v);

/* The nearest one of a kind below; NULL: none. */
struct view *app_find_below(const struct view *v, const struct view_ops *ops);

/* Rows and columns that the top view draws on: what draw() will get. */
int app_rows(const struct app *app);
int app_columns(const struct app *app);

/* What / looks for and what \ narrows the list to, "" for nothing. After Enter on / the
 * view gets COMMAND_SEARCH_NEXT. */
const char *app_find_text(const struct app *app);
const char *app_narrow_text(const struct app *app);

void app_message(struct app *app, bool alarm, const char *fmt, ...) PRINTF(3, 4);

/* Carries out a command in the top view, as if its key was pressed. */
void app_do(struct app *app, enum command command, int count);

/* Opens a capture file on top of what is there; leaving its list brings that back. */
bool app_open_file(struct app *app, const char *path, struct error *e);

/* Puts text into the terminal's clipboard, and says so. */
void app_copy(struct app *app, const char *text);

/* Gives a key another meaning; line NULL: its own again. */
void app_map(struct app *app, int key, const char *line);

/* The mouse, in rows and columns of the screen. */
void app_mouse(struct app *app, const struct mouse *mouse);

struct record_options;

/* The recording: starts it, says so; with questions, or ends it; copies what came since
 * (*wait: ms until there is something to do again, -1: unknown); ends it and says what
 * became of it, nothing when there is none. */
bool app_record_start(struct app *app, const struct record_options *options,
		      struct error *e);
void app_record(struct app *app);
void app_record_step(struct app *app, int *wait);
void app_record_end(struct app *app);

/* One key, as if typed. */
void app_key(struct app *app, int key);

/* Draws everything into app->canvas. */
void app_draw(struct app *app);

#endif
