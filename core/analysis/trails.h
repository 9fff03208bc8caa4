/* The way of every packet of a store, as far as it was seen: which packets are copies
 * of one, where they were seen, what is lost where. A forward pass (path.h) that lags a
 * little, has a budget, and remembers a bounded number of packets. */
#ifndef ANALYSIS_TRAILS_H
#define ANALYSIS_TRAILS_H

#include "core/analysis/lanes.h"
#include "core/analysis/way.h"
#include "core/store/store.h"

enum {
	TRAILS_KEPT = 1 << 20, /* for trails_new() */
	TRAIL_HOPS = 64,       /* of one packet, at the most */
	LOST_KEPT = 1 << 16,
};

/* What the caller knows of a point. */
struct trail_point {
	struct way_point way;
	int64_t since, until; /* ns: captured from, to; INT64_MIN, INT64_MAX: always */
	bool one_way;	      /* only one direction is captured */
};

enum trail_state {
	TRAIL_UNKNOWN,	/* not looked at yet, forgotten, or nothing to go by */
	TRAIL_OPEN,	/* more of it may come */
	TRAIL_DOUBTFUL, /* equal packets met: this is what is certain */
	TRAIL_CLOSED,
};

struct trail {
	enum trail_state state;
	uint64_t hops[TRAIL_HOPS]; /* packet numbers, in the order of the way */
	size_t count;
	bool translated; /* there is a NAT on it */
	bool lost;	 /* it should have gone on from `last` to `next` */
	bool unfollowed; /* it may have gone on in parts that are not known again */
	struct lane_end last, next;
};

struct trails;

/* The store is borrowed. kept: packets that are remembered, at least. */
struct trails *trails_new(struct store *s, size_t kept) MUST_CHECK;
void trails_free(struct trails *t); /* NULL is fine */

/* A number for each name of interfaces, as long as there are more. */
size_t trails_points(const struct trails *t);
const char *trails_point_name(const struct trails *t, uint32_t point);
uint32_t trails_point_named(const struct trails *t, const char *name); /* or WAY_NONE */

/* What is known of points 0..count-1 from now on; copied. Of others: nothing. */
void trails_set_points(struct trails *t, const struct trail_point *points,
		       size_t count);

/* Looks at no more than `budget` packets; true while the store has more. */
bool trails_advance(struct trails *t, unsigned budget);

/* Nothing comes any more that was sent before `until`: what did not arrive is lost. */
void trails_settle(struct trails *t, int64_t until);

/* Packets up to this number were looked at. */
uint64_t trails_seen(const struct trails *t);

/* The packet that this one is a copy of, itself when of none. */
uint64_t trails_leader(const struct trails *t, uint64_t number);

/* How often the packet was seen, as far as it is known by now; 0: unknown. */
unsigned trails_copies(const struct trails *t, uint64_t number);

/* Was it lost on its way? */
bool trails_is_lost(const struct trails *t, uint64_t number);

void trails_get(const struct trails *t, uint64_t number, struct trail *trail);

/* The sightings of a trail and where each came from; returns how many are still there.
 */
size_t trails_hops(const struct trails *t, const struct trail *trail,
		   struct sighting seen[TRAIL_HOPS], struct way_hop hops[TRAIL_HOPS]);

/* What is known of a point; all WAY_NONE where nothing is. */
struct way_point trails_way(const struct trails *t, uint32_t point);

const struct lanes *trails_lanes(const struct trails *t);

/* Packets lost so far, and those that were given up early for want of room. */
uint64_t trails_lost(const struct trails *t);

/* The numbers under which the first LOST_KEPT of them were seen last, as they were
 * found. */
size_t trails_lost_kept(const struct trails *t);
uint64_t trails_lost_number(const struct trails *t, size_t i);
uint64_t trails_hurried(const struct trails *t);

#endif
