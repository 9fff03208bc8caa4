/* What stands at the left of the packets of a capture on a large screen: the points
 * with their rates and the nodes of the lab; below, the way of the packet under the
 * cursor, what was lost, and who talks most. */
#ifndef TUI_PACKETS_SIDE_H
#define TUI_PACKETS_SIDE_H

#include "tui/packets.h"

enum {
	SIDE_COLUMNS = 47, /* with the line beside it */
	SIDE_BELOW = 14,   /* rows below the points where nothing else says how many */
};

struct side;

/* Makes p->side where there is room for it, and takes it away. */
void packets_side_fit(struct packets *p, struct app *app);
void packets_side_free(struct side *side); /* NULL is fine */

/* True: draw again. With NULL nothing is counted. number: the packet whose way is
 * shown, 0: none. */
bool packets_side_tick(struct side *side, struct app *app, uint64_t number);

void packets_side_draw(const struct side *side, const struct app *app,
		       const struct area *points, const struct area *below);

#endif
