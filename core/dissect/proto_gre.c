/* Generic routing encapsulation (RFC 2784, 2890, with the acknowledgment of RFC 2637),
 * and the mirrored Ethernet of ERSPAN, types I and II.
 *
 *	0               13  16               32
 *	+---------------+---+----------------+
 *	| flags         |ver| protocol       |
 *	| checksum (C)      | reserved       |
 *	| key (K)                            |
 *	| sequence (S)                       |
 *	+------------------------------------+ */
#include "core/dissect/checksum.h"
#include "core/dissect/ethertype.h"

enum { FLAG_CHECKSUM = 0x8000, FLAG_ROUTING = 0x4000, FLAG_KEY = 0x2000 };
enum { FLAG_SEQUENCE = 0x1000, FLAG_ACKNOWLEDGMENT = 0x0080 };
enum { TYPE_BRIDGED = 0x6558, TYPE_ERSPAN = 0x88be, TYPE_ERSPAN3 = 0x22eb };
enum { TYPE_OSI = 0xfefe, TYPE_FRAME_RELAY = 0x6559, TYPE_WCCP = 0x883e };
enum { TYPE_IP4 = 0x0800, LINKTYPE_ETHERNET = 1, LINKTYPE_FRAME_RELAY = 107 };

static const struct name flag_names[] = {
	{ FLAG_CHECKSUM, "checksum" },
	{ FLAG_ROUTING, "routing" },
	{ FLAG_KEY, "key" },
	{ FLAG_SEQUENCE, "sequence" },
	{ 0x0800, "strict route" },
	{ FLAG_ACKNOWLEDGMENT, "acknowledgment" },
	{ 0, NULL },
};

static const struct name types[] = {
	{ 0x0000, "Possible GRE keepalive packet" },
	{ 0x0800, "IP" },
	{ 0x2001, "NHRP" },
	{ TYPE_BRIDGED, "Transparent Ethernet bridging" },
	{ 0x86dd, "IPv6" },
	{ TYPE_FRAME_RELAY, "Frame relay" },
	{ TYPE_WCCP, "WCCP redirection" },
	{ 0x8847, "MPLS label switched packet" },
	{ 0x880b, "PPP" },
	{ 0x8881, "CDMA2000 A10 unstructured byte stream" },
	{ TYPE_ERSPAN, "ERSPAN" },
	{ TYPE_ERSPAN3, "ERSPAN" },
	{ 0, NULL },
};

static void read_optional(struct dissect *d, uint32_t flags, const uint8_t *start,
			  size_t length)
{
	if (flags & (FLAG_CHECKSUM | FLAG_ROUTING)) {
		reader_skip(&d->r, 2);
		if (flags & FLAG_CHECKSUM)
			checksum_field(d, CHECKSUM_PLAIN, 0, start, length);
		reader_skip(&d->r, 2);
	}
	if (flags & FLAG_KEY)
		(void)field_hex(d, "key", 4);
	if (flags & FLAG_SEQUENCE)
		(void)field_uint(d, "sequence", 4);
	if (flags & FLAG_ACKNOWLEDGMENT)
		(void)field_uint(d, "acknowledgment", 4);
}

/* Type II has a header and a sequence number, type I neither. */
static const struct name trunks[] = {
	{ 0, "without a tag" }, { 1, "ISL" }, { 2, "802.1Q" },
	{ 3, "tag kept" },	{ 0, NULL },
};

static const struct name conditions[] = {
	{ 0, "good" }, { 1, "bad" }, { 2, "short" }, { 3, "oversized" }, { 0, NULL },
};

/* class 3, what came 2, truncated 1, session 10: the middle one is how the frame was
 * tagged (II) or what was wrong with it (III). */
static void show_session(struct dissect *d, const char *name, const struct name *table)
{
	uint32_t bits = reader_u16(&d->r);
	if (!d->tree)
		return;
	field_show_uint(d, "class of service", 2, bits >> 13);
	field_show_named(d, name, 2, bits >> 11 & 3, table);
	field_show_str(d, "truncated", 2, bits & 0x400 ? "yes" : "no");
	field_show_uint(d, "session", 2, bits & 0x3ff);
}

static void read_erspan(struct dissect *d, uint32_t flags)
{
	if (flags & FLAG_SEQUENCE) {
		uint32_t first = reader_u16(&d->r);
		if (d->tree) {
			field_show_uint(d, "erspan version", 2, first >> 12);
			field_show_uint(d, "vlan id", 2, first & 0xfff);
		}
		show_session(d, "arrived", trunks);
		(void)field_hex(d, "index", 4);
	}
	next(d, SPACE_LINK, LINKTYPE_ETHERNET);
}

static void show_frame(struct dissect *d, uint32_t bits)
{
	static const struct name kinds[] = {
		{ 0, "Ethernet" },
		{ 2, "IP" },
		{ 0, NULL },
	};
	static const struct name grains[] = {
		{ 0, "100 us" },    { 1, "100 ns" },
		{ 2, "IEEE 1588" }, { 3, "as the platform says" },
		{ 0, NULL },
	};
	field_show_str(d, "protocol data", 2, bits & 0x8000 ? "yes" : "no");
	field_show_named(d, "frame", 2, bits >> 10 & 0x1f, kinds);
	field_show_uint(d, "hardware", 2, bits >> 4 & 0x3f);
	field_show_str(d, "direction", 2, bits & 8 ? "egress" : "ingress");
	field_show_named(d, "granularity", 2, bits >> 1 & 3, grains);
	field_show_str(d, "platform header", 2, bits & 1 ? "yes" : "no");
}

/* draft-foschiano-erspan 4.3: a header of twelve bytes, and eight more of the platform
 * when the last bit of it says so. */
static void read_erspan3(struct dissect *d)
{
	uint32_t first = reader_u16(&d->r);
	if (d->tree) {
		field_show_uint(d, "erspan version", 2, first >> 12);
		field_show_uint(d, "vlan id", 2, first & 0xfff);
	}
	show_session(d, "condition", conditions);
	(void)field_hex(d, "timestamp", 4);
	(void)field_uint(d, "security group", 2);
	uint32_t last = reader_u16(&d->r);
	if (d->tree)
		show_frame(d, last);
	if (last & 1)
		(void)field_bytes(d, "platform", 8);
	next(d, SPACE_LINK, LINKTYPE_ETHERNET);
}

static void show_subnet(struct dissect *d, uint32_t type, uint32_t flags)
{
	if (!d->tree || type != TYPE_BRIDGED || (flags & ~7u) != FLAG_KEY || d->r.cut)
		return;
	const uint8_t *key = d->r.at - 4;
	field_show_uint(d, "virtual subnet", 4,
			(uint32_t)key[0] << 16 | (uint32_t)key[1] << 8 | key[2]);
	field_show_uint(d, "flow", 4, key[3]);
}

static void put_type(struct text *t, uint32_t type)
{
	const char *word = name_of(types, type, NULL);
	if (word)
		text_str(t, word);
	else
		ethertype_or_unknown(t, type);
}

/* A packet that a router gave to its cache, from version 2 on with four bytes that say
 * which service it is for: they do not begin like IP. */
static void read_redirected(struct dissect *d)
{
	if (part_more(d) && *d->r.at >> 4 != 4) {
		(void)field_hex(d, "redirect flags", 1);
		(void)field_uint(d, "service", 1);
		(void)field_uint(d, "alternate bucket", 1);
		(void)field_uint(d, "primary bucket", 1);
	}
	next(d, SPACE_ETHERTYPE, TYPE_IP4);
}

static void read_gre(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	size_t length = reader_left(&d->r) + d->beyond;
	uint32_t flags = field_flags(d, "flags", 2, flag_names);
	uint32_t type = reader_u16(&d->r);
	struct text *t = field_over(d, "protocol", 2);
	if (t) {
		text_str(t, "0x");
		text_hex(t, type, 4);
		text_str(t, "  ");
		put_type(t, type);
	}
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	text_str(info, "Encapsulated ");
	put_type(info, type);
	read_optional(d, flags, start, length);
	show_subnet(d, type, flags);
	if (type == TYPE_ERSPAN)
		read_erspan(d, flags);
	else if (type == TYPE_ERSPAN3)
		read_erspan3(d);
	else if (type == TYPE_OSI && part_more(d))
		or_next(d, SPACE_NLPID, *d->r.at);
	else if (type == TYPE_BRIDGED)
		next(d, SPACE_LINK, LINKTYPE_ETHERNET);
	else if (type == TYPE_FRAME_RELAY)
		next(d, SPACE_LINK, LINKTYPE_FRAME_RELAY);
	else if (type == TYPE_WCCP)
		read_redirected(d);
	else if (type && part_more(d))
		or_next(d, SPACE_ETHERTYPE, type); /* unknown ones stay GRE */
	t = d->r.cut ? NULL : layer_summary(d);
	if (t)
		put_type(t, type);
}

const struct proto proto_gre = {
	.name = "GRE",
	.column = "GRE",
	.family = FAMILY_OTHER,
	.read = read_gre,
};
