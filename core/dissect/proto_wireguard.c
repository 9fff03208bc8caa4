/* WireGuard: the four messages of its protocol, little endian throughout.
 *
 *	type:1  0:3
 *	1 initiation:	sender:4  ephemeral:32  static:48  timestamp:28  mac:16  mac:16
 *	2 response:	sender:4  receiver:4  ephemeral:32  empty:16  mac:16  mac:16
 *	3 cookie:	receiver:4  nonce:24  cookie:32
 *	4 transport:	receiver:4  counter:8  packet, padded to 16, tag:16
 *
 * It has a usual port at best; sizes and zeros tell. */
#include "core/dissect/field.h"

enum type { INITIATION = 1, RESPONSE = 2, COOKIE = 3, TRANSPORT = 4 };
enum { TRANSPORT_MIN = 32, TAG = 16 };

static const struct name types[] = {
	{ INITIATION, "Handshake Initiation" },
	{ RESPONSE, "Handshake Response" },
	{ COOKIE, "Cookie Reply" },
	{ TRANSPORT, "Transport Data" },
	{ 0, NULL },
};

static bool is_message(const struct dissect *d)
{
	static const size_t sizes[] = { 0, 148, 92, 64 };
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r), whole = left + d->beyond;
	if (left < 16 || p[1] || p[2] || p[3])
		return false;
	if (p[0] >= INITIATION && p[0] <= COOKIE)
		return whole == sizes[p[0]];
	/* Nobody sent 2^32 packets with one key. */
	return p[0] == TRANSPORT && whole >= TRANSPORT_MIN && whole % 16 == 0 &&
	       !(p[12] | p[13] | p[14] | p[15]);
}

static void read_index(struct dissect *d, struct text *info, const char *name)
{
	uint32_t value = reader_u32le(&d->r);
	if (d->tree)
		field_show_hex(d, name, 4, value);
	text_str(info, ", ");
	text_str(info, name);
	text_str(info, "=0x");
	text_hex_upper(info, value, 8);
}

static void read_macs(struct dissect *d)
{
	(void)field_bytes(d, "mac 1", 16);
	(void)field_bytes(d, "mac 2", 16);
}

static void read_transport(struct dissect *d, struct text *info)
{
	uint64_t counter = reader_u32le(&d->r);
	counter |= (uint64_t)reader_u32le(&d->r) << 32;
	size_t size = reader_left(&d->r) + d->beyond - TAG;
	field_show_uint(d, "counter", 8, counter);
	text_str(info, ", counter=");
	text_uint(info, counter);
	if (size) {
		text_str(info, ", datalen=");
		text_uint(info, size);
	}
	field_rest(d, "encrypted packet");
}

static void read_wireguard(struct dissect *d)
{
	if (!is_message(d)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	bool empty = reader_left(&d->r) + d->beyond == TRANSPORT_MIN;
	uint32_t type = field_named(d, "type", 1, types);
	reader_skip(&d->r, 3);
	text_str(info,
		 type == TRANSPORT && empty ? "Keepalive" : name_of(types, type, ""));
	if (type == INITIATION || type == RESPONSE)
		read_index(d, info, "sender");
	if (type != INITIATION)
		read_index(d, info, "receiver");
	if (type == TRANSPORT) {
		read_transport(d, info);
	} else if (type == COOKIE) {
		(void)field_bytes(d, "nonce", 24);
		(void)field_bytes(d, "cookie", 32);
	} else {
		(void)field_bytes(d, "ephemeral", 32);
		(void)field_bytes(d, "encrypted", type == INITIATION ? 76 : 16);
		read_macs(d);
	}
	layer_repeats_info(d);
}

const struct proto proto_wireguard = {
	.name = "WireGuard",
	.column = "WireGuard",
	.family = FAMILY_NAMES,
	.read = read_wireguard,
};
