/* Point-to-point over Ethernet (RFC 2516): how a session is found, and its frames.
 *
 *	0    4    8        16               32               48
 *	+----+----+--------+----------------+----------------+
 *	|ver |type| code   | session        | length         |
 *	+----+----+--------+----------------+----------------+
 *	discovery: tag:2  length:2  value */
#include "core/dissect/field.h"

enum { LINKTYPE_PPP_BARE = 9 };
enum { TAG_END = 0x0000, TAG_NAME = 0x0102 };

static const struct name codes[] = {
	{ 0x00, "Session Data" },
	{ 0x07, "Active Discovery Offer (PADO)" },
	{ 0x09, "Active Discovery Initiation (PADI)" },
	{ 0x0a, "Active Discovery Session-Grant (PADG)" },
	{ 0x0b, "Active Discovery Session-Credit Response (PADC)" },
	{ 0x0c, "Active Discovery Quality (PADQ)" },
	{ 0x19, "Active Discovery Request (PADR)" },
	{ 0x65, "Active Discovery Session-confirmation (PADS)" },
	{ 0xa7, "Active Discovery Terminate (PADT)" },
	{ 0xd3, "Active Discovery Message (PADM)" },
	{ 0xd4, "Active Discovery Network (PADN)" },
	{ 0, NULL },
};

static const struct name tags[] = {
	{ TAG_END, "end" },
	{ 0x0101, "service name" },
	{ TAG_NAME, "concentrator" },
	{ 0x0103, "host id" },
	{ 0x0104, "cookie" },
	{ 0x0105, "vendor" },
	{ 0x0106, "credits" },
	{ 0x0107, "metrics" },
	{ 0x0108, "sequence" },
	{ 0x0110, "relay session" },
	{ 0x0111, "URL of the host" },
	{ 0x0112, "message of the day" },
	{ 0x0120, "maximum payload" },
	{ 0x0121, "route" },
	{ 0x0201, "service name error" },
	{ 0x0202, "concentrator error" },
	{ 0x0203, "generic error" },
	{ 0, NULL },
};

static bool is_words(uint32_t tag)
{
	return tag == 0x0101 || tag == TAG_NAME || tag == 0x0111 || tag == 0x0112 ||
	       tag >= 0x0201;
}

static void read_tag(struct dissect *d, struct text *info)
{
	uint32_t tag = field_named(d, "tag", 2, tags);
	struct nest nest = field_enter(d);
	size_t length = field_uint(d, "length", 2);
	struct part outer = part_open(d, length);
	size_t n = reader_left(&d->r);
	const uint8_t *p =
		is_words(tag) ? field_text(d, "text", n) : field_bytes(d, "bytes", n);
	if (tag == TAG_NAME && p) {
		text_str(info, " AC-Name='");
		text_escape(info, p, n);
		text_char(info, '\'');
	}
	part_close(d, outer);
	field_leave(d, nest);
}

/* Session and length; false when cut off. */
static bool read_header(struct dissect *d, struct text *info)
{
	(void)field_hex(d, "version and type", 1);
	uint32_t code = field_code(d, "code", 1, codes);
	(void)field_hex(d, "session", 2);
	size_t length = field_uint(d, "length", 2);
	if (d->r.cut)
		return false;
	text_str(info, name_of(codes, code, "Unknown"));
	layer_limit(d, length);
	return true;
}

static void read_discovery(struct dissect *d)
{
	struct text *info = info_start(d);
	if (!read_header(d, info))
		return;
	while (part_more(d))
		read_tag(d, info);
	layer_repeats_info(d);
}

const struct proto proto_pppoe_discovery = {
	.name = "PPPoE discovery",
	.column = "PPPoED",
	.family = FAMILY_LINK,
	.read = read_discovery,
};

static void read_session(struct dissect *d)
{
	if (!read_header(d, info_start(d)))
		return;
	layer_repeats_info(d);
	next(d, SPACE_LINK, LINKTYPE_PPP_BARE);
}

const struct proto proto_pppoe_session = {
	.name = "PPPoE",
	.column = "PPPoES",
	.family = FAMILY_LINK,
	.read = read_session,
};
