/* DHCP for IPv6 (RFC 8415), with the options that labs use (RFC 3646, 4075, 4649, 4704,
 * 5908, 5970, 6939).
 *
 *	0        8                         32
 *	+--------+-------------------------+--------- ... --+
 *	| type   | transaction id          | options        |
 *	+--------+-------------------------+--------- ... --+
 *	| type   | hops   | link address (16), peer address (16), options: a relay's
 *	option:	code:2  length:2  value; some hold options again */
#include "core/dissect/field.h"
#include "core/dissect/moment.h"

enum type { RELAY_FORWARD = 12, RELAY_REPLY = 13 };
enum { NESTING = 8, ELLIPSIS = 64 };

#define DUID_EPOCH 946684800 /* 2000-01-01 */

static const struct name types[] = {
	{ 1, "Solicit" },
	{ 2, "Advertise" },
	{ 3, "Request" },
	{ 4, "Confirm" },
	{ 5, "Renew" },
	{ 6, "Rebind" },
	{ 7, "Reply" },
	{ 8, "Release" },
	{ 9, "Decline" },
	{ 10, "Reconfigure" },
	{ 11, "Information-request" },
	{ RELAY_FORWARD, "Relay-forw" },
	{ RELAY_REPLY, "Relay-reply" },
	{ 14, "Leasequery" },
	{ 15, "Leasequery-reply" },
	{ 16, "Leasequery-done" },
	{ 17, "Leasequery-data" },
	{ 18, "Reconfigure-request" },
	{ 19, "Reconfigure-reply" },
	{ 0, NULL },
};

static const struct name option_names[] = {
	{ 1, "client identifier" },
	{ 2, "server identifier" },
	{ 3, "non-temporary addresses" },
	{ 4, "temporary addresses" },
	{ 5, "address" },
	{ 6, "option request" },
	{ 7, "preference" },
	{ 8, "elapsed time" },
	{ 9, "relayed message" },
	{ 11, "authentication" },
	{ 12, "server unicast" },
	{ 13, "status" },
	{ 14, "rapid commit" },
	{ 15, "user class" },
	{ 16, "vendor class" },
	{ 17, "vendor options" },
	{ 18, "interface id" },
	{ 19, "reconfigure message" },
	{ 20, "reconfigure accept" },
	{ 21, "SIP server names" },
	{ 22, "SIP servers" },
	{ 23, "DNS servers" },
	{ 24, "search domains" },
	{ 25, "delegated prefixes" },
	{ 26, "prefix" },
	{ 27, "NIS servers" },
	{ 28, "NIS+ servers" },
	{ 29, "NIS domain" },
	{ 30, "NIS+ domain" },
	{ 31, "SNTP servers" },
	{ 32, "refresh time" },
	{ 33, "BCMCS domains" },
	{ 34, "BCMCS servers" },
	{ 36, "civic location" },
	{ 37, "remote id" },
	{ 38, "subscriber id" },
	{ 39, "client name" },
	{ 40, "PANA agents" },
	{ 41, "POSIX time zone" },
	{ 42, "time zone" },
	{ 43, "echo request" },
	{ 44, "lease query" },
	{ 45, "client data" },
	{ 46, "last transaction" },
	{ 47, "relay data" },
	{ 48, "client links" },
	{ 51, "LoST server" },
	{ 52, "CAPWAP controllers" },
	{ 53, "relay identifier" },
	{ 56, "NTP server" },
	{ 59, "boot file" },
	{ 60, "boot parameters" },
	{ 61, "client architecture" },
	{ 62, "network interface" },
	{ 64, "AFTR name" },
	{ 65, "ERP domain" },
	{ 66, "relay's options" },
	{ 67, "prefix exclusion" },
	{ 68, "virtual subnet" },
	{ 74, "DNS server selection" },
	{ 79, "client link address" },
	{ 80, "link address" },
	{ 81, "RADIUS" },
	{ 82, "longest solicit timeout" },
	{ 83, "longest information timeout" },
	{ 84, "address selection" },
	{ 86, "PCP servers" },
	{ 87, "DHCPv4 message" },
	{ 88, "DHCPv4 servers" },
	{ 89, "S46 rule" },
	{ 90, "S46 border relay" },
	{ 91, "S46 default mapping" },
	{ 92, "S46 binding" },
	{ 93, "S46 ports" },
	{ 94, "S46 MAP-E" },
	{ 95, "S46 MAP-T" },
	{ 96, "S46 lightweight 4over6" },
	{ 97, "4rd" },
	{ 103, "captive portal" },
	{ 112, "usage description" },
	{ 135, "relay source port" },
	{ 136, "SZTP redirect" },
	{ 143, "IPv6 address of ANDSF" },
	{ 0, NULL },
};

static const struct name statuses[] = {
	{ 0, "Success" },	{ 1, "UnspecFail" }, { 2, "NoAddrsAvail" },
	{ 3, "NoBinding" },	{ 4, "NotOnLink" },  { 5, "UseMulticast" },
	{ 6, "NoPrefixAvail" }, { 0, NULL },
};

static const struct name duid_types[] = {
	{ 1, "link address and time" },
	{ 2, "enterprise number" },
	{ 3, "link address" },
	{ 4, "UUID" },
	{ 0, NULL },
};

struct dhcp6 {
	struct text *info;
	unsigned nesting;
};

static void read_options(struct dissect *d, struct dhcp6 *m);
static void read_message(struct dissect *d, struct dhcp6 *m);

/* --- One reader per option: what is left is its value. --- */

/* RFC 8415, 11: four ways to be somebody. */
static void read_duid(struct dissect *d)
{
	uint32_t type = field_named(d, "duid type", 2, duid_types);
	if (type == 1 || type == 3)
		(void)field_named(d, "hardware", 2, names_hardware);
	else if (type == 2)
		(void)field_uint(d, "enterprise", 4);
	if (type == 1) {
		uint32_t seconds = reader_u32(&d->r);
		struct text *t = field_over(d, "time", 4);
		if (t)
			moment_text(t, (int64_t)seconds + DUID_EPOCH, 0, 0);
	}
	size_t n = reader_left(&d->r);
	const uint8_t *p = reader_bytes(&d->r, n);
	struct text *t = n ? field_over(d, "identifier", n) : NULL;
	if (t)
		addr_colons(t, p, n);
}

static void read_client(struct dissect *d, struct dhcp6 *m)
{
	size_t n = reader_left(&d->r);
	text_str(m->info, " CID: ");
	for (size_t i = 0; i < n && i < ELLIPSIS; i++)
		text_hex(m->info, d->r.at[i], 2);
	read_duid(d);
}

static void read_server(struct dissect *d, struct dhcp6 *m)
{
	(void)m;
	read_duid(d);
}

static void read_seconds(struct dissect *d, const char *name)
{
	uint32_t seconds = reader_u32(&d->r);
	struct text *t = field_over(d, name, 4);
	if (!t)
		return;
	if (seconds == 0xffffffff) {
		text_str(t, "forever");
	} else {
		text_uint(t, seconds);
		text_str(t, " s");
	}
}

static void read_association(struct dissect *d, struct dhcp6 *m)
{
	(void)field_hex(d, "iaid", 4);
	read_seconds(d, "renew after");
	read_seconds(d, "rebind after");
	read_options(d, m);
}

static void read_temporary(struct dissect *d, struct dhcp6 *m)
{
	(void)field_hex(d, "iaid", 4);
	read_options(d, m);
}

static void read_address(struct dissect *d, struct dhcp6 *m)
{
	const uint8_t *ip = field_ip6(d, "address");
	if (!ip)
		return;
	text_str(m->info, " IAA: ");
	addr_ip6(m->info, ip);
	read_seconds(d, "preferred for");
	read_seconds(d, "valid for");
	read_options(d, m);
}

static void read_prefix(struct dissect *d, struct dhcp6 *m)
{
	read_seconds(d, "preferred for");
	read_seconds(d, "valid for");
	uint32_t length = reader_u8(&d->r);
	const uint8_t *ip = reader_bytes(&d->r, 16);
	struct text *t = field_over(d, "prefix", 17);
	if (t) {
		addr_ip6(t, ip);
		text_char(t, '/');
		text_uint(t, length);
	}
	read_options(d, m);
}

static void read_requests(struct dissect *d, struct dhcp6 *m)
{
	(void)m;
	while (part_more(d))
		(void)field_named(d, "wants", 2, option_names);
}

static void read_elapsed(struct dissect *d, struct dhcp6 *m)
{
	(void)m;
	uint32_t value = reader_u16(&d->r);
	struct text *t = field_over(d, "elapsed", 2);
	if (t) {
		text_uint(t, value / 100);
		text_char(t, '.');
		text_padded(t, value % 100, 2);
		text_str(t, " s");
	}
}

static void read_relayed(struct dissect *d, struct dhcp6 *m)
{
	text_char(m->info, ' ');
	read_message(d, m);
}

static void read_status(struct dissect *d, struct dhcp6 *m)
{
	(void)m;
	(void)field_named(d, "code", 2, statuses);
	if (part_more(d))
		(void)field_text(d, "message", reader_left(&d->r));
}

static void read_addresses(struct dissect *d, struct dhcp6 *m)
{
	(void)m;
	while (part_more(d))
		(void)field_ip6(d, "address");
}

/* Labels with their lengths, never compressed here. */
static void read_domain(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	char buffer[256];
	struct text name = text_over(buffer, sizeof(buffer));
	while (part_more(d)) {
		size_t n = reader_u8(&d->r);
		const uint8_t *label = n ? reader_bytes(&d->r, n) : NULL;
		if (!label)
			break;
		if (text_length(&name))
			text_char(&name, '.');
		text_escape(&name, label, n);
	}
	field_show_str(d, "domain", (size_t)(d->r.at - start), buffer);
}

static void read_domains(struct dissect *d, struct dhcp6 *m)
{
	(void)m;
	while (part_more(d))
		read_domain(d);
}

static void read_name(struct dissect *d, struct dhcp6 *m)
{
	(void)field_hex(d, "flags", 1);
	read_domains(d, m);
}

static void read_text(struct dissect *d, struct dhcp6 *m)
{
	(void)m;
	if (part_more(d))
		(void)field_text(d, "text", reader_left(&d->r));
}

static void read_enterprise(struct dissect *d, struct dhcp6 *m)
{
	(void)m;
	(void)field_uint(d, "enterprise", 4);
	field_rest(d, "value");
}

/* RFC 8415 21.15 and 21.16: pieces behind sizes of two bytes, which are text as a rule;
 * 21.17: options of the enterprise. */
static void read_pieces(struct dissect *d)
{
	while (part_more(d)) {
		size_t n = reader_u16(&d->r);
		(void)field_text(d, "text", n);
	}
}

static void read_user_class(struct dissect *d, struct dhcp6 *m)
{
	(void)m;
	read_pieces(d);
}

static void read_vendor_class(struct dissect *d, struct dhcp6 *m)
{
	(void)m;
	(void)field_uint(d, "enterprise", 4);
	read_pieces(d);
}

static void read_vendor_options(struct dissect *d, struct dhcp6 *m)
{
	(void)m;
	(void)field_uint(d, "enterprise", 4);
	while (part_more(d)) {
		(void)field_uint(d, "part", 2);
		size_t n = reader_u16(&d->r);
		(void)field_text(d, "value", n);
	}
}

static void read_number(struct dissect *d, struct dhcp6 *m)
{
	size_t n = reader_left(&d->r);
	(void)m;
	if (n == 1 || n == 2 || n == 4)
		(void)field_uint(d, "value", n);
	else
		field_rest(d, "value");
}

/* RFC 5908: addresses, groups and names, each with a head of its own. */
static void read_time_servers(struct dissect *d, struct dhcp6 *m)
{
	enum { SERVER = 1, GROUP = 2, NAME = 3 };
	static const struct name kinds[] = {
		{ SERVER, "server" },
		{ GROUP, "multicast group" },
		{ NAME, "name" },
		{ 0, NULL },
	};
	while (part_more(d)) {
		uint32_t kind = field_named(d, "time source", 2, kinds);
		struct nest nest = field_enter(d);
		struct part outer = part_open(d, field_uint(d, "size", 2));
		if (kind == NAME)
			read_domains(d, m);
		else
			read_addresses(d, m);
		part_close(d, outer);
		field_leave(d, nest);
	}
}

/* RFC 6939 */
static void read_link_address(struct dissect *d, struct dhcp6 *m)
{
	enum { ETHERNET = 1, MAC = 6 };
	(void)m;
	uint32_t type = field_uint(d, "hardware", 2);
	if (type == ETHERNET && reader_left(&d->r) == MAC)
		(void)field_mac(d, "address");
	field_rest(d, "address");
}

static void read_other(struct dissect *d, struct dhcp6 *m)
{
	(void)m;
	field_rest(d, "value");
}

struct option {
	uint32_t code;
	void (*read)(struct dissect *d, struct dhcp6 *m);
};

static const struct option options[] = {
	{ 1, read_client },	   { 2, read_server },		{ 3, read_association },
	{ 4, read_temporary },	   { 5, read_address },		{ 6, read_requests },
	{ 7, read_number },	   { 8, read_elapsed },		{ 9, read_relayed },
	{ 12, read_addresses },	   { 13, read_status },		{ 15, read_user_class },
	{ 16, read_vendor_class }, { 17, read_vendor_options }, { 21, read_domains },
	{ 22, read_addresses },	   { 23, read_addresses },	{ 24, read_domains },
	{ 25, read_association },  { 26, read_prefix },		{ 27, read_addresses },
	{ 28, read_addresses },	   { 29, read_domains },	{ 30, read_domains },
	{ 31, read_addresses },	   { 32, read_number },		{ 33, read_domains },
	{ 34, read_addresses },	   { 37, read_enterprise },	{ 39, read_name },
	{ 40, read_addresses },	   { 41, read_text },		{ 42, read_text },
	{ 43, read_requests },	   { 51, read_domains },	{ 52, read_addresses },
	{ 53, read_server },	   { 56, read_time_servers },	{ 59, read_text },
	{ 61, read_number },	   { 64, read_domains },	{ 65, read_domains },
	{ 79, read_link_address }, { 80, read_addresses },	{ 82, read_number },
	{ 83, read_number },	   { 86, read_addresses },	{ 88, read_addresses },
	{ 94, read_options },	   { 95, read_options },	{ 96, read_options },
	{ 103, read_text },	   { 112, read_text },		{ 135, read_number },
	{ 136, read_user_class },
};

static const struct option *option_find(uint32_t code)
{
	static const struct option other = { 0, read_other };
	for (size_t i = 0; i < COUNT(options); i++)
		if (options[i].code == code)
			return &options[i];
	return &other;
}

static void read_options(struct dissect *d, struct dhcp6 *m)
{
	if (m->nesting >= NESTING) {
		field_rest(d, "deeper options");
		return;
	}
	m->nesting++;
	while (part_more(d)) {
		uint32_t code = field_named(d, "option", 2, option_names);
		struct nest nest = field_enter(d);
		size_t size = field_uint(d, "size", 2);
		struct part outer = part_open(d, size);
		option_find(code)->read(d, m);
		part_close(d, outer);
		field_leave(d, nest);
	}
	m->nesting--;
}

static void read_relay(struct dissect *d, struct dhcp6 *m)
{
	(void)field_uint(d, "hops", 1);
	const uint8_t *link = field_ip6(d, "link address");
	(void)field_ip6(d, "peer address");
	if (d->r.cut)
		return;
	text_str(m->info, " L: ");
	addr_ip6(m->info, link);
	read_options(d, m);
}

static void read_message(struct dissect *d, struct dhcp6 *m)
{
	uint32_t type = field_named(d, "message", 1, types);
	if (d->r.cut)
		return;
	const char *word = name_of(types, type, NULL);
	text_str(m->info, word ? word : "Message Type ");
	if (!word)
		text_uint(m->info, type);
	if (type == RELAY_FORWARD || type == RELAY_REPLY) {
		read_relay(d, m);
		return;
	}
	uint32_t id = field_hex(d, "transaction id", 3);
	if (d->r.cut)
		return;
	text_str(m->info, " XID: 0x");
	text_hex(m->info, id, 6);
	read_options(d, m);
}

static void read_dhcp6(struct dissect *d)
{
	struct dhcp6 m = { .info = info_start(d) };
	read_message(d, &m);
	layer_repeats_info(d);
}

const struct proto proto_dhcp6 = {
	.name = "DHCPv6",
	.column = "DHCPv6",
	.family = FAMILY_NAMES,
	.read = read_dhcp6,
};
