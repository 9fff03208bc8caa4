/* Transport layer security (RFC 8446, 5246, 6101): the records of a segment, and what
 * of the handshake is not encrypted.
 *
 *	0        8               24              40
 *	+--------+---------------+---------------+------ ... --+
 *	| type   | version       | length        | fragment    |
 *	+--------+---------------+---------------+------ ... --+
 *	| type   | length (24)            | message: handshake
 *
 * A record that goes on in the next segment is left to it, but for a client's hello. */
#include <string.h>

#include "core/dissect/recall.h"
#include "core/dissect/tls.h"

enum { RECORD_HEADER = 5, MESSAGE_HEADER = 4, RECORD_MAX = 16384 + 2048 };
enum record { CHANGE_CIPHER = 20, ALERT, HANDSHAKE, APPLICATION, HEARTBEAT };
enum { HTTPS_PORT = 443 };
enum message {
	HELLO_REQUEST = 0,
	CLIENT_HELLO = 1,
	SERVER_HELLO = 2,
	CERTIFICATE = 11,
	FINISHED = 20
};

const struct name tls_versions[] = {
	{ 0x0300, "SSLv3" },   { 0x0301, "TLSv1" },   { 0x0302, "TLSv1.1" },
	{ 0x0303, "TLSv1.2" }, { 0x0304, "TLSv1.3" }, { 0, NULL },
};

const struct name tls_records[] = {
	{ CHANGE_CIPHER, "Change Cipher Spec" },
	{ ALERT, "Alert" },
	{ HANDSHAKE, "Handshake" },
	{ APPLICATION, "Application Data" },
	{ HEARTBEAT, "Heartbeat" },
	{ 0, NULL },
};

const struct name tls_messages[] = {
	{ HELLO_REQUEST, "Hello Request" },
	{ CLIENT_HELLO, "Client Hello" },
	{ SERVER_HELLO, "Server Hello" },
	{ 3, "Hello Verify Request" },
	{ 4, "New Session Ticket" },
	{ 5, "End of Early Data" },
	{ 6, "Hello Retry Request" },
	{ 8, "Encrypted Extensions" },
	{ CERTIFICATE, "Certificate" },
	{ 12, "Server Key Exchange" },
	{ 13, "Certificate Request" },
	{ 14, "Server Hello Done" },
	{ 15, "Certificate Verify" },
	{ 16, "Client Key Exchange" },
	{ FINISHED, "Finished" },
	{ 21, "Client Certificate URL" },
	{ 22, "Certificate Status" },
	{ 24, "Key Update" },
	{ 25, "Compressed Certificate" },
	{ 67, "Next Protocol" },
	{ 0, NULL },
};

static const struct name levels[] = {
	{ 1, "Warning" },
	{ 2, "Fatal" },
	{ 0, NULL },
};

const struct name tls_alerts[] = {
	{ 0, "Close Notify" },
	{ 10, "Unexpected Message" },
	{ 20, "Bad Record MAC" },
	{ 21, "Decryption Failed" },
	{ 22, "Record Overflow" },
	{ 30, "Decompression Failure" },
	{ 40, "Handshake Failure" },
	{ 41, "No Certificate" },
	{ 42, "Bad Certificate" },
	{ 43, "Unsupported Certificate" },
	{ 44, "Certificate Revoked" },
	{ 45, "Certificate Expired" },
	{ 46, "Certificate Unknown" },
	{ 47, "Illegal Parameter" },
	{ 48, "Unknown CA" },
	{ 49, "Access Denied" },
	{ 50, "Decode Error" },
	{ 51, "Decrypt Error" },
	{ 70, "Protocol Version" },
	{ 71, "Insufficient Security" },
	{ 80, "Internal Error" },
	{ 86, "Inappropriate Fallback" },
	{ 90, "User Canceled" },
	{ 100, "No Renegotiation" },
	{ 109, "Missing Extension" },
	{ 110, "Unsupported Extension" },
	{ 112, "Unrecognized Name" },
	{ 113, "Bad Certificate Status Response" },
	{ 115, "Unknown PSK Identity" },
	{ 116, "Certificate Required" },
	{ 120, "No application Protocol" },
	{ 0, NULL },
};

struct tls {
	struct text *info;
	uint32_t version;
	bool encrypted; /* a change of cipher came before */
};

/* A record starts here, and all of it was sent in this segment (unless `part`). */
static bool is_record(const struct dissect *d, bool part)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	if (left < RECORD_HEADER || p[0] < CHANGE_CIPHER || p[0] > HEARTBEAT ||
	    p[1] != 3 || p[2] > 4)
		return false;
	size_t length = (size_t)p[3] << 8 | p[4];
	bool whole = length <= left + d->beyond - RECORD_HEADER;
	return length && length <= RECORD_MAX && (whole || part);
}

/* The first may be a hello that needs more than one segment. */
static bool is_first_record(const struct dissect *d)
{
	size_t left = reader_left(&d->r);
	bool hello = left > RECORD_HEADER + MESSAGE_HEADER && d->r.at[0] == HANDSHAKE &&
		     d->r.at[RECORD_HEADER] == CLIENT_HELLO;
	return is_record(d, hello);
}

static void put_item(struct tls *s, const char *text)
{
	if (text_length(s->info))
		text_str(s->info, ", ");
	text_str(s->info, text);
}

bool tls_is_message(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	if (left < MESSAGE_HEADER || p[0] == FINISHED)
		return false;
	size_t length = (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	bool fits = length <= left + d->beyond - MESSAGE_HEADER;
	bool hello = p[0] == CLIENT_HELLO && !p[1];
	/* What is encrypted often begins with a counter of eight bytes that is still 0.
	 */
	if (p[0] == HELLO_REQUEST && left + d->beyond != MESSAGE_HEADER)
		return false;
	return name_of(tls_messages, p[0], NULL) && (fits || hello);
}

static uint32_t read_body(struct dissect *d, uint32_t type, struct text *info)
{
	uint32_t version;
	if (type == CERTIFICATE)
		tls_certificates(d);
	if (type != CLIENT_HELLO && type != SERVER_HELLO) {
		field_rest(d, "body");
		return 0;
	}
	tls_hello(d, type == CLIENT_HELLO ? TLS_CLIENT_HELLO : TLS_SERVER_HELLO,
		  &version, info);
	return type == SERVER_HELLO && !d->r.cut ? version : 0;
}

uint32_t tls_message(struct dissect *d, struct text *info)
{
	uint32_t type = field_named(d, "message", 1, tls_messages);
	struct nest nest = field_enter(d);
	size_t length = field_uint(d, "length", 3);
	size_t left = reader_left(&d->r);
	bool goes_on = length > left + d->beyond, malformed = d->columns.malformed;
	struct part outer = part_open(d, goes_on ? left : length);
	uint32_t version = read_body(d, type, info);
	part_close(d, outer);
	if (goes_on)
		d->columns.malformed = malformed;
	field_leave(d, nest);
	return version;
}

/* Behind a change of cipher all is encrypted, but for the second hello of a client that
 * was asked for another (RFC 8446 4.1.2, appendix D.4): it fills its record. */
static bool is_message(const struct dissect *d, const struct tls *s)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	bool again = left > MESSAGE_HEADER && p[0] == CLIENT_HELLO && !p[1] &&
		     ((size_t)p[2] << 8 | p[3]) == left + d->beyond - MESSAGE_HEADER;
	return (!s->encrypted || again) && tls_is_message(d);
}

/* A server's hello that is none has a random value of its own (RFC 8446 4.1.3). */
static bool is_retry(const struct dissect *d)
{
	static const uint8_t random[8] = { 0xcf, 0x21, 0xad, 0x74,
					   0xe5, 0x9a, 0x61, 0x11 };
	const uint8_t *p = d->r.at;
	return reader_left(&d->r) >= MESSAGE_HEADER + 2 + 32 && p[0] == SERVER_HELLO &&
	       !memcmp(p + MESSAGE_HEADER + 2, random, sizeof(random));
}

static void read_message(struct dissect *d, struct tls *s)
{
	put_item(s, is_retry(d) ? "Hello Retry Request"
				: name_of(tls_messages, *d->r.at, ""));
	uint32_t version = tls_message(d, s->info);
	s->version = version ? version : s->version;
}

static void read_handshake(struct dissect *d, struct tls *s)
{
	if (!is_message(d, s)) {
		put_item(s, "Encrypted Handshake Message");
		field_rest(d, "encrypted message");
		return;
	}
	while (part_more(d) && is_message(d, s))
		read_message(d, s);
	field_rest(d, "rest");
}

void tls_alert(struct dissect *d, struct text *info)
{
	uint32_t level = field_named(d, "level", 1, levels);
	uint32_t alert = field_named(d, "alert", 1, tls_alerts);
	text_str(info, "Alert (Level: ");
	text_str(info, name_of(levels, level, "Unknown"));
	text_str(info, ", Description: ");
	text_str(info, name_of(tls_alerts, alert, "Unknown"));
	text_char(info, ')');
}

static void read_alert(struct dissect *d, struct tls *s)
{
	if (s->encrypted || reader_left(&d->r) != 2) {
		put_item(s, "Encrypted Alert");
		field_rest(d, "encrypted alert");
		return;
	}
	put_item(s, "");
	tls_alert(d, s->info);
}

/* RFC 6520: type, size of the payload, padding of 16 bytes or more. */
static void read_heartbeat(struct dissect *d, struct tls *s)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r) + d->beyond;
	if (s->encrypted || reader_left(&d->r) < 3 || p[0] < 1 || p[0] > 2 ||
	    left < 3u + ((size_t)p[1] << 8 | p[2])) {
		put_item(s, "Encrypted Heartbeat");
		field_rest(d, "encrypted data");
		return;
	}
	put_item(s, *p == 1 ? "Heartbeat Request" : "Heartbeat Response");
	field_rest(d, "heartbeat");
}

static void read_fragment(struct dissect *d, struct tls *s, uint32_t type)
{
	if (type == HANDSHAKE) {
		read_handshake(d, s);
	} else if (type == HEARTBEAT) {
		read_heartbeat(d, s);
	} else if (type == ALERT) {
		read_alert(d, s);
	} else {
		put_item(s, name_of(tls_records, type, ""));
		s->encrypted |= type == CHANGE_CIPHER;
		field_rest(d, type == CHANGE_CIPHER ? "value" : "encrypted data");
	}
}

static void read_record(struct dissect *d, struct tls *s)
{
	uint32_t type = field_named(d, "record", 1, tls_records);
	struct nest nest = field_enter(d);
	uint32_t version = field_named(d, "version", 2, tls_versions);
	size_t length = field_uint(d, "length", 2);
	size_t left = reader_left(&d->r);
	if (!s->version)
		s->version = version;
	struct part outer = part_open(d, length > left + d->beyond ? left : length);
	read_fragment(d, s, type);
	part_close(d, outer);
	field_leave(d, nest);
}

/* The name of what a record has, as far as this segment tells. */
static const char *record_word(const uint8_t *p, size_t left, bool encrypted)
{
	if (p[0] != HANDSHAKE)
		return name_of(tls_records, p[0], "");
	if (encrypted || left <= RECORD_HEADER)
		return "Encrypted Handshake Message";
	return name_of(tls_messages, p[RECORD_HEADER], "Encrypted Handshake Message");
}

/* A record that begins here and goes on in the next segment. */
static void note_unfinished(struct dissect *d, const struct tls *s)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	if (!is_record(d, true))
		return;
	uint32_t version = s->version ? s->version : (uint32_t)p[1] << 8 | p[2];
	size_t length = RECORD_HEADER + ((size_t)p[3] << 8 | p[4]);
	const struct unfinished what = {
		.missing = (uint32_t)(length - left),
		.protocol = name_of(tls_versions, version, "TLS"),
		.info = record_word(p, left, s->encrypted),
		.tail = "",
	};
	if (length > left)
		recall_unfinished(d, &what);
}

/* On the port of HTTPS, nothing that we know of goes on here, and no record begins: the
 * capture began, or lost something, in the middle; or it is not TLS at all. */
static bool is_continuation(const struct dissect *d)
{
	return d->key == HTTPS_PORT && d->past.relative &&
	       !(d->past.remarks & REMARK_AGAIN) && !is_record(d, true) &&
	       reader_left(&d->r) >= RECORD_HEADER;
}

static void read_continuation(struct dissect *d)
{
	columns_protocol(d, "SSL");
	text_str(info_start(d), "Continuation Data");
	field_rest(d, "data");
	layer_repeats_info(d);
}

static void read_tls(struct dissect *d)
{
	if (!is_first_record(d)) {
		const struct tls none = { .version = 0 };
		note_unfinished(d, &none);
		if (is_continuation(d))
			read_continuation(d);
		else
			layer_decline(d);
		return;
	}
	struct tls s = { .info = info_start(d) };
	if (!is_record(d, false))
		note_unfinished(d, &s);
	do
		read_record(d, &s);
	while (is_record(d, false) && !d->columns.truncated);
	note_unfinished(d, &s);
	columns_protocol(d, name_of(tls_versions, s.version, "TLS"));
	layer_repeats_info(d);
}

const struct proto proto_tls = {
	.name = "TLS",
	.column = "TLS",
	.family = FAMILY_TCP,
	.read = read_tls,
};
