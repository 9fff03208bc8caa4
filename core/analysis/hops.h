/* What journeys (path.h) between two points come to: how many arrived, how long each
 * hop took, what it changed, and where those that did not arrive were seen last. */
#ifndef ANALYSIS_HOPS_H
#define ANALYSIS_HOPS_H

#include "core/analysis/path.h"
#include "core/base/vec.h"

enum {
	HOPS_POINTS_MAX = 64,
	HOPS_LOST_MAX = 1000,	  /* of the lost ones that are kept */
	HOPS_DELAYS_MAX = 100000, /* of the delays of a hop that are kept */
	HOPS_NONE = INT32_MAX,	  /* no point */
};

/* What a packet looks like behind a hop, and did not in front of it. */
enum hop_change {
	CHANGE_HOPS = 1, /* TTL or hop limit: a router */
	CHANGE_MACS = 2,
	CHANGE_VLAN = 4,
	CHANGE_TOS = 8,	       /* DSCP or ECN */
	CHANGE_TUNNEL = 16,    /* more or less in front of it */
	CHANGE_ADDRESSES = 32, /* a NAT */
	CHANGE_PORTS = 64,
	CHANGE_SIZE = 128, /* cut into segments or fragments, or put together */
	CHANGE_BITS = 8,
};

/* enum hop_change: what is different at b. */
unsigned hop_changes(const struct likeness *a, const struct likeness *b);

/* A point on the way, in the order of the way. */
struct hop {
	uint32_t point;
	uint64_t seen;	       /* packets of those that were sent */
	uint64_t lost;	       /* of those, seen nowhere after this */
	uint32_t next;	       /* where most go from here, HOPS_NONE: nobody knows */
	unsigned changes;      /* enum hop_change, against the hop before */
	int64_t since_first;   /* median, ns, after the first point */
	int64_t p50, p99, max; /* of the time since the hop before, ns */
};

struct lost_packet {
	uint64_t number;
	int64_t time;
	uint32_t last, next; /* point that saw it last, and the one that should have */
};

struct hops_summary {
	uint64_t sent, arrived, lost;
	uint64_t doubtful;   /* of those sent, not told apart from equal ones */
	uint64_t unfollowed; /* of those, gone on in parts perhaps (splits.h) */
	struct hop hops[HOPS_POINTS_MAX];
	size_t count;
	const struct lost_packet *first_lost; /* the first HOPS_LOST_MAX */
	size_t lost_kept;
	enum direction direction; /* at the first point; of files of others unknown */
};

struct hops;

/* usual: the direction at `from` of what goes to `to`, as long as nothing arrived. */
struct hops *hops_new(uint32_t from, uint32_t to, enum direction usual) MUST_CHECK;
void hops_free(struct hops *h); /* NULL is fine */

/* For path_options.emit. */
void hops_take(void *hops, const struct journey *journey);

/* Packets that were sent and whose way is known by now. */
uint64_t hops_sent(const struct hops *h);

/* Valid until the next hops_take(). */
void hops_sum(struct hops *h, struct hops_summary *sum);

#endif
