/* Round trips of TCP: how long what an end sends takes to be acknowledged, both ends
 * together; a fixed number of slots, a newer connection takes the slot of an older one.
 *
 * Of a link that is captured each frame once, data and their acknowledgment are seen at
 * different ends; where one point has both, that is what counts. */
#ifndef ANALYSIS_TRIPS_H
#define ANALYSIS_TRIPS_H

#include "core/analysis/flow_table.h"

enum { TRIPS = 1 << 11 };

/* What an end sent. */
struct trip_side {
	bool timed;    /* `end` is not acknowledged yet, where it was seen */
	bool answered; /* but elsewhere */
	bool same;     /* shortest is of one interface */
	uint32_t end, iface;
	int64_t at;
	uint64_t shortest; /* ns, 0: unknown */
	/* What it acknowledged last, where and when first: what is seen at another
	 * point may come out of order. */
	bool acks;
	uint32_t ack, ack_iface;
	int64_t ack_at;
};

struct trip {
	uint64_t print; /* of the connection, 0: free */
	struct trip_side side[2];
};

struct trips {
	struct trip slots[TRIPS];
};

/* Takes a segment of end `from`, in order. again: it repeats what was sent, and cannot
 * tell (Karn and Partridge 1987). */
void trips_take(struct trips *t, const struct flow_key *key, unsigned from,
		const struct segment *s, bool again, int64_t time);

/* ns, the shortest seen; 0: unknown. */
uint64_t trips_of(const struct trips *t, const struct flow_key *key);

#endif
