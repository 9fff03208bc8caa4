/* Counters of links: of the watched ones often, of all of them seldom. */
#ifndef LAB_COUNTERS_H
#define LAB_COUNTERS_H

#include "core/lab/reach.h"

struct counters {
	VEC(struct link_key) watched; /* by cookie */
	VEC(struct fact_counters) read;
};

void counters_clear(struct counters *c);

/* Replaces the list of watched links. */
void counters_watch(struct counters *c, const struct link_key *keys, size_t count);

/* Fill c->read. What is gone meanwhile is left out. */
void counters_read_watched(struct counters *c, const struct reach *r,
			   const struct spaces *s);
void counters_read_all(struct counters *c, const struct reach *r,
		       const struct spaces *s);

#endif
