/* What the text of a packet owes to earlier ones: relative TCP numbers, the scale of a
 * window, what an echo reply answers. Dissection remembers nothing. It says what a
 * segment is and asks; who remembers (core/analysis/flow.h) answers. Without anybody
 * to ask, numbers are as on the wire. */
#ifndef DISSECT_CONTEXT_H
#define DISSECT_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

enum tcp_flag {
	TCP_FIN = 0x001,
	TCP_SYN = 0x002,
	TCP_RST = 0x004,
	TCP_ACK = 0x010,
	TCP_URG = 0x020,
};

/* What a packet of QUIC (RFC 9000) is to whoever remembers its connection. */
enum quic_type {
	QUIC_NONE,
	QUIC_SHORT,
	QUIC_INITIAL,
	QUIC_RETRY,
	QUIC_NEGOTIATION,
	QUIC_LONG, /* any other */
};

/* "This address is mine", in ARP (RFC 826). */
struct claim {
	const uint8_t *address, *mac; /* 4 and 6 bytes, in the packet */
};

enum {
	CLAIMS_MAX = 2, /* in a message */
	TSNS_MAX = 15,	/* chunks of a packet that are asked about; more are new */
};

/* A TCP segment (RFC 9293), an ICMP echo message, a request, a datagram of QUIC, a
 * packet of SCTP or a message of ARP, as on the wire. */
struct segment {
	const uint8_t *source, *destination; /* in the packet */
	uint8_t address_size;		     /* 4 or 16 */
	uint8_t protocol;		     /* of IP: 6, 1 or 58 */
	bool reply;			     /* of an echo, or to another request */
	int8_t shift;			     /* the window scale it offers, -1: none */
	/* An echo has its id in both; any other request and its reply have those of the
	 * request, and a number in sequence. */
	uint16_t source_port, destination_port;
	uint32_t sequence, acknowledgment, flags, window;
	uint32_t payload; /* bytes */
	uint32_t digest;  /* of a request: the same once more is no other, 0: unknown */
	const uint32_t *tsns; /* of data in SCTP, whose tag is in sequence; else NULL */
	uint8_t tsn_count;
	const struct claim *claims; /* of ARP, which has nothing else; else NULL */
	uint8_t claim_count;
	enum quic_type quic;
	const uint8_t *id, *own_id; /* connections of QUIC have two */
	uint8_t id_size, own_id_size;
};

/* What earlier packets make of a segment, in the order in which a row tells it. */
enum remark {
	REMARK_ZERO_WINDOW_PROBE_ACK = 1 << 0,
	REMARK_ZERO_WINDOW = 1 << 1,
	REMARK_ZERO_WINDOW_PROBE = 1 << 2,
	REMARK_DUPLICATE_ACK = 1 << 3,
	REMARK_KEEP_ALIVE_ACK = 1 << 4,
	REMARK_KEEP_ALIVE = 1 << 5,
	REMARK_WINDOW_FULL = 1 << 6,
	REMARK_WINDOW_UPDATE = 1 << 7,
	REMARK_ACKED_UNSEEN = 1 << 8,
	REMARK_UNSEEN_BEFORE = 1 << 9,
	REMARK_FAST_RETRANSMISSION = 1 << 10,
	REMARK_SPURIOUS_RETRANSMISSION = 1 << 11,
	REMARK_OUT_OF_ORDER = 1 << 12,
	REMARK_RETRANSMISSION = 1 << 13,
	REMARK_PORTS_REUSED = 1 << 14,
	REMARK_NO_RESPONSE = 1 << 15, /* to a request */

	/* What it carries was there before, or is to come. */
	REMARK_AGAIN = REMARK_FAST_RETRANSMISSION | REMARK_SPURIOUS_RETRANSMISSION |
		       REMARK_OUT_OF_ORDER | REMARK_RETRANSMISSION | REMARK_KEEP_ALIVE,
};

#define MISSING_UNKNOWN UINT32_MAX

/* A message that goes on behind the segment it began in. The words are constants, what
 * a row says where it ends; protocol NULL: no message. */
struct unfinished {
	uint32_t missing; /* bytes of it behind the segment, or MISSING_UNKNOWN */
	bool whole; /* the segment had its length alone: all that is read is to come */
	const char *protocol, *info, *tail;
};

enum { QUIC_ID_MAX = 20 };

/* The connection of QUIC that a datagram belongs to. */
struct past_quic {
	bool known;
	bool server;		  /* sent it */
	uint8_t id_size;	  /* of the id behind a short header, 0: unknown */
	uint8_t key_size;	  /* 0: unknown */
	uint8_t key[QUIC_ID_MAX]; /* the client's first destination id */
};

/* A connection that a control connection says is to come (FTP, RFC 959 and 2428), or
 * what it is for. */
struct announced {
	const char *how;	/* a constant, "PASV"; NULL: the one announced before */
	const uint8_t *address; /* NULL: that of who says it */
	uint8_t address_size;
	uint16_t port;
	const uint8_t *command; /* and its size, 0: not yet known */
	size_t command_size;
};

/* How a connection was announced, and the command it serves ("" while unknown). */
struct expected {
	const char *how; /* NULL: it was not */
	const char *command;
};

struct past {
	bool relative;		 /* the bases are known */
	bool answer;		 /* other is the request */
	uint8_t shift;		 /* of the window, 0 to 14 */
	uint16_t remarks;	 /* enum remark */
	uint32_t base, ack_base; /* to be taken from sequence and acknowledgment */
	uint32_t repeats; /* of the acknowledgment, for REMARK_DUPLICATE_ACK; 1: the
			   * request or reply came before; a bit for each claim that
			   * contradicts, each TSN that comes again */
	struct unfinished rest; /* that the segment begins with: missing counts from its
				 * first byte */
	struct past_quic quic;
	struct expected expected;
	uint64_t other; /* packet that was acknowledged, answered or answers; 0: none */
};

struct decode_as;

struct dissect_context {
	const struct decode_as *decode_as; /* NULL: every port is what it should be */
	/* Fills *past, which is empty. Called at most once per packet. May be NULL. */
	void (*ask)(void *owner, const struct segment *segment, struct past *past);
	/* A segment asked about leaves a message unfinished, or (protocol NULL) ends
	 * one whose size nobody knew. May be NULL. */
	void (*tell)(void *owner, const struct unfinished *what);
	/* A segment asked about announces a connection. May be NULL. */
	void (*announce)(void *owner, const struct announced *what);
	void *owner;
};

#endif
