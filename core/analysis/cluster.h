/* The packets that path.h has under way: sightings of equal packets that are near each
 * other in time, found by their key or by their looser one, and the one that was seen
 * last the longest ago. Memory is bounded by the caller, who removes. */
#ifndef ANALYSIS_CLUSTER_H
#define ANALYSIS_CLUSTER_H

#include "core/analysis/path.h"
#include "core/base/vec.h"

enum { CLUSTER_NONE = INT32_MAX };

/* Of one packet mostly. */
struct cluster {
	uint64_t key, loose; /* loose 0: not to be found by it */
	uint64_t leader;     /* number of the one that came first, of no larger one */
	int64_t first, last; /* stamps, ns */
	bool mixed;	     /* more than one packet: a place saw two */
	bool apart;	     /* near others that are equal: it cannot be told which */
	bool translated;     /* two halves with a NAT between them */
	VEC(struct sighting) seen;
	/* Of the table: */
	uint32_t next, next_loose; /* in its bucket; next: or of the unused ones */
	uint32_t newer, older;	   /* in the order of the last sighting */
};

struct clusters;

struct clusters *clusters_new(void) MUST_CHECK;
void clusters_free(struct clusters *t); /* NULL is fine */

/* Valid until the next clusters_add(). */
struct cluster *clusters_at(const struct clusters *t, uint32_t index);

/* The first cluster of this key, and the next one; CLUSTER_NONE: there is none. The
 * same for the looser one. */
uint32_t clusters_find(const struct clusters *t, uint64_t key);
uint32_t clusters_next(const struct clusters *t, uint32_t index);
uint32_t clusters_find_loose(const struct clusters *t, uint64_t loose);
uint32_t clusters_next_loose(const struct clusters *t, uint32_t index);

/* An empty one, the newest. */
uint32_t clusters_add(struct clusters *t, uint64_t key, uint64_t loose);
void clusters_remove(struct clusters *t, uint32_t index);

/* Makes it the newest. */
void clusters_touch(struct clusters *t, uint32_t index);

uint32_t clusters_oldest(const struct clusters *t);
size_t clusters_count(const struct clusters *t);

#endif
