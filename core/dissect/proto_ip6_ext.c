/* IPv6 extension headers (RFC 8200 section 4): hop-by-hop and destination options,
 * routing (RFC 6275, 6554, 8754), fragment, and the one that says that nothing follows.
 *
 *	0        8        16       24       32
 *	+--------+--------+--------+--------+
 *	| next   | size   | options, or what the type wants ...
 *	+--------+--------+
 *
 * Size counts 8-byte units behind the first eight. */
#include "core/dissect/field.h"

static const struct name option_names[] = {
	{ 0x00, "Pad1" },
	{ 0x01, "PadN" },
	{ 0x04, "tunnel encapsulation limit" },
	{ 0x05, "router alert" },
	{ 0x07, "CALIPSO" },
	{ 0x08, "SMF duplicate detection" },
	{ 0x0f, "performance and diagnostic metrics" },
	{ 0x11, "IOAM" },
	{ 0x26, "quick start" },
	{ 0x30, "path MTU" },
	{ 0x31, "IOAM" },
	{ 0x63, "RPL" },
	{ 0x6d, "MPL" },
	{ 0x8b, "ILNP nonce" },
	{ 0x8c, "line identification" },
	{ 0xc2, "jumbo payload" },
	{ 0xc9, "home address" },
	{ 0xee, "IP DFF" },
	{ 0, NULL },
};

static const struct name alerts[] = {
	{ 0, "MLD" },
	{ 1, "RSVP" },
	{ 2, "active networks" },
	{ 0, NULL },
};

/* RFC 6275 6.3: who really sent it, checksums included. */
static void read_home(struct dissect *d)
{
	const uint8_t *home = field_ip6(d, "home address");
	if (!home || !d->ip.size)
		return;
	d->ip.source = home;
	columns_address(d, ADDRESS_IP6, home, d->ip.destination);
}

static void read_option_content(struct dissect *d, uint32_t kind)
{
	if (kind == 0x05)
		(void)field_named(d, "value", 2, alerts);
	else if (kind == 0x04)
		(void)field_uint(d, "limit", 1);
	else if (kind == 0xc2)
		(void)field_uint(d, "payload length", 4);
	else if (kind == 0xc9)
		read_home(d);
	field_rest(d, kind == 0x01 ? "padding" : "content");
}

static void read_option(struct dissect *d)
{
	uint32_t kind = field_code(d, "option", 1, option_names);
	if (kind == 0)
		return;
	struct nest nest = field_enter(d);
	uint32_t size = field_uint(d, "size", 1);
	struct part outer = part_open(d, size);
	read_option_content(d, kind);
	part_close(d, outer);
	field_leave(d, nest);
}

struct extension {
	uint32_t following;
	size_t rest; /* bytes behind the first two */
};

static struct extension read_start(struct dissect *d)
{
	struct extension x;
	x.following = field_named(d, "next header", 1, names_ip_protocols);
	uint32_t units = reader_u8(&d->r);
	x.rest = units * 8 + 6;
	if (d->tree)
		field_show_uint(d, "size", 1, x.rest + 2);
	return x;
}

static void put_following(struct dissect *d, const char *what, uint32_t following)
{
	struct text *t = layer_summary(d);
	if (!t)
		return;
	text_str(t, what);
	text_str(t, "next ");
	text_str(t, name_of(names_ip_protocols, following, "unknown"));
}

static void read_options(struct dissect *d, const char *info)
{
	text_str(info_start(d), info);
	struct extension x = read_start(d);
	struct part outer = part_open(d, x.rest);
	while (part_more(d))
		read_option(d);
	part_close(d, outer);
	put_following(d, "", x.following);
	next(d, SPACE_IP, x.following);
}

static void read_hopopts(struct dissect *d)
{
	read_options(d, "IPv6 hop-by-hop options");
}

const struct proto proto_ip6_hopopts = {
	.name = "Hop-by-hop",
	.column = NULL,
	.family = FAMILY_OTHER,
	.read = read_hopopts,
};

static void read_destination(struct dissect *d)
{
	read_options(d, "IPv6 destination options");
}

const struct proto proto_ip6_destination = {
	.name = "Destination options",
	.column = NULL,
	.family = FAMILY_OTHER,
	.read = read_destination,
};

/* --- Routing --- */

#define ROUTING_SOURCE	0
#define ROUTING_MOBILE	2
#define ROUTING_SEGMENT 4

static const struct name routing_types[] = {
	{ ROUTING_SOURCE, "source route" },
	{ 1, "Nimrod" },
	{ ROUTING_MOBILE, "mobile IPv6" },
	{ 3, "RPL source route" },
	{ ROUTING_SEGMENT, "segment routing" },
	{ 5, "compact, 16 bits" },
	{ 6, "compact, 32 bits" },
	{ 253, "experiment 1" },
	{ 254, "experiment 2" },
	{ 0, NULL },
};

static const struct name segment_tlvs[] = {
	{ 0, "Pad1" },
	{ 4, "PadN" },
	{ 5, "HMAC" },
	{ 0, NULL },
};

static void read_segment_tlv(struct dissect *d)
{
	uint32_t kind = field_named(d, "tlv", 1, segment_tlvs);
	if (kind == 0)
		return;
	struct nest nest = field_enter(d);
	uint32_t size = field_uint(d, "size", 1);
	struct part outer = part_open(d, size);
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
}

/* The list is in reverse: the first entry is where the packet ends up. */
static const uint8_t *read_segments(struct dissect *d)
{
	uint32_t last = field_uint(d, "last entry", 1);
	(void)field_hex(d, "flags", 1);
	(void)field_hex(d, "tag", 2);
	const uint8_t *end = NULL;
	for (uint32_t i = 0; i <= last && part_more(d); i++) {
		const uint8_t *segment = field_ip6(d, "segment");
		end = i ? end : segment;
	}
	while (part_more(d))
		read_segment_tlv(d);
	return end;
}

static const uint8_t *read_source_route(struct dissect *d)
{
	reader_skip(&d->r, 4);
	const uint8_t *end = NULL;
	while (part_more(d)) {
		const uint8_t *hop = field_ip6(d, "hop");
		end = hop ? hop : end;
	}
	return end;
}

static void read_routing(struct dissect *d)
{
	text_str(info_start(d), "IPv6 routing");
	struct extension x = read_start(d);
	struct part outer = part_open(d, x.rest);
	uint32_t type = field_named(d, "type", 1, routing_types);
	uint32_t left = field_uint(d, "segments left", 1);
	const uint8_t *end = NULL;
	if (type == ROUTING_SEGMENT)
		end = read_segments(d);
	else if (type == ROUTING_SOURCE || type == ROUTING_MOBILE)
		end = read_source_route(d);
	else
		field_rest(d, "content");
	part_close(d, outer);
	/* Checksums are over the final destination (RFC 8200 8.1). */
	if (left && end) {
		d->ip.destination = end;
		columns_address(d, ADDRESS_IP6, d->ip.source, end);
	}
	put_following(d, "", x.following);
	next(d, SPACE_IP, x.following);
}

const struct proto proto_ip6_routing = {
	.name = "Routing",
	.column = NULL,
	.family = FAMILY_OTHER,
	.read = read_routing,
};

/* --- Fragment --- */

static void put_fragment(struct text *t, uint32_t where, uint32_t id,
			 uint32_t following)
{
	text_str(t, "IPv6 fragment (off=");
	text_uint(t, where & 0xfff8);
	text_str(t, where & 1 ? " more=y ident=0x" : " more=n ident=0x");
	text_hex(t, id, 8);
	text_str(t, " nxt=");
	text_uint(t, following);
	text_char(t, ')');
}

static void read_fragment(struct dissect *d)
{
	uint32_t following = field_named(d, "next header", 1, names_ip_protocols);
	reader_skip(&d->r, 1);
	uint32_t where = reader_u16(&d->r);
	if (d->tree) {
		field_show_uint(d, "fragment offset", 2, where & 0xfff8);
		field_show_str(d, "more fragments", 2, where & 1 ? "yes" : "no");
	}
	uint32_t id = field_hex(d, "id", 4);
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	put_following(d, where & 0xfff9 ? "" : "atomic  ", following);
	if (where & 0xfff9)
		put_fragment(info, where, id, following);
	if (where & 0xfff8)
		return;
	/* As with IPv4: a first fragment is opened for the tree only. */
	d->ip.partial = where & 1;
	if (where & 1)
		layer_quote(d);
	next(d, SPACE_IP, following);
}

const struct proto proto_ip6_fragment = {
	.name = "Fragment",
	.column = NULL,
	.family = FAMILY_OTHER,
	.read = read_fragment,
};

static void read_none(struct dissect *d)
{
	text_str(info_start(d), "IPv6 no next header");
	struct text *t = layer_summary(d);
	if (t)
		text_str(t, "nothing follows");
}

const struct proto proto_ip6_none = {
	.name = "No next header",
	.column = NULL,
	.family = FAMILY_OTHER,
	.read = read_none,
};
