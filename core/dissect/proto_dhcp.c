/* Dynamic host configuration for IPv4, and BOOTP below it (RFC 2131, 2132, 3046).
 *
 *	op:1  hardware:1  size:1  hops:1  transaction:4  seconds:2  flags:2
 *	client:4  your:4  server:4  relay:4  client mac:16  server name:64  file:128
 *	cookie:4  options: kind:1 size:1 value ... until 255 */
#include <string.h>

#include "core/dissect/dhcp.h"

enum { PORT_PROXY = 4011 };
enum { COOKIE = 0x63825363, OPTION_PAD = 0, OPTION_TYPE = 53, OPTION_END = 255 };

static const struct name operations[] = {
	{ 1, "Boot Request" },
	{ 2, "Boot Reply" },
	{ 0, NULL },
};

static const struct name flag_names[] = {
	{ 0x8000, "broadcast" },
	{ 0, NULL },
};

/* What the Info tells: found on the way through the options. */
struct dhcp {
	bool proxy; /* a boot server, which leaves addresses to another */
	uint32_t operation, transaction, type;
	const uint8_t *client, *your, *requested, *router;
};

static void note_option(struct dissect *d, struct dhcp *m, uint32_t kind)
{
	if (kind == OPTION_TYPE && part_more(d))
		m->type = d->r.at[0];
	if (kind == 50 && reader_left(&d->r) == 4)
		m->requested = d->r.at;
	if (kind == 3 && reader_left(&d->r) >= 4)
		m->router = d->r.at;
}

static bool read_option(struct dissect *d, struct dhcp *m)
{
	uint32_t kind = reader_u8(&d->r);
	struct text *t = field_over(d, "option", 1);
	if (t) {
		text_uint(t, kind);
		text_str(t, "  ");
		text_str(t, kind == OPTION_PAD	 ? "padding"
			    : kind == OPTION_END ? "end"
						 : dhcp_option_name(kind, "unknown"));
	}
	if (kind == OPTION_PAD || kind == OPTION_END)
		return kind == OPTION_PAD;
	struct nest nest = field_enter(d);
	uint32_t size = field_uint(d, "size", 1);
	struct part outer = part_open(d, size);
	note_option(d, m, kind);
	dhcp_read_value(d, kind);
	part_close(d, outer);
	field_leave(d, nest);
	return true;
}

static void read_zero_text(struct dissect *d, const char *name, size_t n)
{
	const uint8_t *p = reader_bytes(&d->r, n);
	struct text *t = field_over(d, name, n);
	if (t)
		text_escape(t, p, strnlen((const char *)p, n));
}

static const uint8_t *read_hardware(struct dissect *d, uint32_t size)
{
	const uint8_t *p = reader_bytes(&d->r, 16);
	struct text *t = field_over(d, "client mac", 16);
	if (t)
		addr_colons(t, p, size < 16 ? size : 16);
	return p;
}

static void read_fixed(struct dissect *d, struct dhcp *m)
{
	m->operation = field_named(d, "operation", 1, operations);
	(void)field_named(d, "hardware", 1, names_hardware);
	uint32_t size = field_uint(d, "hardware size", 1);
	(void)field_uint(d, "hops", 1);
	m->transaction = field_hex(d, "transaction", 4);
	(void)field_uint(d, "seconds", 2);
	(void)field_flags(d, "flags", 2, flag_names);
	(void)field_ip4(d, "client address");
	m->your = field_ip4(d, "your address");
	(void)field_ip4(d, "next server");
	(void)field_ip4(d, "relay");
	m->client = read_hardware(d, size);
	read_zero_text(d, "server name", 64);
	read_zero_text(d, "boot file", 128);
}

/* Hex without leading zeros, as Wireshark has it. */
static void put_transaction(struct text *t, uint32_t value)
{
	unsigned digits = 1;
	while (digits < 8 && value >> digits * 4)
		digits++;
	text_str(t, "Transaction ID 0x");
	text_hex(t, value, digits);
}

static void put_address(struct text *info, const char *label, const uint8_t *ip)
{
	if (!ip || !(ip[0] | ip[1] | ip[2] | ip[3]))
		return;
	text_str(info, label);
	addr_ip4(info, ip);
}

static void put_message(struct text *info, uint32_t type, bool proxy)
{
	const char *word = name_of(dhcp_messages, type, NULL);
	text_str(info, proxy ? "proxyDHCP " : "DHCP ");
	size_t before = text_length(info);
	text_str(info, word ? word : "Unknown Message Type (0x");
	if (!word) {
		text_hex(info, type, 2);
		text_char(info, ')');
	}
	while (text_length(info) - before < 8 && !info->cut)
		text_char(info, ' ');
}

static void put_info(struct text *info, const struct dhcp *m)
{
	if (m->type) {
		put_message(info, m->type, m->proxy);
	} else {
		text_str(info, name_of(operations, m->operation, "Unknown"));
		text_str(info, " from ");
		addr_mac(info, m->client);
	}
	text_str(info, " - ");
	put_transaction(info, m->transaction);
	put_address(info, " your ", m->your);
	put_address(info, " requested ", m->requested);
	put_address(info, " router ", m->router);
}

static void read_dhcp(struct dissect *d)
{
	struct dhcp m = {
		.proxy = d->source_port == PORT_PROXY ||
			 d->destination_port == PORT_PROXY,
	};
	struct text *info = info_start(d);
	read_fixed(d, &m);
	if (d->r.cut)
		return;
	if (reader_left(&d->r) >= 4 && field_hex(d, "cookie", 4) == COOKIE)
		while (part_more(d) && read_option(d, &m))
			;
	if (!m.type)
		columns_protocol(d, "BOOTP");
	put_info(info, &m);
	struct text *t = layer_summary(d);
	if (t)
		put_info(t, &m);
}

const struct proto proto_dhcp = {
	.name = "DHCP",
	.column = "DHCP",
	.family = FAMILY_NAMES,
	.read = read_dhcp,
};
