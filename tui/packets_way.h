/* Of the packet under the cursor, in few columns: the points that saw it, and what was
 * lost between points lately. */
#ifndef TUI_PACKETS_WAY_H
#define TUI_PACKETS_WAY_H

#include "tui/app.h"
#include "tui/path_rows.h"

struct packets_way {
	uint64_t number;  /* of the packet, 0: none is shown */
	unsigned changes; /* of the session, when the rows were made */
	struct path_rows rows;
};

/* True: draw again. Number 0: none, as while the list follows what comes. */
bool packets_way_tick(struct packets_way *w, const struct session *s, uint64_t number);

/* Both from `row` on, in no more than `most` rows; return the row below. */
int packets_way_draw(const struct packets_way *w, const struct area *a, int row,
		     int most);
int packets_way_lost(const struct app *app, const struct area *a, int row, int most);

#endif
