/* The view of one point: all that is known of what is under the cursor of the points.
 */
#ifndef TUI_VIEW_POINT_H
#define TUI_VIEW_POINT_H

#include "tui/view.h"

extern const struct view_ops view_point;

/* The endpoint under the cursor of a points view, NULL: it is on a group. */
const struct endpoint *points_current(const struct view *points);

/* What the cursor is on: a point, or a group of them; NULL: words about a file. */
const char *points_current_name(const struct view *points);

/* The order of the points by its name: "link", "node", "namespace", "rate", "host
 * device"; NULL: a file is open, there are no points. */
const char *points_order_name(const struct app *app);

/* Nothing happens for a name that there is not. */
void points_order_set(struct app *app, const char *name);

#endif
