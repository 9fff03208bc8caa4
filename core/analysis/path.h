/* Which of the packets seen at several points are one packet on its way. Sightings go
 * in, by and large in order of their stamps; journeys come out: the sightings of one
 * packet in the order in which they happened.
 *
 * Packets that are equal to the byte may meet (a retransmission, a hello every 50 ms).
 * They are told apart by time, once it is known how long the way to a point takes; by
 * order where every point saw as many of them; and where one had not been sent yet.
 * Where nothing decides they are left apart and say so: a wrong join would be worse
 * than a missed one.
 *
 * Behind a NAT a packet is known again when all but addresses and ports is as it was,
 * it is the only one like that, it has fewer hops left and comes later. */
#ifndef ANALYSIS_PATH_H
#define ANALYSIS_PATH_H

#include "core/analysis/likeness.h"
#include "core/base/attr.h"

enum {
	PATH_OPEN_MAX = 1 << 17,  /* packets on their way at a time */
	PATH_SEEN_MAX = 1 << 19,  /* sightings of those */
	PATH_SIGHTINGS_MAX = 512, /* of packets that are equal */
};

struct way_point;

struct sighting {
	uint64_t number; /* of the packet */
	int64_t time;	 /* ns */
	uint32_t point;	 /* the caller's number */
	enum direction direction;
	bool followed; /* the caller's: it is one of those asked for */
	bool part;     /* seen as part of a larger packet, whose number this is */
	bool split;    /* parts of it are on their way as packets (splits.h) */
	bool bundle;   /* parts of it may be, which nobody would know again */
	struct likeness id;
};

struct journey {
	const struct sighting *hops; /* by time; where stamps are equal, by the way */
	size_t count;
	bool doubtful;	 /* equal packets met and could not be told apart */
	bool translated; /* there is a NAT on the way */
};

struct path_options {
	int64_t window; /* ns: longer than any way takes */
	void (*emit)(void *owner, const struct journey *journey);
	void *owner;
};

struct path;

struct path *path_new(const struct path_options *options) MUST_CHECK;
void path_free(struct path *p); /* NULL is fine */

/* What is known of points 0..count-1 (way.h); borrowed. */
void path_set_points(struct path *p, const struct way_point *points, size_t count);

/* Takes a sighting; journeys whose last sighting is a window ago are emitted. Returns
 * the number of the packet that it is seen to be a copy of right away, its own when of
 * none. */
uint64_t path_see(struct path *p, const struct sighting *s);

/* Is this packet one of those of this key that are under way? */
bool path_has(const struct path *p, uint64_t key, uint64_t number);

/* This sighting, which path_see() had, is of a packet whose parts go on. */
void path_split(struct path *p, const struct sighting *s);

/* Emits what was last seen before `until`: those may still be under way that were not.
 */
void path_settle(struct path *p, int64_t until);

/* What is known by now of a packet that is under way: its sightings, up to `room`. */
size_t path_peek(const struct path *p, const struct sighting *s, struct sighting *out,
		 size_t room);

/* Journeys emitted before their time, because too many packets were under way. */
uint64_t path_hurried(const struct path *p);

#endif
