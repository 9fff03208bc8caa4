/* A tunnel's datagram as it was captured, and the inner frame made of it: a whole
 * Ethernet frame behind Ethernet, IP and UDP headers of fixed size. Anything else that
 * passes between the two ends is counted by what is wrong with it and never taken for a
 * frame. */
#ifndef CAPTURE_TUNNEL_H
#define CAPTURE_TUNNEL_H

#include "core/lab/outer.h"
#include "core/store/packet.h"

enum tunnel_kind {
	TUNNEL_FRAME,	 /* judged by the kernel's filter */
	TUNNEL_PADDED,	 /* a frame, but the kernel could not tell its length */
	TUNNEL_FOREIGN,	 /* of other addresses, ports, protocols */
	TUNNEL_SHORT,	 /* no Ethernet header fits */
	TUNNEL_FRAGMENT, /* the first fragment of a datagram */
	TUNNEL_OPTIONS,	 /* options in the IP header */
	TUNNEL_DAMAGED,	 /* the lengths contradict each other */
	TUNNEL_KINDS
};

/* Turns the packet into the inner frame: bytes, both lengths, direction as seen from
 * the local end. All but the first two leave it as it is, apart from
 * the direction. */
enum tunnel_kind tunnel_strip(const struct outer *outer, struct packet *p);

/* What is wrong, for a person: "datagrams in fragments". NULL of the first three. */
const char *tunnel_words(enum tunnel_kind kind);

#endif
