/* How points look: a row, the facts about one, what is missing when there are none. */
#ifndef TUI_POINTS_DRAW_H
#define TUI_POINTS_DRAW_H

#include "tui/canvas.h"
#include "tui/points.h"
#include "tui/points_rates.h"

struct points_look {
	const struct session *session;
	enum points_order order;
};

void points_draw_head(const struct area *area, enum points_order order, bool lab);
void points_draw_row(const struct area *area, int row, const struct point_row *p,
		     const struct point_rates *rates, const struct points_look *look);

/* "down", "gone"; "" where there is nothing to say. */
const char *points_state(enum state state);

/* Which interface of which namespace it is on the host: "clab-X-a/eth1". */
void points_place(const struct area *area, const struct endpoint *e, struct text *t);

/* Columns that stand beside the list on a screen this wide: all about the row under the
 * cursor, or the nodes of the lab, or both. 0: none. */
int points_side(int columns);
void points_draw_side(const struct area *area, const struct session *s,
		      const struct point_row *row);

/* The nodes alone, as a table; the row below it. */
int points_draw_nodes(const struct area *area, const struct lab *lab);

/* What cannot be done without the missing capabilities, and the remedy; how many rows
 * that takes on a screen of so many columns, 0 when nothing is missing. */
int points_limits(const struct session *s, int columns);
void points_draw_limits(const struct area *area, const struct session *s);

#endif
