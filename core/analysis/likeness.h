/* What of a packet stays the same on its way through a lab, as a keyed hash, and what
 * may change at a hop. Two grades:
 *
 *  - IP: the innermost packet without what routers and tunnels rewrite: TTL or hop
 *    limit, header checksum, DSCP and ECN, everything in front of it (MAC, VLAN, MPLS,
 *    VXLAN, GRE ...), and the transport's checksum, which a sender may leave to a card.
 *  - all else: the frame without its VLAN tags and its padding.
 *
 * Behind a NAT the addresses or ports are others: what stays is a looser likeness,
 * which path.h uses under conditions of its own.
 *
 * The key is secret per run (SipHash-2-4, Aumasson and Bernstein 2012), so that nobody
 * on the wire can make packets that look like one. */
#ifndef ANALYSIS_LIKENESS_H
#define ANALYSIS_LIKENESS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/store/packet.h"

struct likeness_secret {
	uint64_t word[2];
};

struct likeness {
	uint64_t key;	/* of the packet, the same wherever it is seen */
	uint64_t loose; /* without addresses and ports, 0: too little is left of it */
	uint64_t macs;	/* hash of the outermost MAC addresses, 0: none */
	uint32_t addresses, ports; /* hashes of those, 0: none */
	uint32_t to;	/* hash of where it goes: IP address, else MAC address */
	bool group;	/* which is one of many */
	uint32_t inner; /* bytes in front of the packet that is identified */
	uint16_t vlan;	/* TCI of the outermost tag's VLAN, 0: untagged */
	uint8_t hops;	/* TTL or hop limit, 0: no IP */
	uint8_t tos;	/* DSCP and ECN */
};

/* From getrandom(2). */
void likeness_secret_make(struct likeness_secret *secret);

/* False for a packet with nothing in it to go by. */
bool likeness_of(struct likeness *id, const struct likeness_secret *secret,
		 const struct packet *packet);

/* The same, and the innermost IP packet, from its header on (LINKTYPE_RAW, borrowed
 * from the packet): nothing is captured of it where there is none. */
bool likeness_take(struct likeness *id, const struct likeness_secret *secret,
		   const struct packet *packet, struct packet *ip);

#endif
