/* Link types with next to nothing below IP: RAW (the version nibble decides), NULL and
 * LOOP (four bytes of address family; tcpdump.org/linktypes), IPNET (24 bytes). A link
 * type that nobody decodes ends here too. */
#include <string.h>

#include "core/dissect/field.h"

#define ETHERTYPE_IP4 0x0800
#define ETHERTYPE_IP6 0x86dd

/* BSD systems disagree about the number of AF_INET6. */
static const struct name families[] = {
	{ 2, "IPv4" },	{ 10, "IPv6" }, { 24, "IPv6" },
	{ 28, "IPv6" }, { 30, "IPv6" }, { 0, NULL },
};

static void next_version(struct dissect *d)
{
	if (!reader_left(&d->r))
		return;
	bool six = d->r.at[0] >> 4 == 6;
	next(d, SPACE_ETHERTYPE, six ? ETHERTYPE_IP6 : ETHERTYPE_IP4);
}

static void read_raw(struct dissect *d)
{
	text_str(info_start(d), "Raw packet data");
	struct text *t = layer_summary(d);
	if (t)
		text_str(t, "no link layer");
	next_version(d);
}

const struct proto proto_raw = {
	.name = "Raw",
	.column = "RAW",
	.family = FAMILY_OTHER,
	.read = read_raw,
};

/* Classical IP over ATM (RFC 2684): with the header of LLC or without. */
static void read_clip(struct dissect *d)
{
	static const uint8_t snap[] = { 0xaa, 0xaa, 0x03 };
	text_str(info_start(d), "Classical IP over ATM");
	if (reader_left(&d->r) >= sizeof(snap) && !memcmp(d->r.at, snap, sizeof(snap)))
		next(d, SPACE_802_3, 0);
	else
		next_version(d);
}

const struct proto proto_clip = {
	.name = "Classical IP",
	.column = "CLIP",
	.family = FAMILY_OTHER,
	.read = read_clip,
};

static void read_family(struct dissect *d, uint32_t family)
{
	const char *word = name_of(families, family, NULL);
	if (d->tree)
		field_show_named(d, "family", 4, family, families);
	text_str(info_start(d), "Null/Loopback");
	struct text *t = layer_summary(d);
	if (t) {
		text_str(t, "family ");
		text_str(t, word ? word : "unknown");
	}
	if (word)
		next(d, SPACE_ETHERTYPE, family == 2 ? ETHERTYPE_IP4 : ETHERTYPE_IP6);
}

/* In the byte order of the host that captured: the one that makes it small. */
static void read_null(struct dissect *d)
{
	uint32_t family = reader_u32(&d->r);
	read_family(d, family & 0xffff0000 ? __builtin_bswap32(family) : family);
}

const struct proto proto_null = {
	.name = "Null",
	.column = "NULL",
	.family = FAMILY_OTHER,
	.read = read_null,
};

static void read_loop(struct dissect *d)
{
	read_family(d, reader_u32(&d->r));
}

const struct proto proto_loop = {
	.name = "Loop",
	.column = "NULL",
	.family = FAMILY_OTHER,
	.read = read_loop,
};

/* Solaris: version, family (2 or 26), kind, length, interfaces and zones. */
static void read_ipnet(struct dissect *d)
{
	static const struct name hooks[] = {
		{ 0, "inbound" },
		{ 1, "outbound" },
		{ 2, "local" },
		{ 0, NULL },
	};
	(void)field_uint(d, "version", 1);
	uint32_t family = field_uint(d, "family", 1);
	(void)field_named(d, "hook", 2, hooks);
	(void)field_uint(d, "length", 4);
	(void)field_uint(d, "interface", 4);
	(void)field_uint(d, "group interface", 4);
	(void)field_hex(d, "source zone", 4);
	(void)field_hex(d, "destination zone", 4);
	text_str(info_start(d), "Solaris IPNET");
	if (!d->r.cut)
		next(d, SPACE_ETHERTYPE, family == 2 ? ETHERTYPE_IP4 : ETHERTYPE_IP6);
}

const struct proto proto_ipnet = {
	.name = "IPNET",
	.column = "IPNET",
	.family = FAMILY_OTHER,
	.read = read_ipnet,
};

static void read_unknown_link(struct dissect *d)
{
	struct text *info = info_start(d);
	text_str(info, "Link type ");
	text_uint(info, d->key);
	text_str(info, ", ");
	text_uint(info, reader_left(&d->r) + d->beyond);
	text_str(info, " bytes");
	struct text *t = layer_summary(d);
	if (t) {
		text_uint(t, d->key);
		text_str(t, "  not decoded");
	}
}

const struct proto proto_link_unknown = {
	.name = "Link type",
	.column = "UNKNOWN",
	.family = FAMILY_OTHER,
	.read = read_unknown_link,
};
