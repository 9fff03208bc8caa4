/* Extensions of Internet control messages (RFC 4884): what routers add behind the
 *packet that they quote - label stacks (RFC 4950), interfaces (RFC 5837) - and the
 *interface that an extended echo asks for (RFC 8335).
 *
 *	0       4               16       24       32
 *	+-------+---------------+-----------------+
 *	|version| reserved      | checksum        |
 *	+-------+---------------+--------+--------+
 *	| length of the object  | class  | type   |
 *	| content                                 |
 *	+-----------------------------------------+ */
#include <string.h>

#include "core/dissect/checksum.h"
#include "core/dissect/icmp.h"

enum { VERSION = 2, HEADER = 4, OBJECT_HEADER = 4 };
enum { QUOTE_OF_OLD = 128 }; /* RFC 4884 5.5: when the message does not say its size */
enum { FAMILY_IP4 = 1, FAMILY_IP6 = 2 };
enum class { LABELS = 1, INTERFACE = 2, INTERFACE_ASKED = 3 };

static const struct name classes[] = {
	{ LABELS, "MPLS label stack" },
	{ INTERFACE, "interface information" },
	{ INTERFACE_ASKED, "interface identification" },
	{ 4, "extended information" },
	{ 0, NULL },
};

static const struct name families[] = {
	{ FAMILY_IP4, "IPv4" },
	{ FAMILY_IP6, "IPv6" },
	{ 0, NULL },
};

static void read_labels(struct dissect *d)
{
	while (part_more(d)) {
		uint32_t entry = reader_u32(&d->r);
		if (!d->tree)
			continue;
		field_show_uint(d, "label", 4, entry >> 12);
		field_show_uint(d, "traffic class", 4, entry >> 9 & 7);
		field_show_str(d, "bottom", 4, entry & 0x100 ? "yes" : "no");
		field_show_uint(d, "ttl", 4, entry & 0xff);
	}
}

static void read_address(struct dissect *d, uint32_t family)
{
	if (family == FAMILY_IP4)
		(void)field_ip4(d, "address");
	else if (family == FAMILY_IP6)
		(void)field_ip6(d, "address");
}

/* Padded with zeros. */
static void read_name(struct dissect *d, size_t n)
{
	if (n > reader_left(&d->r))
		n = reader_left(&d->r);
	const uint8_t *end = n ? memchr(d->r.at, 0, n) : NULL;
	size_t size = end ? (size_t)(end - d->r.at) : n;
	(void)field_text(d, "name", size);
	reader_skip(&d->r, n - size);
}

/* The type says which interface it is, and what is said of it, in this order. */
static void read_interface(struct dissect *d, uint32_t type)
{
	if (type & 0x08)
		(void)field_uint(d, "interface index", 4);
	if (type & 0x04) {
		uint32_t family = field_named(d, "family", 2, families);
		reader_skip(&d->r, 2);
		read_address(d, family);
	}
	if (type & 0x02) {
		size_t size = field_uint(d, "name size", 1);
		if (size > 1)
			read_name(d, size - 1);
	}
	if (type & 0x01)
		(void)field_uint(d, "mtu", 4);
}

static void read_interface_asked(struct dissect *d, uint32_t type)
{
	if (type == 1) {
		read_name(d, reader_left(&d->r));
	} else if (type == 2) {
		(void)field_uint(d, "interface index", 4);
	} else if (type == 3) {
		uint32_t family = field_named(d, "family", 2, families);
		(void)field_uint(d, "address size", 1);
		reader_skip(&d->r, 1);
		read_address(d, family);
	}
}

static void read_type(struct dissect *d, uint32_t kind, uint32_t type)
{
	static const struct name roles[] = {
		{ 0, "incoming interface" },
		{ 1, "part of the incoming interface" },
		{ 2, "outgoing interface" },
		{ 3, "next hop" },
		{ 0, NULL },
	};
	static const struct name asked[] = {
		{ 1, "by name" },
		{ 2, "by index" },
		{ 3, "by address" },
		{ 0, NULL },
	};
	if (kind == INTERFACE) {
		field_show_hex(d, "type", 1, type);
		field_show_named(d, "role", 1, type >> 6, roles);
	} else if (kind == INTERFACE_ASKED) {
		field_show_named(d, "type", 1, type, asked);
	} else {
		field_show_uint(d, "type", 1, type);
	}
}

static bool read_object(struct dissect *d)
{
	size_t size = reader_u16(&d->r);
	uint32_t kind = reader_u8(&d->r);
	if (d->r.cut)
		return false;
	const uint8_t *start = d->r.at - OBJECT_HEADER + 1;
	struct text *t = field_at(d, "object", start, OBJECT_HEADER);
	if (t)
		text_str(t, name_of(classes, kind, "unknown"));
	struct nest nest = field_enter(d);
	if (d->tree) {
		field_show_uint(d, "length", 3, size);
		field_show_named(d, "class", 1, kind, classes);
	}
	uint32_t type = reader_u8(&d->r);
	if (d->tree)
		read_type(d, kind, type);
	if (size < OBJECT_HEADER) {
		field_leave(d, nest);
		return false;
	}
	struct part outer = part_open(d, size - OBJECT_HEADER);
	if (kind == LABELS)
		read_labels(d);
	else if (kind == INTERFACE)
		read_interface(d, type);
	else if (kind == INTERFACE_ASKED)
		read_interface_asked(d, type);
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
	return !d->r.cut;
}

/* An extension structure (RFC 4884 7) up to the end of the layer. */
static void read_extension(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	size_t length = reader_left(&d->r) + d->beyond;
	struct text *t = field_at(d, "extension", start, reader_left(&d->r));
	if (t)
		text_str(t, "RFC 4884");
	struct nest nest = field_enter(d);
	uint32_t version = reader_u16(&d->r);
	if (d->tree)
		field_show_uint(d, "version", 2, version >> 12);
	bool summed = reader_u16(&d->r) != 0;
	if (d->tree && summed)
		checksum_field(d, CHECKSUM_PLAIN, 0, start, length);
	else if (d->tree)
		field_show_str(d, "checksum", 2, "none");
	while (part_more(d) && read_object(d))
		;
	field_leave(d, nest);
}

/* Routers of before RFC 4884 quote 128 bytes and say nothing; that the rest is no part
 * of the packet shows in its version and its checksum. */
static size_t unsaid_size(const struct dissect *d)
{
	size_t left = reader_left(&d->r);
	if (d->beyond || left < QUOTE_OF_OLD + HEADER + OBJECT_HEADER)
		return 0;
	const uint8_t *at = d->r.at + QUOTE_OF_OLD;
	bool ours = at[0] >> 4 == VERSION && (at[2] || at[3]) &&
		    checksum_add(0, at, left - QUOTE_OF_OLD) == 0xffff;
	return ours ? QUOTE_OF_OLD : 0;
}

/* The extension is the message's own; of one that was not captured whole only the place
 * is shown. */
static void read_behind(struct dissect *d, size_t size)
{
	const uint8_t *quote = d->r.at;
	bool whole = d->beyond == 0;
	d->r.at += size;
	struct part outer = part_open(d, reader_left(&d->r));
	if (whole)
		read_extension(d);
	else
		field_rest(d, "extension");
	part_close(d, outer);
	d->r.at = quote;
	d->r.end = quote + size;
	d->beyond = 0;
}

void icmp_read_quote(struct dissect *d, size_t size)
{
	if (!size)
		size = unsaid_size(d);
	if (size && size < reader_left(&d->r))
		read_behind(d, size);
	layer_quote(d);
}

void icmp_read_extended_request(struct dissect *d, struct text *info)
{
	static const struct name flags[] = { { 0x01, "local" }, { 0, NULL } };
	(void)info;
	(void)field_hex(d, "identifier", 2);
	(void)field_uint(d, "sequence", 1);
	(void)field_flags(d, "flags", 1, flags);
	if (part_more(d))
		read_extension(d);
}

void icmp_read_extended_reply(struct dissect *d, struct text *info)
{
	static const struct name states[] = {
		{ 0, "reserved" }, { 1, "incomplete" }, { 2, "reachable" },
		{ 3, "stale" },	   { 4, "delay" },	{ 5, "probe" },
		{ 6, "failed" },   { 0, NULL },
	};
	static const struct name flags[] = {
		{ 0x04, "active" },
		{ 0x02, "IPv4" },
		{ 0x01, "IPv6" },
		{ 0, NULL },
	};
	(void)info;
	(void)field_hex(d, "identifier", 2);
	(void)field_uint(d, "sequence", 1);
	uint32_t state = reader_u8(&d->r);
	if (d->tree) {
		field_show_named(d, "state", 1, state >> 5, states);
		field_show_flags(d, "flags", 1, state & 0x07, flags);
	}
}
