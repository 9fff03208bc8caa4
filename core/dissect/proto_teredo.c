/* IPv6 over UDP through address translators (RFC 4380), port 3544.
 *
 *	[0x0001  id size:1  value size:1  id  value  nonce:8  confirmation:1]
 *	[0x0000  port:2  address:4, both with all bits turned over]
 *	IPv6 */
#include "core/dissect/field.h"

enum { AUTHENTICATION = 0x01, ETHERTYPE_IP6 = 0x86dd, IP6_HEADER = 40 };

static void read_authentication(struct dissect *d)
{
	(void)field_hex(d, "authentication", 2);
	struct nest nest = field_enter(d);
	size_t id = reader_u8(&d->r), value = reader_u8(&d->r);
	(void)field_bytes(d, "client", id);
	(void)field_bytes(d, "value", value);
	(void)field_bytes(d, "nonce", 8);
	(void)field_uint(d, "confirmation", 1);
	field_leave(d, nest);
}

static void read_origin(struct dissect *d, struct text *info)
{
	(void)field_hex(d, "origin", 2);
	struct nest nest = field_enter(d);
	uint32_t port = reader_u16(&d->r) ^ 0xffff;
	field_show_uint(d, "port", 2, port);
	const uint8_t *p = reader_bytes(&d->r, 4);
	if (p) {
		const uint8_t ip[4] = { (uint8_t)~p[0], (uint8_t)~p[1], (uint8_t)~p[2],
					(uint8_t)~p[3] };
		field_show_ip4(d, "address", ip);
		text_str(info, ", origin ");
		addr_ip4(info, ip);
		text_char(info, ':');
		text_uint(info, port);
	}
	field_leave(d, nest);
}

static bool starts(const struct dissect *d, uint8_t second)
{
	return reader_left(&d->r) >= 2 && !d->r.at[0] && d->r.at[1] == second;
}

/* Whether the indicators end where IPv6 begins. */
static bool is_teredo(const struct dissect *d)
{
	struct reader r = d->r;
	if (reader_left(&r) >= 4 && !r.at[0] && r.at[1] == AUTHENTICATION)
		reader_skip(&r, (size_t)4 + r.at[2] + r.at[3] + 9);
	if (reader_left(&r) >= 2 && !r.at[0] && !r.at[1])
		reader_skip(&r, 8);
	return reader_left(&r) + d->beyond >= IP6_HEADER && reader_left(&r) &&
	       *r.at >> 4 == 6;
}

static void read_teredo(struct dissect *d)
{
	if (!is_teredo(d)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	text_str(info, "IPv6 over UDP");
	if (starts(d, AUTHENTICATION))
		read_authentication(d);
	if (starts(d, 0))
		read_origin(d, info);
	layer_repeats_info(d);
	next(d, SPACE_ETHERTYPE, ETHERTYPE_IP6);
}

const struct proto proto_teredo = {
	.name = "Teredo",
	.column = "Teredo",
	.family = FAMILY_UDP,
	.read = read_teredo,
};
