/* QUIC (RFC 8999, 9000, 9369): long headers, whose versions make them known on any
 *port, and on the port of HTTP/3 short ones. All else is encrypted.
 *
 *	0        8                               40
 *	+--------+-------------------------------+
 *	|1|1|type| version                       |  id size:1  id  id size:1  id
 *	+--------+-------------------------------+
 *	initial:	token size (varint)  token  length (varint)  ...
 *	0-RTT, handshake:			    length (varint)  ...
 *	version 0:	versions:4 ... */
#include <string.h>

#include "core/dissect/dns.h"
#include "core/dissect/field.h"

enum { LONG = 0x80, FIXED = 0x40, HTTP3_PORT = 443, ID_MAX = 20, SHORT_MIN = 21 };
enum type { INITIAL = 0, ZERO_RTT = 1, HANDSHAKE = 2, RETRY = 3 };

#define VERSION_1 0x00000001
#define VERSION_2 0x6b3343cf

struct id {
	const uint8_t *at;
	size_t size;
};

static const struct name types[] = {
	{ INITIAL, "Initial" }, { ZERO_RTT, "0-RTT" }, { HANDSHAKE, "Handshake" },
	{ RETRY, "Retry" },	{ 0, NULL },
};

static const struct name versions[] = {
	{ 0, "negotiation" },
	{ VERSION_1, "1" },
	{ VERSION_2, "2" },
	{ 0, NULL },
};

/* Numbers of RFCs, of drafts, of mvfst, and reserved ones (0x?a?a?a?a). */
static bool is_version(uint32_t version)
{
	return name_of(versions, version, NULL) || version >> 8 == 0xff0000 ||
	       version >> 8 == 0xfaceb0 || (version & 0x0f0f0f0f) == 0x0a0a0a0a ||
	       (version & 0xffff0000) == 0x51300000 || version >> 8 == 0x543035;
}

static bool is_long(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	if (left < 7 || !(p[0] & LONG))
		return false;
	uint32_t version = (uint32_t)p[1] << 24 | (uint32_t)p[2] << 16 |
			   (uint32_t)p[3] << 8 | p[4];
	if (!is_version(version) || p[5] > ID_MAX || left < 7u + p[5])
		return false;
	return (version == 0 || p[0] & FIXED) && p[6 + p[5]] <= ID_MAX;
}

static bool is_short(const struct dissect *d)
{
	return d->key == HTTP3_PORT && reader_left(&d->r) >= SHORT_MIN &&
	       (*d->r.at & (LONG | FIXED)) == FIXED && !dns_is_message(d);
}

/* 1, 2, 4 or 8 bytes, as the two upper bits say. */
static uint64_t read_varint(struct dissect *d, const char *name)
{
	uint64_t value = reader_u8(&d->r);
	size_t n = (size_t)1 << (value >> 6);
	value &= 0x3f;
	for (size_t i = 1; i < n; i++)
		value = value << 8 | reader_u8(&d->r);
	field_show_uint(d, name, n, value);
	return value;
}

static struct id read_id(struct dissect *d, const char *name)
{
	struct id id = { .size = reader_u8(&d->r) };
	id.at = field_bytes(d, name, id.size);
	return id;
}

static void put_id(struct text *info, const char *label, const struct id *id)
{
	if (!id->at || !id->size)
		return;
	text_str(info, label);
	for (size_t i = 0; i < id->size; i++)
		text_hex(info, id->at[i], 2);
}

/* Version 2 numbers the types anew. */
static uint32_t packet_type(uint32_t first, uint32_t version)
{
	uint32_t type = first >> 4 & 3;
	return version == VERSION_2 ? (type + 3) & 3 : type;
}

static void read_body(struct dissect *d, uint32_t type)
{
	if (type == RETRY) {
		field_rest(d, "token");
		return;
	}
	if (type == INITIAL) {
		uint64_t n = read_varint(d, "token size");
		(void)field_bytes(d, "token", n > SIZE_MAX / 2 ? SIZE_MAX / 2 : n);
	}
	uint64_t n = read_varint(d, "length");
	struct part outer = part_open(d, n > SIZE_MAX / 2 ? SIZE_MAX / 2 : n);
	field_rest(d, "encrypted packet");
	part_close(d, outer);
}

static struct id read_long(struct dissect *d)
{
	uint32_t first = reader_u8(&d->r), version = reader_u32(&d->r);
	uint32_t type = packet_type(first, version);
	const char *word = version ? name_of(types, type, "") : "Version Negotiation";
	struct text *info = info_start(d);
	text_str(info, word);
	field_show_str(d, "packet", 5, word);
	struct nest nest = field_enter(d);
	field_show_hex(d, "version", 4, version);
	struct id destination = read_id(d, "destination id");
	struct id source = read_id(d, "source id");
	put_id(info, ", DCID=", &destination);
	put_id(info, ", SCID=", &source);
	if (version)
		read_body(d, type);
	else
		while (part_more(d))
			(void)field_hex(d, "supported", 4);
	field_leave(d, nest);
	return destination;
}

static bool same_id(const struct dissect *d, const struct id *id)
{
	return id->at && reader_left(&d->r) > id->size && *d->r.at & FIXED &&
	       !memcmp(d->r.at + 1, id->at, id->size);
}

/* A datagram may hold several packets; Info is about the last, and one with a short
 * header has the same destination. */
static void read_quic(struct dissect *d)
{
	struct id id = { 0 };
	bool brief = !is_long(d);
	if (brief && !is_short(d)) {
		layer_decline(d);
		return;
	}
	while (is_long(d) && !d->columns.truncated && !d->r.cut)
		id = read_long(d);
	if (brief || same_id(d, &id)) {
		struct text *info = info_start(d);
		text_str(info, "Protected Payload (KP0)");
		put_id(info, ", DCID=", &id);
	}
	field_rest(d, "encrypted packet");
	layer_repeats_info(d);
}

const struct proto proto_quic = {
	.name = "QUIC",
	.column = "QUIC",
	.family = FAMILY_NAMES,
	.read = read_quic,
};
