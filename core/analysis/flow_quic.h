/* A datagram of QUIC against what its connection sent before: which id the keys of its
 * first packets follow from (RFC 9001 5.2), and how long the ids behind short headers
 * are (RFC 9000 5.1), which nothing in these tells. */
#ifndef ANALYSIS_FLOW_QUIC_H
#define ANALYSIS_FLOW_QUIC_H

#include "core/analysis/flow_table.h"

/* Takes the datagram that end `from` sent. */
void flow_quic_take(struct flow_quic *q, unsigned from, const struct segment *s);

/* What is known about the connection of a datagram. */
void flow_quic_tell(const struct flow_quic *q, unsigned from, struct past *past);

#endif
