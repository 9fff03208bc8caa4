/* Which packets are shown, in which order: the numbers of a store that pass the view
 * filter, live ones merged by time stamp within two block timeouts (a packet that comes
 * later than that stays where it arrived). Advances in slices and never loses a packet
 * when the filter changes: a new filter is a new struct rows. The order depends on the
 * packets alone, not on the slices and not on what the filter hides. */
#ifndef ANALYSIS_ROWS_H
#define ANALYSIS_ROWS_H

#include "core/analysis/filter.h"
#include "core/store/store.h"

struct rows;

/* filter may be NULL (everything); both are borrowed. merge_ns: how far rows may be
 * moved to be in time order; 0 keeps file order. */
struct rows *rows_new(struct store *s, struct filter *f, int64_t merge_ns) MUST_CHECK;
void rows_free(struct rows *r); /* NULL is fine */

/* From now on, before the first rows_advance(): of packets that are copies of one
 * (trails.h, borrowed), which have passed the filter, only the first that came is a
 * row. Waits for what the trails have not seen. */
struct trails;
void rows_fold(struct rows *r, const struct trails *t);

/* Looks at no more than `budget` packets: a test of the filter is a look. True while
 * the store has more. */
bool rows_advance(struct rows *r, unsigned budget);

/* Rows 0..count-1; rows whose packets are gone are dropped from the front and `base`
 * tells how many were, so that row + base is stable. Merging moves only rows of the
 * last merge_ns. */
size_t rows_count(const struct rows *r);
uint64_t rows_base(const struct rows *r);
uint64_t rows_number(const struct rows *r, size_t row);

/* From now on nothing comes in front of `row` any more: for whoever printed the rows
 * before it. */
void rows_settle(struct rows *r, size_t row);

/* The row of packet `number`, or of the shown one with the next higher number;
 * rows_count() when none. */
size_t rows_find(const struct rows *r, uint64_t number);

/* Packets that passed the filter, copies and all; trimmed ones, too. */
uint64_t rows_passed(const struct rows *r);

/* Packets looked at so far. */
uint64_t rows_seen(const struct rows *r);

#endif
