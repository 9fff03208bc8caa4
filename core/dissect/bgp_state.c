/* Link state in BGP (RFC 9552, 9514): nodes, links and prefixes of a routing protocol,
 *by what describes them; their attributes are a path attribute.
 *
 *	type:2  length:2  [distinguisher:8]  protocol:1  instance:8  { descriptor }
 *	descriptor	type:2  length:2  value, of a node descriptors again */
#include <string.h>

#include "core/dissect/bgp.h"
#include "core/dissect/isis.h"

enum descriptor {
	LOCAL_NODE = 256,
	REMOTE_NODE = 257,
	LINK_IDS = 258,
	INTERFACE_4 = 259,
	NEIGHBOUR_4 = 260,
	INTERFACE_6 = 261,
	NEIGHBOUR_6 = 262,
	TOPOLOGIES = 263,
	ROUTE_TYPE = 264,
	PREFIX = 265,
	SYSTEM = 512,
	DOMAIN = 513,
	AREA = 514,
	ROUTER = 515,
	SEGMENT = 518,
};

static const struct name types[] = {
	{ 1, "node" },	      { 2, "link" },	 { 3, "IPv4 prefix" },
	{ 4, "IPv6 prefix" }, { 6, "SRv6 SID" }, { 0, NULL },
};

static const struct name protocols[] = {
	{ 1, "IS-IS level 1" }, { 2, "IS-IS level 2" },
	{ 3, "OSPFv2" },	{ 4, "direct" },
	{ 5, "static" },	{ 6, "OSPFv3" },
	{ 7, "BGP" },		{ 0, NULL },
};

static const struct name descriptors[] = {
	{ LOCAL_NODE, "local node" },
	{ REMOTE_NODE, "remote node" },
	{ LINK_IDS, "link ids" },
	{ INTERFACE_4, "IPv4 interface" },
	{ NEIGHBOUR_4, "IPv4 neighbour" },
	{ INTERFACE_6, "IPv6 interface" },
	{ NEIGHBOUR_6, "IPv6 neighbour" },
	{ TOPOLOGIES, "topologies" },
	{ ROUTE_TYPE, "OSPF route type" },
	{ PREFIX, "prefix" },
	{ SYSTEM, "autonomous system" },
	{ DOMAIN, "domain" },
	{ AREA, "area" },
	{ ROUTER, "router" },
	{ 516, "BGP router" },
	{ 517, "member" },
	{ SEGMENT, "SRv6 SID" },
	{ 0, NULL },
};

static const struct name route_types[] = {
	{ 1, "intra-area" }, { 2, "inter-area" }, { 3, "external 1" },
	{ 4, "external 2" }, { 5, "NSSA 1" },	  { 6, "NSSA 2" },
	{ 0, NULL },
};

/* OSPF's has four bytes, and four more for a network; IS-IS' has six, and one more. */
static void read_router(struct dissect *d, size_t n)
{
	enum { SYSTEM_ID = 6, PSEUDONODE = 7 };
	if (n == 4 || n == 8) {
		(void)field_ip4(d, "router id");
		if (n == 8)
			(void)field_ip4(d, "designated router");
	} else if (n == SYSTEM_ID || n == PSEUDONODE) {
		(void)isis_read_id(d, "system id", n);
	}
}

static void read_prefix(struct dissect *d, bool six)
{
	uint32_t bits = field_uint(d, "bits", 1);
	size_t n = (bits + 7) / 8;
	if (n > (six ? 16 : 4))
		return;
	const uint8_t *p = reader_bytes(&d->r, n);
	struct text *t = p ? field_over(d, "address", n) : NULL;
	if (!t)
		return;
	addr_prefix(t, p, bits, six);
}

static void read_value(struct dissect *d, uint32_t type, bool six)
{
	size_t n = reader_left(&d->r);
	bool address = type == INTERFACE_4 || type == NEIGHBOUR_4 || type == AREA;
	if (type == LINK_IDS && n == 8) {
		(void)field_uint(d, "local", 4);
		(void)field_uint(d, "remote", 4);
	} else if (n == 4 && address) {
		(void)field_ip4(d, "address");
	} else if (n == 16 &&
		   (type == INTERFACE_6 || type == NEIGHBOUR_6 || type == SEGMENT)) {
		(void)field_ip6(d, "address");
	} else if (type == TOPOLOGIES) {
		while (reader_left(&d->r) >= 2)
			(void)field_uint(d, "topology", 2);
	} else if (type == ROUTE_TYPE && n == 1) {
		(void)field_named(d, "kind", 1, route_types);
	} else if (type == PREFIX && n) {
		read_prefix(d, six);
	} else if (n == 4 && (type == SYSTEM || type == DOMAIN)) {
		(void)field_uint(d, "number", 4);
	} else if (type == ROUTER) {
		read_router(d, n);
	}
	field_rest(d, "value");
}

static void read_descriptor(struct dissect *d, bool six, bool within)
{
	uint32_t type = field_named(d, "descriptor", 2, descriptors);
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, field_uint(d, "size", 2));
	if (!within && (type == LOCAL_NODE || type == REMOTE_NODE))
		while (part_more(d))
			read_descriptor(d, six, true);
	else
		read_value(d, type, six);
	part_close(d, outer);
	field_leave(d, nest);
}

bool bgp_read_state(struct dissect *d, const struct bgp_route *r)
{
	enum { IP6_PREFIX = 4 };
	uint32_t type = field_named(d, "link state", 2, types);
	struct nest nest = field_enter(d);
	uint32_t n = field_uint(d, "length", 2);
	bgp_start_route(r);
	text_str(r->info, "link state ");
	text_str(r->info, name_of(types, type, "unknown"));
	text_char(r->info, ' ');
	struct part outer = part_open(d, n);
	if (r->subfamily == BGP_STATE_VPN)
		bgp_read_distinguisher(d, r->info);
	uint32_t protocol = field_named(d, "protocol", 1, protocols);
	text_str(r->info, name_of(protocols, protocol, "of nobody"));
	(void)field_bytes(d, "instance", 8);
	while (part_more(d))
		read_descriptor(d, type == IP6_PREFIX, false);
	part_close(d, outer);
	field_leave(d, nest);
	return !d->r.cut;
}
