/* The wiring of a lab in a few rows: a column for each node, a row for each link, a
 * sign where they meet. It never has crossing lines, whatever the lab is. */
#ifndef TUI_POINTS_MAP_H
#define TUI_POINTS_MAP_H

#include "tui/canvas.h"
#include "tui/session.h"

/* Rows it takes, 0: the lab does not fit so many columns and rows. */
int points_map_rows(const struct lab *lab, int columns, int rows);

/* `current` (NULL: none) is the link under the cursor. */
void points_map_draw(const struct area *area, const struct session *s,
		     const struct topology_link *current);

#endif
