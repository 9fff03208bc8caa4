/* HTTP/1 (RFC 9112) and its kin over UDP, SSDP: the first line, and the headers of one
 * segment. Bodies are not opened.
 *
 *	METHOD TARGET HTTP/1.1 CRLF		HTTP/1.1 STATUS REASON CRLF
 *	NAME: VALUE CRLF ...  CRLF  body */
#include <string.h>
#include <strings.h>

#include "core/dissect/field.h"
#include "core/dissect/line.h"

static const char *const methods[] = {
	"GET",	     "POST",	    "HEAD",	"PUT",	       "DELETE",
	"OPTIONS",   "TRACE",	    "CONNECT",	"PATCH",       "PROPFIND",
	"PROPPATCH", "MKCOL",	    "COPY",	"MOVE",	       "LOCK",
	"UNLOCK",    "NOTIFY",	    "M-SEARCH", "REPORT",      "SEARCH",
	"SUBSCRIBE", "UNSUBSCRIBE", "POLL",	"RPC_IN_DATA", "RPC_OUT_DATA",
};

struct message {
	struct text *info;
	struct line type;	  /* of the body */
	struct line size, coding; /* Content-Length, Transfer-Encoding */
};

static bool is_request(const struct line *line)
{
	if (line->size < 12 || !memmem(line->at, line->size, " HTTP/1.", 8))
		return false;
	for (size_t i = 0; i < COUNT(methods); i++)
		if (line_starts(line, methods[i]))
			return true;
	return false;
}

static bool is_response(const struct line *line)
{
	return line->size >= 12 && !memcmp(line->at, "HTTP/1.", 7);
}

static void note_header(struct message *m, const struct line *line)
{
	struct {
		const char *name;
		struct line *to;
	} const wanted[] = {
		{ "Content-Type", &m->type },
		{ "Content-Length", &m->size },
		{ "Transfer-Encoding", &m->coding },
	};
	for (size_t i = 0; i < COUNT(wanted); i++) {
		struct line value = line_header(line, wanted[i].name);
		if (value.at)
			*wanted[i].to = value;
	}
}

/* Up to the empty line, or to where the segment ends. */
static void read_headers(struct dissect *d, struct message *m)
{
	while (part_more(d)) {
		struct line line = line_take(d);
		if (!line.size && line.whole)
			return;
		line_show(d, "header", &line);
		if (line.whole)
			note_header(m, &line);
	}
}

/* What Wireshark's columns say about a body that it opens. */
struct media {
	const char *type, *protocol, *info;
};

static const struct media media[] = {
	{ "application/json", "HTTP/JSON",
	  " , JavaScript Object Notation (application/json)" },
	{ "application/xml", "HTTP/XML", "" },
	{ "text/xml", "HTTP/XML", "" },
	{ "image/png", "HTTP", "  (PNG)" },
	{ "image/jpeg", "HTTP", "  (JPEG JFIF image)" },
	{ "image/gif", "HTTP", "  (GIF89a)" },
};

static bool is_type(const struct line *type, const char *word)
{
	size_t n = strlen(word);
	return type->size == n && !strncasecmp((const char *)type->at, word, n);
}

/* The type without its parameters. */
static void cut_type(struct line *type)
{
	const uint8_t *end = memchr(type->at, ';', type->size);
	if (end)
		type->size = (size_t)(end - type->at);
	while (type->size && type->at[type->size - 1] == ' ')
		type->size--;
}

static void put_type(struct dissect *d, struct message *m)
{
	cut_type(&m->type);
	for (size_t i = 0; i < COUNT(media); i++)
		if (is_type(&m->type, media[i].type)) {
			columns_protocol(d, media[i].protocol);
			text_str(m->info, media[i].info);
			return;
		}
	text_str(m->info, "  (");
	line_put(m->info, &m->type);
	text_char(m->info, ')');
}

/* The size that was announced, or that of the last chunk, is not here yet. */
static bool goes_on(const struct dissect *d, const struct message *m)
{
	static const char last[] = "0\r\n\r\n";
	size_t left = reader_left(&d->r), size = 0;
	if (is_type(&m->coding, "chunked"))
		return left < 5 || memcmp(d->r.end - 5, last, 5) != 0;
	for (size_t i = 0; i < m->size.size && i < 9; i++)
		size = size * 10 + (m->size.at[i] & 15u);
	return size > left + d->beyond;
}

/* Wireshark leaves a message that goes on to the segment that has its end. */
static void read_body(struct dissect *d, struct message *m)
{
	size_t n = reader_left(&d->r);
	if (n && goes_on(d, m))
		columns_protocol(d, "TCP");
	else if (n && m->type.at)
		put_type(d, m);
	if (!n)
		return;
	reader_skip(&d->r, n);
	struct text *t = field_over(d, "body", n);
	if (t) {
		text_uint(t, n);
		text_str(t, " bytes");
	}
}

static void read_message(struct dissect *d)
{
	struct line first = line_peek(d);
	bool response = is_response(&first);
	if (!response && !is_request(&first)) {
		layer_decline(d);
		return;
	}
	struct message m = { .info = info_start(d) };
	first = line_take(d);
	line_put(m.info, &first);
	line_show(d, response ? "status" : "request", &first);
	read_headers(d, &m);
	read_body(d, &m);
	layer_repeats_info(d);
}

const struct proto proto_http = {
	.name = "HTTP",
	.column = "HTTP",
	.family = FAMILY_TCP,
	.read = read_message,
};

const struct proto proto_ssdp = {
	.name = "SSDP",
	.column = "SSDP",
	.family = FAMILY_NAMES,
	.read = read_message,
};
