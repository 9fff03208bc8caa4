/* Media over datagrams (RFC 3550, 3551) and the reports about it (RTCP), both known by
 * looking, because no port is theirs: reports by their lengths, which must add up to
 * the datagram; media by payload types whose size is known, on even ports, else by the
 * range of ports that telephones use.
 *
 *	0   2 3 4    8 9      16              32
 *	+---+-+-+----+-+------+----------------+
 *	| 2 |P|X| CC |M| type | sequence       |
 *	| timestamp                            |
 *	| source (SSRC)                        |
 *	+--------------------------------------+
 *	report:	2:2 P:1 count:5  type:8  length in words - 1:16  content */
#include "core/dissect/field.h"

enum { HEADER = 12, REPORT_HEADER = 4, PADDING = 0x20, EXTENSION = 0x10 };
enum { PORT_MIN = 16384, PORT_MAX = 32767, RTP_PORT = 5004, DYNAMIC = 96 };
enum report { SENDER = 200, RECEIVER = 201, DESCRIPTION = 202, GOODBYE = 203 };

static const struct name types[] = {
	{ 0, "ITU-T G.711 PCMU" },
	{ 3, "GSM 06.10" },
	{ 4, "ITU-T G.723" },
	{ 8, "ITU-T G.711 PCMA" },
	{ 9, "ITU-T G.722" },
	{ 13, "Comfort noise" },
	{ 18, "ITU-T G.729" },
	{ 26, "JPEG" },
	{ 31, "ITU-T H.261" },
	{ 32, "MPEG-I/II Video" },
	{ 33, "MPEG-II transport streams" },
	{ 34, "ITU-T H.263" },
	{ 0, NULL },
};

static const struct name reports[] = {
	{ SENDER, "Sender Report" },
	{ RECEIVER, "Receiver Report" },
	{ DESCRIPTION, "Source description" },
	{ GOODBYE, "Goodbye" },
	{ 204, "Application specific" },
	{ 205, "Generic RTP Feedback" },
	{ 206, "Payload-specific Feedback" },
	{ 207, "Extended report (RFC 3611)" },
	{ 0, NULL },
};

/* The sizes that codecs make: samples of 10 ms, and frames. */
static bool is_size_of(uint32_t type, size_t n)
{
	switch (type) {
	case 0:
	case 8:
	case 9:
		return n && n % 80 == 0 && n <= 960;
	case 3:
		return n && n % 33 == 0 && n <= 330;
	case 4:
		return n == 20 || n == 24 || n == 48;
	case 18:
		return n && (n % 10 == 0 || n % 10 == 2) && n <= 100;
	case 33:
		return n && n % 188 == 0;
	default:
		return false;
	}
}

static bool is_media_port(const struct dissect *d)
{
	uint32_t a = d->source_port, b = d->destination_port;
	if (a == RTP_PORT || b == RTP_PORT)
		return true;
	return a >= PORT_MIN && a <= PORT_MAX && b >= PORT_MIN && b <= PORT_MAX;
}

static bool is_media(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	if (left < HEADER || p[0] >> 6 != 2 || d->source_port % 2 ||
	    d->destination_port % 2 || d->source_port < 1024 ||
	    d->destination_port < 1024)
		return false;
	uint32_t type = p[1] & 0x7f;
	size_t header = HEADER + (p[0] & 15) * (size_t)4;
	if (header > left || (type >= 72 && type <= 76))
		return false;
	if (is_size_of(type, left + d->beyond - header))
		return true;
	return is_media_port(d) && (type >= DYNAMIC || name_of(types, type, NULL));
}

static void put_type(struct text *info, uint32_t type)
{
	const char *word = name_of(types, type, NULL);
	text_str(info, "PT=");
	if (word) {
		text_str(info, word);
		return;
	}
	text_str(info, type >= DYNAMIC ? "DynamicRTP-Type-" : "RTP-Type-");
	text_uint(info, type);
}

static void read_extension(struct dissect *d)
{
	(void)field_hex(d, "extension", 2);
	struct nest nest = field_enter(d);
	size_t n = field_uint(d, "words", 2) * (size_t)4;
	(void)field_bytes(d, "value", n);
	field_leave(d, nest);
}

static void read_rtp(struct dissect *d)
{
	if (!is_media(d)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	uint32_t first = field_hex(d, "flags", 1), second = reader_u8(&d->r);
	uint32_t type = second & 0x7f;
	if (d->tree) {
		field_show_str(d, "marker", 1, second & 0x80 ? "yes" : "no");
		field_show_named(d, "payload type", 1, type, types);
	}
	uint32_t sequence = field_uint(d, "sequence", 2);
	uint32_t time = field_uint(d, "timestamp", 4);
	uint32_t source = field_hex(d, "source", 4);
	put_type(info, type);
	text_str(info, ", SSRC=0x");
	text_hex_upper(info, source, 8);
	text_str(info, ", Seq=");
	text_uint(info, sequence);
	text_str(info, ", Time=");
	text_uint(info, time);
	text_str(info, second & 0x80 ? ", Mark" : "");
	for (uint32_t i = first & 15; i; i--)
		(void)field_hex(d, "contributor", 4);
	if (first & EXTENSION)
		read_extension(d);
	layer_repeats_info(d);
}

const struct proto proto_rtp = {
	.name = "RTP",
	.column = "RTP",
	.family = FAMILY_UDP,
	.read = read_rtp,
};

/* What an encrypted one ends in (RFC 3711 3.4, 7714 9.4): a bit that says so, the small
 * number of the report, and a tag of ten bytes, or none behind it. */
static bool has_index(const uint8_t *end, size_t tag)
{
	const uint8_t *p = end - tag - 4;
	return p[0] == 0x80 && p[1] < 0x10;
}

/* RFC 3550 appendix A.2: the first is a report of somebody, and all of them fit. */
static bool is_report(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	if (left < 8 || p[0] >> 6 != 2 || p[0] & PADDING ||
	    (p[1] != SENDER && p[1] != RECEIVER))
		return false;
	size_t size = (((size_t)p[2] << 8 | p[3]) + 1) * 4;
	size_t blocks = p[0] & 0x1f, least = p[1] == SENDER ? 28 : 8;
	size_t all = left + d->beyond;
	if (size > all || size != least + blocks * 24)
		return false;
	if (size == all || d->beyond)
		return true;
	if (left >= size + REPORT_HEADER && p[size] >> 6 == 2 &&
	    p[size + 1] >= SENDER && p[size + 1] <= 207)
		return true;
	return left >= size + 14 && (has_index(d->r.end, 0) || has_index(d->r.end, 10));
}

static void read_block(struct dissect *d)
{
	(void)field_hex(d, "about", 4);
	struct nest nest = field_enter(d);
	(void)field_uint(d, "fraction lost", 1);
	(void)field_uint(d, "lost", 3);
	(void)field_uint(d, "highest sequence", 4);
	(void)field_uint(d, "jitter", 4);
	(void)field_hex(d, "last sender report", 4);
	(void)field_uint(d, "delay since", 4);
	field_leave(d, nest);
}

static void read_report(struct dissect *d, struct text *info)
{
	uint32_t count = reader_u8(&d->r) & 0x1f;
	uint32_t type = field_named(d, "report", 1, reports);
	struct nest nest = field_enter(d);
	size_t n = field_uint(d, "words", 2) * (size_t)4;
	text_str(info, text_length(info) ? "   " : "");
	text_str(info, name_of(reports, type, "Unknown"));
	struct part outer = part_open(d, n);
	if (type == SENDER || type == RECEIVER) {
		(void)field_hex(d, "sender", 4);
		if (type == SENDER) {
			(void)field_bytes(d, "NTP time", 8);
			(void)field_uint(d, "RTP time", 4);
			(void)field_uint(d, "packets", 4);
			(void)field_uint(d, "bytes", 4);
		}
		for (; count && part_more(d); count--)
			read_block(d);
	}
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
}

static bool report_follows(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	if (reader_left(&d->r) < REPORT_HEADER || p[0] >> 6 != 2 || p[1] < SENDER ||
	    p[1] > 207)
		return false;
	size_t size = (((size_t)p[2] << 8 | p[3]) + 1) * 4;
	return size <= reader_left(&d->r) + d->beyond;
}

static void read_rtcp(struct dissect *d)
{
	if (!is_report(d)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	while (report_follows(d) && !d->columns.truncated && !d->r.cut)
		read_report(d, info);
	field_rest(d, "encrypted or profile specific");
	layer_repeats_info(d);
}

const struct proto proto_rtcp = {
	.name = "RTCP",
	.column = "RTCP",
	.family = FAMILY_UDP,
	.read = read_rtcp,
};
