/* Where the columns of the packet list stand. Meaning gets the width, in this order:
 * what, from, to, at, time, length, number. */
#ifndef TUI_PACKETS_COLUMNS_H
#define TUI_PACKETS_COLUMNS_H

#include "tui/packets.h"

/* Where each begins, from the left; 0: not shown. Widths in columns. */
struct packets_columns {
	int number, time, at, from, to, length, what;
	int time_width, at_width, from_width, to_width;
	unsigned clock_digits; /* of the fraction of the second */
};

/* The columns for a list `total` wide, for the widths of p->from, p->to and p->at. */
struct packets_columns packets_columns(const struct packets *p, const struct session *s,
				       int total);

/* An address or name in at most `width` columns, cut in its middle where one of its
 * parts begins: the end is the part that differs. `width` is less than 128. */
void packets_elide(struct text *t, const char *address, int width);

#endif
