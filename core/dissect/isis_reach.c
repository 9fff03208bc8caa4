/* What IS-IS says can be reached: neighbours with wide metrics and prefixes of IPv4 and
 * IPv6, for one topology or many (RFC 5305, 5308, 5120), the segments (RFC 8667), also
 * those of SRv6 (RFC 9352), and measures of links (RFC 8570).
 *
 *	neighbour:	id:7  metric:3  length:1  sub-TLVs
 *	IPv4 prefix:	metric:4  flags and size:1  prefix:0-4   [length:1  sub-TLVs]
 *	IPv6 prefix:	metric:4  flags:1  size:1  prefix:0-16   [length:1  sub-TLVs]
 *	locator:	metric:4  flags:1  algorithm:1  size:1  prefix  length:1
 *sub-TLVs
 */
#include <string.h>

#include "core/dissect/isis.h"
#include "core/dissect/rate.h"
#include "core/dissect/te.h"

enum { SID_VALUE = 0x20, SUB_TLVS4 = 0x40, SUB_TLVS6 = 0x20 };

static const struct name link_names[] = {
	{ 3, "administrative group" },
	{ 4, "link ids" },
	{ 6, "IPv4 address" },
	{ 8, "IPv4 neighbour" },
	{ 9, "maximum bandwidth" },
	{ 10, "reservable bandwidth" },
	{ 11, "unreserved bandwidth" },
	{ 12, "IPv6 address" },
	{ 13, "IPv6 neighbour" },
	{ 14, "extended administrative groups" },
	{ 15, "link maximum stack depth" },
	{ 16, "attributes of applications" },
	{ 18, "traffic engineering metric" },
	{ 20, "protection" },
	{ 21, "switching capability" },
	{ 22, "bandwidth constraints" },
	{ 31, "adjacency segment" },
	{ 32, "LAN adjacency segment" },
	{ 33, "delay" },
	{ 34, "delay range" },
	{ 35, "delay variation" },
	{ 36, "loss" },
	{ 37, "residual bandwidth" },
	{ 38, "available bandwidth" },
	{ 39, "used bandwidth" },
	{ 43, "SRv6 end.x segment" },
	{ 44, "SRv6 LAN end.x segment" },
	{ 0, NULL },
};

static const struct name prefix_names[] = {
	{ 1, "tag" },
	{ 2, "tag of 64 bits" },
	{ 3, "prefix segment" },
	{ 4, "prefix attributes" },
	{ 11, "IPv4 source router" },
	{ 12, "IPv6 source router" },
	{ 0, NULL },
};

static const struct name adjacency_flags[] = {
	{ 0x80, "IPv6" }, { 0x40, "backup" },	  { 0x20, "value" }, { 0x10, "local" },
	{ 0x08, "set" },  { 0x04, "persistent" }, { 0, NULL },
};

static const struct name segment_flags[] = {
	{ 0x80, "readvertised" },
	{ 0x40, "node" },
	{ 0x20, "no php" },
	{ 0x10, "explicit null" },
	{ 0x08, "value" },
	{ 0x04, "local" },
	{ 0, NULL },
};

static const struct name attribute_flags[] = {
	{ 0x80, "external" },
	{ 0x40, "readvertised" },
	{ 0x20, "node" },
	{ 0, NULL },
};

/* A label takes three bytes, an index four. */
static void read_segment(struct dissect *d)
{
	size_t n = reader_left(&d->r);
	(void)field_uint(d, n == 3 ? "label" : "index", n == 3 ? 3 : 4);
}

static void read_subs(struct dissect *d, const struct name *names,
		      void (*content)(struct dissect *d, uint32_t type))
{
	struct part outer = part_open(d, field_uint(d, "sub-tlvs length", 1));
	while (part_more(d)) {
		uint32_t type = field_named(d, "sub-tlv", 1, names);
		struct nest nest = field_enter(d);
		struct part all = part_open(d, field_uint(d, "length", 1));
		content(d, type);
		field_rest(d, "content");
		part_close(d, all);
		field_leave(d, nest);
	}
	part_close(d, outer);
}

static const struct name sid_names[] = {
	{ 1, "structure" },
	{ 0, NULL },
};

static void read_structure(struct dissect *d, uint32_t type)
{
	if (type != 1)
		return;
	(void)field_uint(d, "block bits", 1);
	(void)field_uint(d, "node bits", 1);
	(void)field_uint(d, "function bits", 1);
	(void)field_uint(d, "argument bits", 1);
}

/* What follows a segment (RFC 9352). */
static void read_srv6_subs(struct dissect *d)
{
	read_subs(d, sid_names, read_structure);
}

/* The segment of a link over SRv6 (RFC 9352 8.1), on a LAN with the neighbour's id. */
static void read_srv6_link(struct dissect *d, bool lan)
{
	if (lan)
		(void)isis_read_id(d, "neighbour", ISIS_SYSTEM);
	(void)field_hex(d, "flags", 1);
	(void)field_uint(d, "algorithm", 1);
	(void)field_uint(d, "weight", 1);
	(void)field_named(d, "behaviour", 2, names_srv6_behaviours);
	(void)field_ip6(d, "sid");
	read_srv6_subs(d);
}

static void read_link_metrics(struct dissect *d, uint32_t type)
{
	if (type == 3) {
		(void)field_hex(d, "groups", 4);
	} else if ((type >= 9 && type <= 11) || (type >= 37 && type <= 39)) {
		while (part_more(d))
			rate_field(d, "bytes/s");
	} else if (type == 21) {
		te_read_switching(d);
	} else if (type == 33) {
		te_read_measured(d, "delay us");
	} else if (type == 34) {
		te_read_measured(d, "minimum us");
		reader_skip(&d->r, 1);
		(void)field_uint(d, "maximum us", 3);
	} else if (type == 35) {
		te_read_measured(d, "variation us");
	} else if (type == 36) {
		te_read_measured(d, "loss of 0.000003 %");
	}
	while (type == 15 && part_more(d)) {
		(void)field_uint(d, "kind", 1);
		(void)field_uint(d, "labels", 1);
	}
}

static void read_link_content(struct dissect *d, uint32_t type)
{
	if (type == 4) {
		(void)field_uint(d, "local", 4);
		(void)field_uint(d, "remote", 4);
	} else if (type == 6 || type == 8) {
		(void)field_ip4(d, "address");
	} else if (type == 12 || type == 13) {
		(void)field_ip6(d, "address");
	} else if (type == 18) {
		(void)field_uint(d, "metric", 3);
	} else if (type == 31 || type == 32) {
		(void)field_flags(d, "flags", 1, adjacency_flags);
		(void)field_uint(d, "weight", 1);
		if (type == 32)
			(void)isis_read_id(d, "neighbour", ISIS_SYSTEM);
		read_segment(d);
	} else if (type == 43 || type == 44) {
		read_srv6_link(d, type == 44);
	} else {
		read_link_metrics(d, type);
	}
}

static void read_prefix_content(struct dissect *d, uint32_t type)
{
	if (type == 1) {
		(void)field_uint(d, "tag", 4);
	} else if (type == 3) {
		(void)field_flags(d, "flags", 1, segment_flags);
		(void)field_uint(d, "algorithm", 1);
		read_segment(d);
	} else if (type == 4) {
		(void)field_flags(d, "flags", 1, attribute_flags);
	} else if (type == 11) {
		(void)field_ip4(d, "router");
	} else if (type == 12) {
		(void)field_ip6(d, "router");
	} else if (type == 2) {
		(void)field_bytes(d, "tag", 8);
	}
}

static const struct name locator_names[] = {
	{ 5, "SRv6 end segment" },
	{ 0, NULL },
};

static void read_srv6_end(struct dissect *d, uint32_t type)
{
	if (type != 5)
		return;
	(void)field_hex(d, "flags", 1);
	(void)field_named(d, "behaviour", 2, names_srv6_behaviours);
	(void)field_ip6(d, "sid");
	read_srv6_subs(d);
}

static void read_topology(struct dissect *d)
{
	uint32_t value = reader_u16(&d->r);
	if (d->tree)
		field_show_uint(d, "topology", 2, value & 0xfff);
}

void isis_read_neighbours(struct dissect *d, bool topology)
{
	if (topology)
		read_topology(d);
	while (part_more(d)) {
		(void)isis_read_id(d, "neighbour", ISIS_NODE);
		struct nest nest = field_enter(d);
		(void)field_uint(d, "metric", 3);
		read_subs(d, link_names, read_link_content);
		field_leave(d, nest);
	}
}

static void read_prefix(struct dissect *d, uint32_t bits, bool six)
{
	size_t n = (bits + 7) / 8;
	const uint8_t *p = reader_bytes(&d->r, n);
	struct text *t = field_over(d, "prefix", n);
	if (!t || n > (six ? 16u : 4u))
		return;
	addr_prefix(t, p, bits, six);
}

void isis_read_prefixes(struct dissect *d, bool topology, bool six)
{
	static const struct name flags4[] = {
		{ 0x80, "down" },
		{ SUB_TLVS4, "sub-tlvs" },
		{ 0, NULL },
	};
	static const struct name flags6[] = {
		{ 0x80, "down" },
		{ 0x40, "external" },
		{ SUB_TLVS6, "sub-tlvs" },
		{ 0, NULL },
	};
	if (topology)
		read_topology(d);
	while (part_more(d)) {
		(void)field_uint(d, "metric", 4);
		struct nest nest = field_enter(d);
		uint32_t flags = reader_u8(&d->r);
		if (d->tree)
			field_show_flags(d, "flags", 1, flags & (six ? 0xe0 : 0xc0),
					 six ? flags6 : flags4);
		uint32_t bits = six ? reader_u8(&d->r) : flags & 0x3f;
		read_prefix(d, bits, six);
		if (flags & (six ? SUB_TLVS6 : SUB_TLVS4))
			read_subs(d, prefix_names, read_prefix_content);
		field_leave(d, nest);
	}
}

void isis_read_locators(struct dissect *d)
{
	read_topology(d);
	while (part_more(d)) {
		(void)field_uint(d, "metric", 4);
		struct nest nest = field_enter(d);
		(void)field_hex(d, "flags", 1);
		(void)field_uint(d, "algorithm", 1);
		read_prefix(d, reader_u8(&d->r), true);
		read_subs(d, locator_names, read_srv6_end);
		field_leave(d, nest);
	}
}
