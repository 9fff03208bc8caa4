/* Rates of points and of groups of them: as they are now, or as they were when frozen;
 * and which counters the engine is asked for. */
#ifndef TUI_POINTS_RATES_H
#define TUI_POINTS_RATES_H

#include "tui/points.h"

enum {
	POINTS_SPARK = 16,   /* seconds in a sparkline */
	POINTS_WATCHED = 256 /* counters asked for at most */
};

/* Rates of a point, or the sums of a group. */
struct point_rates {
	bool known;
	uint64_t packets, bits;
	unsigned count;
	uint64_t history[POINTS_SPARK]; /* the last `count` are known */
};

struct points_rates {
	bool freeze;
	VEC(struct rate) frozen; /* as they were then */
};

void points_rates_done(struct points_rates *r);

/* Freezes the rates of this moment, or lets them go on. */
void points_rates_freeze(struct points_rates *r, const struct session *s);

struct point_rates points_rates_of(const struct points_rates *r,
				   const struct session *s, const struct points *p,
				   const struct point_row *row);

/* Asks for the counters of `count` rows from `first` on and of what is selected. */
void points_rates_watch(struct session *s, const struct points *p, size_t first,
			size_t count);

#endif
