/* HTTP/2 (RFC 9113) without TLS: the client's preface and the frames of a segment.
 * Headers are compressed (RFC 7541): all are named but those that refer to earlier ones
 *of the connection.
 *
 *	0                    24       32       40                     72
 *	+--------------------+--------+--------+-+--------------------+
 *	| length             | type   | flags  |R| stream             |
 *	+--------------------+--------+--------+-+--------------------+ */
#include <string.h>

#include "core/dissect/hpack.h"

enum { HEADER = 9, FRAME_MAX = 1 << 20, PADDED = 0x08, PRIORITY_SET = 0x20 };
enum frame { DATA = 0, HEADERS, PRIORITY, RESET, SETTINGS, PROMISE, PING, GOAWAY };
enum { WINDOW_UPDATE = 8, CONTINUATION = 9, FRAME_LAST = CONTINUATION };

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

static const struct name frames[] = {
	{ DATA, "DATA" },
	{ HEADERS, "HEADERS" },
	{ PRIORITY, "PRIORITY" },
	{ RESET, "RST_STREAM" },
	{ SETTINGS, "SETTINGS" },
	{ PROMISE, "PUSH_PROMISE" },
	{ PING, "PING" },
	{ GOAWAY, "GOAWAY" },
	{ WINDOW_UPDATE, "WINDOW_UPDATE" },
	{ CONTINUATION, "CONTINUATION" },
	{ 0, NULL },
};

static const struct name settings[] = {
	{ 1, "header table size" },	  { 2, "enable push" },
	{ 3, "max concurrent streams" },  { 4, "initial window size" },
	{ 5, "max frame size" },	  { 6, "max header list size" },
	{ 8, "enable CONNECT protocol" }, { 0, NULL },
};

static const struct name errors[] = {
	{ 0, "NO_ERROR" },
	{ 1, "PROTOCOL_ERROR" },
	{ 2, "INTERNAL_ERROR" },
	{ 3, "FLOW_CONTROL_ERROR" },
	{ 4, "SETTINGS_TIMEOUT" },
	{ 5, "STREAM_CLOSED" },
	{ 6, "FRAME_SIZE_ERROR" },
	{ 7, "REFUSED_STREAM" },
	{ 8, "CANCEL" },
	{ 9, "COMPRESSION_ERROR" },
	{ 10, "CONNECT_ERROR" },
	{ 11, "ENHANCE_YOUR_CALM" },
	{ 12, "INADEQUATE_SECURITY" },
	{ 13, "HTTP_1_1_REQUIRED" },
	{ 0, NULL },
};

/* What follows a status in Info, as Wireshark has it. */
static const struct name statuses[] = {
	{ 100, " Continue" },
	{ 200, " OK" },
	{ 201, " Created" },
	{ 204, " No Content" },
	{ 206, " Partial Content" },
	{ 301, " Moved Permanently" },
	{ 302, " Found" },
	{ 304, " Not Modified" },
	{ 307, " Temporary Redirect" },
	{ 400, " Bad Request" },
	{ 401, " Unauthorized" },
	{ 403, " Forbidden" },
	{ 404, " Not Found" },
	{ 405, " Method Not Allowed" },
	{ 415, " Unsupported Media Type" },
	{ 429, " Too Many Requests" },
	{ 500, " Internal Server Error" },
	{ 502, " Bad Gateway" },
	{ 503, " Service Unavailable" },
	{ 504, " Gateway Timeout" },
	{ 0, NULL },
};

struct frame_header {
	uint32_t length, type, flags, stream;
};

static bool peek_header(const struct dissect *d, const uint8_t *p,
			struct frame_header *h)
{
	if ((size_t)(d->r.end - p) < HEADER)
		return false;
	h->length = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
	h->type = p[3];
	h->flags = p[4];
	h->stream = (uint32_t)(p[5] & 0x7f) << 24 | (uint32_t)p[6] << 16 |
		    (uint32_t)p[7] << 8 | p[8];
	return !(p[5] & 0x80) && h->length <= FRAME_MAX && h->type <= FRAME_LAST;
}

/* RFC 9113 6: what lengths and streams each type may have. */
static bool is_sane(const struct frame_header *h)
{
	switch (h->type) {
	case SETTINGS:
		return !h->stream && h->length % 6 == 0 && !(h->flags & ~1u);
	case PING:
		return !h->stream && h->length == 8 && !(h->flags & ~1u);
	case GOAWAY:
		return !h->stream && h->length >= 8;
	case WINDOW_UPDATE:
		return h->length == 4;
	case RESET:
		return h->stream && h->length == 4;
	case PRIORITY:
		return h->stream && h->length == 5;
	default:
		return h->stream && h->stream < 1 << 20;
	}
}

/* Frames follow one another to the very end of the segment, which chance does not do.
 */
static bool is_frames(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	struct frame_header h;
	while (p < d->r.end && peek_header(d, p, &h) && is_sane(&h)) {
		if (h.length > (size_t)(d->r.end - p) - HEADER)
			return false;
		p += HEADER + h.length;
	}
	return p == d->r.end && p > d->r.at && !d->beyond;
}

static bool is_preface(const struct dissect *d)
{
	return reader_left(&d->r) >= sizeof(preface) - 1 &&
	       !memcmp(d->r.at, preface, sizeof(preface) - 1);
}

/* Of a header block, what Info has; "" where it is not there. */
struct head {
	char method[32], path[384], status[16];
};

static void put_status(struct text *info, const char *value)
{
	uint32_t number = 0;
	for (const char *p = value; *p >= '0' && *p <= '9' && number < 1000; p++)
		number = number * 10 + (uint32_t)(*p - '0');
	text_str(info, value);
	text_str(info, name_of(statuses, number, ""));
}

static void put_head(struct text *info, const struct head *h)
{
	if (h->method[0] || h->path[0] || h->status[0])
		text_str(info, ": ");
	text_str(info, h->method);
	text_str(info, h->method[0] && h->path[0] ? " " : "");
	text_str(info, h->path);
	if (h->status[0])
		put_status(info, h->status);
}

static void keep(char *room, size_t size, const char *value)
{
	struct text t = text_over(room, size);
	text_str(&t, value);
}

static void note_field(struct head *h, const char *name, const char *value)
{
	if (!strcmp(name, ":method"))
		keep(h->method, sizeof(h->method), value);
	else if (!strcmp(name, ":path"))
		keep(h->path, sizeof(h->path), value);
	else if (!strcmp(name, ":status"))
		keep(h->status, sizeof(h->status), value);
}

static void show_field(struct dissect *d, const uint8_t *start, const struct reader *r,
		       const char *name, const char *value)
{
	struct text *t = field_at(d, "header", start, (size_t)(r->at - start));
	if (!t)
		return;
	text_str(t, name);
	text_str(t, ": ");
	text_str(t, value);
}

/* An entry of the table: both, or only the name. What the connection has added is not
 * known. */
static void put_entry(struct text *name, struct text *value, uint32_t index)
{
	const struct hpack_entry *entry = hpack_static(index);
	if (entry) {
		text_str(name, entry->name);
		text_str(value, entry->value);
	} else {
		text_str(name, "entry ");
		text_uint(name, index);
		text_str(value, "(from an earlier header)");
	}
}

/* RFC 7541 6: indexed, a literal with or without a name from the table, or the size
 * of the table. */
static void read_field(struct dissect *d, struct reader *r, struct head *head)
{
	char name_room[128], value_room[512];
	struct text name = text_over(name_room, sizeof(name_room));
	struct text value = text_over(value_room, sizeof(value_room));
	const uint8_t *start = r->at;
	uint8_t first = *start;
	bool indexed = first & 0x80, resize = (first & 0xe0) == 0x20;
	uint32_t index = hpack_integer(r, indexed	 ? 7
					  : resize	 ? 5
					  : first & 0x40 ? 6
							 : 4);
	if (resize) {
		(void)field_at(d, "table size", start, (size_t)(r->at - start));
		return;
	}
	if (index)
		put_entry(&name, &value, index);
	else if (!hpack_string(r, &name))
		return;
	if (!indexed) {
		value = text_over(value_room, sizeof(value_room));
		if (!hpack_string(r, &value))
			return;
	}
	if (r->cut)
		return;
	note_field(head, name_room, value_room);
	show_field(d, start, r, name_room, value_room);
}

static void read_block(struct dissect *d, struct text *info,
		       const struct frame_header *h)
{
	size_t padding = h->flags & PADDED ? field_uint(d, "padding", 1) : 0;
	if (h->type == HEADERS && h->flags & PRIORITY_SET) {
		(void)field_hex(d, "depends on", 4);
		(void)field_uint(d, "weight", 1);
	}
	if (h->type == PROMISE)
		(void)field_uint(d, "promised stream", 4);
	struct reader r = d->r;
	struct head head = { .method = "" };
	if (padding > reader_left(&r))
		return;
	r.end -= padding;
	while (reader_left(&r) && !r.cut)
		read_field(d, &r, &head);
	put_head(info, &head);
	reader_skip(&d->r, reader_left(&d->r));
}

static void read_content(struct dissect *d, struct text *info,
			 const struct frame_header *h)
{
	if (h->type == HEADERS || h->type == PROMISE) {
		read_block(d, info, h);
	} else if (h->type == SETTINGS) {
		while (part_more(d)) {
			(void)field_named(d, "setting", 2, settings);
			(void)field_uint(d, "value", 4);
		}
	} else if (h->type == WINDOW_UPDATE) {
		(void)field_uint(d, "increment", 4);
	} else if (h->type == RESET) {
		(void)field_named(d, "error", 4, errors);
	} else if (h->type == GOAWAY) {
		(void)field_uint(d, "last stream", 4);
		(void)field_named(d, "error", 4, errors);
	}
	field_rest(d, "content");
}

static void put_item(struct text *info, const char *word)
{
	if (text_length(info))
		text_str(info, ", ");
	text_str(info, word);
}

static void read_frame(struct dissect *d, struct text *info)
{
	struct frame_header h = { .length = 0 };
	(void)peek_header(d, d->r.at, &h);
	(void)field_uint(d, "frame length", 3);
	struct nest nest = field_enter(d);
	(void)field_named(d, "type", 1, frames);
	(void)field_hex(d, "flags", 1);
	(void)field_uint(d, "stream", 4);
	put_item(info, name_of(frames, h.type, "Unknown"));
	text_char(info, '[');
	text_uint(info, h.stream);
	text_char(info, ']');
	struct part outer = part_open(d, h.length);
	read_content(d, info, &h);
	part_close(d, outer);
	field_leave(d, nest);
}

/* The last frame of a segment may go on in the next. */
static bool frame_follows(const struct dissect *d)
{
	struct frame_header h;
	return peek_header(d, d->r.at, &h) && is_sane(&h) &&
	       h.length <= reader_left(&d->r) + d->beyond - HEADER;
}

static void read_http2(struct dissect *d)
{
	bool first = is_preface(d);
	if (!first && !is_frames(d)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	if (first) {
		(void)field_text(d, "preface", sizeof(preface) - 1);
		put_item(info, "Magic");
	}
	while (frame_follows(d) && !d->columns.truncated && !d->r.cut)
		read_frame(d, info);
	layer_repeats_info(d);
}

const struct proto proto_http2 = {
	.name = "HTTP/2",
	.column = "HTTP2",
	.family = FAMILY_TCP,
	.read = read_http2,
};
