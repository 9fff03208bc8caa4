/* HTTP/1 (RFC 9112) and its kin over UDP, SSDP: the first line, and the headers of one
 * segment. Bodies are not opened.
 *
 *	METHOD TARGET HTTP/1.1 CRLF		HTTP/1.1 STATUS REASON CRLF
 *	NAME: VALUE CRLF ...  CRLF  body */
#include <string.h>
#include <strings.h>

#include "core/dissect/field.h"
#include "core/dissect/line.h"
#include "core/dissect/recall.h"

static const char *const methods[] = {
	"GET",	     "POST",	    "HEAD",	"PUT",	       "DELETE",
	"OPTIONS",   "TRACE",	    "CONNECT",	"PATCH",       "PROPFIND",
	"PROPPATCH", "MKCOL",	    "COPY",	"MOVE",	       "LOCK",
	"UNLOCK",    "NOTIFY",	    "M-SEARCH", "REPORT",      "SEARCH",
	"SUBSCRIBE", "UNSUBSCRIBE", "POLL",	"RPC_IN_DATA", "RPC_OUT_DATA",
};

struct message {
	struct text *info;
	struct line first;
	bool whole;		  /* its headers end in this segment */
	struct line type;	  /* of the body */
	struct line size, coding; /* Content-Length, Transfer-Encoding */
};

static bool is_request(const struct line *line)
{
	/* Most of what is not a request is told by its first letter, in no time. */
	if (line->size < 12 || line->at[0] < 'A' || line->at[0] > 'Z')
		return false;
	for (size_t i = 0; i < COUNT(methods); i++)
		if (line_starts(line, methods[i]))
			return memmem(line->at, line->size, " HTTP/1.", 8);
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
		m->whole = !line.size && line.whole;
		if (m->whole)
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

static uint32_t size_of(const struct message *m)
{
	uint32_t size = 0;
	for (size_t i = 0; i < m->size.size && i < 9; i++)
		size = size * 10 + (m->size.at[i] & 15u);
	return size;
}

/* RFC 9112 6.3: whatever the headers say. */
static bool has_no_body(const struct message *m)
{
	const uint8_t *p = m->first.at + 9;
	if (!is_response(&m->first))
		return false;
	return p[0] == '1' || !memcmp(p, "204", 3) || !memcmp(p, "304", 3);
}

/* The size that was announced, or that of the last chunk, is not here yet. */
static bool goes_on(const struct dissect *d, const struct message *m)
{
	static const char last[] = "0\r\n\r\n";
	size_t left = reader_left(&d->r);
	if (!m->whole || has_no_body(m))
		return false;
	if (is_type(&m->coding, "chunked"))
		return left < 5 || memcmp(d->r.end - 5, last, 5) != 0;
	return size_of(m) > left + d->beyond;
}

/* Lines that a row can show again where the message ends. */
static const char *const statuses[] = {
	"HTTP/1.1 200 OK",
	"HTTP/1.1 201 Created",
	"HTTP/1.1 206 Partial Content",
	"HTTP/1.1 207 Multi-Status",
	"HTTP/1.1 301 Moved Permanently",
	"HTTP/1.1 302 Found",
	"HTTP/1.1 400 Bad Request",
	"HTTP/1.1 401 Unauthorized",
	"HTTP/1.1 403 Forbidden",
	"HTTP/1.1 404 Not Found",
	"HTTP/1.1 500 Internal Server Error",
	"HTTP/1.1 502 Bad Gateway",
	"HTTP/1.1 503 Service Unavailable",
	"HTTP/1.0 200 OK",
	"HTTP/1.0 404 Not Found",
};

/* What Info says about a body whose type is not in the table of media. */
static const char *const types[] = {
	"text/html",
	"text/plain",
	"text/css",
	"application/javascript",
	"text/javascript",
	"application/x-javascript",
	"application/octet-stream",
	"application/x-www-form-urlencoded",
};

static const char *const type_tails[] = {
	"  (text/html)",
	"  (text/plain)",
	"  (text/css)",
	"  (application/javascript)",
	"  (text/javascript)",
	"  (application/x-javascript)",
	"  (application/octet-stream)",
	"  (application/x-www-form-urlencoded)",
};

/* For the row of the segment that has the end: words that are constants. */
static void note_unfinished(struct dissect *d, const struct message *m)
{
	struct unfinished what = { .protocol = "HTTP", .info = "end of a message" };
	struct line type = m->type;
	what.tail = "";
	what.missing = is_type(&m->coding, "chunked")
			       ? MISSING_UNKNOWN
			       : size_of(m) - (uint32_t)reader_left(&d->r);
	for (size_t i = 0; i < COUNT(statuses); i++)
		if (is_type(&m->first, statuses[i]))
			what.info = statuses[i];
	for (size_t i = 0; !is_response(&m->first) && i < COUNT(methods); i++)
		if (line_starts(&m->first, methods[i]))
			what.info = methods[i];
	if (type.at)
		cut_type(&type);
	for (size_t i = 0; i < COUNT(media); i++)
		if (is_type(&type, media[i].type)) {
			what.protocol = media[i].protocol;
			what.tail = media[i].info;
		}
	for (size_t i = 0; i < COUNT(types); i++)
		if (is_type(&type, types[i]))
			what.tail = type_tails[i];
	recall_unfinished(d, &what);
}

/* Wireshark leaves a message that goes on to the segment that has its end. */
static void read_body(struct dissect *d, struct message *m)
{
	size_t n = reader_left(&d->r);
	bool open = goes_on(d, m);
	if (open)
		note_unfinished(d, m);
	if (open)
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
	m.first = first;
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
