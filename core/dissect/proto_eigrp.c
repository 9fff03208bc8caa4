/* The enhanced interior gateway routing protocol (RFC 7868).
 *
 *	0        8        16               32
 *	+--------+--------+----------------+
 *	| version| opcode | checksum       |
 *	| flags                            |
 *	| sequence                         |
 *	| acknowledge                      |
 *	| virtual router  | AS             |  { type:2  length:2  value } ...
 *	+----------------------------------+ */
#include "core/dissect/checksum.h"
#include "core/dissect/field.h"

enum { HELLO = 5 };
enum type {
	PARAMETER = 0x0001,
	AUTHENTICATION = 0x0002,
	SEQUENCE = 0x0003,
	VERSION_OF = 0x0004,
	NEXT_SEQUENCE = 0x0005,
	STUB = 0x0006,
	WIDE_INTERNAL = 0x0602,
	WIDE_EXTERNAL = 0x0603,
};

static const struct name operations[] = {
	{ 1, "Update" },      { 2, "Request" },	    { 3, "Query" },
	{ 4, "Reply" },	      { HELLO, "Hello" },   { 6, "IPX/SAP Update" },
	{ 7, "Route Probe" }, { 8, "Hello (Ack)" }, { 9, "Stub-Info" },
	{ 10, "SIA-Query" },  { 11, "SIA-Reply" },  { 0, NULL },
};

static const struct name flag_names[] = {
	{ 1, "init" },	  { 2, "conditional receive" },
	{ 4, "restart" }, { 8, "end of table" },
	{ 0, NULL },
};

static const struct name types[] = {
	{ PARAMETER, "parameters" },
	{ AUTHENTICATION, "authentication" },
	{ SEQUENCE, "sequence" },
	{ VERSION_OF, "software version" },
	{ NEXT_SEQUENCE, "next multicast sequence" },
	{ STUB, "stub" },
	{ 0x0007, "peer termination" },
	{ 0x0008, "topologies" },
	{ 0x0101, "IPv4 request" },
	{ 0x0102, "IPv4 internal route" },
	{ 0x0103, "IPv4 external route" },
	{ 0x0104, "IPv4 community" },
	{ 0x0402, "IPv6 internal route" },
	{ 0x0403, "IPv6 external route" },
	{ 0x00f5, "list of topologies" },
	{ 0x0401, "IPv6 request" },
	{ 0x0404, "IPv6 community" },
	{ 0x0601, "request" },
	{ WIDE_INTERNAL, "internal route" },
	{ WIDE_EXTERNAL, "external route" },
	{ 0x0604, "community" },
	{ 0, NULL },
};

static const struct name stub_flags[] = {
	{ 1, "connected" },    { 2, "static" },		{ 4, "summary" },
	{ 8, "receive only" }, { 16, "redistributed" }, { 32, "leak map" },
	{ 0, NULL },
};

static const struct name sources[] = {
	{ 1, "IGRP" },	{ 2, "EIGRP" }, { 3, "static" },     { 4, "RIP" },
	{ 5, "HELLO" }, { 6, "OSPF" },	{ 7, "IS-IS" },	     { 8, "EGP" },
	{ 9, "BGP" },	{ 10, "IDRP" }, { 11, "connected" }, { 0, NULL },
};

static void read_parameters(struct dissect *d)
{
	static const char *const names[] = { "k1", "k2", "k3", "k4", "k5", "k6" };
	for (size_t i = 0; i < COUNT(names); i++)
		(void)field_uint(d, names[i], 1);
	(void)field_uint(d, "hold time", 2);
}

static void read_authentication(struct dissect *d)
{
	(void)field_uint(d, "authentication type", 2);
	(void)field_uint(d, "digest length", 2);
	(void)field_uint(d, "key id", 4);
	(void)field_uint(d, "key sequence", 4);
	reader_skip(&d->r, 8);
	field_rest(d, "digest");
}

static void read_sequence(struct dissect *d)
{
	while (part_more(d)) {
		size_t n = field_uint(d, "address length", 1);
		if (n == 4)
			(void)field_ip4(d, "address");
		else if (n == 16)
			(void)field_ip6(d, "address");
		else
			(void)field_bytes(d, "address", n);
	}
}

static void read_version(struct dissect *d)
{
	uint32_t release = reader_u16(&d->r);
	struct text *t = field_over(d, "release", 2);
	if (t) {
		text_uint(t, release >> 8);
		text_char(t, '.');
		text_uint(t, release & 0xff);
	}
	(void)field_hex(d, "tlv version", 2);
	field_rest(d, "rest");
}

/* The classic metric, scaled by 256. */
static void read_metric(struct dissect *d)
{
	(void)field_uint(d, "delay", 4);
	(void)field_uint(d, "bandwidth", 4);
	(void)field_uint(d, "mtu", 3);
	(void)field_uint(d, "hops", 1);
	(void)field_uint(d, "reliability", 1);
	(void)field_uint(d, "load", 1);
	(void)field_uint(d, "tag", 1);
	(void)field_hex(d, "flags", 1);
}

static void read_external(struct dissect *d)
{
	(void)field_ip4(d, "originating router");
	(void)field_uint(d, "originating as", 4);
	(void)field_uint(d, "administrative tag", 4);
	(void)field_uint(d, "external metric", 4);
	reader_skip(&d->r, 2);
	(void)field_named(d, "external protocol", 1, sources);
	(void)field_hex(d, "external flags", 1);
}

/* Prefix length, and as many bytes as it needs. */
static void read_prefix(struct dissect *d, bool six)
{
	uint8_t ip[16] = { 0 };
	uint32_t length = reader_u8(&d->r);
	size_t n = (length + 7) / 8;
	const uint8_t *p = reader_bytes(&d->r, n);
	if (n > (six ? 16u : 4u))
		d->r.cut = true;
	struct text *t = field_over(d, "prefix", n + 1);
	if (!t)
		return;
	for (size_t i = 0; i < n; i++)
		ip[i] = p[i];
	if (six)
		addr_ip6(t, ip);
	else
		addr_ip4(t, ip);
	text_char(t, '/');
	text_uint(t, length);
}

static void read_route(struct dissect *d, uint32_t type)
{
	bool six = type >> 8 == 4;
	if (six)
		(void)field_ip6(d, "next hop");
	else
		(void)field_ip4(d, "next hop");
	if ((type & 0xff) == 3)
		read_external(d);
	read_metric(d);
	while (part_more(d))
		read_prefix(d, six);
}

/* 48 bits in two parts, as there is no longer reader. */
static void show_wide(struct dissect *d, const char *name)
{
	uint64_t value = (uint64_t)reader_u16(&d->r) << 32;
	value |= reader_u32(&d->r);
	if (d->tree)
		field_show_uint(d, name, 6, value);
}

/* RFC 7868 6.9.2: delays in picoseconds, bandwidth in kbit/s; attributes follow. */
static void read_wide_metric(struct dissect *d)
{
	static const struct name flags[] = {
		{ 1, "source withdraw" },
		{ 2, "candidate default" },
		{ 4, "active" },
		{ 8, "replicated" },
		{ 0, NULL },
	};
	size_t words = field_uint(d, "attribute words", 1);
	(void)field_uint(d, "priority", 1);
	(void)field_uint(d, "reliability", 1);
	(void)field_uint(d, "load", 1);
	(void)field_uint(d, "mtu", 3);
	(void)field_uint(d, "hops", 1);
	show_wide(d, "delay ps");
	show_wide(d, "bandwidth kbit/s");
	reader_skip(&d->r, 2);
	(void)field_flags(d, "flags", 2, flags);
	if (words)
		(void)field_bytes(d, "attributes", words * 2);
}

/* Routes of every family, with wide metrics (RFC 7868 6.9.1). */
static void read_wide_route(struct dissect *d, uint32_t type)
{
	enum { FAMILY_IP4 = 1, FAMILY_IP6 = 2 };
	static const struct name families[] = {
		{ FAMILY_IP4, "IPv4" },	    { FAMILY_IP6, "IPv6" },
		{ 16384, "services" },	    { 16385, "IPv4 services" },
		{ 16386, "IPv6 services" }, { 0, NULL },
	};
	(void)field_uint(d, "topology", 2);
	uint32_t family = field_named(d, "family", 2, families);
	(void)field_ip4(d, "router id");
	read_wide_metric(d);
	bool six = family == FAMILY_IP6;
	if (six)
		(void)field_ip6(d, "next hop");
	else if (family == FAMILY_IP4)
		(void)field_ip4(d, "next hop");
	if (type == WIDE_EXTERNAL)
		read_external(d);
	while (part_more(d) && (six || family == FAMILY_IP4))
		read_prefix(d, six);
	field_rest(d, "services");
}

static void read_value(struct dissect *d, uint32_t type)
{
	if (type == PARAMETER)
		read_parameters(d);
	else if (type == AUTHENTICATION)
		read_authentication(d);
	else if (type == SEQUENCE)
		read_sequence(d);
	else if (type == VERSION_OF)
		read_version(d);
	else if (type == NEXT_SEQUENCE)
		(void)field_uint(d, "multicast sequence", 4);
	else if (type == STUB)
		(void)field_flags(d, "stub", 2, stub_flags);
	else if (type == 0x0102 || type == 0x0103 || type == 0x0402 || type == 0x0403)
		read_route(d, type);
	else if (type == WIDE_INTERNAL || type == WIDE_EXTERNAL)
		read_wide_route(d, type);
	else
		field_rest(d, "value");
}

static void read_part(struct dissect *d)
{
	uint32_t type = reader_u16(&d->r);
	if (d->tree)
		field_show_named(d, "tlv", 2, type, types);
	struct nest nest = field_enter(d);
	size_t size = field_uint(d, "length", 2);
	if (size < 4)
		d->r.cut = true;
	struct part outer = part_open(d, size < 4 ? 0 : size - 4);
	read_value(d, type);
	part_close(d, outer);
	field_leave(d, nest);
}

static void read_eigrp(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	size_t length = reader_left(&d->r) + d->beyond;
	struct text *info = info_start(d);
	(void)field_uint(d, "version", 1);
	uint32_t operation = field_named(d, "operation", 1, operations);
	reader_skip(&d->r, 2);
	if (d->tree)
		checksum_field(d, CHECKSUM_PLAIN, 0, start, length);
	(void)field_flags(d, "flags", 4, flag_names);
	(void)field_uint(d, "sequence", 4);
	uint32_t acknowledged = field_uint(d, "acknowledge", 4);
	(void)field_uint(d, "virtual router", 2);
	(void)field_uint(d, "autonomous system", 2);
	if (d->r.cut)
		return;
	if (operation == HELLO && acknowledged)
		operation = 8;
	names_put(info, operations, operation, "Unknown OpCode", 4);
	while (part_more(d) && !d->columns.truncated)
		read_part(d);
	layer_repeats_info(d);
}

const struct proto proto_eigrp = {
	.name = "EIGRP",
	.column = "EIGRP",
	.family = FAMILY_ROUTING,
	.read = read_eigrp,
};
