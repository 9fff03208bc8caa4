/* The frames of a QUIC packet that is in the clear (RFC 9000 12.4, 19): those that may
 * be in an Initial one. The bytes of the handshake that are there are TLS (RFC 9001 4).
 *
 *	type (varint)  what its kind has
 *	crypto:		offset (varint)	 length (varint)  handshake messages
 *	ack:		largest	 delay	ranges	first range  { gap  range } */
#include "core/dissect/field.h"
#include "core/dissect/quic.h"
#include "core/dissect/tls.h"

enum frame { PADDING = 0, PING, ACK, ACK_ECN, CRYPTO = 6, CLOSE = 0x1c };

static const struct name frames[] = {
	{ PADDING, "PADDING" },
	{ PING, "PING" },
	{ ACK, "ACK" },
	{ ACK_ECN, "ACK_ECN" },
	{ CRYPTO, "CRYPTO" },
	{ CLOSE, "CC" },
	{ 0, NULL },
};

static const struct name errors[] = {
	{ 0x0, "no error" },
	{ 0x1, "internal error" },
	{ 0x2, "connection refused" },
	{ 0x3, "flow control error" },
	{ 0x4, "stream limit error" },
	{ 0x5, "stream state error" },
	{ 0x6, "final size error" },
	{ 0x7, "frame encoding error" },
	{ 0x8, "transport parameter error" },
	{ 0x9, "connection id limit error" },
	{ 0xa, "protocol violation" },
	{ 0xb, "invalid token" },
	{ 0xc, "application error" },
	{ 0xd, "crypto buffer exceeded" },
	{ 0xe, "key update error" },
	{ 0xf, "aead limit reached" },
	{ 0x10, "no viable path" },
	{ 0x11, "version negotiation error" },
	{ 0, NULL },
};

uint64_t quic_varint(struct dissect *d, const char *name)
{
	uint64_t value = reader_u8(&d->r);
	size_t n = (size_t)1 << (value >> 6);
	value &= 0x3f;
	for (size_t i = 1; i < n; i++)
		value = value << 8 | reader_u8(&d->r);
	field_show_uint(d, name, n, value);
	return value;
}

size_t quic_size(uint64_t n)
{
	return n > SIZE_MAX / 2 ? SIZE_MAX / 2 : (size_t)n;
}

static void read_padding(struct dissect *d)
{
	const uint8_t *start = d->r.at - 1;
	while (part_more(d) && *d->r.at == PADDING)
		d->r.at++;
	size_t n = (size_t)(d->r.at - start);
	field_show_uint(d, "size", n, n);
}

static void read_ack(struct dissect *d, uint64_t type)
{
	static const char *const counts[] = { "ect 0", "ect 1", "congestion" };
	(void)quic_varint(d, "largest");
	(void)quic_varint(d, "delay");
	uint64_t ranges = quic_varint(d, "ranges");
	(void)quic_varint(d, "first range");
	for (uint64_t i = 0; i < ranges && part_more(d); i++) {
		(void)quic_varint(d, "gap");
		(void)quic_varint(d, "range");
	}
	for (size_t i = 0; type == ACK_ECN && i < COUNT(counts); i++)
		(void)quic_varint(d, counts[i]);
}

/* Where the handshake begins: what follows may be in other packets. */
static void read_crypto(struct dissect *d)
{
	uint64_t offset = quic_varint(d, "offset");
	struct part outer = part_open(d, quic_size(quic_varint(d, "length")));
	while (!offset && tls_is_message(d))
		tls_message(d, &d->columns.info);
	field_rest(d, "handshake");
	part_close(d, outer);
}

static const char *error_word(uint64_t error)
{
	if (error >> 8 == 1)
		return name_of(tls_alerts, (uint32_t)error & 0xff, "TLS alert");
	return error <= UINT32_MAX ? name_of(errors, (uint32_t)error, NULL) : NULL;
}

static void read_close(struct dissect *d, struct text *info)
{
	const char *word = error_word(quic_varint(d, "error"));
	if (word) {
		text_str(info, " (");
		text_str(info, word);
		text_char(info, ')');
	}
	(void)quic_varint(d, "of frame");
	(void)field_text(d, "reason", quic_size(quic_varint(d, "reason size")));
}

/* False behind one whose size nobody knows. */
static bool read_frame(struct dissect *d)
{
	struct text *info = &d->columns.info;
	uint32_t type = field_named(d, "frame", 1, frames);
	const char *word = name_of(frames, type, NULL);
	if (!word)
		return false;
	text_str(info, ", ");
	text_str(info, word);
	struct nest nest = field_enter(d);
	if (type == PADDING)
		read_padding(d);
	else if (type == ACK || type == ACK_ECN)
		read_ack(d, type);
	else if (type == CRYPTO)
		read_crypto(d);
	else if (type == CLOSE)
		read_close(d, info);
	field_leave(d, nest);
	return !d->r.cut;
}

void quic_frames(struct dissect *d)
{
	while (part_more(d) && read_frame(d))
		;
	field_rest(d, "other frames");
}
