/* HTTP/2 (RFC 9113) without TLS: the client's preface and the frames of a segment.
 * Headers are compressed (RFC 7541): those of the static table are named, and those
 * written out without Huffman coding.
 *
 *	0                    24       32       40                     72
 *	+--------------------+--------+--------+-+--------------------+
 *	| length             | type   | flags  |R| stream             |
 *	+--------------------+--------+--------+-+--------------------+ */
#include <string.h>

#include "core/dissect/field.h"

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

/* What the first entries of the static table stand for, as Info has it. */
static const struct name static_entries[] = {
	{ 2, "GET" },
	{ 3, "POST" },
	{ 4, "/" },
	{ 5, "/index.html" },
	{ 8, "200 OK" },
	{ 9, "204 No Content" },
	{ 10, "206 Partial Content" },
	{ 11, "304 Not Modified" },
	{ 12, "400 Bad Request" },
	{ 13, "404 Not Found" },
	{ 14, "500 Internal Server Error" },
	{ 0, NULL },
};

enum { ENTRY_PATH = 4, ENTRY_PATH_LAST = 5, ENTRY_STATUS = 8, ENTRY_STATUS_LAST = 14 };

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

/* RFC 7541 5.1. */
static uint32_t read_integer(struct reader *r, unsigned bits)
{
	uint32_t mask = (1u << bits) - 1, value = reader_u8(r) & mask, shift = 0;
	if (value < mask)
		return value;
	for (uint32_t byte = 0x80; byte & 0x80 && shift <= 14 && !r->cut; shift += 7) {
		byte = reader_u8(r);
		value += (byte & 0x7f) << shift;
	}
	return value;
}

static void put_word(struct text *info, bool *any, const char *word)
{
	text_str(info, *any ? " " : ": ");
	text_str(info, word);
	*any = true;
}

/* A string as it is, NULL when it is Huffman coded. */
static const uint8_t *read_string(struct reader *r, size_t *n)
{
	bool coded = reader_left(r) && *r->at & 0x80;
	*n = read_integer(r, 7);
	const uint8_t *p = reader_bytes(r, *n);
	return coded ? NULL : p;
}

/* One field of a header block: Info has the method, the path and the status. */
static void read_field(struct dissect *d, struct reader *r, struct text *info,
		       bool *any)
{
	const uint8_t *start = r->at;
	uint8_t first = *start;
	bool indexed = first & 0x80, resize = (first & 0xe0) == 0x20;
	uint32_t index = read_integer(r, indexed	? 7
					 : resize	? 5
					 : first & 0x40 ? 6
							: 4);
	const char *word = name_of(static_entries, index, NULL);
	if (indexed && word && !r->cut)
		put_word(info, any, word);
	if (indexed || resize) {
		(void)field_at(d, indexed ? "indexed header" : "table size", start,
			       (size_t)(r->at - start));
		return;
	}
	size_t n = 0, name_size = 0;
	const uint8_t *name = index ? NULL : read_string(r, &name_size);
	const uint8_t *value = read_string(r, &n);
	bool shown = (index >= ENTRY_PATH && index <= ENTRY_PATH_LAST) ||
		     (index >= ENTRY_STATUS && index <= ENTRY_STATUS_LAST);
	if (value && shown) {
		put_word(info, any, "");
		text_escape(info, value, n);
	}
	struct text *t = field_at(d, "header", start, (size_t)(r->at - start));
	if (t && name) {
		text_escape(t, name, name_size);
		text_str(t, ": ");
	}
	if (t && value)
		text_escape(t, value, n);
	else if (t)
		text_str(t, "Huffman coded");
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
	bool any = false;
	if (padding > reader_left(&r))
		return;
	r.end -= padding;
	while (reader_left(&r) && !r.cut)
		read_field(d, &r, info, &any);
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
