#include "core/lab/tunnel.h"

#include <string.h>

#include "core/base/attr.h"

enum {
	TCP = 6,
	UDP = 17,
	FRAGMENT = 44, /* IPv6 extension headers, RFC 8200 4 */
	HOP_BY_HOP = 0,
	ROUTING = 43,
	DESTINATION = 60,
	EXTENSIONS_MAX = 8,
	ETHER_SIZE = 14,
	UDP_SIZE = 8,
	TCP_SIZE = 20,
	PORTS_SIZE = 4,
	MORE_FRAGMENTS = 0x2000,
	FLAG_SYN = 2,
	FLAG_RST = 4,
	FLAG_ACK = 16,
};

/* The parts of a packet that say whose it is (RFC 791, RFC 8200, RFC 768). */
struct datagram {
	const uint8_t *source, *target, *ports;
	uint32_t at;	      /* of the ports, in the packet */
	uint32_t size;	      /* from there on, as IP has it; 0: as the packet has it */
	bool plain, fragment; /* plain: the header has its usual size */
};

static uint16_t read16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static uint32_t read32(const uint8_t *at)
{
	return (uint32_t)read16(at) << 16 | read16(at + 2);
}

static bool read4(const uint8_t *bytes, uint32_t size, uint8_t protocol,
		  struct datagram *d)
{
	const uint8_t *ip = bytes + ETHER_SIZE;
	uint32_t header = (ip[0] & 15U) * 4, total = read16(ip + 2);
	if (read16(bytes + 12) != 0x0800 || ip[0] >> 4 != 4 || ip[9] != protocol ||
	    (read16(ip + 6) & 0x1fff) || size < ETHER_SIZE + header + PORTS_SIZE)
		return false;
	*d = (struct datagram){
		.source = ip + 12,
		.target = ip + 16,
		.ports = ip + header,
		.at = ETHER_SIZE + header,
		.size = total > header ? total - header : 0,
		.plain = header == 20,
		.fragment = read16(ip + 6) & MORE_FRAGMENTS,
	};
	return true;
}

/* Walks over extension headers: where they end, and whether a fragment's is among them.
 * False: they do not lead to the protocol, or it is not this fragment that has it. */
static bool walk6(const uint8_t *ip, uint32_t size, uint8_t protocol, uint32_t *at,
		  bool *fragment)
{
	uint8_t next = ip[6];
	*at = 40;
	*fragment = false;
	for (int i = 0; i < EXTENSIONS_MAX && next != protocol; i++) {
		const uint8_t *header = ip + *at;
		bool known = next == HOP_BY_HOP || next == ROUTING ||
			     next == DESTINATION || next == FRAGMENT;
		if (!known || size < *at + 8)
			return false;
		if (next == FRAGMENT && read16(header + 2) & 0xfff8)
			return false;
		*fragment |= next == FRAGMENT;
		*at += next == FRAGMENT ? 8 : 8 + 8U * header[1];
		next = header[0];
	}
	return next == protocol && size >= *at + PORTS_SIZE;
}

static bool read6(const uint8_t *bytes, uint32_t size, uint8_t protocol,
		  struct datagram *d)
{
	const uint8_t *ip = bytes + ETHER_SIZE;
	uint32_t at, total = 40U + read16(ip + 4);
	bool fragment;
	if (read16(bytes + 12) != 0x86dd ||
	    !walk6(ip, size - ETHER_SIZE, protocol, &at, &fragment))
		return false;
	*d = (struct datagram){
		.source = ip + 8,
		.target = ip + 24,
		.ports = ip + at,
		.at = ETHER_SIZE + at,
		.size = total > at ? total - at : 0,
		.plain = at == 40,
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

/* Of this tunnel, and which way? Whoever connects to a listener is its other end. */
static bool way_of(const struct outer *o, const struct datagram *d,
		   enum tunnel_way *way)
{
	bool any = o->kind == OUTER_TCP && !o->remote_port;
	const uint8_t *from = d->ports, *to = d->ports + 2;
	*way = TUNNEL_EITHER;
	if (o->kind == OUTER_GROUP)
		return is_end(o, d->target, to, true);
	if (is_end(o, d->source, from, true) &&
	    (any || is_end(o, d->target, to, false)))
		*way = TUNNEL_OUT;
	else if (is_end(o, d->target, to, true) &&
		 (any || is_end(o, d->source, from, false)))
		*way = TUNNEL_IN;
	return *way != TUNNEL_EITHER;
}

/* To one of the two ends, from somebody else? */
static bool is_stranger(const struct outer *o, const struct datagram *d,
			enum tunnel_way *way)
{
	if (o->kind != OUTER_UDP)
		return false;
	if (is_end(o, d->target, d->ports + 2, true))
		*way = TUNNEL_IN;
	else if (is_end(o, d->target, d->ports + 2, false))
		*way = TUNNEL_OUT;
	return *way != TUNNEL_EITHER;
}

static bool is_later(const struct outer *o, const struct tunnel_packet *p)
{
	const uint8_t *ip = p->bytes + ETHER_SIZE;
	if (o->family == AF_INET)
		return p->captured >= ETHER_SIZE + 20 && read16(ip - 2) == 0x0800 &&
		       ip[0] >> 4 == 4 && ip[9] == UDP && read16(ip + 6) & 0x1fff;
	return p->captured >= ETHER_SIZE + 48 && read16(ip - 2) == 0x86dd &&
	       ip[6] == FRAGMENT && ip[40] == UDP && read16(ip + 42) & 0xfff8;
}

bool tunnel_is_later(const struct outer *o, const struct tunnel_packet *p,
		     enum tunnel_way *way)
{
	const uint8_t *from = p->bytes + (o->family == AF_INET ? 26 : 22);
	uint32_t size = outer_address_size(o);
	const uint8_t *to = from + size;
	*way = TUNNEL_EITHER;
	if (o->kind == OUTER_TCP || !is_later(o, p))
		return false;
	if (o->kind == OUTER_GROUP)
		return !memcmp(to, o->local, size);
	bool out = !memcmp(from, o->local, size) && !memcmp(to, o->remote, size);
	bool in = !memcmp(from, o->remote, size) && !memcmp(to, o->local, size);
	if (out != in)
		*way = out ? TUNNEL_OUT : TUNNEL_IN;
	return out || in;
}

static bool read_any(const struct outer *o, const struct tunnel_packet *p,
		     uint8_t protocol, struct datagram *d)
{
	uint32_t size = outer_size(o);
	return p->captured >= size && p->length >= size &&
	       (o->family == AF_INET ? read4 : read6)(p->bytes, p->captured, protocol,
						      d);
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

enum tunnel_kind tunnel_strip(const struct outer *outer, struct tunnel_packet *p)
{
	uint32_t size = outer_size(outer);
	struct datagram d = { .source = NULL };
	if (!read_any(outer, p, UDP, &d))
		return tunnel_is_later(outer, p, &p->way) ? TUNNEL_LATER
							  : TUNNEL_FOREIGN;
	if (!way_of(outer, &d, &p->way))
		return is_stranger(outer, &d, &p->way) ? TUNNEL_STRANGER
						       : TUNNEL_FOREIGN;
	uint32_t length = d.plain ? inner_length(&d) : 0;
	enum tunnel_kind kind = kind_of(&d, length, p->length - size);
	if (kind > TUNNEL_PADDED)
		return kind;
	p->bytes += size;
	p->captured -= size;
	p->length = length;
	if (p->captured > length)
		p->captured = length;
	return kind;
}

/* The data behind the TCP header, of a segment that is all there. */
static enum tunnel_kind read_data(const struct datagram *d,
				  const struct tunnel_packet *p, struct segment *s)
{
	uint32_t room = p->length - d->at, size = d->size ? d->size : room;
	if (p->captured < d->at + TCP_SIZE)
		return TUNNEL_DAMAGED;
	uint32_t header = (d->ports[12] >> 4) * 4U;
	if (size > room || header < TCP_SIZE || header > size)
		return TUNNEL_DAMAGED;
	uint32_t here = p->captured - d->at;
	s->seq = read32(d->ports + 4);
	s->ack = read32(d->ports + 8);
	s->syn = d->ports[13] & FLAG_SYN;
	s->acks = d->ports[13] & FLAG_ACK;
	s->reset = d->ports[13] & FLAG_RST;
	s->bytes = d->ports + header;
	s->length = size - header;
	s->captured = here < header ? 0 : here - header;
	if (s->captured > s->length)
		s->captured = s->length;
	return TUNNEL_FRAME;
}

enum tunnel_kind tunnel_segment(const struct outer *outer,
				const struct tunnel_packet *p, struct segment *s)
{
	struct datagram d = { .source = NULL };
	*s = (struct segment){ .way = TUNNEL_EITHER };
	if (!read_any(outer, p, TCP, &d) || !way_of(outer, &d, &s->way))
		return TUNNEL_FOREIGN;
	bool out = s->way == TUNNEL_OUT;
	s->peer = out ? d.target : d.source;
	s->peer_size = outer_address_size(outer);
	s->peer_port = read16(out ? d.ports + 2 : d.ports);
	return d.fragment ? TUNNEL_FRAGMENT : read_data(&d, p, s);
}

static bool is_group(const uint8_t *address, uint16_t family)
{
	return family == AF_INET ? address[0] >> 4 == 14 : address[0] == 0xff;
}

void tunnel_order(struct outer *o)
{
	struct outer other = *o;
	int order = memcmp(o->local, o->remote, sizeof(o->local));
	if (!o->remote_port || order < 0 || (!order && o->local_port <= o->remote_port))
		return;
	o->local_port = other.remote_port;
	o->remote_port = other.local_port;
	memcpy(o->local, other.remote, sizeof(o->local));
	memcpy(o->remote, other.local, sizeof(o->remote));
}

static void ends_of(struct outer *o, const struct datagram *d)
{
	uint32_t size = outer_address_size(o);
	if (o->kind == OUTER_UDP && is_group(d->target, o->family)) {
		o->kind = OUTER_GROUP;
		o->local_port = read16(d->ports + 2);
		memcpy(o->local, d->target, size);
		return;
	}
	o->local_port = read16(d->ports);
	o->remote_port = read16(d->ports + 2);
	memcpy(o->local, d->source, size);
	memcpy(o->remote, d->target, size);
	tunnel_order(o);
}

static uint32_t header_of(const struct outer *o, const struct tunnel_packet *p,
			  const struct datagram *d)
{
	bool tcp = o->kind == OUTER_TCP && p->captured > d->at + 12;
	return tcp ? (d->ports[12] >> 4) * 4U : UDP_SIZE;
}

bool tunnel_ends(const struct tunnel_packet *p, struct outer *ends,
		 struct tunnel_packet *payload)
{
	static const struct {
		uint16_t family, kind;
		uint8_t protocol;
	} ways[] = {
		{ AF_INET, OUTER_UDP, UDP },
		{ AF_INET, OUTER_TCP, TCP },
		{ AF_INET6, OUTER_UDP, UDP },
		{ AF_INET6, OUTER_TCP, TCP },
	};
	struct datagram d = { .source = NULL };
	size_t i = 0;
	do {
		if (i == COUNT(ways))
			return false;
		*ends = (struct outer){ .family = ways[i].family,
					.kind = ways[i].kind };
	} while (!read_any(ends, p, ways[i++].protocol, &d));
	ends_of(ends, &d);
	uint32_t skip = d.at + header_of(ends, p, &d);
	*payload = (struct tunnel_packet){ .way = TUNNEL_EITHER };
	if (p->captured < skip || d.fragment)
		return true;
	payload->bytes = p->bytes + skip;
	payload->captured = p->captured - skip;
	payload->length = p->length - skip;
	return true;
}

const char *tunnel_words(enum tunnel_kind kind)
{
	static const char *const words[TUNNEL_KINDS] = {
		[TUNNEL_STRANGER] = "datagrams from another sender",
		[TUNNEL_SHORT] = "datagrams too short for a frame",
		[TUNNEL_FRAGMENT] = "datagrams in fragments (MTU too small)",
		[TUNNEL_LATER] = "fragments behind the first (MTU too small)",
		[TUNNEL_OPTIONS] = "datagrams with IP options",
		[TUNNEL_DAMAGED] = "datagrams of a wrong length",
		[TUNNEL_GAP] = "frames around a gap in the TCP stream",
	};
	return words[kind];
}
