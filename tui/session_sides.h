/* What an endpoint sends and its tap does not see: a sender that bypasses the queues
 * (packet(7) PACKET_QDISC_BYPASS) bypasses the taps of its own interface as well, and
 * only the other end sees its frames. The kernel counts them all the same. */
#ifndef TUI_SESSION_SIDES_H
#define TUI_SESSION_SIDES_H

#include "tui/session.h"

/* Says so, once for each endpoint, where the kernel's counters tell. */
void session_compare_sides(struct session *s, const struct fact_counters *c,
			   size_t count);

#endif
