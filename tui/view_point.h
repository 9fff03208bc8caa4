/* The view of one point: all that is known of what is under the cursor of the points.
 */
#ifndef TUI_VIEW_POINT_H
#define TUI_VIEW_POINT_H

#include "tui/view.h"

extern const struct view_ops view_point;

/* The endpoint under the cursor of a points view, NULL: it is on a group. */
const struct endpoint *points_current(const struct view *points);

#endif
