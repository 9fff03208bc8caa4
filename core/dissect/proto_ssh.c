/* Secure shell: the version line and what of the transport is not encrypted (RFC 4253,
 * 4419, 5656).
 *
 *	SSH-2.0-SOFTWARE COMMENTS CR LF
 *	packet length:4  padding length:1  message:1  ...  padding
 *
 * Whether a packet is encrypted nobody says; lengths and the message number tell. */
#include <string.h>

#include "core/dissect/field.h"
#include "core/dissect/line.h"

enum { PACKET_MAX = 35000, PADDING_MIN = 4, HEADER = 6 };
enum message { KEX_INIT = 20, KEX_DH_INIT = 30, KEX_DH_REPLY = 31 };

static const struct name messages[] = {
	{ 1, "Disconnect" },
	{ 2, "Ignore" },
	{ 3, "Unimplemented" },
	{ 4, "Debug" },
	{ 5, "Service Request" },
	{ 6, "Service Accept" },
	{ KEX_INIT, "Key Exchange Init" },
	{ 21, "New Keys" },
	{ KEX_DH_INIT, "Diffie-Hellman Key Exchange Init" },
	{ KEX_DH_REPLY, "Diffie-Hellman Key Exchange Reply" },
	{ 32, "Diffie-Hellman Group Exchange Init" },
	{ 33, "Diffie-Hellman Group Exchange Reply" },
	{ 34, "Diffie-Hellman Group Exchange Request" },
	{ 0, NULL },
};

struct ssh {
	struct text *info;
	bool any;
};

static bool is_packet(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	if (left < HEADER || p[0] || p[1])
		return false;
	size_t length = (size_t)p[2] << 8 | p[3];
	bool fits = length + 4 <= left + d->beyond || p[5] == KEX_INIT;
	return fits && length <= PACKET_MAX && p[4] >= PADDING_MIN &&
	       p[4] + 1u < length && name_of(messages, p[5], NULL);
}

static void put_item(struct ssh *s, const char *text)
{
	text_str(s->info, s->any ? ", " : "");
	text_str(s->info, text);
	s->any = true;
}

static void read_names(struct dissect *d)
{
	static const char *const lists[] = {
		"key exchange",		 "host keys",
		"ciphers to server",	 "ciphers to client",
		"macs to server",	 "macs to client",
		"compression to server", "compression to client",
		"languages to server",	 "languages to client",
	};
	(void)field_bytes(d, "cookie", 16);
	for (size_t i = 0; i < COUNT(lists) && !d->r.cut; i++) {
		size_t n = reader_u32(&d->r);
		(void)field_text(d, lists[i], n);
	}
	(void)field_uint(d, "guess follows", 1);
}

/* The same numbers are used for finite fields and for curves: those have short keys. */
static const char *message_word(const struct dissect *d, uint32_t message)
{
	const uint8_t *p = d->r.at;
	if ((message != KEX_DH_INIT && message != KEX_DH_REPLY) ||
	    reader_left(&d->r) < 5)
		return name_of(messages, message, "");
	size_t n = (size_t)p[2] << 8 | p[3];
	bool field = message == KEX_DH_INIT && n >= 128 && (n & 127) <= 1;
	if (field)
		return name_of(messages, message, "");
	return message == KEX_DH_INIT
		       ? "Elliptic Curve Diffie-Hellman Key Exchange Init"
		       : "Elliptic Curve Diffie-Hellman Key Exchange Reply";
}

/* A list of names that goes on in the next segment ends early. */
static void read_packet(struct dissect *d, struct ssh *s)
{
	size_t length = field_uint(d, "packet length", 4);
	struct nest nest = field_enter(d);
	bool malformed = d->columns.malformed;
	size_t left = reader_left(&d->r);
	bool goes_on = length > left + d->beyond;
	struct part outer = part_open(d, goes_on ? left : length);
	size_t padding = field_uint(d, "padding length", 1);
	uint32_t message = reader_u8(&d->r);
	const char *word = message_word(d, message);
	put_item(s, word);
	field_show_str(d, "message", 1, word);
	if (message == KEX_INIT)
		read_names(d);
	else if (!goes_on && reader_left(&d->r) > padding)
		(void)field_bytes(d, "body", reader_left(&d->r) - padding);
	if (!d->r.cut)
		field_rest(d, "padding");
	part_close(d, outer);
	if (goes_on)
		d->columns.malformed = malformed;
	field_leave(d, nest);
}

static void read_version(struct dissect *d, struct ssh *s)
{
	struct line line = line_take(d);
	put_item(s, "Protocol (");
	line_put(s->info, &line);
	text_char(s->info, ')');
	line_show(d, "version", &line);
}

static bool is_version(const struct dissect *d)
{
	struct line line = line_peek(d);
	return line.size > 6 && !memcmp(line.at, "SSH-", 4) && line_is_text(&line);
}

static void read_ssh(struct dissect *d)
{
	bool version = is_version(d);
	size_t whole = reader_left(&d->r) + d->beyond;
	struct ssh s = { .info = info_start(d) };
	text_str(s.info, from_server(d) ? "Server: " : "Client: ");
	if (version)
		read_version(d, &s);
	while (part_more(d) && is_packet(d) && !d->columns.truncated) {
		columns_protocol(d, "SSHv2");
		read_packet(d, &s);
	}
	if (!s.any) {
		text_str(s.info, "Encrypted packet (len=");
		text_uint(s.info, whole);
		text_char(s.info, ')');
		field_rest(d, "encrypted packet");
	}
	layer_repeats_info(d);
}

const struct proto proto_ssh = {
	.name = "SSH",
	.column = "SSH",
	.family = FAMILY_TCP,
	.read = read_ssh,
};
