/* The state of the packet list, shared by the files that move in it and draw it. */
#ifndef TUI_PACKETS_H
#define TUI_PACKETS_H

#include <stdbool.h>
#include <stdint.h>

#include "tui/app.h"
#include "tui/detail.h"
#include "tui/list.h"

enum time_style {
	TIME_CLOCK, /* the clock, or "+261 us" while the gap is short */
	TIME_ABOVE, /* since the row above */
	TIME_FIRST, /* since the first packet */
	TIME_MARK,  /* since the marked packet above, or the first */
	TIME_DATE,
	TIME_EPOCH,
	TIME_STYLES,
};

enum packets_pane {
	PANE_LIST,
	PANE_TREE,
	PANE_BYTES,
};

enum packets_colour {
	COLOUR_PROTOCOL,
	COLOUR_POINT,
	COLOUR_CONVERSATION,
	COLOUR_OFF,
	COLOURS,
};

/* A search under way, a slice at a time. */
struct packets_search {
	bool on;
	int step; /* 1 down, -1 up */
	size_t at;
	char text[128];
	struct filter *filter; /* what it looks for instead of the text, or NULL */
	struct fields *fields; /* to take packets apart */
	uint8_t bytes[64];     /* the text as bytes: itself, or "0x0a01" */
	size_t byte_count;
	bool hex;	   /* only bytes are looked for */
	const char *where; /* it was found, NULL: in the row */
};

struct packets {
	struct list list;
	unsigned serial;	   /* of session->rows that the list is about */
	uint64_t base;		   /* lines dropped from its front */
	uint64_t number;	   /* packet under the cursor, 0: none */
	const struct event *event; /* or the event under it, NULL: none */
	bool seek;		   /* a new filter: look for `number` as rows come */
	bool follow;		   /* stay on the last row */
	bool paused;		   /* the list stays as it is; capture goes on */
	size_t paused_at;	   /* its lines */
	int64_t paused_time;	   /* clock_now() */
	enum time_style time;
	int shift;		/* columns the text is scrolled to the left */
	int from, to, at;	/* widths of the columns */
	bool split;		/* the detail pane is open */
	bool beside;		/* and beside the list where there is room */
	int grow;		/* rows (columns, beside) the user gave the pane */
	bool bytes;		/* and the bytes below or beside it */
	enum packets_pane pane; /* which has the keys */
	struct detail detail;
	struct packets_search search;
	struct side *side; /* packets_side.h; NULL: there is no room for it */
	enum packets_colour colour;
	bool two_lines;
	bool macs;	  /* from and to are those of the link */
	bool names;	  /* names_on() */
	unsigned changes; /* of the session, when last looked at */
	int64_t opened;	  /* clock_now() */
};

/* Parts of the view's rectangle. Rows of 0: not there. */
struct packets_layout {
	int side;	       /* columns of the pane at the left with its line, or 0 */
	int columns;	       /* of all else; what follows is within these */
	int list, tree, bytes; /* rows of each, without rules and column names */
	int list_columns;      /* all, or less when the pane stands beside it */
	int tree_columns;      /* the tree's when the bytes stand beside it, else 0 */
};
struct packets_layout packets_layout(const struct packets *p, int rows, int columns);

void packets_draw(const struct view *v, const struct area *area);
void packets_title(const struct view *v, const struct area *line);
void packets_message(const struct view *v, const struct area *line);

/* Makes the columns wide enough for the rows on the screen; they never shrink. */
void packets_measure(struct packets *p, struct app *app);

/* Lines of the list, packets and events (timeline.h): fewer than there are while it is
 * frozen, none while there is no packet. */
size_t packets_lines(const struct packets *p, const struct session *s);

/* Remembers which packet the cursor is on, and shows it. */
void packets_moved(struct packets *p, struct session *s);

/* Looks for the text of the find line, down (1) or up (-1), a slice at a time. */
void packets_search(struct packets *p, struct app *app, int step);
void packets_search_step(struct packets *p, struct app *app);

/* Looks for another packet of the same conversation. */
void packets_same(struct packets *p, struct app *app, int step);
void packets_search_done(struct packets *p);

/* The lines of the screen that a line of the list takes. */
int packets_height(const struct packets *p);

/* Commands about how rows look; false: it is none. */
bool packets_style(struct packets *p, struct app *app, enum command command);

/* Marks the packet under the cursor or takes its mark away; goes to another one. */
void packets_mark(struct packets *p, struct session *s);
void packets_unmark(struct app *app); /* all of them */
void packets_mark_jump(struct packets *p, struct app *app, int step);

/* What to say instead of rows; number, size and place of a packet. */
void packets_draw_empty(const struct packets *p, const struct session *s,
			const struct area *a);
void packets_packet_words(const struct session *s, const struct packet *packet,
			  struct text *t);

/* The text that a search goes through. */
void packets_row_text(const struct session *s, const struct packet *packet,
		      struct text *t);

/* The packet under the cursor, of the list or of the packet view on top of it, taken
 * apart into fields. False: there is none. */
bool packets_take(struct app *app, struct packet *packet, struct fields *fields);

/* Only packets like this one from now on, or (except) no more of them: asks for what of
 * the packet it is about, or takes the field under the cursor of a tree. */
void packets_only(struct app *app, bool except);
void packets_only_field(struct app *app, const struct detail *d, bool except);

/* For the views on top: which packet is under the cursor, and moving that. */
uint64_t packets_current(const struct view *v);
uint64_t packets_shown(const struct view *v); /* of its copies the one that is drawn */
bool packets_step(struct view *v, int by);

#endif
