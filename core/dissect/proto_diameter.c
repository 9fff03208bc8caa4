/* Diameter (RFC 6733), over TCP.
 *
 *	version:1  length:3  flags:1  command:3  application:4  hop by hop:4  end to
 *end:4 AVP:	code:4  flags:1  length:3  [vendor:4]  value, padded to four bytes */
#include "core/dissect/field.h"

enum { HEADER = 20, AVP_HEADER = 8, AVP_VENDOR = 0x80, REQUEST = 0x80 };

static const struct name commands[] = {
	{ 257, "Capabilities-Exchange" },
	{ 258, "Re-Auth" },
	{ 265, "AA" },
	{ 268, "Diameter-EAP" },
	{ 271, "Accounting" },
	{ 272, "Credit-Control" },
	{ 274, "Abort-Session" },
	{ 275, "Session-Termination" },
	{ 280, "Device-Watchdog" },
	{ 282, "Disconnect-Peer" },
	{ 300, "User-Authorization" },
	{ 301, "Server-Assignment" },
	{ 302, "Location-Info" },
	{ 303, "Multimedia-Auth" },
	{ 316, "3GPP-Update-Location" },
	{ 317, "3GPP-Cancel-Location" },
	{ 318, "3GPP-Authentication-Information" },
	{ 0, NULL },
};

static const struct name applications[] = {
	{ 0, "Diameter Common Messages" },
	{ 1, "NASREQ Application" },
	{ 2, "Mobile IPv4 Application" },
	{ 3, "Diameter Base Accounting" },
	{ 4, "Diameter Credit Control Application" },
	{ 5, "Diameter EAP" },
	{ 16777216, "3GPP Cx" },
	{ 16777217, "3GPP Sh" },
	{ 16777236, "3GPP Rx" },
	{ 16777238, "3GPP Gx" },
	{ 16777251, "3GPP S6a/S6d" },
	{ 0xffffffff, "Relay" },
	{ 0, NULL },
};

static const struct name avps[] = {
	{ 1, "User-Name" },
	{ 257, "Host-IP-Address" },
	{ 258, "Auth-Application-Id" },
	{ 259, "Acct-Application-Id" },
	{ 260, "Vendor-Specific-Application-Id" },
	{ 263, "Session-Id" },
	{ 264, "Origin-Host" },
	{ 266, "Vendor-Id" },
	{ 268, "Result-Code" },
	{ 269, "Product-Name" },
	{ 273, "Disconnect-Cause" },
	{ 277, "Auth-Session-State" },
	{ 278, "Origin-State-Id" },
	{ 283, "Destination-Realm" },
	{ 293, "Destination-Host" },
	{ 295, "Termination-Cause" },
	{ 296, "Origin-Realm" },
	{ 415, "CC-Request-Number" },
	{ 416, "CC-Request-Type" },
	{ 461, "Service-Context-Id" },
	{ 0, NULL },
};

/* AVPs whose value is text, and those whose value is a number. */
static bool is_text(uint32_t code)
{
	static const uint16_t codes[] = { 1, 263, 264, 269, 283, 293, 296, 461 };
	for (size_t i = 0; i < COUNT(codes); i++)
		if (codes[i] == code)
			return true;
	return false;
}

static bool read_avp(struct dissect *d)
{
	uint32_t code = field_named(d, "avp", 4, avps);
	struct nest nest = field_enter(d);
	uint32_t flags = field_hex(d, "flags", 1);
	size_t length = field_uint(d, "length", 3), header = AVP_HEADER;
	if (flags & AVP_VENDOR) {
		(void)field_uint(d, "vendor", 4);
		header += 4;
	}
	bool sane = !d->r.cut && length >= header;
	if (!sane)
		d->r.cut = true;
	struct part outer = part_open(d, sane ? length - header : 0);
	size_t n = reader_left(&d->r);
	if (!(flags & AVP_VENDOR) && is_text(code))
		(void)field_text(d, "text", n);
	else if (n == 4)
		(void)field_uint(d, "value", 4);
	field_rest(d, "value");
	part_close(d, outer);
	if (length % 4 && part_more(d))
		reader_skip(&d->r, 4 - length % 4);
	field_leave(d, nest);
	return sane;
}

static void put_named(struct text *info, const struct name *table, uint32_t value,
		      const char *word)
{
	text_str(info, name_of(table, value, "Unknown"));
	text_str(info, word);
	text_char(info, '(');
	text_uint(info, value);
	text_char(info, ')');
}

static void put_plain_hex(struct text *info, uint32_t value)
{
	unsigned digits = 1;
	while (digits < 8 && value >> digits * 4)
		digits++;
	text_hex(info, value, digits);
}

static void put_info(struct text *info, uint32_t command, uint32_t flags,
		     uint32_t application)
{
	text_str(info, "cmd=");
	put_named(info, commands, command, flags & REQUEST ? " Request" : " Answer");
	text_str(info, " flags=");
	for (unsigned i = 0; i < 4; i++)
		text_char(info, flags & 0x80 >> i ? "RPET"[i] : '-');
	text_str(info, " appl=");
	put_named(info, applications, application, "");
}

static bool is_message(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	if (reader_left(&d->r) < HEADER || p[0] != 1 || p[4] & 0x0f)
		return false;
	size_t length = (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	return length >= HEADER && length % 4 == 0;
}

static void read_message(struct dissect *d, struct text *info)
{
	(void)field_uint(d, "version", 1);
	size_t length = field_uint(d, "length", 3);
	uint32_t flags = field_hex(d, "flags", 1);
	uint32_t command = field_named(d, "command", 3, commands);
	uint32_t application = field_named(d, "application", 4, applications);
	put_info(info, command, flags, application);
	uint32_t hop = field_hex(d, "hop by hop", 4);
	uint32_t end = field_hex(d, "end to end", 4);
	text_str(info, " h2h=");
	put_plain_hex(info, hop);
	text_str(info, " e2e=");
	put_plain_hex(info, end);
	text_str(info, " |");
	size_t left = reader_left(&d->r) + d->beyond, n = length - HEADER;
	/* What goes on in the next segment is left to it. */
	struct part outer = part_open(d, n > left ? left : n);
	bool malformed = d->columns.malformed;
	while (part_more(d) && !d->columns.truncated && read_avp(d))
		;
	part_close(d, outer);
	if (n > left)
		d->columns.malformed = malformed;
}

static void read_diameter(struct dissect *d)
{
	if (!is_message(d)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	while (is_message(d) && !d->columns.truncated && !d->r.cut)
		read_message(d, info);
	layer_repeats_info(d);
}

const struct proto proto_diameter = {
	.name = "Diameter",
	.column = "DIAMETER",
	.family = FAMILY_NAMES,
	.read = read_diameter,
};
