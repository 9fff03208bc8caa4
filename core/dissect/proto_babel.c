/* Babel (RFC 8966): distance vectors for links that come and go.
 *
 *	magic 42:1  version:1  length:2	 then type:1  length:1  value
 *
 * A byte of type 0 is padding and has no length. */
#include <string.h>

#include "core/dissect/field.h"

enum { MAGIC = 42, TLV_PAD1 = 0, TLV_PADN = 1, INFINITE = 0xffff };

enum tlv {
	TLV_ACKNOWLEDGE = 2,
	TLV_ACKNOWLEDGED = 3,
	TLV_HELLO = 4,
	TLV_HEARD = 5,
	TLV_ROUTER = 6,
	TLV_NEXT_HOP = 7,
	TLV_UPDATE = 8,
	TLV_ROUTE_REQUEST = 9,
	TLV_SEQUENCE_REQUEST = 10,
};

/* As Wireshark abbreviates them. */
static const struct name tlvs[] = {
	{ TLV_PAD1, "pad1" },
	{ TLV_PADN, "padn" },
	{ TLV_ACKNOWLEDGE, "ack-req" },
	{ TLV_ACKNOWLEDGED, "ack" },
	{ TLV_HELLO, "hello" },
	{ TLV_HEARD, "ihu" },
	{ TLV_ROUTER, "router-id" },
	{ TLV_NEXT_HOP, "nh" },
	{ TLV_UPDATE, "update" },
	{ TLV_ROUTE_REQUEST, "request" },
	{ TLV_SEQUENCE_REQUEST, "mh-request" },
	{ 11, "ts-pc" },
	{ 12, "hmac" },
	{ 13, "source-specific-update" },
	{ 14, "source-specific-req" },
	{ 15, "source-specific-seqno-req" },
	{ 16, "hmac" },
	{ 17, "pc" },
	{ 18, "challenge-req" },
	{ 19, "challenge-reply" },
	{ 0, NULL },
};

static const struct name encodings[] = {
	{ 0, "wildcard" },	  { 1, "IPv4" },	   { 2, "IPv6" },
	{ 3, "IPv6 link local" }, { 4, "IPv4 over IPv6" }, { 0, NULL },
};

/* An address whole, or of a link local one the eight bytes that matter. */
static void read_address(struct dissect *d, uint32_t encoding)
{
	if (encoding == 1 || encoding == 4)
		(void)field_ip4(d, "address");
	else if (encoding == 2)
		(void)field_ip6(d, "address");
	else if (encoding == 3)
		(void)field_bytes(d, "address", 8);
}

/* The first `omitted` bytes are those of an earlier prefix, which this packet alone may
 * not know: shown as they are. */
static void read_prefix(struct dissect *d, uint32_t encoding, uint32_t bits,
			uint32_t omitted)
{
	uint8_t ip[16] = { 0 };
	size_t all = (bits + 7) / 8;
	size_t n = all > omitted ? all - omitted : 0;
	const uint8_t *p = reader_bytes(&d->r, n);
	struct text *t = field_over(d, "prefix", n);
	if (!t || all > sizeof(ip))
		return;
	memcpy(ip + all - n, p, n);
	text_str(t, omitted ? "..." : "");
	if (encoding == 1 || encoding == 4)
		addr_ip4(t, ip);
	else
		addr_ip6(t, ip);
	text_char(t, '/');
	text_uint(t, bits);
}

static void read_update(struct dissect *d)
{
	uint32_t encoding = field_named(d, "encoding", 1, encodings);
	(void)field_hex(d, "flags", 1);
	uint32_t bits = field_uint(d, "prefix length", 1);
	uint32_t omitted = field_uint(d, "omitted", 1);
	(void)field_uint(d, "interval cs", 2);
	(void)field_uint(d, "sequence", 2);
	uint32_t metric = field_uint(d, "metric", 2);
	read_prefix(d, encoding, bits, omitted);
	if (d->tree && metric == INFINITE)
		field_show_str(d, "meaning", 0, "withdrawn");
}

static void read_request(struct dissect *d, bool numbered)
{
	uint32_t encoding = field_named(d, "encoding", 1, encodings);
	uint32_t bits = field_uint(d, "prefix length", 1);
	if (numbered) {
		(void)field_uint(d, "sequence", 2);
		(void)field_uint(d, "hops", 1);
		reader_skip(&d->r, 1);
		(void)field_bytes(d, "router id", 8);
	}
	if (encoding)
		read_prefix(d, encoding, bits, 0);
}

static void read_hello(struct dissect *d)
{
	(void)field_hex(d, "flags", 2);
	(void)field_uint(d, "sequence", 2);
	(void)field_uint(d, "interval cs", 2);
}

static void read_heard(struct dissect *d)
{
	uint32_t encoding = field_named(d, "encoding", 1, encodings);
	reader_skip(&d->r, 1);
	(void)field_uint(d, "receive cost", 2);
	(void)field_uint(d, "interval cs", 2);
	read_address(d, encoding);
}

static void read_value(struct dissect *d, uint32_t type)
{
	if (type == TLV_HELLO) {
		read_hello(d);
	} else if (type == TLV_HEARD) {
		read_heard(d);
	} else if (type == TLV_ROUTER) {
		reader_skip(&d->r, 2);
		(void)field_bytes(d, "router id", 8);
	} else if (type == TLV_NEXT_HOP) {
		uint32_t encoding = field_named(d, "encoding", 1, encodings);
		reader_skip(&d->r, 1);
		read_address(d, encoding);
	} else if (type == TLV_UPDATE) {
		read_update(d);
	} else if (type == TLV_ROUTE_REQUEST || type == TLV_SEQUENCE_REQUEST) {
		read_request(d, type == TLV_SEQUENCE_REQUEST);
	}
	field_rest(d, type == TLV_PADN ? "padding" : "more");
}

static void read_tlv(struct dissect *d, struct text *info)
{
	uint32_t type = field_named(d, "tlv", 1, tlvs);
	if (d->r.cut)
		return;
	text_char(info, ' ');
	text_str(info, name_of(tlvs, type, "unknown"));
	if (type == TLV_PAD1)
		return;
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, field_uint(d, "length", 1));
	read_value(d, type);
	part_close(d, outer);
	field_leave(d, nest);
}

static void read_babel(struct dissect *d)
{
	if (reader_left(&d->r) && *d->r.at != MAGIC) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	(void)field_uint(d, "magic", 1);
	(void)field_uint(d, "version", 1);
	size_t length = field_uint(d, "length", 2);
	if (d->r.cut)
		return;
	text_str(info, "Babel");
	struct part outer = part_open(d, length);
	while (part_more(d))
		read_tlv(d, info);
	part_close(d, outer);
	field_rest(d, "trailer");
	layer_repeats_info(d);
}

const struct proto proto_babel = {
	.name = "Babel",
	.column = "Babel",
	.family = FAMILY_ROUTING,
	.read = read_babel,
};
