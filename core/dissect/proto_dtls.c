/* Transport layer security over datagrams (RFC 6347, 9147): records with a number, and
 * handshake messages that are cut to fit.
 *
 *	type:1  version:2  epoch:2  sequence:6  length:2  fragment
 *	message:  type:1  length:3  number:2  offset:3  length of this part:3  body
 *	1.3, encrypted:	001CSLEE:1  [connection id]  sequence:1 or 2  [length:2] */
#include "core/dissect/field.h"
#include "core/dissect/tls.h"

enum { RECORD_HEADER = 13, MESSAGE_HEADER = 12, RECORD_MAX = 16384 + 2048 };
enum record { CHANGE_CIPHER = 20, ALERT, HANDSHAKE, APPLICATION, CONNECTION_ID = 25 };
enum message { CLIENT_HELLO = 1, SERVER_HELLO = 2, VERIFY_REQUEST = 3 };

static const struct name versions[] = {
	{ 0xfeff, "DTLSv1.0" },
	{ 0xfefd, "DTLSv1.2" },
	{ 0xfefc, "DTLSv1.3" },
	{ 0x0304, "DTLSv1.3" },
	{ 0x0100, "DTLS 1.0 (OpenSSL)" }, /* before 0.9.8f */
	{ 0, NULL },
};

struct dtls {
	struct text *info;
	uint32_t version;
	bool started; /* the start of the client's side tells no version yet */
};

static bool is_record(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	if (left < RECORD_HEADER || p[0] < CHANGE_CIPHER || p[0] > CONNECTION_ID)
		return false;
	uint32_t version = (uint32_t)p[1] << 8 | p[2];
	size_t length = (size_t)p[11] << 8 | p[12];
	return (version == 0xfeff || version == 0xfefd || version == 0x0100) &&
	       length && length <= RECORD_MAX &&
	       length <= left + d->beyond - RECORD_HEADER;
}

static void put_item(struct dtls *s, const char *text)
{
	if (text_length(s->info))
		text_str(s->info, ", ");
	text_str(s->info, text);
}

static void read_body(struct dissect *d, struct dtls *s, uint32_t type)
{
	uint32_t version = 0;
	if (type == CLIENT_HELLO) {
		tls_hello(d, TLS_CLIENT_HELLO_DATAGRAM, &version, s->info);
		s->started = true;
	} else if (type == SERVER_HELLO) {
		tls_hello(d, TLS_SERVER_HELLO, &version, s->info);
		s->version = name_of(versions, version, NULL) ? version : s->version;
	} else if (type == VERIFY_REQUEST && part_more(d)) {
		(void)field_named(d, "version", 2, versions);
		size_t n = field_uint(d, "cookie size", 1);
		(void)field_bytes(d, "cookie", n);
	}
	field_rest(d, "body");
}

static void read_message(struct dissect *d, struct dtls *s)
{
	uint32_t type = field_named(d, "message", 1, tls_messages);
	struct nest nest = field_enter(d);
	uint32_t whole = field_uint(d, "length", 3);
	(void)field_uint(d, "number", 2);
	uint32_t offset = field_uint(d, "part from", 3);
	uint32_t n = field_uint(d, "part size", 3);
	put_item(s, name_of(tls_messages, type, "Unknown message"));
	struct part outer = part_open(d, n);
	if (n == whole) {
		read_body(d, s, type);
	} else {
		text_str(s->info, n < whole && offset + (uint64_t)n == whole
					  ? " (last fragment)"
					  : " (Fragment)");
		field_rest(d, "part of the body");
	}
	part_close(d, outer);
	field_leave(d, nest);
}

/* From the first epoch on all is encrypted. */
static void read_fragment(struct dissect *d, struct dtls *s, uint32_t type,
			  uint32_t epoch)
{
	if (type == HANDSHAKE && !epoch && reader_left(&d->r) >= MESSAGE_HEADER) {
		while (part_more(d) && !d->columns.truncated)
			read_message(d, s);
	} else if (type == HANDSHAKE) {
		put_item(s, "Encrypted Handshake Message");
	} else if (type == ALERT && !epoch && reader_left(&d->r) == 2) {
		put_item(s, "");
		tls_alert(d, s->info);
	} else if (type == ALERT) {
		put_item(s, "Encrypted Alert");
	} else if (type == CONNECTION_ID) {
		put_item(s, "Connection ID");
	} else {
		put_item(s, name_of(tls_records, type, "Unknown record"));
	}
	field_rest(d, epoch ? "encrypted data" : "value");
}

static void read_record(struct dissect *d, struct dtls *s)
{
	uint32_t type = field_named(d, "record", 1, tls_records);
	struct nest nest = field_enter(d);
	s->version = field_named(d, "version", 2, versions);
	uint32_t epoch = field_uint(d, "epoch", 2);
	uint64_t sequence = (uint64_t)reader_u16(&d->r) << 32;
	sequence |= reader_u32(&d->r);
	field_show_uint(d, "sequence", 6, sequence);
	size_t length = field_uint(d, "length", 2);
	struct part outer = part_open(d, length);
	read_fragment(d, s, type, epoch);
	part_close(d, outer);
	field_leave(d, nest);
}

static void read_dtls(struct dissect *d)
{
	if (!is_record(d)) {
		layer_decline(d);
		return;
	}
	struct dtls s = { .info = info_start(d) };
	do
		read_record(d, &s);
	while (is_record(d) && !d->columns.truncated);
	if (!s.started)
		columns_protocol(d, name_of(versions, s.version, "DTLS"));
	layer_repeats_info(d);
}

const struct proto proto_dtls = {
	.name = "DTLS",
	.column = "DTLS",
	.family = FAMILY_UDP,
	.read = read_dtls,
};
