/* A packet of SCTP (RFC 9260) against what its association sent before: where the
 * numbers of its data began, and which of them come again. */
#ifndef ANALYSIS_FLOW_SCTP_H
#define ANALYSIS_FLOW_SCTP_H

#include "core/analysis/flow_table.h"

/* Takes what packet `number` carries, and says in *past what came before. */
void flow_sctp_take(struct flow_table *t, const struct segment *s, uint32_t iface,
		    uint64_t number, struct past *past);

/* The bases of a packet that was taken, or is still to be. */
void flow_sctp_tell(struct flow_table *t, const struct segment *s, uint32_t iface,
		    uint64_t number, struct past *past);

#endif
