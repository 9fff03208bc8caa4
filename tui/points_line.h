/* The line under the points: what is wrong with the one under the cursor, what is
 * selected, which file the lab is from. */
#ifndef TUI_POINTS_LINE_H
#define TUI_POINTS_LINE_H

#include "tui/canvas.h"
#include "tui/points.h"

/* row: the one under the cursor, NULL: none. */
void points_draw_message(const struct area *line, const struct session *s,
			 const struct point_row *row);

#endif
