/* The bodies of OSPF version 3 and its link state advertisements (RFC 5340 A.3, A.4).
 *
 *	LSA	age:2  type:2  id:4  router:4  sequence:4  checksum:2  length:2
 *	prefix	bits:1  options:1  metric or type:2  words of the address */
#include <string.h>

#include "core/dissect/ospf.h"

enum { LSA_HEADER = 20 };
enum packet { HELLO = 1, DESCRIPTION = 2, REQUEST = 3, UPDATE = 4, ACKNOWLEDGE = 5 };

enum lsa {
	LSA_LINK = 0x0008,
	LSA_ROUTER = 0x2001,
	LSA_NETWORK = 0x2002,
	LSA_INTER_PREFIX = 0x2003,
	LSA_INTER_ROUTER = 0x2004,
	LSA_NSSA = 0x2007,
	LSA_INTRA_PREFIX = 0x2009,
	LSA_EXTERNAL = 0x4005,
};

const struct name ospf3_lsa_types[] = {
	{ LSA_LINK, "Link-LSA" },
	{ LSA_ROUTER, "Router-LSA" },
	{ LSA_NETWORK, "Network-LSA" },
	{ LSA_INTER_PREFIX, "Inter-Area-Prefix-LSA" },
	{ LSA_INTER_ROUTER, "Inter-Area-Router-LSA" },
	{ 0x2006, "Group-Membership-LSA" },
	{ LSA_NSSA, "NSSA-LSA" },
	{ LSA_INTRA_PREFIX, "Intra-Area-Prefix-LSA" },
	{ LSA_EXTERNAL, "AS-External-LSA" },
	{ 0x000b, "Grace-LSA" },
	{ 0xa00c, "Router-Information-LSA" },
	{ 0x8028, "E-Link-LSA" },
	{ 0xa021, "E-Router-LSA" },
	{ 0xa022, "E-Network-LSA" },
	{ 0xa023, "E-Inter-Area-Prefix-LSA" },
	{ 0xa024, "E-Inter-Area-Router-LSA" },
	{ 0xa027, "E-NSSA-LSA" },
	{ 0xa029, "E-Intra-Area-Prefix-LSA" },
	{ 0xa02a, "SRv6-Locator-LSA" },
	{ 0xc025, "E-AS-External-LSA" },
	{ 0, NULL },
};

const struct name ospf3_options[] = {
	{ 0x01, "V6" },	 { 0x02, "E" },	 { 0x08, "N" },	  { 0x10, "R" }, { 0x20, "DC" },
	{ 0x100, "AF" }, { 0x200, "L" }, { 0x400, "AT" }, { 0, NULL },
};

static const struct name router_flags[] = {
	{ 0x01, "border of areas" },
	{ 0x02, "border of the AS" },
	{ 0x04, "virtual link" },
	{ 0x10, "translates NSSA" },
	{ 0, NULL },
};

const struct name ospf3_link_types[] = {
	{ 1, "point to point" },
	{ 2, "transit" },
	{ 4, "virtual" },
	{ 0, NULL },
};

static const struct name prefix_options[] = {
	{ 0x01, "no unicast" }, { 0x02, "local address" }, { 0x08, "propagate" },
	{ 0x10, "down" },	{ 0x20, "node" },	   { 0, NULL },
};

enum { EXTERNAL_TYPE2 = 0x04, EXTERNAL_FORWARD = 0x02, EXTERNAL_TAG = 0x01 };

static const struct name external_flags[] = {
	{ EXTERNAL_TYPE2, "type 2" },
	{ EXTERNAL_FORWARD, "forwarding address" },
	{ EXTERNAL_TAG, "tag" },
	{ 0, NULL },
};

static void put_router(struct text *info, const char *label, const uint8_t *id)
{
	if (!id || !(id[0] | id[1] | id[2] | id[3]))
		return;
	text_str(info, label);
	addr_ip4(info, id);
}

uint32_t ospf3_read_prefix(struct dissect *d, const char *middle)
{
	uint8_t ip[16] = { 0 };
	struct text *t = field_at(d, "prefix", d->r.at, 0);
	struct nest nest = field_enter(d);
	uint32_t bits = reader_u8(&d->r);
	size_t n = (bits + 31) / 32 * 4;
	if (t && n <= sizeof(ip) && reader_left(&d->r) >= 3 + n) {
		memcpy(ip, d->r.at + 3, n);
		addr_ip6(t, ip);
		text_char(t, '/');
		text_uint(t, bits);
	}
	(void)field_flags(d, "options", 1, prefix_options);
	uint32_t value = field_uint(d, middle, 2);
	reader_skip(&d->r, n);
	field_leave(d, nest);
	return value;
}

static void read_router(struct dissect *d)
{
	(void)field_flags(d, "flags", 1, router_flags);
	(void)field_flags(d, "options", 3, ospf3_options);
	while (part_more(d)) {
		(void)field_named(d, "link", 1, ospf3_link_types);
		struct nest nest = field_enter(d);
		reader_skip(&d->r, 1);
		(void)field_uint(d, "metric", 2);
		(void)field_uint(d, "interface", 4);
		(void)field_uint(d, "neighbour interface", 4);
		(void)field_ip4(d, "neighbour");
		field_leave(d, nest);
	}
}

static void read_network(struct dissect *d)
{
	reader_skip(&d->r, 1);
	(void)field_flags(d, "options", 3, ospf3_options);
	while (part_more(d))
		(void)field_ip4(d, "attached router");
}

static void read_inter_prefix(struct dissect *d)
{
	reader_skip(&d->r, 1);
	(void)field_uint(d, "metric", 3);
	(void)ospf3_read_prefix(d, "reserved");
}

static void read_inter_router(struct dissect *d)
{
	reader_skip(&d->r, 1);
	(void)field_flags(d, "options", 3, ospf3_options);
	reader_skip(&d->r, 1);
	(void)field_uint(d, "metric", 3);
	(void)field_ip4(d, "router");
}

static void read_external(struct dissect *d)
{
	uint32_t flags = field_flags(d, "flags", 1, external_flags);
	(void)field_uint(d, "metric", 3);
	uint32_t type = ospf3_read_prefix(d, "referenced type");
	if (flags & EXTERNAL_FORWARD)
		(void)field_ip6(d, "forward to");
	if (flags & EXTERNAL_TAG)
		(void)field_uint(d, "tag", 4);
	if (type)
		(void)field_ip4(d, "referenced id");
}

static void read_link(struct dissect *d)
{
	(void)field_uint(d, "priority", 1);
	(void)field_flags(d, "options", 3, ospf3_options);
	(void)field_ip6(d, "address");
	uint32_t count = field_uint(d, "prefixes", 4);
	for (uint32_t i = 0; i < count && part_more(d); i++)
		(void)ospf3_read_prefix(d, "reserved");
}

static void read_intra_prefix(struct dissect *d)
{
	uint32_t count = field_uint(d, "prefixes", 2);
	(void)field_code(d, "referenced type", 2, ospf3_lsa_types);
	(void)field_ip4(d, "referenced id");
	(void)field_ip4(d, "referenced router");
	for (uint32_t i = 0; i < count && part_more(d); i++)
		(void)ospf3_read_prefix(d, "metric");
}

struct reader_of {
	uint32_t type;
	void (*read)(struct dissect *d);
};

static const struct reader_of readers[] = {
	{ LSA_ROUTER, read_router },
	{ LSA_NETWORK, read_network },
	{ LSA_INTER_PREFIX, read_inter_prefix },
	{ LSA_INTER_ROUTER, read_inter_router },
	{ LSA_EXTERNAL, read_external },
	{ LSA_NSSA, read_external },
	{ LSA_LINK, read_link },
	{ LSA_INTRA_PREFIX, read_intra_prefix },
};

/* RFC 8362 4: function codes 33 to 41. */
static bool is_extended(uint32_t type)
{
	uint32_t code = type & 0x1fff;
	return type & 0x8000 && code >= 33 && code <= 41;
}

static void read_lsa_body(struct dissect *d, uint32_t type, uint32_t length)
{
	struct part outer = part_open(d, length < LSA_HEADER ? 0 : length - LSA_HEADER);
	for (size_t i = 0; i < COUNT(readers); i++)
		if (readers[i].type == type)
			readers[i].read(d);
	if (is_extended(type))
		ospf3_read_extended(d, type);
	field_rest(d, "content");
	part_close(d, outer);
}

static void put_lsa(struct text *info, uint32_t type, const uint8_t *id,
		    const uint8_t *router)
{
	if (!id || !router)
		return;
	text_str(info, ", ");
	text_str(info, name_of(ospf3_lsa_types, type, "Unknown LSA"));
	text_char(info, ' ');
	addr_ip4(info, id);
	text_str(info, " from ");
	addr_ip4(info, router);
}

static void read_lsa(struct dissect *d, struct text *info, bool body)
{
	const uint8_t *start = d->r.at;
	struct text *t = field_at(d, "lsa", start, 0);
	if (t && reader_left(&d->r) >= LSA_HEADER)
		text_str(t, name_of(ospf3_lsa_types,
				    (uint32_t)d->r.at[2] << 8 | d->r.at[3], "unknown"));
	struct nest nest = field_enter(d);
	(void)field_uint(d, "age s", 2);
	uint32_t type = field_code(d, "type", 2, ospf3_lsa_types);
	const uint8_t *id = field_ip4(d, "link state id");
	const uint8_t *router = field_ip4(d, "advertising router");
	(void)field_hex(d, "sequence", 4);
	uint32_t length = ospf_read_checksum(d, start, body);
	put_lsa(info, type, id, router);
	if (body && !d->r.cut)
		read_lsa_body(d, type, length);
	field_leave(d, nest);
}

static void read_headers(struct dissect *d, struct text *info)
{
	while (part_more(d))
		read_lsa(d, info, false);
}

static void read_hello(struct dissect *d, struct text *info)
{
	(void)field_uint(d, "interface", 4);
	(void)field_uint(d, "priority", 1);
	(void)field_flags(d, "options", 3, ospf3_options);
	(void)field_uint(d, "hello interval", 2);
	(void)field_uint(d, "dead interval", 2);
	put_router(info, ", DR ", field_ip4(d, "designated router"));
	put_router(info, ", BDR ", field_ip4(d, "backup"));
	const char *label = ", neighbors ";
	while (part_more(d)) {
		put_router(info, label, field_ip4(d, "neighbour"));
		label = " ";
	}
}

static void read_description(struct dissect *d, struct text *info)
{
	reader_skip(&d->r, 1);
	(void)field_flags(d, "options", 3, ospf3_options);
	(void)field_uint(d, "interface mtu", 2);
	reader_skip(&d->r, 1);
	if (ospf_read_exchange(d, info))
		read_headers(d, info);
}

static void read_request(struct dissect *d, struct text *info)
{
	while (part_more(d)) {
		reader_skip(&d->r, 2);
		uint32_t type = field_code(d, "request", 2, ospf3_lsa_types);
		struct nest nest = field_enter(d);
		const uint8_t *id = field_ip4(d, "link state id");
		const uint8_t *router = field_ip4(d, "advertising router");
		field_leave(d, nest);
		put_lsa(info, type, id, router);
	}
}

void ospf3_read_body(struct dissect *d, struct text *info, uint32_t type)
{
	if (type == HELLO)
		read_hello(d, info);
	else if (type == DESCRIPTION)
		read_description(d, info);
	else if (type == REQUEST)
		read_request(d, info);
	else if (type == ACKNOWLEDGE)
		read_headers(d, info);
	else if (type == UPDATE)
		for (uint32_t n = field_uint(d, "lsas", 4); n && part_more(d); n--)
			read_lsa(d, info, true);
	field_rest(d, "content");
}
