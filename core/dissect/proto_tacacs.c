/* TACACS+ (RFC 8907): the header; bodies are obfuscated with a shared key.
 *
 *	0        8        16       24       32
 *	+--------+--------+--------+--------+
 *	| version| type   | number | flags  |
 *	| session                           |
 *	| length                            |  body ...
 *	+-----------------------------------+
 *
 * Clients send odd numbers and servers even ones. */
#include "core/dissect/field.h"

enum { CLEAR = 0x01 };

static const struct name types[] = {
	{ 1, "Authentication" },
	{ 2, "Authorization" },
	{ 3, "Accounting" },
	{ 0, NULL },
};

static const struct name flag_names[] = {
	{ CLEAR, "not encrypted" },
	{ 0x04, "single connection" },
	{ 0, NULL },
};

static void read_tacacs(struct dissect *d)
{
	const uint8_t *p = d->r.at;
	if (reader_left(&d->r) < 4 || p[0] >> 4 != 0xc || !name_of(types, p[1], NULL)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	(void)field_hex(d, "version", 1);
	uint32_t type = field_named(d, "type", 1, types);
	uint32_t number = field_uint(d, "number", 1);
	(void)field_flags(d, "flags", 1, flag_names);
	text_str(info, number & 1 ? "Q: " : "R: ");
	text_str(info, name_of(types, type, ""));
	(void)field_hex(d, "session", 4);
	(void)field_uint(d, "length", 4);
	field_rest(d, "body");
	layer_repeats_info(d);
}

const struct proto proto_tacacs = {
	.name = "TACACS+",
	.column = "TACACS+",
	.family = FAMILY_NAMES,
	.read = read_tacacs,
};
