/* What packets do between neighbouring points: how many went from one to the other in
 * this direction, how many were lost between them, how long it took; and, learnt from
 * all that, where a packet for somebody goes next. Memory is bounded: what does not fit
 * is not counted. */
#ifndef ANALYSIS_LANES_H
#define ANALYSIS_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/store/packet.h"

enum {
	LANES_MAX = 1024,
	LANE_TURNS_MAX = 1 << 16, /* places times destinations that are learnt */
	LANE_NEXTS = 4,
	LANE_OCTAVES = 40,
	LANE_STEPS = 64, /* of an octave of a delay: it is known to 1 in 100 */
};

/* A point and a direction there. */
struct lane_end {
	uint32_t point;
	enum direction direction;
};

struct lane {
	struct lane_end from, to;
	uint64_t packets;  /* that got there */
	uint64_t lost;	   /* that did not */
	uint64_t doubtful; /* that may not have: the capture has a hole, equal ones met,
			      or they went on in parts */
	int64_t max;	   /* ns */
	int64_t last_lost; /* when the newest was lost, ns */
	uint64_t last_number;
	uint32_t delays[LANE_OCTAVES * LANE_STEPS];
};

struct lanes;

struct lanes *lanes_new(void) MUST_CHECK;
void lanes_free(struct lanes *l); /* NULL is fine */

/* The lane between two ends; NULL: there is no room. Stays valid. */
struct lane *lanes_of(struct lanes *l, struct lane_end from, struct lane_end to);

size_t lanes_count(const struct lanes *l);
const struct lane *lanes_at(const struct lanes *l, size_t i);

void lane_delay(struct lane *lane, int64_t ns);

/* The delay that so many percent of the packets had at the most, ns; 0: no packets. */
int64_t lane_quantile(const struct lane *lane, unsigned percent);

/* A packet for `to` went from one end to the other. */
void lanes_learn(struct lanes *l, struct lane_end from, uint32_t to,
		 struct lane_end next);

/* Where packets for `to` go from there, all those that go most; returns how many. */
size_t lanes_expect(const struct lanes *l, struct lane_end from, uint32_t to,
		    struct lane_end next[LANE_NEXTS]);

#endif
