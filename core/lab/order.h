/* The order in which the links of a namespace are listed. */
#ifndef LAB_ORDER_H
#define LAB_ORDER_H

#include "core/lab/facts.h"

/* Fills order[count] with indexes into links, which are those of one namespace by
 * ifindex: bridges first, loopbacks last, names as people count (eth2 before eth10),
 * and behind every link the ports that it is the master of. */
void order_links(const struct fact_link *links, size_t count, uint32_t *order);

#endif
