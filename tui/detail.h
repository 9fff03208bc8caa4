/* One packet taken apart: the tree of its fields and its bytes, tied together. Two
 * panes that a view places where it likes. */
#ifndef TUI_DETAIL_H
#define TUI_DETAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/dissect/dissect.h"
#include "tui/canvas.h"
#include "tui/list.h"
#include "tui/session.h"

enum detail_pane {
	DETAIL_TREE,
	DETAIL_BYTES,
};

/* What the user did to fields of this name; it holds for every packet. */
struct detail_fold {
	const char *name;
	uint16_t depth;
	bool open;
};

struct detail {
	struct packet packet; /* number 0: none. bytes are a copy */
	uint8_t *bytes;
	size_t room;
	struct fields *fields;
	struct row row;
	unsigned serial; /* of the session's rows: they may be decoded anew */
	bool early;	 /* the flows had not come to it yet: to be shown again */
	VEC(struct detail_fold) folds;
	VEC(uint32_t) shown; /* fields that no fold hides */
	struct list tree;    /* cursor in `shown` */
	size_t byte;	     /* the byte under the cursor of the bytes pane */
	size_t bytes_top;    /* first line of it */
	size_t bytes_rows;
	unsigned per_line; /* bytes: 16, or 8 on a narrow screen */
};

void detail_done(struct detail *d);

/* Shows this packet, the cursor on the field it was on when the packet has it. False:
 * it is gone. */
bool detail_show(struct detail *d, struct session *s, uint64_t number);

/* Sizes of the panes, before drawing. */
void detail_fit(struct detail *d, int tree_rows, int bytes_rows, int columns);

/* Carries out what moves or folds in a pane; false: not a command for it. */
bool detail_command(struct detail *d, enum detail_pane pane, enum command command,
		    int count);

void detail_draw_tree(const struct detail *d, const struct area *area, bool focus);
void detail_draw_bytes(const struct detail *d, const struct area *area);

/* Goes to the next field (step -1: the one before) with this text, folded or not, round
 * the end; false: there is none. */
bool detail_find(struct detail *d, const char *text, int step);

/* Has field i fields of its own, and are they shown? */
bool detail_has_children(const struct detail *d, size_t i);
bool detail_is_open(const struct detail *d, size_t i);

/* The field under the cursor, NULL without one. */
const struct field *detail_field(const struct detail *d);

#endif
