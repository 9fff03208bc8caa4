/* Reports about flows: NetFlow 5, 7 and 9 (RFC 3954), and IPFIX (RFC 7011). Records of
 *9 and IPFIX need templates that came earlier; the sets are told apart.
 *
 *	5, 7:	version:2  count:2  uptime:4  time:8  sequence:4  engine:2  sampling:2
 *	9:	version:2  count:2  uptime:4  time:4  sequence:4  source:4
 *	IPFIX:	version:2  length:2  time:4  sequence:4  domain:4
 *	set:	id:2  length:2  content */
#include "core/dissect/field.h"
#include "core/dissect/moment.h"

enum version { VERSION_5 = 5, VERSION_7 = 7, VERSION_9 = 9, VERSION_IPFIX = 10 };
enum {
	SET_HEADER = 4,
	IPFIX_HEADER = 16,
	FIRST_DATA = 256,
	RECORD_5 = 48,
	RECORD_7 = 52,
	ENTERPRISE = 0x8000
};

static const struct name versions[] = {
	{ VERSION_5, "NetFlow 5" },
	{ VERSION_7, "NetFlow 7" },
	{ VERSION_9, "NetFlow 9" },
	{ VERSION_IPFIX, "IPFIX" },
	{ 0, NULL },
};

static const struct name elements[] = {
	{ 1, "octets" },
	{ 2, "packets" },
	{ 4, "protocol" },
	{ 5, "class of service" },
	{ 6, "tcp flags" },
	{ 7, "source port" },
	{ 8, "source IPv4" },
	{ 9, "source IPv4 prefix" },
	{ 10, "ingress interface" },
	{ 11, "destination port" },
	{ 12, "destination IPv4" },
	{ 13, "destination IPv4 prefix" },
	{ 14, "egress interface" },
	{ 15, "next hop IPv4" },
	{ 16, "source as" },
	{ 17, "destination as" },
	{ 18, "bgp next hop IPv4" },
	{ 21, "end uptime" },
	{ 22, "start uptime" },
	{ 27, "source IPv6" },
	{ 28, "destination IPv6" },
	{ 29, "source IPv6 prefix" },
	{ 30, "destination IPv6 prefix" },
	{ 31, "flow label" },
	{ 32, "icmp type" },
	{ 34, "sampling interval" },
	{ 48, "sampler id" },
	{ 56, "source mac" },
	{ 57, "destination mac" },
	{ 58, "vlan" },
	{ 60, "ip version" },
	{ 61, "direction" },
	{ 62, "next hop IPv6" },
	{ 70, "mpls label 1" },
	{ 80, "destination mac" },
	{ 85, "octets total" },
	{ 86, "packets total" },
	{ 89, "forwarding status" },
	{ 136, "end reason" },
	{ 148, "flow id" },
	{ 150, "start seconds" },
	{ 151, "end seconds" },
	{ 152, "start milliseconds" },
	{ 153, "end milliseconds" },
	{ 225, "translated source IPv4" },
	{ 234, "ingress vrf" },
	{ 235, "egress vrf" },
	{ 0, NULL },
};

struct netflow {
	struct text *info;
	uint32_t version;
};

static void read_time(struct dissect *d, const char *name)
{
	uint32_t seconds = reader_u32(&d->r);
	struct text *t = field_over(d, name, 4);
	if (t)
		moment_text(t, seconds, 0, 0);
}

static void put_number(struct text *t, const char *label, uint32_t value)
{
	text_str(t, label);
	text_uint(t, value);
}

/* As wide as Wireshark has it. */
static void put_wide(struct text *t, const char *label, uint32_t value, uint32_t width)
{
	text_str(t, label);
	for (uint32_t reach = 10; width > 1; width--, reach *= 10)
		if (value < reach)
			text_char(t, ' ');
	text_uint(t, value);
}

/* --- Versions 5 and 7: records of one shape. --- */

static void read_flow(struct dissect *d, size_t size)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	struct text *t = field_at(d, "flow", p, left < size ? left : size);
	if (t && left >= size) {
		addr_ip4(t, p);
		put_number(t, ":", (uint32_t)p[32] << 8 | p[33]);
		text_str(t, ARROW);
		addr_ip4(t, p + 4);
		put_number(t, ":", (uint32_t)p[34] << 8 | p[35]);
	}
	struct nest nest = field_enter(d);
	(void)field_ip4(d, "source");
	(void)field_ip4(d, "destination");
	(void)field_ip4(d, "next hop");
	(void)field_uint(d, "ingress interface", 2);
	(void)field_uint(d, "egress interface", 2);
	(void)field_uint(d, "packets", 4);
	(void)field_uint(d, "octets", 4);
	(void)field_uint(d, "start uptime ms", 4);
	(void)field_uint(d, "end uptime ms", 4);
	(void)field_uint(d, "source port", 2);
	(void)field_uint(d, "destination port", 2);
	reader_skip(&d->r, 1);
	(void)field_hex(d, "tcp flags", 1);
	(void)field_named(d, "protocol", 1, names_ip_protocols);
	(void)field_uint(d, "class of service", 1);
	(void)field_uint(d, "source as", 2);
	(void)field_uint(d, "destination as", 2);
	(void)field_uint(d, "source prefix", 1);
	(void)field_uint(d, "destination prefix", 1);
	reader_skip(&d->r, size - 46);
	field_leave(d, nest);
}

static void read_version_5(struct dissect *d, struct netflow *n)
{
	size_t size = n->version == VERSION_5 ? RECORD_5 : RECORD_7;
	uint32_t count = field_uint(d, "count", 2);
	put_number(n->info, "total: ", count);
	put_number(n->info, " (v", n->version);
	text_str(n->info, count == 1 ? ") flow" : ") flows");
	(void)field_uint(d, "uptime ms", 4);
	read_time(d, "time");
	(void)field_uint(d, "nanoseconds", 4);
	(void)field_uint(d, "sequence", 4);
	(void)field_uint(d, "engine type", 1);
	(void)field_uint(d, "engine id", 1);
	(void)field_uint(d, "sampling", 2);
	if (!d->tree)
		reader_skip(&d->r, count * size);
	else
		for (; count && !d->r.cut; count--)
			read_flow(d, size);
}

/* --- Version 9 and IPFIX: sets. --- */

static void read_element(struct dissect *d, const struct netflow *n)
{
	uint32_t id = reader_u16(&d->r), size = reader_u16(&d->r);
	bool foreign = n->version == VERSION_IPFIX && id & ENTERPRISE;
	uint32_t vendor = foreign ? reader_u32(&d->r) : 0;
	const char *word = foreign ? NULL : name_of(elements, id, NULL);
	struct text *t = field_over(d, "element", foreign ? 8 : 4);
	if (!t)
		return;
	text_uint(t, foreign ? id & ~(uint32_t)ENTERPRISE : id);
	text_str(t, word ? "  " : "");
	text_str(t, word ? word : "");
	if (foreign)
		put_number(t, "  of enterprise ", vendor);
	put_number(t, "  size ", size);
}

/* Fields of options count in bytes in version 9, and in elements in IPFIX. */
static size_t read_counts(struct dissect *d, const struct netflow *n, bool options)
{
	size_t count = 0;
	if (!options) {
		count = field_uint(d, "fields", 2);
	} else if (n->version == VERSION_9) {
		count = field_uint(d, "scope size", 2) / 4;
		count += field_uint(d, "options size", 2) / 4;
	} else {
		count = field_uint(d, "fields", 2);
		(void)field_uint(d, "scope fields", 2);
	}
	return count;
}

static void read_templates(struct dissect *d, struct netflow *n, bool options)
{
	text_str(n->info, options ? " [Options-Template:" : " [Data-Template:");
	for (bool first = true; reader_left(&d->r) > 4; first = false) {
		uint32_t id = field_uint(d, "template", 2);
		if (id < FIRST_DATA)
			break; /* padding */
		put_number(n->info, first ? "" : ",", id);
		struct nest nest = field_enter(d);
		for (size_t i = read_counts(d, n, options); i && part_more(d); i--)
			read_element(d, n);
		field_leave(d, nest);
	}
	text_char(n->info, ']');
	d->r.at = d->r.end;
}

static void read_set(struct dissect *d, struct netflow *n)
{
	uint32_t id = field_uint(d, "set", 2);
	struct nest nest = field_enter(d);
	size_t size = field_uint(d, "length", 2);
	if (size < SET_HEADER)
		d->r.cut = true;
	struct part outer = part_open(d, size < SET_HEADER ? 0 : size - SET_HEADER);
	uint32_t data = n->version == VERSION_9 ? 0 : 2; /* number of a template set */
	if (d->r.cut) {
		;
	} else if (id == data || id == data + 1) {
		read_templates(d, n, id == data + 1);
	} else if (id >= FIRST_DATA) {
		put_number(n->info, " [Data:", id);
		text_char(n->info, ']');
		field_rest(d, "records");
	} else {
		field_rest(d, "content");
	}
	part_close(d, outer);
	field_leave(d, nest);
}

static void read_sets(struct dissect *d, struct netflow *n)
{
	uint32_t count = field_uint(d, n->version == VERSION_9 ? "count" : "length", 2);
	if (n->version == VERSION_9)
		(void)field_uint(d, "uptime ms", 4);
	read_time(d, "time");
	(void)field_uint(d, "sequence", 4);
	uint32_t domain = field_uint(d, "domain", 4);
	if (d->r.cut)
		return;
	if (n->version == VERSION_9) {
		put_number(n->info, "total: ", count);
		text_str(n->info, " (v9) record");
		text_str(n->info, count == 1 ? "" : "s");
	} else {
		put_wide(n->info, "IPFIX flow (", count, 4);
		text_str(n->info, " bytes)");
	}
	put_wide(n->info, " Obs-Domain-ID=", domain, 5);
	while (reader_left(&d->r) >= SET_HEADER && !d->columns.truncated)
		read_set(d, n);
	field_rest(d, "padding");
}

static void read_netflow(struct dissect *d)
{
	const uint8_t *p = d->r.at;
	if (reader_left(&d->r) < 4 || p[0] || !name_of(versions, p[1], NULL)) {
		layer_decline(d);
		return;
	}
	struct netflow n = { .info = info_start(d) };
	n.version = field_named(d, "version", 2, versions);
	if (n.version <= VERSION_7)
		read_version_5(d, &n);
	else
		read_sets(d, &n);
	layer_repeats_info(d);
}

const struct proto proto_netflow = {
	.name = "NetFlow",
	.column = "CFLOW",
	.family = FAMILY_NAMES,
	.read = read_netflow,
};

/* RFC 7011 10.4: messages in a row, each of which says how long it is. */
static void read_ipfix_tcp(struct dissect *d)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r),
	       length = left < 4 ? 0 : (size_t)p[2] << 8 | p[3];
	if (length < IPFIX_HEADER || p[0] || p[1] != VERSION_IPFIX ||
	    length > left + d->beyond) {
		layer_decline(d);
		return;
	}
	struct part outer = part_open(d, length);
	read_netflow(d);
	part_close(d, outer);
	field_rest(d, "more messages");
}

const struct proto proto_ipfix_tcp = {
	.name = "NetFlow",
	.column = "CFLOW",
	.family = FAMILY_NAMES,
	.read = read_ipfix_tcp,
};
