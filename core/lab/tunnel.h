/* A tunnel's packet as it was captured, and what is inside: of UDP a whole Ethernet
 * frame behind Ethernet, IP and UDP headers of fixed size, of TCP a piece of a stream
 * (framing.h). Anything else that passes between the two ends is counted by what is
 * wrong with it and never taken for a frame. */
#ifndef LAB_TUNNEL_H
#define LAB_TUNNEL_H

#include "core/lab/outer.h"

enum tunnel_kind {
	TUNNEL_FRAME,	 /* judged by the kernel's filter */
	TUNNEL_PADDED,	 /* a frame, but the kernel could not tell its length */
	TUNNEL_FOREIGN,	 /* of other addresses, ports, protocols */
	TUNNEL_STRANGER, /* to one of the two ends, not from the other */
	TUNNEL_SHORT,	 /* no Ethernet header fits */
	TUNNEL_FRAGMENT, /* the first fragment of a datagram */
	TUNNEL_LATER,	 /* another one: it has no ports, only the two addresses */
	TUNNEL_OPTIONS,	 /* options in the IP header, extension headers */
	TUNNEL_DAMAGED,	 /* the lengths contradict each other */
	TUNNEL_GAP,	 /* of TCP: bytes that were not captured, no boundary known */
	TUNNEL_KINDS
};

/* As seen from the local end; the numbers are those of pcapng (epb_flags). */
enum tunnel_way {
	TUNNEL_EITHER = 0, /* of a group: nobody knows */
	TUNNEL_IN = 1,
	TUNNEL_OUT = 2,
};

struct tunnel_packet {
	const uint8_t *bytes;	   /* [captured] */
	uint32_t captured, length; /* length: on the wire */
	enum tunnel_way way;
};

/* A part of a TCP stream (RFC 9293 3.1). */
struct segment {
	enum tunnel_way way;
	const uint8_t *peer; /* [peer_size]: address of the other end */
	uint32_t peer_size;
	uint16_t peer_port;
	uint32_t seq, ack;
	bool syn, acks, reset;
	const uint8_t *bytes;	   /* its data */
	uint32_t captured, length; /* of the data */
};

/* Of UDP: turns the packet into the inner frame, bytes, both lengths, and the way it
 * went. All but the first two kinds leave it as it is, apart from the way. */
enum tunnel_kind tunnel_strip(const struct outer *outer, struct tunnel_packet *p);

/* Is it, of UDP, a fragment behind the first between the two addresses? Other tunnels
 * may have the same. Where both addresses are one the way is not known. */
bool tunnel_is_later(const struct outer *outer, const struct tunnel_packet *p,
		     enum tunnel_way *way);

/* Of TCP: finds the segment in the packet; TUNNEL_FRAME: it is there. */
enum tunnel_kind tunnel_segment(const struct outer *outer,
				const struct tunnel_packet *p, struct segment *s);

/* Puts the lower end of a tunnel between two ends first, so that it has one name from
 * both of them. */
void tunnel_order(struct outer *o);

/* Between which two ends is this datagram or segment (of the former: the first fragment
 * at least)? False: it is neither. As tunnel_order() has them, or the group;
 * *payload: what UDP or TCP carries, as far as it is here. */
bool tunnel_ends(const struct tunnel_packet *p, struct outer *ends,
		 struct tunnel_packet *payload);

/* What is wrong, for a person: "datagrams in fragments". NULL of the first three. */
const char *tunnel_words(enum tunnel_kind kind);

#endif
