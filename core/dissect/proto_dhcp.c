/* Dynamic host configuration for IPv4, and BOOTP below it (RFC 2131, 2132, 3046).
 *
 *	op:1  hardware:1  size:1  hops:1  transaction:4  seconds:2  flags:2
 *	client:4  your:4  server:4  relay:4  client mac:16  server name:64  file:128
 *	cookie:4  options: kind:1 size:1 value ... until 255 */
#include <string.h>

#include "core/dissect/field.h"

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

static const struct name messages[] = {
	{ 1, "Discover" },     { 2, "Offer" },	       { 3, "Request" },
	{ 4, "Decline" },      { 5, "ACK" },	       { 6, "NAK" },
	{ 7, "Release" },      { 8, "Inform" },	       { 9, "Force Renew" },
	{ 10, "Lease query" }, { 13, "Lease Active" }, { 0, NULL },
};

/* How the value of an option is read. */
enum shape {
	HEX,
	ADDRESSES,
	SECONDS,
	NUMBER,
	TEXT,
	MESSAGE,
	CLIENT,
	LIST,
	ROUTES,
	PARTS
};

struct option {
	uint8_t kind;
	uint8_t shape;
	const char *name;
};

static const struct option options[] = {
	{ 1, ADDRESSES, "subnet mask" },
	{ 2, SECONDS, "time offset" },
	{ 3, ADDRESSES, "routers" },
	{ 4, ADDRESSES, "time servers" },
	{ 6, ADDRESSES, "name servers" },
	{ 7, ADDRESSES, "log servers" },
	{ 12, TEXT, "host name" },
	{ 13, NUMBER, "boot file blocks" },
	{ 14, TEXT, "dump file" },
	{ 15, TEXT, "domain name" },
	{ 17, TEXT, "root path" },
	{ 19, NUMBER, "IP forwarding" },
	{ 23, NUMBER, "default ttl" },
	{ 26, NUMBER, "interface mtu" },
	{ 28, ADDRESSES, "broadcast address" },
	{ 33, ADDRESSES, "static routes" },
	{ 40, TEXT, "NIS domain" },
	{ 42, ADDRESSES, "NTP servers" },
	{ 43, HEX, "vendor specific" },
	{ 44, ADDRESSES, "NetBIOS name servers" },
	{ 46, NUMBER, "NetBIOS node type" },
	{ 50, ADDRESSES, "requested address" },
	{ 51, SECONDS, "lease time" },
	{ 52, NUMBER, "overload" },
	{ OPTION_TYPE, MESSAGE, "message type" },
	{ 54, ADDRESSES, "server" },
	{ 55, LIST, "parameter list" },
	{ 56, TEXT, "message" },
	{ 57, NUMBER, "maximum message size" },
	{ 58, SECONDS, "renewal time" },
	{ 59, SECONDS, "rebinding time" },
	{ 60, TEXT, "vendor class" },
	{ 61, CLIENT, "client id" },
	{ 66, TEXT, "TFTP server" },
	{ 67, TEXT, "boot file" },
	{ 77, HEX, "user class" },
	{ 80, HEX, "rapid commit" },
	{ 81, HEX, "client FQDN" },
	{ 82, PARTS, "relay agent" },
	{ 93, NUMBER, "client architecture" },
	{ 97, HEX, "client machine id" },
	{ 114, TEXT, "captive portal" },
	{ 116, NUMBER, "auto-configure" },
	{ 118, ADDRESSES, "subnet selection" },
	{ 119, HEX, "domain search" },
	{ 121, ROUTES, "classless routes" },
	{ 150, ADDRESSES, "TFTP server addresses" },
	{ 249, ROUTES, "classless routes (Microsoft)" },
	{ 252, TEXT, "proxy discovery" },
};

static const struct option *option_find(uint32_t kind)
{
	for (size_t i = 0; i < COUNT(options); i++)
		if (options[i].kind == kind)
			return &options[i];
	return NULL;
}

static void show_seconds(struct dissect *d)
{
	uint32_t seconds = reader_u32(&d->r);
	struct text *t = field_over(d, "time", 4);
	if (!t)
		return;
	if (seconds == UINT32_MAX) {
		text_str(t, "infinite");
		return;
	}
	text_uint(t, seconds);
	text_str(t, " s");
}

static void read_client(struct dissect *d)
{
	uint32_t kind = field_named(d, "hardware", 1, names_hardware);
	if (kind == 1 && reader_left(&d->r) == 6)
		(void)field_mac(d, "mac");
}

static void read_list(struct dissect *d)
{
	while (part_more(d)) {
		uint32_t kind = reader_u8(&d->r);
		struct text *t = field_over(d, "wants", 1);
		const struct option *o = option_find(kind);
		if (!t)
			continue;
		text_uint(t, kind);
		text_str(t, o ? "  " : "");
		text_str(t, o ? o->name : "");
	}
}

/* RFC 3442: as many bytes of the network as its length needs, then the router. */
static void read_routes(struct dissect *d)
{
	while (part_more(d)) {
		const uint8_t *start = d->r.at;
		uint32_t bits = reader_u8(&d->r);
		size_t n = bits <= 32 ? (bits + 7) / 8 : 5;
		const uint8_t *network = reader_bytes(&d->r, n);
		const uint8_t *router = reader_bytes(&d->r, 4);
		struct text *t =
			n > 4 ? NULL
			      : field_over(d, "route", (size_t)(d->r.at - start));
		if (n > 4)
			d->r.cut = true;
		if (!t)
			continue;
		uint8_t address[4] = { 0 };
		memcpy(address, network, n);
		addr_ip4(t, address);
		text_char(t, '/');
		text_uint(t, bits);
		text_str(t, " via ");
		addr_ip4(t, router);
	}
}

static void read_parts(struct dissect *d)
{
	static const struct name names[] = {
		{ 1, "circuit id" },
		{ 2, "remote id" },
		{ 5, "link selection" },
		{ 0, NULL },
	};
	while (part_more(d)) {
		(void)field_named(d, "part", 1, names);
		size_t n = reader_u8(&d->r);
		(void)field_bytes(d, "value", n);
	}
}

static void read_value(struct dissect *d, uint8_t shape)
{
	size_t left = reader_left(&d->r);
	if (shape == ADDRESSES) {
		while (part_more(d))
			(void)field_ip4(d, "address");
	} else if (shape == SECONDS) {
		show_seconds(d);
	} else if (shape == NUMBER && left >= 1 && left <= 4 && left != 3) {
		(void)field_uint(d, "value", left);
	} else if (shape == TEXT) {
		(void)field_text(d, "text", left);
	} else if (shape == MESSAGE) {
		(void)field_named(d, "message", 1, messages);
	} else if (shape == CLIENT) {
		read_client(d);
	} else if (shape == LIST) {
		read_list(d);
	} else if (shape == ROUTES) {
		read_routes(d);
	} else if (shape == PARTS) {
		read_parts(d);
	}
	field_rest(d, "content");
}

/* What the Info tells: found on the way through the options. */
struct dhcp {
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
	const struct option *o = option_find(kind);
	struct text *t = field_over(d, "option", 1);
	if (t) {
		text_uint(t, kind);
		text_str(t, "  ");
		text_str(t, kind == OPTION_PAD	 ? "padding"
			    : kind == OPTION_END ? "end"
			    : o			 ? o->name
						 : "unknown");
	}
	if (kind == OPTION_PAD || kind == OPTION_END)
		return kind == OPTION_PAD;
	struct nest nest = field_enter(d);
	uint32_t size = field_uint(d, "size", 1);
	struct part outer = part_open(d, size);
	note_option(d, m, kind);
	read_value(d, o ? o->shape : HEX);
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

static void put_message(struct text *info, uint32_t type)
{
	const char *word = name_of(messages, type, NULL);
	text_str(info, "DHCP ");
	size_t before = text_length(info);
	text_str(info, word ? word : "Unknown Message Type (0x");
	if (!word) {
		text_hex(info, type, 2);
		text_char(info, ')');
	}
	while (text_length(info) - before < 8)
		text_char(info, ' ');
}

static void put_info(struct text *info, const struct dhcp *m)
{
	if (m->type) {
		put_message(info, m->type);
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
	struct dhcp m = { 0 };
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
