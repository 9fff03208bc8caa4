/* GPRS tunnels: user packets (3GPP TS 29.281), and the names of control messages of
 * version 1 (TS 29.060).
 *
 *	0        8        16               32
 *	+--------+--------+----------------+
 *	|ver|P|ESN| type  | length         |
 *	| tunnel endpoint                  |
 *	| sequence        | N-PDU  | next  |  if E, S or N
 *	+----------------------------------+
 *	extension:	length:1 (words)  content  next:1 */
#include "core/dissect/field.h"

enum { PROTOCOL_TYPE = 0x10, EXTENDED = 0x04, ANY_OPTION = 0x07 };
enum { USER_PACKET = 255 };

static const struct name messages[] = {
	{ 1, "Echo request" },
	{ 2, "Echo response" },
	{ 3, "Version not supported" },
	{ 16, "Create PDP context request" },
	{ 17, "Create PDP context response" },
	{ 18, "Update PDP context request" },
	{ 19, "Update PDP context response" },
	{ 20, "Delete PDP context request" },
	{ 21, "Delete PDP context response" },
	{ 26, "Error indication" },
	{ 27, "PDU notification request" },
	{ 28, "PDU notification response" },
	{ 31, "Supported extension header notification" },
	{ 254, "End Marker" },
	{ USER_PACKET, "T-PDU" },
	{ 0, NULL },
};

static const struct name extensions[] = {
	{ 0x00, "none" },
	{ 0x01, "MBMS support" },
	{ 0x20, "service class" },
	{ 0x40, "UDP port" },
	{ 0x84, "NR RAN container" },
	{ 0x85, "PDU session container" },
	{ 0xc0, "PDCP PDU number" },
	{ 0, NULL },
};

static const struct name flag_names[] = {
	{ PROTOCOL_TYPE, "not charging" },
	{ EXTENDED, "extension" },
	{ 2, "sequence" },
	{ 1, "N-PDU number" },
	{ 0, NULL },
};

static void read_extensions(struct dissect *d, uint32_t type)
{
	while (type && part_more(d)) {
		size_t words = field_uint(d, "extension length", 1);
		if (!words) {
			layer_malformed(d);
			return;
		}
		struct nest nest = field_enter(d);
		(void)field_bytes(d, "content", words * 4 - 2);
		type = field_named(d, "next extension", 1, extensions);
		field_leave(d, nest);
	}
}

/* Sequence, N-PDU number and extensions: all there as soon as one is. */
static void read_options(struct dissect *d, uint32_t flags)
{
	(void)field_uint(d, "sequence", 2);
	(void)field_uint(d, "N-PDU number", 1);
	uint32_t type = field_named(d, "next extension", 1, extensions);
	if (flags & EXTENDED)
		read_extensions(d, type);
}

/* What is in a user packet says its own version. */
static void name_inner(struct dissect *d)
{
	uint32_t version = part_more(d) ? *d->r.at >> 4 : 0;
	if (version == 4 || version == 6)
		next(d, SPACE_IP, version == 4 ? 4 : 41);
}

static void read_gtp(struct dissect *d)
{
	const uint8_t *p = d->r.at;
	if (reader_left(&d->r) < 2 || p[0] >> 5 != 1 ||
	    !name_of(messages, p[1], NULL)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	uint32_t flags = reader_u8(&d->r);
	field_show_uint(d, "version", 1, flags >> 5);
	if (d->tree)
		field_show_flags(d, "flags", 1, flags & 0x1f, flag_names);
	uint32_t type = field_named(d, "message", 1, messages);
	text_str(info, name_of(messages, type, ""));
	size_t length = field_uint(d, "length", 2);
	(void)field_hex(d, "tunnel endpoint", 4);
	layer_limit(d, length);
	if (flags & ANY_OPTION)
		read_options(d, flags);
	layer_repeats_info(d);
	if (d->r.cut)
		return;
	d->columns.tunnel = type == USER_PACKET ? "GTP" : NULL;
	if (type == USER_PACKET)
		name_inner(d);
	else
		field_rest(d, "elements");
}

const struct proto proto_gtp = {
	.name = "GTP",
	.column = "GTP",
	.family = FAMILY_OTHER,
	.read = read_gtp,
};
