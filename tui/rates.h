/* Rates of links, from the kernel's own counters: looking costs no capture. */
#ifndef TUI_RATES_H
#define TUI_RATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/vec.h"
#include "core/lab/lab.h"

enum { RATE_HISTORY = 64 }; /* seconds kept for sparklines */

/* Rates of one link. */
struct rate {
	uint64_t cookie;
	uint32_t ifindex;
	bool known;			/* two samples at least */
	uint64_t packets, bits;		/* per second, both directions */
	unsigned count;			/* samples in history */
	uint64_t history[RATE_HISTORY]; /* packets per second, oldest first */
	struct fact_counters last;
	int64_t last_at; /* clock_mono() */
};

struct rates {
	VEC(struct rate) links;
	uint32_t *slots; /* hash by link: index + 1, 0 is free */
	size_t slot_count;
};

void rates_done(struct rates *r);

/* Takes samples that were read at `now` (clock_mono()). A sample that follows the last
 * one of its link within half a second is left out: it would only add noise. */
void rates_take(struct rates *r, const struct fact_counters *c, size_t count,
		int64_t now);

/* The rate of a link as somebody else counted it, once a second. */
void rates_told(struct rates *r, uint64_t cookie, uint32_t ifindex, uint64_t packets,
		uint64_t bits);

/* NULL while nothing is known about this link. */
const struct rate *rates_find(const struct rates *r, uint64_t cookie, uint32_t ifindex);

/* What was read of this link is no beginning for what comes next. */
void rates_forget(struct rates *r, uint64_t cookie, uint32_t ifindex);

/* Forgets links that are no longer in the model, once they are many; not those
 * without a cookie, which are no links. */
void rates_prune(struct rates *r, const struct lab *lab);

#endif
