/* What one reading of one network namespace gave: its links, addresses and alternative
 * names, in a fixed order, so that two readings can be compared. */
#ifndef LAB_SURVEY_H
#define LAB_SURVEY_H

#include "core/base/vec.h"
#include "core/lab/netlink.h"

struct survey_address {
	struct fact_address fact; /* link is the ifindex */
	uint32_t order;		  /* as the kernel told them */
};

struct survey {
	VEC(struct netlink_link) links;	      /* by ifindex */
	VEC(struct survey_address) addresses; /* by ifindex */
	VEC(struct fact_altname) altnames;    /* link is the ifindex; sorted by it */
};

/* Fills an empty survey; on failure it stays empty. Errors as netlink_links(). */
bool survey_read(struct survey *s, struct netlink *n, int32_t id, struct error *e);

void survey_clear(struct survey *s);
bool survey_same(const struct survey *a, const struct survey *b);

/* NULL when there is no such link. */
const struct netlink_link *survey_link(const struct survey *s, uint32_t ifindex);

#endif
