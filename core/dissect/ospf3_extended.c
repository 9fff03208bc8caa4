/* Extended link state advertisements of OSPF version 3 (RFC 8362), whose parts are
 *TLVs, and the segment identifiers in them (RFC 8666).
 *
 *	TLV	type:2  length:2  value  padding to 4  (in it: sub-TLVs of the same
 *form) */
#include "core/dissect/ospf.h"

enum lsa {
	LSA_ROUTER = 0xa021,
	LSA_NETWORK = 0xa022,
	LSA_INTRA_PREFIX = 0xa029,
	LSA_LINK = 0x8028,
};

enum tlv {
	TLV_ROUTER_LINK = 1,
	TLV_ATTACHED = 2,
	TLV_INTER_PREFIX = 3,
	TLV_INTER_ROUTER = 4,
	TLV_EXTERNAL = 5,
	TLV_INTRA_PREFIX = 6,
	TLV_LINK_LOCAL_6 = 7,
	TLV_LINK_LOCAL_4 = 8,
};

enum sub {
	SUB_FORWARD_6 = 1,
	SUB_FORWARD_4 = 2,
	SUB_TAG = 3,
	SUB_PREFIX_SID = 4,
	SUB_ADJACENCY_SID = 5,
	SUB_LAN_SID = 6,
};

static const struct name tlvs[] = {
	{ TLV_ROUTER_LINK, "router link" },
	{ TLV_ATTACHED, "attached routers" },
	{ TLV_INTER_PREFIX, "inter-area prefix" },
	{ TLV_INTER_ROUTER, "inter-area router" },
	{ TLV_EXTERNAL, "external prefix" },
	{ TLV_INTRA_PREFIX, "intra-area prefix" },
	{ TLV_LINK_LOCAL_6, "IPv6 link-local address" },
	{ TLV_LINK_LOCAL_4, "IPv4 link-local address" },
	{ 0, NULL },
};

static const struct name subs[] = {
	{ SUB_FORWARD_6, "IPv6 forwarding address" },
	{ SUB_FORWARD_4, "IPv4 forwarding address" },
	{ SUB_TAG, "route tag" },
	{ SUB_PREFIX_SID, "prefix SID" },
	{ SUB_ADJACENCY_SID, "adjacency SID" },
	{ SUB_LAN_SID, "LAN adjacency SID" },
	{ 7, "SID/label" },
	{ 0, NULL },
};

/* A label has three bytes, an index four (RFC 8666 6). */
static void read_sid(struct dissect *d)
{
	size_t n = reader_left(&d->r);
	if (n == 3 || n == 4)
		(void)field_uint(d, n == 3 ? "label" : "index", n);
}

static void read_sub_value(struct dissect *d, uint32_t type)
{
	if (type == SUB_FORWARD_6) {
		(void)field_ip6(d, "address");
	} else if (type == SUB_FORWARD_4) {
		(void)field_ip4(d, "address");
	} else if (type == SUB_TAG) {
		(void)field_uint(d, "tag", 4);
	} else if (type == SUB_PREFIX_SID) {
		(void)field_hex(d, "flags", 1);
		(void)field_uint(d, "algorithm", 1);
		reader_skip(&d->r, 2);
		read_sid(d);
	} else if (type == SUB_ADJACENCY_SID || type == SUB_LAN_SID) {
		(void)field_hex(d, "flags", 1);
		(void)field_uint(d, "weight", 1);
		reader_skip(&d->r, 2);
		if (type == SUB_LAN_SID)
			(void)field_ip4(d, "neighbour");
		read_sid(d);
	}
}

/* One TLV: its value by `read`, what that leaves, and the padding. */
static void read_tlv(struct dissect *d, const char *name, const struct name *table,
		     void (*read)(struct dissect *d, uint32_t type))
{
	uint32_t type = field_named(d, name, 2, table);
	struct nest nest = field_enter(d);
	uint32_t length = field_uint(d, "length", 2);
	struct part outer = part_open(d, length);
	if (!d->r.cut)
		read(d, type);
	field_rest(d, "value");
	part_close(d, outer);
	size_t padding = -length & 3u, left = reader_left(&d->r);
	reader_skip(&d->r, padding < left ? padding : left);
	field_leave(d, nest);
}

static void read_link(struct dissect *d)
{
	(void)field_named(d, "link", 1, ospf3_link_types);
	reader_skip(&d->r, 1);
	(void)field_uint(d, "metric", 2);
	(void)field_uint(d, "interface", 4);
	(void)field_uint(d, "neighbour interface", 4);
	(void)field_ip4(d, "neighbour");
}

static void read_tlv_value(struct dissect *d, uint32_t type)
{
	static const struct name external[] = { { 0x04, "type 2" }, { 0, NULL } };
	if (type == TLV_ROUTER_LINK) {
		read_link(d);
	} else if (type == TLV_INTER_PREFIX || type == TLV_EXTERNAL ||
		   type == TLV_INTRA_PREFIX) {
		(void)field_flags(d, "flags", 1, external);
		(void)field_uint(d, "metric", 3);
		(void)ospf3_read_prefix(d, "reserved");
	} else if (type == TLV_INTER_ROUTER) {
		reader_skip(&d->r, 1);
		(void)field_flags(d, "options", 3, ospf3_options);
		reader_skip(&d->r, 1);
		(void)field_uint(d, "metric", 3);
		(void)field_ip4(d, "router");
	} else if (type == TLV_LINK_LOCAL_6) {
		(void)field_ip6(d, "address");
	} else if (type == TLV_LINK_LOCAL_4) {
		(void)field_ip4(d, "address");
	} else {
		while (type == TLV_ATTACHED && part_more(d))
			(void)field_ip4(d, "attached router");
		return;
	}
	while (part_more(d))
		read_tlv(d, "sub-tlv", subs, read_sub_value);
}

void ospf3_read_extended(struct dissect *d, uint32_t type)
{
	if (type == LSA_ROUTER || type == LSA_NETWORK) {
		(void)field_hex(d, "flags", 1);
		(void)field_flags(d, "options", 3, ospf3_options);
	} else if (type == LSA_LINK) {
		(void)field_uint(d, "priority", 1);
		(void)field_flags(d, "options", 3, ospf3_options);
	} else if (type == LSA_INTRA_PREFIX) {
		reader_skip(&d->r, 2);
		(void)field_code(d, "referenced type", 2, ospf3_lsa_types);
		(void)field_ip4(d, "referenced id");
		(void)field_ip4(d, "referenced router");
	}
	while (part_more(d))
		read_tlv(d, "tlv", tlvs, read_tlv_value);
}
