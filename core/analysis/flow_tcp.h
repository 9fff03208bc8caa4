/* A TCP segment against what its connection sent before: Wireshark's sequence analysis
 * (its User's Guide, 7.5 "TCP Analysis"), one segment at a time, going forward. */
#ifndef ANALYSIS_FLOW_TCP_H
#define ANALYSIS_FLOW_TCP_H

#include "core/analysis/flow_table.h"

/* Does this segment begin another connection on the ports of f? */
bool flow_tcp_is_new(const struct flow *f, unsigned from, const struct segment *s);

/* Takes the segment that end `from` sent in packet `number` at `time` into the flow,
 * and adds to *past what is remarkable about it. */
void flow_tcp_take(struct flow *f, unsigned from, const struct segment *s,
		   uint64_t number, int64_t time, struct past *past);

/* Bases and window of a segment of a flow, as far as they are known. */
void flow_tcp_tell(const struct flow *f, unsigned from, const struct segment *s,
		   struct past *past);

/* Does the segment begin inside a message that an earlier one left open? past->rest
 * then says which. To be asked once, for segments that are no repetition. */
bool flow_tcp_rest(struct flow_side *us, const struct segment *s, struct past *past);

#endif
