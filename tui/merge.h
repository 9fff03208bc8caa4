/* The rows of one or several files as one sequence. Files are taken as they are, and
 * whichever has the earliest packet at hand goes on: files that are in time order each
 * make one that is. With `sort` the rows of each are put in time order first. */
#ifndef TUI_MERGE_H
#define TUI_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/vec.h"
#include "tui/session.h"

struct merge {
	VEC(struct merge_lane) lanes;
};

/* One more file, borrowed; with `sort` it must have been read to its end. Of equal
 * times the file that was added first, and in a file the packet that stands first,
 * comes first. */
void merge_add(struct merge *m, struct session *s, bool sort);
void merge_done(struct merge *m);

/* Time of the earliest packet of all files, shown or not; 0 without any. */
int64_t merge_start(const struct merge *m);

/* The next row: a packet's number and the session it is of; NULL: that was all. */
const struct session *merge_next(struct merge *m, uint64_t *number);

#endif
