/* The wire of a virtual link that no interface carries: UDP between two addresses and
 * ports, one whole Ethernet frame per datagram (qemu(1), -netdev dgram and
 * socket,udp=; libvirt's <interface type='udp'>). Written `udp:LOCAL-REMOTE[@SPACE]`:
 * udp:127.1.1.1:10002-127.1.1.2:10002@host, udp:[::1]:1-[::1]:2. LOCAL is the end whose
 * frames go out. */
#ifndef LAB_OUTER_H
#define LAB_OUTER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct lab;
struct endpoint;

/* Plain and without padding: it travels in orders. Ports in host byte order. */
struct outer {
	uint16_t family; /* AF_INET, AF_INET6; 0: no tunnel */
	uint16_t local_port, remote_port;
	uint16_t reserved;
	uint8_t local[16], remote[16]; /* of IPv4 the first four */
};

/* Bytes in front of the inner frame: Ethernet, IP without options, UDP. */
static inline uint32_t outer_size(const struct outer *o)
{
	return o->family == AF_INET ? 42 : 62;
}

/* Bytes of an address. */
static inline uint32_t outer_address_size(const struct outer *o)
{
	return o->family == AF_INET ? 4 : 16;
}

/* A family we know, ports that exist, two different ends. */
bool outer_check(const struct outer *o, struct error *e);

/* Is the text meant as a tunnel's name? */
bool outer_is_name(const char *text);

/* Reads a tunnel's name. *space: the name of its namespace, in text; "host" without. */
bool outer_parse(struct outer *o, const char **space, const char *text,
		 struct error *e) MUST_CHECK;

/* The interface that carries the tunnel of this name: the loopback for loopback
 * addresses and when both ends are here, else the one with the local address. NULL: no
 * such namespace, or no such interface in it. The endpoint is the lab's. */
const struct endpoint *outer_find(const struct lab *lab, const char *text,
				  struct outer *o, struct error *e) MUST_CHECK;

#endif
