/* What rows owe to earlier packets: relative numbers of TCP and SCTP, scaled windows,
 * remarks such as "[TCP Retransmission]", requests and their replies, addresses that
 * two claim.
 *
 * A forward pass takes every packet of the store once, in order. It keeps two things:
 *
 *  - one entry per flow (flow_table.h) with the bases of both ends, found again by the
 *    addresses, ports and interface of whatever packet is drawn;
 *  - one entry per packet about which there is a remark (remarks.h), found again by its
 *    number. Remarks depend on all packets before, and cannot be told from the bytes.
 *    The same for segments that begin inside a message (rests.h): nothing is put
 *    together, but where a message ends, and which it is, can be told.
 *
 * So rows can be drawn in any order and through any filter, and dissection of a packet
 * stays without state: it asks (core/dissect/context.h) and this answers with what is
 * known by then. A row whose packet the pass has not reached is drawn with what its
 * flow is known to be, else with the numbers on the wire, and is right when it is drawn
 * again. Nobody waits for the pass; it has a budget. Where rows are printed in order
 * (labtap read), the packet that is printed is the one the pass takes next, and it is
 * dissected only once.
 *
 * Memory is bounded: FLOWS_MAX flows, REMARKS_MAX remarks, ECHOES open requests, CLAIMS
 * addresses; the oldest go first, and their rows are drawn as if never taken. Inside
 * tunnels the innermost header decides. Interfaces count: what a bridge and its ports
 * see of one flow are flows of their own, not retransmissions; interfaces of the same
 * name (a new capture filter, a new segment of the spool) are one. */
#ifndef ANALYSIS_FLOW_H
#define ANALYSIS_FLOW_H

#include "core/base/attr.h"
#include "core/dissect/dissect.h"
#include "core/store/store.h"

struct flows;

/* The store is borrowed. */
struct flows *flows_new(struct store *s) MUST_CHECK;
void flows_free(struct flows *f); /* NULL is fine */

/* Takes up to `budget` packets more; true while the store has more. */
bool flows_advance(struct flows *f, unsigned budget);

/* Takes all packets below `number` that were not taken yet. f may be NULL. Both this
 * and flows_advance() call store_get(). */
void flows_reach(struct flows *f, uint64_t number);

/* The next packet that the pass takes. */
uint64_t flows_next(const struct flows *f);

/* The reader sees other numbers than those of the store: rows refer to no packet. */
void flows_name_none(struct flows *f);

/* Ports that are not what they should be (borrowed, NULL: none): what is dissected from
 * now on follows. */
struct decode_as;
void flows_decode_as(struct flows *f, const struct decode_as *as);

/* Numbers as on the wire: nothing is remembered, and the pass takes nothing. */
void flows_absolute(struct flows *f);

/* dissect_packet() with all that is known by now. When the packet is the next one, the
 * pass takes it. f may be NULL: numbers as on the wire. So may row: nobody reads it. */
void flows_dissect(struct flows *f, struct row *row, struct fields *tree,
		   const struct packet *packet);

/* The round trip that the packet dissected last tells, in ns, 0: none: from its request
 * to this reply, or (TCP) the shortest of its connection so far. f may be NULL. */
int64_t flows_round_trip(const struct flows *f);

/* The packet that answers the one dissected last, a request with a reply (ICMP, DNS and
 * the like), 0: none, or nobody knows yet. f may be NULL. */
uint64_t flows_reply(const struct flows *f);

/* Does the packet dissected last carry what was sent before, or is still to come (TCP)?
 * f may be NULL. */
bool flows_is_again(const struct flows *f);

#endif
