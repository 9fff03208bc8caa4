/* Connections of TCP, QUIC and SCTP by their two ends and the interface they were seen
 * on: bounded, the one without packets for the longest time goes first. A connection on
 * the ports of an older one is a flow of its own; the packet's number tells which is
 * meant.
 */
#ifndef ANALYSIS_FLOW_TABLE_H
#define ANALYSIS_FLOW_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/vec.h"
#include "core/dissect/context.h"

enum {
	FLOWS_MAX = 1 << 16,
	SHIFT_UNKNOWN = -1, /* the SYN was not seen */
	SHIFT_NONE = -2,    /* it did not offer to scale windows */
};

/* The lower end (address, then port) is end 0. */
struct flow_key {
	uint8_t address[2][16];
	uint16_t port[2];
	uint32_t iface; /* 0.. : those of the same name are one */
	uint32_t kind;	/* size of an address and protocol: no padding, to be hashed */
};

/* What one end has sent. Numbers as on the wire; times in ns. */
struct flow_side {
	uint32_t base;		/* of its sequence numbers */
	uint32_t next;		/* behind the highest seen */
	uint32_t unbroken;	/* the same without what follows a gap */
	uint32_t ack;		/* its last acknowledgment */
	uint32_t window;	/* its last one, as on the wire */
	uint32_t room;		/* the same, scaled */
	uint32_t repeats;	/* of that acknowledgment */
	uint16_t remarks;	/* of its last segment */
	int8_t shift;		/* of its windows, or SHIFT_* */
	bool based, sent;	/* base is known; next is */
	struct unfinished open; /* message; missing is where it ends, as a sequence
				 * number (or MISSING_UNKNOWN: as unknown_end says) */
	bool unknown_end;
	bool overtaken;	    /* by an acknowledgment of more than was seen */
	uint64_t ack_first; /* packet that first had ack */
	int64_t next_time, ack_time;
};

/* A connection of QUIC; no padding, to be compared. */
struct flow_quic {
	bool known;
	uint8_t client; /* the end that is one */
	bool heard[2];
	uint8_t id_size[2], id[2][QUIC_ID_MAX]; /* that each end chose */
	uint8_t key_size;
	uint8_t key[QUIC_ID_MAX]; /* destination id of the client's first packet */
};

/* An association of SCTP (flow_sctp.c): the tags that its ends send to, or the numbers
 * of the data that one of them sent. */
struct flow_sctp {
	uint32_t tag[2];
	uint32_t base, newest; /* the first number seen, and the highest */
	uint64_t seen;	       /* bit n: newest - n was */
};

struct flow {
	struct flow_key key;
	uint64_t first;	       /* packet; earlier ones belong to another flow */
	int64_t opened;	       /* time of the SYN, 0: not seen */
	uint64_t trip;	       /* from the SYN to the first ACK, 0: unknown */
	uint32_t chain;	       /* the next in its bucket: index + 1, 0: none */
	uint32_t bucket;       /* it is in */
	uint32_t older, newer; /* in the order of use: index + 1 */
	struct flow_side side[2];
	struct flow_quic quic;
	struct flow_sctp sctp;
};

struct flow_table {
	VEC(struct flow) flows;
	uint32_t *buckets; /* index + 1 */
	uint32_t oldest, newest;
};

void flow_table_init(struct flow_table *t);
void flow_table_done(struct flow_table *t);

/* The key of a segment; returns which end sent it. */
unsigned flow_key_of(struct flow_key *key, const struct segment *s, uint32_t iface);

/* A number for it, of which two are hardly ever the same. */
uint64_t flow_key_print(const struct flow_key *key);

/* The youngest flow that packet `number` can belong to, NULL: none is known. */
struct flow *flow_table_find(struct flow_table *t, const struct flow_key *key,
			     uint64_t number);

/* The flow is in use: others go first. */
void flow_table_touch(struct flow_table *t, struct flow *f);

/* A new flow from packet `number` on; pointers to others may move. */
struct flow *flow_table_add(struct flow_table *t, const struct flow_key *key,
			    uint64_t number);

#endif
