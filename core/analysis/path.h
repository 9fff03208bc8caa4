/* Which of the packets seen at several points are one packet on its way. Sightings go
 * in, in order of their stamps within the window; journeys come out: the sightings of
 * one packet in the order in which they happened.
 *
 * Packets that are equal to the byte may meet (a retransmission, two identical hellos).
 * They are told apart by order where every point saw as many of them, and by time where
 * one had not been sent yet; where neither decides, they are left apart and say so: a
 * wrong join would be worse than a missed one. */
#ifndef ANALYSIS_PATH_H
#define ANALYSIS_PATH_H

#include "core/analysis/likeness.h"
#include "core/base/attr.h"

enum {
	PATH_OPEN_MAX = 1 << 17,   /* packets on their way at a time */
	PATH_SIGHTINGS_MAX = 1024, /* of packets that are equal */
};

struct sighting {
	uint64_t number; /* of the packet */
	int64_t time;	 /* ns */
	uint32_t point;	 /* the caller's number */
	enum direction direction;
	bool followed; /* the caller's: it is one of those asked for */
	struct likeness id;
};

struct journey {
	const struct sighting *hops; /* by time; where stamps are equal, what goes out
					of a point before what comes in at another */
	size_t count;
	bool doubtful; /* equal packets met and could not be told apart */
};

struct path_options {
	int64_t window; /* ns: longer than any way takes */
	void (*emit)(void *owner, const struct journey *journey);
	void *owner;
};

struct path;

struct path *path_new(const struct path_options *options) MUST_CHECK;
void path_free(struct path *p); /* NULL is fine */

/* Takes a sighting; journeys whose last sighting is a window ago are emitted. */
void path_see(struct path *p, const struct sighting *s);

/* Emits what was last seen before `until`: those may still be under way that were not.
 */
void path_settle(struct path *p, int64_t until);

/* Journeys emitted before their time, because too many packets were under way. */
uint64_t path_hurried(const struct path *p);

#endif
