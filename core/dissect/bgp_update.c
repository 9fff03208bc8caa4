/* The UPDATE message of BGP-4: withdrawn routes, path attributes, prefixes (RFC
 *4271 4.3, 4456, 4760, 6793, 7311, 9234).
 *
 *	withdrawn size:2  withdrawn ...  attributes size:2  attributes ...  prefixes ...
 *
 *	0       8       16               24 (32)
 *	+-------+-------+----------------+--------- ... --+
 *	| flags | type  | length (1 or 2)| value          |
 *	+-------+-------+----------------+--------- ... --+ */
#include <string.h>

#include "core/dissect/bgp.h"

const struct name bgp_families[] = {
	{ BGP_IP4, "IPv4" }, { BGP_IP6, "IPv6" },     { 25, "L2VPN" },
	{ 16388, "BGP-LS" }, { 16389, "BGP-LS VPN" }, { 0, NULL },
};

const struct name bgp_subfamilies[] = {
	{ BGP_UNICAST, "unicast" },
	{ 2, "multicast" },
	{ BGP_LABELLED, "labelled unicast" },
	{ BGP_MVPN, "MCAST-VPN" },
	{ BGP_VPLS, "VPLS" },
	{ BGP_EVPN, "EVPN" },
	{ BGP_STATE, "link state" },
	{ BGP_STATE_VPN, "link state VPN" },
	{ BGP_POLICY, "SR policy" },
	{ BGP_VPN, "labelled VPN" },
	{ BGP_TARGET, "route target" },
	{ BGP_FLOW, "flow specification" },
	{ BGP_FLOW_VPN, "flow specification VPN" },
	{ 0, NULL },
};

enum attribute {
	ORIGIN = 1,
	AS_PATH = 2,
	NEXT_HOP = 3,
	METRIC = 4,
	LOCAL_PREFERENCE = 5,
	AGGREGATOR = 7,
	COMMUNITIES = 8,
	ORIGINATOR = 9,
	CLUSTERS = 10,
	MP_REACH = 14,
	MP_UNREACH = 15,
	EXTENDED_COMMUNITIES = 16,
	AS4_PATH = 17,
	AS4_AGGREGATOR = 18,
	PROVIDER_TUNNEL = 22,
	AIGP = 26,
	LARGE_COMMUNITIES = 32,
	ONLY_TO_CUSTOMER = 35,
	PREFIX_SID = 40,
	ATTRIBUTES = 128,
};

static const struct name attribute_names[] = {
	{ ORIGIN, "ORIGIN" },
	{ AS_PATH, "AS_PATH" },
	{ NEXT_HOP, "NEXT_HOP" },
	{ METRIC, "MULTI_EXIT_DISC" },
	{ LOCAL_PREFERENCE, "LOCAL_PREF" },
	{ 6, "ATOMIC_AGGREGATE" },
	{ AGGREGATOR, "AGGREGATOR" },
	{ COMMUNITIES, "COMMUNITIES" },
	{ ORIGINATOR, "ORIGINATOR_ID" },
	{ CLUSTERS, "CLUSTER_LIST" },
	{ MP_REACH, "MP_REACH_NLRI" },
	{ MP_UNREACH, "MP_UNREACH_NLRI" },
	{ EXTENDED_COMMUNITIES, "EXTENDED_COMMUNITIES" },
	{ AS4_PATH, "AS4_PATH" },
	{ AS4_AGGREGATOR, "AS4_AGGREGATOR" },
	{ 20, "CONNECTOR" },
	{ PROVIDER_TUNNEL, "PMSI_TUNNEL" },
	{ 23, "TUNNEL_ENCAPSULATION" },
	{ 25, "IPV6_EXTENDED_COMMUNITIES" },
	{ AIGP, "AIGP" },
	{ 27, "PE_DISTINGUISHER_LABELS" },
	{ 28, "ENTROPY_LABEL_CAPABILITY" },
	{ 29, "BGP-LS" },
	{ LARGE_COMMUNITIES, "LARGE_COMMUNITY" },
	{ 33, "BGPSEC_PATH" },
	{ ONLY_TO_CUSTOMER, "ONLY_TO_CUSTOMER" },
	{ 36, "D_PATH" },
	{ PREFIX_SID, "PREFIX_SID" },
	{ ATTRIBUTES, "ATTR_SET" },
	{ 0, NULL },
};

static const struct name attribute_flags[] = {
	{ 0x80, "optional" }, { 0x40, "transitive" },
	{ 0x20, "partial" },  { 0x10, "extended length" },
	{ 0, NULL },
};

static const struct name origins[] = {
	{ 0, "IGP" },
	{ 1, "EGP" },
	{ 2, "incomplete" },
	{ 0, NULL },
};

/* --- Values of attributes --- */

static uint32_t read_number(struct dissect *d, size_t size)
{
	return size == 2 ? reader_u16(&d->r) : reader_u32(&d->r);
}

/* Do segments of numbers of this size fill the path exactly? Without the OPENs nobody
 * knows whether four-byte numbers were agreed on. */
static bool path_fits(const uint8_t *at, const uint8_t *end, size_t size)
{
	while (end - at >= 2) {
		size_t n = 2 + at[1] * size;
		if (at[0] < 1 || at[0] > 4 || !at[1] || n > (size_t)(end - at))
			return false;
		at += n;
	}
	return at == end;
}

static void read_segment(struct dissect *d, size_t size, struct text *t)
{
	uint32_t type = reader_u8(&d->r), count = reader_u8(&d->r);
	bool set = type == 1 || type == 4;
	if (t && text_length(t))
		text_char(t, ' ');
	if (t && set)
		text_char(t, '{');
	for (uint32_t i = 0; i < count && !d->r.cut; i++) {
		uint32_t number = read_number(d, size);
		if (!t)
			continue;
		if (i)
			text_char(t, set ? ',' : ' ');
		text_uint(t, number);
	}
	if (t && set)
		text_char(t, '}');
}

static void read_path(struct dissect *d, bool four)
{
	size_t size = four || path_fits(d->r.at, d->r.end, 4) ? 4 : 2;
	struct text *t = field_at(d, "path", d->r.at, reader_left(&d->r));
	while (part_more(d))
		read_segment(d, size, t);
}

static void read_aggregator(struct dissect *d)
{
	(void)field_uint(d, "as", reader_left(&d->r) == 8 ? 4 : 2);
	(void)field_ip4(d, "router");
}

static const struct name tunnels[] = {
	{ 0, "none" },
	{ 1, "RSVP-TE P2MP" },
	{ 2, "mLDP P2MP" },
	{ 3, "PIM-SSM" },
	{ 4, "PIM-SM" },
	{ 5, "BIDIR-PIM" },
	{ 6, "ingress replication" },
	{ 7, "mLDP MP2MP" },
	{ 0, NULL },
};

/* RFC 6514 5. */
static void read_provider_tunnel(struct dissect *d)
{
	(void)field_hex(d, "flags", 1);
	uint32_t type = field_named(d, "tunnel", 1, tunnels);
	uint32_t label = reader_u24(&d->r);
	if (d->tree)
		field_show_uint(d, "label or VNI", 3, label);
	if (type == 6 && reader_left(&d->r) == 4)
		(void)field_ip4(d, "end");
}

/* IPv4, IPv6, IPv6 with its link-local one, and with a zero distinguisher before. */
static void read_next_hop(struct dissect *d, struct text *info, bool *open)
{
	size_t size = field_uint(d, "next hop size", 1);
	if (!size)
		return; /* of a flow specification */
	struct part outer = part_open(d, size);
	if (size == 12 || size == 24 || size == 48)
		reader_skip(&d->r, 8);
	bool four = size == 4 || size == 12;
	const uint8_t *p = four ? field_ip4(d, "next hop") : field_ip6(d, "next hop");
	if (p) {
		bgp_put_word(info, open, "next hop ");
		if (four)
			addr_ip4(info, p);
		else
			addr_ip6(info, p);
	}
	if (part_more(d) && size == 32)
		(void)field_ip6(d, "link local next hop");
	part_close(d, outer);
}

static void read_mp(struct dissect *d, struct text *info, bool *open, bool reach)
{
	uint32_t family = field_named(d, "family", 2, bgp_families);
	uint32_t subfamily = field_named(d, "subfamily", 1, bgp_subfamilies);
	if (reach) {
		read_next_hop(d, info, open);
		reader_skip(&d->r, 1);
	}
	if (!reach && !part_more(d) && !d->r.cut)
		bgp_put_word(info, open, "end of table");
	bgp_read_routes(d, info, open, reach ? "prefix" : "withdrawn", family,
			subfamily);
}

/* Accumulated metric of an IGP (RFC 7311): TLV 1. */
static void read_aigp(struct dissect *d)
{
	while (part_more(d)) {
		uint32_t type = field_uint(d, "tlv", 1);
		uint32_t size = field_uint(d, "length", 2);
		struct part outer = part_open(d, size < 3 ? 0 : size - 3);
		if (type == 1 && reader_left(&d->r) == 8) {
			uint64_t high = reader_u32(&d->r);
			uint64_t metric = high << 32 | reader_u32(&d->r);
			if (d->tree)
				field_show_uint(d, "metric", 8, metric);
		}
		field_rest(d, "content");
		part_close(d, outer);
	}
}

/* What has no part in the Info. */
static void read_plain_value(struct dissect *d, uint32_t type)
{
	if (type == COMMUNITIES)
		bgp_read_communities(d);
	else if (type == EXTENDED_COMMUNITIES)
		bgp_read_extended_communities(d);
	else if (type == LARGE_COMMUNITIES)
		bgp_read_large_communities(d);
	else if (type == PROVIDER_TUNNEL)
		read_provider_tunnel(d);
	else if (type == AIGP)
		read_aigp(d);
	else if (type == PREFIX_SID)
		bgp_read_prefix_sid(d);
	else if (type == ONLY_TO_CUSTOMER || type == ATTRIBUTES)
		(void)field_uint(d, "as", 4);
}

static void read_value(struct dissect *d, struct text *info, bool *open, uint32_t type)
{
	if (type == ORIGIN) {
		(void)field_named(d, "origin", 1, origins);
	} else if (type == AS_PATH || type == AS4_PATH) {
		read_path(d, type == AS4_PATH);
	} else if (type == NEXT_HOP) {
		const uint8_t *hop = field_ip4(d, "next hop");
		if (hop) {
			bgp_put_word(info, open, "next hop ");
			addr_ip4(info, hop);
		}
	} else if (type == METRIC || type == LOCAL_PREFERENCE) {
		(void)field_uint(d, "value", 4);
	} else if (type == AGGREGATOR || type == AS4_AGGREGATOR) {
		read_aggregator(d);
	} else if (type == ORIGINATOR || type == CLUSTERS) {
		while (part_more(d))
			(void)field_ip4(d, type == CLUSTERS ? "cluster" : "originator");
	} else if (type == MP_REACH || type == MP_UNREACH) {
		read_mp(d, info, open, type == MP_REACH);
	} else {
		read_plain_value(d, type);
	}
	field_rest(d, "content");
}

static void read_attribute(struct dissect *d, struct text *info, bool *open)
{
	const uint8_t *start = d->r.at;
	uint32_t flags = reader_u8(&d->r), type = reader_u8(&d->r);
	struct text *t = field_over(d, "attribute", 2);
	if (t) {
		text_uint(t, type);
		text_str(t, "  ");
		text_str(t, name_of(attribute_names, type, "unknown"));
	}
	struct nest nest = field_enter(d);
	t = d->r.cut ? NULL : field_at(d, "flags", start, 1);
	if (t) {
		text_str(t, "0x");
		text_hex(t, flags, 2);
		text_str(t, "  ");
		names_flags(t, attribute_flags, flags, ", ");
	}
	uint32_t size = field_uint(d, "length", flags & 0x10 ? 2 : 1);
	struct part outer = part_open(d, size);
	read_value(d, info, open, type);
	part_close(d, outer);
	field_leave(d, nest);
}

void bgp_read_update(struct dissect *d, struct text *info)
{
	bool open = false;
	uint32_t withdrawn = field_uint(d, "withdrawn length", 2);
	struct part outer = part_open(d, withdrawn);
	bgp_read_routes(d, info, &open, "withdrawn", BGP_IP4, BGP_UNICAST);
	part_close(d, outer);
	uint32_t attributes = field_uint(d, "attributes length", 2);
	outer = part_open(d, attributes);
	while (part_more(d))
		read_attribute(d, info, &open);
	part_close(d, outer);
	if (!withdrawn && !attributes && !part_more(d) && !d->r.cut)
		bgp_put_word(info, &open, "end of table");
	bgp_read_routes(d, info, &open, "prefix", BGP_IP4, BGP_UNICAST);
	if (open)
		text_char(info, ')');
}
