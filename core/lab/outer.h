/* The wire of a virtual link that no interface carries (qemu(1), -netdev dgram, stream
 * and socket; libvirt's <interface type='udp'>, 'mcast', 'server' and 'client'):
 *
 *	udp:LOCAL-REMOTE	one whole Ethernet frame per datagram
 *	udp:GROUP		the same to a multicast group: several senders
 *	tcp:LOCAL-REMOTE	each frame behind its length, 4 bytes, big-endian
 *	tcp:LISTENER		the same, with whoever has connected
 *
 * An end is ADDRESS:PORT. Behind them may stand %INTERFACE, where it is not the one
 * that follows from the addresses, and @NAMESPACE:
 * udp:127.1.1.1:10002-127.1.1.2:10002@host, udp:[::1]:1-[::1]:2, udp:230.0.0.1:1%eth0.
 * LOCAL is the end whose frames go out. */
#ifndef LAB_OUTER_H
#define LAB_OUTER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct lab;
struct endpoint;

enum outer_kind {
	OUTER_UDP,
	OUTER_GROUP, /* local: the group */
	OUTER_TCP,   /* remote port 0: whoever has connected */
	OUTER_KINDS
};

/* Plain and without padding: it travels in orders. Ports in host byte order. */
struct outer {
	uint16_t family; /* AF_INET, AF_INET6; 0: no tunnel */
	uint16_t local_port, remote_port;
	uint16_t kind;		       /* enum outer_kind */
	uint8_t local[16], remote[16]; /* of IPv4 the first four */
};

/* Where its packets are. */
struct outer_place {
	char ifname[16];   /* "": follows from the addresses */
	const char *space; /* in the text that was read; "host" without one */
};

/* Bytes in front of the inner frame, or of the data: Ethernet, IP without options, UDP
 * or TCP. */
static inline uint32_t outer_size(const struct outer *o)
{
	return (o->family == AF_INET ? 34u : 54u) + (o->kind == OUTER_TCP ? 20u : 8u);
}

/* Bytes of an address. */
static inline uint32_t outer_address_size(const struct outer *o)
{
	return o->family == AF_INET ? 4 : 16;
}

/* A family and kind we know, ports that exist, two different ends. */
bool outer_check(const struct outer *o, struct error *e);

/* Is the text meant as a tunnel's name? */
bool outer_is_name(const char *text);

/* Reads a tunnel's name. */
bool outer_parse(struct outer *o, struct outer_place *place, const char *text,
		 struct error *e) MUST_CHECK;

/* The interface that carries the tunnel of this name: the one named, the loopback for
 * loopback addresses, for groups and when both ends are here, else the one with the
 * local address. NULL: no such namespace, or no such interface in it. The endpoint is
 * the lab's. */
const struct endpoint *outer_find(const struct lab *lab, const char *text,
				  struct outer *o, struct error *e) MUST_CHECK;

/* Bytes of text that outer_text() may need. */
enum { OUTER_TEXT = 128 };

/* Writes the name of the tunnel, without its place. */
void outer_text(const struct outer *o, char text[OUTER_TEXT]);

#endif
