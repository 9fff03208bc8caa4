/* Neighbour discovery in ICMPv6 (RFC 4861; options of RFC 3122, 3971, 4191, 5175,
 * 6775, 8106, 8781, 8910).
 *
 *	0        8        16
 *	+--------+--------+----------- ... --+
 *	| option | size   | content          |
 *	+--------+--------+----------- ... --+
 *
 * Size counts 8-byte units, the first two bytes included. */
#include "core/dissect/icmp6.h"

#include <string.h>

enum { SOURCE_ADDRESS = 1, TARGET_ADDRESS = 2 };

static const struct name option_names[] = {
	{ SOURCE_ADDRESS, "source link-layer address" },
	{ TARGET_ADDRESS, "target link-layer address" },
	{ 3, "prefix" },
	{ 4, "redirected header" },
	{ 5, "MTU" },
	{ 7, "advertisement interval" },
	{ 8, "home agent" },
	{ 9, "source address list" },
	{ 10, "target address list" },
	{ 11, "CGA" },
	{ 12, "RSA signature" },
	{ 13, "timestamp" },
	{ 14, "nonce" },
	{ 24, "route" },
	{ 25, "recursive DNS servers" },
	{ 26, "flags extension" },
	{ 31, "DNS search list" },
	{ 33, "address registration" },
	{ 34, "6LoWPAN context" },
	{ 35, "authoritative border router" },
	{ 37, "captive portal" },
	{ 38, "PREF64" },
	{ 0, NULL },
};

static const struct name prefix_flags[] = {
	{ 0x80, "on link" },
	{ 0x40, "autonomous" },
	{ 0x20, "router address" },
	{ 0, NULL },
};

static const struct name router_flags[] = {
	{ 0x80, "managed" }, { 0x40, "other" }, { 0x20, "home agent" },
	{ 0x04, "proxy" },   { 0, NULL },
};

static const struct name preferences[] = {
	{ 0, "medium" }, { 1, "high" }, { 2, "reserved" }, { 3, "low" }, { 0, NULL },
};

static void show_seconds(struct dissect *d, const char *name)
{
	uint32_t seconds = reader_u32(&d->r);
	struct text *t = field_over(d, name, 4);
	if (!t)
		return;
	if (seconds == 0xffffffff)
		text_str(t, "infinite");
	else {
		text_uint(t, seconds);
		text_str(t, " s");
	}
}

static void read_prefix(struct dissect *d)
{
	(void)field_uint(d, "prefix length", 1);
	(void)field_flags(d, "flags", 1, prefix_flags);
	show_seconds(d, "valid lifetime");
	show_seconds(d, "preferred lifetime");
	reader_skip(&d->r, 4);
	(void)field_ip6(d, "prefix");
}

static void read_mtu(struct dissect *d)
{
	reader_skip(&d->r, 2);
	(void)field_uint(d, "mtu", 4);
}

/* As much of the prefix as the size of the option has room for. */
static void read_route(struct dissect *d)
{
	(void)field_uint(d, "prefix length", 1);
	uint32_t flags = reader_u8(&d->r);
	if (d->tree)
		field_show_named(d, "preference", 1, flags >> 3 & 3, preferences);
	show_seconds(d, "lifetime");
	uint8_t prefix[16] = { 0 };
	size_t n = reader_left(&d->r) < 16 ? reader_left(&d->r) : 16;
	const uint8_t *bytes = reader_bytes(&d->r, n);
	if (d->tree && n && bytes) {
		memcpy(prefix, bytes, n);
		field_show_ip6(d, "prefix", prefix);
	}
}

static void read_dns_servers(struct dissect *d)
{
	reader_skip(&d->r, 2);
	show_seconds(d, "lifetime");
	while (part_more(d))
		(void)field_ip6(d, "server");
}

/* Labels one after the other; a domain ends with an empty one. */
static void read_domain(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	uint32_t size = reader_u8(&d->r);
	struct text *t = size ? field_at(d, "domain", start, 1) : NULL;
	while (size && !d->r.cut) {
		const uint8_t *label = reader_bytes(&d->r, size);
		if (t && label) {
			text_escape(t, label, size);
			text_char(t, '.');
		}
		size = reader_u8(&d->r);
	}
}

static void read_search_list(struct dissect *d)
{
	reader_skip(&d->r, 2);
	show_seconds(d, "lifetime");
	while (part_more(d))
		read_domain(d);
}

/* RFC 8781: the prefix length is a code for 96, 64, 56, 48, 40, 32. */
static void read_pref64(struct dissect *d)
{
	static const uint8_t lengths[8] = { 96, 64, 56, 48, 40, 32, 0, 0 };
	uint32_t value = reader_u16(&d->r);
	if (d->tree) {
		field_show_uint(d, "lifetime", 2, value & 0xfff8);
		field_show_uint(d, "prefix length", 2, lengths[value & 7]);
	}
	uint8_t prefix[16] = { 0 };
	const uint8_t *bytes = reader_bytes(&d->r, 12);
	struct text *t = field_over(d, "prefix", 12);
	if (t) {
		memcpy(prefix, bytes, 12);
		addr_ip6(t, prefix);
	}
}

static void read_link_address(struct dissect *d)
{
	if (reader_left(&d->r) == 6)
		(void)field_mac(d, "address");
}

static void read_interval(struct dissect *d)
{
	reader_skip(&d->r, 2);
	(void)field_uint(d, "interval ms", 4);
}

static void read_home_agent(struct dissect *d)
{
	reader_skip(&d->r, 2);
	(void)field_uint(d, "preference", 2);
	(void)field_uint(d, "lifetime s", 2);
}

static void read_addresses(struct dissect *d)
{
	reader_skip(&d->r, 6);
	while (part_more(d))
		(void)field_ip6(d, "address");
}

/* RFC 6775 4.1, 8505 4.1: a node asks for its address to be kept. */
static void read_registration(struct dissect *d)
{
	static const struct name statuses[] = {
		{ 0, "success" },
		{ 1, "duplicate address" },
		{ 2, "neighbour cache full" },
		{ 0, NULL },
	};
	(void)field_named(d, "status", 1, statuses);
	reader_skip(&d->r, 3);
	(void)field_uint(d, "lifetime min", 2);
	(void)field_bytes(d, "owner", reader_left(&d->r));
}

/* RFC 8910: padded with zeros. */
static void read_portal(struct dissect *d)
{
	size_t n = reader_left(&d->r);
	const uint8_t *end = n ? memchr(d->r.at, 0, n) : NULL;
	(void)field_text(d, "URI", end ? (size_t)(end - d->r.at) : n);
	reader_skip(&d->r, reader_left(&d->r));
}

struct option {
	uint32_t kind;
	void (*read)(struct dissect *d);
};

static const struct option options[] = {
	{ SOURCE_ADDRESS, read_link_address },
	{ TARGET_ADDRESS, read_link_address },
	{ 3, read_prefix },
	{ 5, read_mtu },
	{ 7, read_interval },
	{ 8, read_home_agent },
	{ 9, read_addresses },
	{ 10, read_addresses },
	{ 24, read_route },
	{ 25, read_dns_servers },
	{ 31, read_search_list },
	{ 33, read_registration },
	{ 37, read_portal },
	{ 38, read_pref64 },
};

static void read_content(struct dissect *d, uint32_t kind)
{
	for (size_t i = 0; i < COUNT(options); i++)
		if (options[i].kind == kind)
			options[i].read(d);
	field_rest(d, "content");
}

/* One option; the Info says whose link-layer address it has. */
static bool read_option(struct dissect *d, struct text *info)
{
	uint32_t kind = field_named(d, "option", 1, option_names);
	struct nest nest = field_enter(d);
	size_t size = reader_u8(&d->r) * (size_t)8;
	if (d->tree)
		field_show_uint(d, "size", 1, size);
	if (size == 0) {
		d->r.cut = true;
	} else {
		struct part outer = part_open(d, size - 2);
		if ((kind == SOURCE_ADDRESS || kind == TARGET_ADDRESS) &&
		    reader_left(&d->r) == 6) {
			text_str(info, kind == TARGET_ADDRESS ? " is at " : " from ");
			addr_mac(info, d->r.at);
		}
		read_content(d, kind);
		part_close(d, outer);
	}
	field_leave(d, nest);
	return !d->r.cut;
}

static void read_options(struct dissect *d, struct text *info)
{
	while (part_more(d) && read_option(d, info))
		;
}

void icmp6_read_router_solicitation(struct dissect *d, struct text *info)
{
	reader_skip(&d->r, 4);
	read_options(d, info);
}

void icmp6_read_router_advertisement(struct dissect *d, struct text *info)
{
	(void)field_uint(d, "hop limit", 1);
	uint32_t flags = field_flags(d, "flags", 1, router_flags);
	if (d->tree)
		field_show_named(d, "preference", 1, flags >> 3 & 3, preferences);
	(void)field_uint(d, "router lifetime", 2);
	(void)field_uint(d, "reachable ms", 4);
	(void)field_uint(d, "retransmit ms", 4);
	read_options(d, info);
}

void icmp6_read_solicitation(struct dissect *d, struct text *info)
{
	reader_skip(&d->r, 4);
	const uint8_t *target = field_ip6(d, "target");
	if (!target)
		return;
	text_str(info, " for ");
	addr_ip6(info, target);
	read_options(d, info);
}

void icmp6_read_advertisement(struct dissect *d, struct text *info)
{
	static const struct name flag_names[] = {
		{ 0x80000000, "router" },
		{ 0x40000000, "solicited" },
		{ 0x20000000, "override" },
		{ 0, NULL },
	};
	static const struct name short_names[] = {
		{ 0x80000000, "rtr" },
		{ 0x40000000, "sol" },
		{ 0x20000000, "ovr" },
		{ 0, NULL },
	};
	uint32_t flags = field_flags(d, "flags", 4, flag_names);
	const uint8_t *target = field_ip6(d, "target");
	if (!target)
		return;
	text_char(info, ' ');
	addr_ip6(info, target);
	text_str(info, " (");
	if (!names_flags(info, short_names, flags, ", "))
		text_str(info, "none");
	text_char(info, ')');
	read_options(d, info);
}

/* The last option, the packet that went the wrong way. */
static bool read_redirected(struct dissect *d)
{
	enum { HEADER = 8, REDIRECTED = 4, ETHERTYPE_IP6 = 0x86dd };
	size_t left = reader_left(&d->r);
	if (left < HEADER || d->r.at[0] != REDIRECTED || !d->r.at[1] ||
	    d->r.at[1] * (size_t)8 < left)
		return false;
	(void)field_named(d, "option", 1, option_names);
	struct nest nest = field_enter(d);
	(void)field_uint(d, "words", 1);
	reader_skip(&d->r, HEADER - 2);
	field_leave(d, nest);
	layer_quote(d);
	next(d, SPACE_ETHERTYPE, ETHERTYPE_IP6);
	return true;
}

void icmp6_read_redirect(struct dissect *d, struct text *info)
{
	reader_skip(&d->r, 4);
	(void)field_ip6(d, "target");
	(void)field_ip6(d, "destination");
	while (part_more(d) && !read_redirected(d) && read_option(d, info))
		;
}

void icmp6_read_inverse(struct dissect *d, struct text *info)
{
	reader_skip(&d->r, 4);
	read_options(d, info);
}

void icmp6_read_mobile_prefix(struct dissect *d, struct text *info)
{
	(void)field_hex(d, "identifier", 2);
	(void)field_hex(d, "flags", 2);
	read_options(d, info);
}
