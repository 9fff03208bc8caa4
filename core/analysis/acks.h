/* What comes back for a TCP segment (RFC 9293): the SYN/ACK for a SYN, for data the
 * acknowledgment that covers it, whoever refuses included. Looked for when somebody
 * asks, among the packets that follow at the same point: nothing is kept, and a fixed
 * number is looked at.
 *
 * An acknowledgment does not say what it was sent for: where the segment came more than
 * once, or was acknowledged before it came, nothing is said. */
#ifndef ANALYSIS_ACKS_H
#define ANALYSIS_ACKS_H

#include "core/base/attr.h"
#include "core/store/store.h"

/* The packet that answers packet `number`, 0: none that is certain, or no TCP. Calls
 * store_get(). */
uint64_t acks_find(struct store *s, uint64_t number) MUST_CHECK;

#endif
