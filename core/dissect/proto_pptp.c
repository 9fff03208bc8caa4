/* Control of point-to-point tunnels (RFC 2637); what they carry is GRE.
 *
 *	length:2  kind:2  cookie:4  type:2  reserved:2  content */
#include "core/dissect/field.h"

enum { HEADER = 12, COOKIE = 0x1a2b3c4d };

static const struct name types[] = {
	{ 1, "Start-Control-Connection-Request" },
	{ 2, "Start-Control-Connection-Reply" },
	{ 3, "Stop-Control-Connection-Request" },
	{ 4, "Stop-Control-Connection-Reply" },
	{ 5, "Echo-Request" },
	{ 6, "Echo-Reply" },
	{ 7, "Outgoing-Call-Request" },
	{ 8, "Outgoing-Call-Reply" },
	{ 9, "Incoming-Call-Request" },
	{ 10, "Incoming-Call-Reply" },
	{ 11, "Incoming-Call-Connected" },
	{ 12, "Call-Clear-Request" },
	{ 13, "Call-Disconnect-Notify" },
	{ 14, "WAN-Error-Notify" },
	{ 15, "Set-Link-Info" },
	{ 0, NULL },
};

static bool is_message(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	return reader_left(&d->r) >= HEADER && p[4] == 0x1a && p[5] == 0x2b &&
	       p[6] == 0x3c && p[7] == 0x4d;
}

static void read_start(struct dissect *d, uint32_t type)
{
	uint32_t version = reader_u16(&d->r);
	struct text *t = field_over(d, "version", 2);
	if (t) {
		text_uint(t, version >> 8);
		text_char(t, '.');
		text_uint(t, version & 0xff);
	}
	if (type == 2) {
		(void)field_uint(d, "result", 1);
		(void)field_uint(d, "error", 1);
	} else {
		reader_skip(&d->r, 2);
	}
	(void)field_hex(d, "framing", 4);
	(void)field_hex(d, "bearer", 4);
	(void)field_uint(d, "channels", 2);
	(void)field_uint(d, "firmware", 2);
	(void)field_text(d, "host", 64);
	(void)field_text(d, "vendor", 64);
}

static void read_message(struct dissect *d, struct text *info)
{
	size_t length = field_uint(d, "length", 2);
	(void)field_uint(d, "kind", 2);
	(void)field_hex(d, "cookie", 4);
	uint32_t type = field_named(d, "type", 2, types);
	reader_skip(&d->r, 2);
	if (text_length(info))
		text_str(info, ", ");
	text_str(info, name_of(types, type, "Unknown message"));
	if (length < HEADER) {
		d->r.cut = true;
		return;
	}
	struct part outer = part_open(d, length - HEADER);
	if (type == 1 || type == 2)
		read_start(d, type);
	else if (type >= 7 && type <= 15)
		(void)field_uint(d, "call", 2);
	field_rest(d, "content");
	part_close(d, outer);
}

static void read_pptp(struct dissect *d)
{
	if (!is_message(d)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	while (is_message(d) && !d->r.cut && !d->columns.truncated)
		read_message(d, info);
	layer_repeats_info(d);
}

const struct proto proto_pptp = {
	.name = "PPTP",
	.column = "PPTP",
	.family = FAMILY_TCP,
	.read = read_pptp,
};
