#include "core/capture/tunnel.h"

#include <string.h>

#include "core/base/attr.h"

enum {
	UDP = 17,
	FRAGMENT = 44,
	ETHER_SIZE = 14,
	UDP_SIZE = 8,
	PORTS_SIZE = 4,
	MORE_FRAGMENTS = 0x2000,
};

/* The parts of a packet that say whose it is (RFC 791, RFC 8200, RFC 768). */
struct datagram {
	const uint8_t *source, *target, *ports;
	bool plain, fragment; /* plain: the header has its usual size */
};

static uint16_t read16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static bool read4(const uint8_t *bytes, uint32_t size, struct datagram *d)
{
	const uint8_t *ip = bytes + ETHER_SIZE;
	uint32_t header = (ip[0] & 15U) * 4;
	if (read16(bytes + 12) != 0x0800 || ip[0] >> 4 != 4 || ip[9] != UDP ||
	    (read16(ip + 6) & 0x1fff) || size < ETHER_SIZE + header + PORTS_SIZE)
		return false;
	*d = (struct datagram){
		.source = ip + 12,
		.target = ip + 16,
		.ports = ip + header,
		.plain = header == 20,
		.fragment = read16(ip + 6) & MORE_FRAGMENTS,
	};
	return true;
}

static bool read6(const uint8_t *bytes, uint32_t size, struct datagram *d)
{
	const uint8_t *ip = bytes + ETHER_SIZE;
	const uint8_t *next = ip + 40;
	bool fragment = ip[6] == FRAGMENT;
	if (read16(bytes + 12) != 0x86dd)
		return false;
	if (fragment ? size < ETHER_SIZE + 48 + PORTS_SIZE || next[0] != UDP ||
			       (read16(next + 2) & 0xfff8)
		     : ip[6] != UDP)
		return false;
	*d = (struct datagram){
		.source = ip + 8,
		.target = ip + 24,
		.ports = fragment ? next + 8 : next,
		.plain = !fragment,
		.fragment = fragment,
	};
	return true;
}

static bool is_end(const struct outer *o, const uint8_t *address, const uint8_t *port,
		   bool local)
{
	return read16(port) == (local ? o->local_port : o->remote_port) &&
	       !memcmp(address, local ? o->local : o->remote, outer_address_size(o));
}

static enum direction direction_of(const struct outer *o, const struct datagram *d)
{
	if (is_end(o, d->source, d->ports, true) &&
	    is_end(o, d->target, d->ports + 2, false))
		return DIRECTION_OUT;
	if (is_end(o, d->source, d->ports, false) &&
	    is_end(o, d->target, d->ports + 2, true))
		return DIRECTION_IN;
	return DIRECTION_UNKNOWN;
}

/* The datagram may be shorter than its packet (a padded Ethernet frame), not longer. */
static enum tunnel_kind kind_of(const struct datagram *d, uint32_t inner, uint32_t room)
{
	if (d->fragment)
		return TUNNEL_FRAGMENT;
	if (!d->plain)
		return TUNNEL_OPTIONS;
	if (inner < ETHER_SIZE)
		return TUNNEL_SHORT;
	if (inner > room)
		return TUNNEL_DAMAGED;
	return inner == room ? TUNNEL_FRAME : TUNNEL_PADDED;
}

static uint32_t inner_length(const struct datagram *d)
{
	uint32_t udp = read16(d->ports + PORTS_SIZE);
	return udp < UDP_SIZE ? 0 : udp - UDP_SIZE;
}

enum tunnel_kind tunnel_strip(const struct outer *outer, struct packet *p)
{
	uint32_t size = outer_size(outer);
	struct datagram d = { .source = NULL };
	if (p->captured < size || p->length < size)
		return TUNNEL_FOREIGN;
	if (!(outer->family == AF_INET ? read4 : read6)(p->bytes, p->captured, &d))
		return TUNNEL_FOREIGN;
	enum direction direction = direction_of(outer, &d);
	if (direction == DIRECTION_UNKNOWN)
		return TUNNEL_FOREIGN;
	uint32_t length = d.plain ? inner_length(&d) : 0;
	enum tunnel_kind kind = kind_of(&d, length, p->length - size);
	p->direction = direction;
	if (kind > TUNNEL_PADDED)
		return kind;
	p->bytes += size;
	p->captured -= size;
	p->length = length;
	if (p->captured > length)
		p->captured = length;
	return kind;
}

const char *tunnel_words(enum tunnel_kind kind)
{
	static const char *const words[TUNNEL_KINDS] = {
		[TUNNEL_SHORT] = "datagrams too short for a frame",
		[TUNNEL_FRAGMENT] = "datagrams in fragments (MTU too small)",
		[TUNNEL_OPTIONS] = "datagrams with IP options",
		[TUNNEL_DAMAGED] = "datagrams of a wrong length",
	};
	return words[kind];
}
