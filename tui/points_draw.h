/* How points look: a row, the facts about one, what is missing when there are none. */
#ifndef TUI_POINTS_DRAW_H
#define TUI_POINTS_DRAW_H

#include "tui/canvas.h"
#include "tui/points.h"
#include "tui/points_rates.h"

void points_draw_head(const struct area *area, bool links);
void points_draw_row(const struct area *area, int row, const struct point_row *p,
		     const struct point_rates *rates, const struct session *s);

/* Everything known about one point, for wide screens. */
void points_draw_facts(const struct area *area, const struct endpoint *e);

/* The nodes of the lab in a table; it has a topology. */
void points_draw_nodes(const struct area *area, const struct lab *lab);

/* What cannot be done without the missing capabilities, and the remedy; how many rows
 * that takes on a screen of so many columns, 0 when nothing is missing. */
int points_limits(const struct session *s, int columns);
void points_draw_limits(const struct area *area, const struct session *s);

#endif
