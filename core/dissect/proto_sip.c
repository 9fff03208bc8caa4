/* The session initiation protocol (RFC 3261): the first line, the headers, and what the
 * session is made of (RFC 8866).
 *
 *	METHOD URI SIP/2.0 CRLF			SIP/2.0 STATUS REASON CRLF
 *	NAME: VALUE CRLF ...  CRLF  body */
#include <string.h>

#include "core/dissect/field.h"
#include "core/dissect/line.h"

enum { MARK = 7 }; /* "SIP/2.0" */

static const char *const methods[] = {
	"REGISTER", "INVITE", "ACK",   "BYE",	  "CANCEL",    "OPTIONS", "NOTIFY",
	"PUBLISH",  "INFO",   "REFER", "MESSAGE", "SUBSCRIBE", "PRACK",	  "UPDATE",
};

struct sip {
	struct text *info;
	struct line sequence, type; /* of CSeq and Content-Type */
	unsigned contacts;
	bool all; /* Contact: * */
};

static bool is_request(const struct line *line)
{
	if (line->size < MARK + 6 ||
	    memcmp(line->at + line->size - MARK, "SIP/2.0", MARK) != 0)
		return false;
	for (size_t i = 0; i < COUNT(methods); i++)
		if (line_starts(line, methods[i]))
			return true;
	return false;
}

static bool is_status(const struct line *line)
{
	return line->size >= MARK + 4 && !memcmp(line->at, "SIP/2.0 ", MARK + 1);
}

/* Names have a long and a short form. */
static struct line either(const struct line *line, const char *name, const char *brief)
{
	struct line value = line_header(line, name);
	return value.at ? value : line_header(line, brief);
}

static void note_header(struct sip *s, const struct line *line)
{
	struct line value = line_header(line, "CSeq");
	if (value.at)
		s->sequence = value;
	value = either(line, "Content-Type", "c");
	if (value.at)
		s->type = value;
	value = either(line, "Contact", "m");
	if (value.at) {
		s->contacts++;
		s->all |= value.size == 1 && *value.at == '*';
	}
}

static void read_headers(struct dissect *d, struct sip *s)
{
	while (part_more(d)) {
		struct line line = line_take(d);
		if (!line.size && line.whole)
			return;
		line_show(d, "header", &line);
		note_header(s, &line);
	}
}

/* What a registration binds. */
static void put_bindings(struct sip *s, bool request)
{
	if (s->all) {
		text_str(s->info, "  (remove all bindings)");
	} else if (s->contacts) {
		text_str(s->info, "  (");
		text_uint(s->info, s->contacts);
		text_str(s->info, s->contacts == 1 ? " binding)" : " bindings)");
	} else if (request) {
		text_str(s->info, "  (fetch bindings)");
	}
}

/* "1 INVITE": the method of a sequence. */
static struct line sequence_method(const struct sip *s)
{
	struct line method = s->sequence;
	while (method.size && *method.at != ' ') {
		method.at++;
		method.size--;
	}
	while (method.size && *method.at == ' ') {
		method.at++;
		method.size--;
	}
	return method;
}

static void put_info(struct sip *s, const struct line *first, bool status)
{
	struct line words = *first, method = sequence_method(s);
	text_str(s->info, status ? "Status: " : "Request: ");
	if (status)
		words.at += MARK + 1;
	words.size -= MARK + 1;
	line_put(s->info, &words);
	bool fine = status && !memcmp(words.at, "200", 3);
	if (fine && method.size) {
		text_str(s->info, " (");
		line_put(s->info, &method);
		text_char(s->info, ')');
	}
	if (line_starts(status ? &method : first, "REGISTER") && (fine || !status))
		put_bindings(s, !status);
	text_str(s->info, " | ");
}

/* Lines of one letter, an equals sign and a value. */
static void read_session(struct dissect *d)
{
	while (part_more(d)) {
		struct line line = line_take(d);
		line_show(d, "session", &line);
	}
}

static void read_body(struct dissect *d, const struct sip *s)
{
	static const char session[] = "application/sdp";
	if (!part_more(d))
		return;
	if (s->type.size >= sizeof(session) - 1 &&
	    !memcmp(s->type.at, session, sizeof(session) - 1)) {
		columns_protocol(d, "SIP/SDP");
		read_session(d);
	}
}

static void read_sip(struct dissect *d)
{
	struct line first = line_peek(d);
	bool status = is_status(&first);
	if (!status && !is_request(&first)) {
		layer_decline(d);
		return;
	}
	struct sip s = { .info = info_start(d) };
	first = line_take(d);
	line_show(d, status ? "status" : "request", &first);
	read_headers(d, &s);
	put_info(&s, &first, status);
	read_body(d, &s);
	layer_repeats_info(d);
}

const struct proto proto_sip = {
	.name = "SIP",
	.column = "SIP",
	.family = FAMILY_NAMES,
	.read = read_sip,
};
