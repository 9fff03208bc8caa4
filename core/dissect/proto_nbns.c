/* The NetBIOS name service (RFC 1001, 1002): messages like those of DNS, with names of
 * 16 bytes written as 32 letters.
 *
 *	id:2  flags:2  questions:2  answers:2  authorities:2  additionals:2
 *	question:	name  type:2  class:2
 *	record:		name  type:2  class:2  ttl:4  size:2  { flags:2 address:4 } */
#include "core/dissect/field.h"

enum { NAME = 15, ENCODED = 32, TYPE_NB = 0x20, TYPE_STATUS = 0x21 };

static const struct name operations[] = {
	{ 0, "Name query" },
	{ 5, "Registration" },
	{ 6, "Release" },
	{ 7, "Wait and acknowledge" },
	{ 8, "Refresh" },
	{ 9, "Refresh(altcode)" },
	{ 15, "Multi-homed registration" },
	{ 0, NULL },
};

static const struct name replies[] = {
	{ 0, "No error" },
	{ 1, "Request was invalidly formatted" },
	{ 2, "Server failure" },
	{ 3, "Requested name does not exist" },
	{ 4, "Request is not implemented" },
	{ 5, "Request was refused" },
	{ 6, "Name is owned by another node" },
	{ 7, "Name is in conflict" },
	{ 0, NULL },
};

static const struct name flag_names[] = {
	{ 0x8000, "response" },
	{ 0x0400, "authoritative" },
	{ 0x0200, "truncated" },
	{ 0x0100, "recursion desired" },
	{ 0x0080, "recursion available" },
	{ 0x0010, "broadcast" },
	{ 0, NULL },
};

static const struct name types[] = {
	{ 1, "A" },
	{ 2, "NS" },
	{ 10, "NULL" },
	{ TYPE_NB, "NB" },
	{ TYPE_STATUS, "NBSTAT" },
	{ 0, NULL },
};

static const struct name record_flags[] = {
	{ 0x8000, "group" },
	{ 0x2000, "point to point" },
	{ 0x4000, "mixed" },
	{ 0, NULL },
};

/* Two letters from A on are a byte. Trailing blanks are dropped, the last byte is the
 * suffix: NAME<20>. */
static void put_name(struct text *t, const uint8_t *p)
{
	uint8_t name[NAME + 1];
	size_t n = NAME;
	for (size_t i = 0; i <= NAME; i++) {
		uint32_t high = p[2 * i] - (uint32_t)'A';
		uint32_t low = p[2 * i + 1] - (uint32_t)'A';
		name[i] = (uint8_t)(high << 4 | (low & 15));
	}
	while (n && name[n - 1] == ' ')
		n--;
	for (size_t i = 0; i < n; i++) {
		if (name[i] >= 0x20 && name[i] < 0x7f) {
			text_char(t, (char)name[i]);
			continue;
		}
		text_char(t, '<');
		text_hex(t, name[i], 2);
		text_char(t, '>');
	}
	text_char(t, '<');
	text_hex(t, name[NAME], 2);
	text_char(t, '>');
}

/* A first-level name and its scope; elsewhere a pointer back to offset 12, which the
 * only question or record has. NULL where it is neither. */
static const uint8_t *read_name(struct dissect *d, const uint8_t *message)
{
	const uint8_t *p, *start = d->r.at;
	size_t n = reader_u8(&d->r);
	if (n >= 0xc0) {
		size_t offset = (n & 0x3f) << 8 | reader_u8(&d->r);
		size_t reach = (size_t)(start - message);
		bool fits = offset + 1 + ENCODED <= reach && message[offset] == ENCODED;
		return fits && !d->r.cut ? message + offset + 1 : NULL;
	}
	p = n == ENCODED ? reader_bytes(&d->r, n) : NULL;
	for (n = reader_u8(&d->r); n && n < 64; n = reader_u8(&d->r))
		reader_skip(&d->r, n);
	return p;
}

static void show_name(struct dissect *d, const uint8_t *start, const uint8_t *name)
{
	struct text *t = field_at(d, "name", start, (size_t)(d->r.at - start));
	if (t && name)
		put_name(t, name);
}

static uint32_t read_start(struct dissect *d, const uint8_t *message,
			   const uint8_t **name)
{
	const uint8_t *start = d->r.at;
	*name = read_name(d, message);
	show_name(d, start, *name);
	uint32_t type = field_named(d, "type", 2, types);
	(void)field_uint(d, "class", 2);
	return type;
}

static void put_type(struct text *info, uint32_t type)
{
	text_char(info, ' ');
	text_str(info, name_of(types, type, "Unknown"));
}

static void read_question(struct dissect *d, const uint8_t *message, struct text *info)
{
	const uint8_t *name;
	field_show_str(d, "question", 0, "");
	struct nest nest = field_enter(d);
	uint32_t type = read_start(d, message, &name);
	if (!d->r.cut) {
		put_type(info, type);
		text_char(info, ' ');
		if (name)
			put_name(info, name);
	}
	field_leave(d, nest);
}

static void read_addresses(struct dissect *d, struct text *info)
{
	while (part_more(d)) {
		(void)field_flags(d, "flags", 2, record_flags);
		const uint8_t *ip = field_ip4(d, "address");
		if (!ip || !info)
			continue;
		text_char(info, ' ');
		addr_ip4(info, ip);
	}
}

/* An answer says its addresses in Info; a registration's record only repeats. */
static void read_record(struct dissect *d, const uint8_t *message, struct text *info)
{
	const uint8_t *name;
	field_show_str(d, "record", 0, "");
	struct nest nest = field_enter(d);
	uint32_t type = read_start(d, message, &name);
	(void)field_uint(d, "ttl", 4);
	size_t size = field_uint(d, "size", 2);
	if (info && !d->r.cut)
		put_type(info, type);
	struct part outer = part_open(d, size);
	if (type == TYPE_NB)
		read_addresses(d, info);
	else
		field_rest(d, "data");
	part_close(d, outer);
	field_leave(d, nest);
}

static void put_start(struct text *info, uint32_t flags)
{
	bool response = flags & 0x8000;
	names_put(info, operations, flags >> 11 & 15, "Unknown operation", 0);
	text_str(info, response ? " response" : "");
	if (response && (flags & 15)) {
		text_str(info, ", ");
		names_put(info, replies, flags & 15, "Unknown error", 0);
	}
}

static void read_nbns(struct dissect *d)
{
	const uint8_t *message = d->r.at;
	struct text *info = info_start(d);
	(void)field_hex(d, "id", 2);
	uint32_t flags = field_flags(d, "flags", 2, flag_names);
	if (d->tree) {
		field_show_named(d, "operation", 2, flags >> 11 & 15, operations);
		field_show_named(d, "reply", 2, flags & 15, replies);
	}
	uint32_t questions = field_uint(d, "questions", 2);
	uint32_t answers = field_uint(d, "answers", 2);
	uint32_t others = field_uint(d, "authorities", 2);
	others += field_uint(d, "additionals", 2);
	if (d->r.cut)
		return;
	put_start(info, flags);
	for (; questions && !d->r.cut; questions--)
		read_question(d, message, info);
	for (; answers && !d->r.cut; answers--)
		read_record(d, message, info);
	for (; others && !d->r.cut; others--)
		read_record(d, message, NULL);
	layer_repeats_info(d);
}

const struct proto proto_nbns = {
	.name = "NBNS",
	.column = "NBNS",
	.family = FAMILY_NAMES,
	.read = read_nbns,
};
