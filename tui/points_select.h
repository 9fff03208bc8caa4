/* Selecting many points at once: a link, a node, a bridge, a namespace, everything. */
#ifndef TUI_POINTS_SELECT_H
#define TUI_POINTS_SELECT_H

#include "tui/points.h"

/* All of the group that can be captured; where all of it is selected, nothing of it. */
void points_select_group(const struct points *p, struct session *s,
			 const struct point_group *g);

/* Can anything of it be captured? */
bool points_can_select(const struct points *p, const struct point_group *g);

/* All that is listed, folded or not. */
void points_select_all(const struct points *p, struct session *s);

/* Is an end of this link selected? */
bool points_has_selected(const struct session *s, const struct topology_link *l);

#endif
