/* Open shortest path first, version 2 (RFC 2328, 5613); of version 3 (RFC 5340) the
 * header, which is shorter.
 *
 *	0        8        16               32
 *	+--------+--------+----------------+
 *	| version| type   | length         |
 *	| router id                        |
 *	| area id                          |
 *	| checksum        | authentication |
 *	| authentication data (8 bytes)    |
 *	+----------------------------------+
 *
 * Behind what Wireshark says, the Info has what tells two hellos apart. */
#include "core/dissect/checksum.h"
#include "core/dissect/ospf.h"

enum { HEADER = 24, HEADER3 = 16, AUTHENTICATION = 16, LSA_HEADER = 20 };

enum type { HELLO = 1, DESCRIPTION = 2, REQUEST = 3, UPDATE = 4, ACKNOWLEDGE = 5 };

static const struct name types[] = {
	{ HELLO, "Hello Packet" },	   { DESCRIPTION, "DB Description" },
	{ REQUEST, "LS Request" },	   { UPDATE, "LS Update" },
	{ ACKNOWLEDGE, "LS Acknowledge" }, { 0, NULL },
};

enum { AUTH_NONE = 0, AUTH_PASSWORD = 1, AUTH_CRYPTOGRAPHIC = 2 };

static const struct name authentications[] = {
	{ AUTH_NONE, "none" },
	{ AUTH_PASSWORD, "password" },
	{ AUTH_CRYPTOGRAPHIC, "cryptographic" },
	{ 0, NULL },
};

static const struct name description_flags[] = {
	{ 0x04, "I" }, { 0x02, "M" }, { 0x01, "MS" }, { 0x08, "R" }, { 0, NULL },
};

struct ospf {
	const uint8_t *start, *router, *area;
	uint32_t version, type, length, authentication, digest;
};

static void put_named_ip4(struct text *info, const char *label, const uint8_t *ip)
{
	if (!ip)
		return;
	text_str(info, label);
	addr_ip4(info, ip);
}

static bool is_any(const uint8_t *ip)
{
	return !ip || !(ip[0] | ip[1] | ip[2] | ip[3]);
}

static void read_hello(struct dissect *d, struct text *info)
{
	(void)field_ip4(d, "mask");
	(void)field_uint(d, "hello interval", 2);
	(void)field_flags(d, "options", 1, ospf_options);
	(void)field_uint(d, "priority", 1);
	(void)field_uint(d, "dead interval", 4);
	const uint8_t *first = field_ip4(d, "designated router");
	const uint8_t *second = field_ip4(d, "backup");
	if (!is_any(first))
		put_named_ip4(info, ", DR ", first);
	if (!is_any(second))
		put_named_ip4(info, ", BDR ", second);
	const char *label = ", neighbors ";
	while (part_more(d)) {
		put_named_ip4(info, label, field_ip4(d, "neighbour"));
		label = " ";
	}
}

static void read_headers(struct dissect *d, struct text *info)
{
	while (part_more(d))
		ospf_read_lsa(d, info, false);
}

bool ospf_read_exchange(struct dissect *d, struct text *info)
{
	uint32_t flags = field_flags(d, "flags", 1, description_flags);
	uint32_t sequence = field_uint(d, "sequence", 4);
	if (d->r.cut)
		return false;
	if (flags & 7) {
		text_str(info, ", ");
		names_flags(info, description_flags, flags & 7, " ");
	}
	text_str(info, ", seq ");
	text_uint(info, sequence);
	return true;
}

static void read_description(struct dissect *d, struct text *info)
{
	(void)field_uint(d, "interface mtu", 2);
	(void)field_flags(d, "options", 1, ospf_options);
	if (ospf_read_exchange(d, info))
		read_headers(d, info);
}

static void read_request(struct dissect *d, struct text *info)
{
	while (part_more(d)) {
		uint32_t type = field_named(d, "request", 4, ospf_lsa_types);
		struct nest nest = field_enter(d);
		const uint8_t *id = field_ip4(d, "link state id");
		const uint8_t *router = field_ip4(d, "advertising router");
		field_leave(d, nest);
		if (!id || !router)
			return;
		text_str(info, ", ");
		text_str(info, name_of(ospf_lsa_types, type, "Unknown LSA"));
		put_named_ip4(info, " ", id);
		put_named_ip4(info, " from ", router);
	}
}

static void read_update(struct dissect *d, struct text *info)
{
	uint32_t count = field_uint(d, "lsas", 4);
	for (uint32_t i = 0; i < count && !d->r.cut; i++)
		ospf_read_lsa(d, info, true);
}

static void read_body(struct dissect *d, struct text *info, uint32_t type)
{
	if (type == HELLO)
		read_hello(d, info);
	else if (type == DESCRIPTION)
		read_description(d, info);
	else if (type == REQUEST)
		read_request(d, info);
	else if (type == UPDATE)
		read_update(d, info);
	else if (type == ACKNOWLEDGE)
		read_headers(d, info);
	field_rest(d, "content");
}

/* The sum leaves the authentication data out (RFC 2328 D.4.1, D.4.2). */
static void show_checksum(struct dissect *d, const struct ospf *o)
{
	reader_skip(&d->r, 2);
	if (!d->tree || d->r.cut)
		return;
	bool there = o->length <= (size_t)(d->r.end - o->start) && o->length >= HEADER;
	bool used = (d->r.end - d->r.at) >= 2 && d->r.at[1] != AUTH_CRYPTOGRAPHIC;
	if (!there || !used) {
		field_show_hex(d, "checksum", 2,
			       (uint32_t)d->r.at[-2] << 8 | d->r.at[-1]);
		return;
	}
	uint16_t sum = checksum_add(0, o->start + HEADER, o->length - HEADER);
	checksum_field(d, CHECKSUM_PLAIN, sum, o->start, AUTHENTICATION);
}

static void read_authentication(struct dissect *d, struct ospf *o)
{
	o->authentication = field_named(d, "authentication", 2, authentications);
	if (o->authentication != AUTH_CRYPTOGRAPHIC) {
		(void)field_bytes(d, "authentication data", 8);
		return;
	}
	reader_skip(&d->r, 2);
	(void)field_uint(d, "key id", 1);
	o->digest = field_uint(d, "digest size", 1);
	(void)field_uint(d, "cryptographic sequence", 4);
}

static void put_start(struct text *t, const struct ospf *o)
{
	const char *word = name_of(types, o->type, NULL);
	text_str(t, word ? word : "Unknown (");
	if (!word) {
		text_uint(t, o->type);
		text_char(t, ')');
	}
	put_named_ip4(t, ", area ", o->area);
	put_named_ip4(t, ", router ", o->router);
}

/* Version 3 authenticates below and runs several instances over one link. */
static void read_rest3(struct dissect *d, struct text *info, const struct ospf *o)
{
	reader_skip(&d->r, 2);
	if (d->tree && d->ip.size)
		checksum_field(d, CHECKSUM_PSEUDO, checksum_pseudo(d, 89, o->length),
			       o->start, o->length);
	(void)field_uint(d, "instance", 1);
	reader_skip(&d->r, 1);
	if (d->r.cut)
		return;
	struct part outer = part_open(d, o->length < HEADER3 ? 0 : o->length - HEADER3);
	ospf3_read_body(d, info, o->type);
	part_close(d, outer);
	field_rest(d, "authentication");
}

static void read_rest2(struct dissect *d, struct text *info, struct ospf *o)
{
	show_checksum(d, o);
	read_authentication(d, o);
	if (d->r.cut)
		return;
	struct part outer = part_open(d, o->length < HEADER ? 0 : o->length - HEADER);
	read_body(d, info, o->type);
	part_close(d, outer);
	if (o->authentication == AUTH_CRYPTOGRAPHIC && part_more(d))
		(void)field_bytes(d, "digest", o->digest);
	ospf_read_local(d);
	field_rest(d, "behind the packet");
}

static void read_ospf(struct dissect *d)
{
	struct ospf o = { .start = d->r.at };
	o.version = field_uint(d, "version", 1);
	o.type = field_named(d, "type", 1, types);
	o.length = field_uint(d, "length", 2);
	o.router = field_ip4(d, "router id");
	o.area = field_ip4(d, "area");
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	put_start(info, &o);
	if (o.version == 2)
		read_rest2(d, info, &o);
	else
		read_rest3(d, info, &o);
	struct text *t = layer_summary(d);
	if (t) {
		text_char(t, 'v');
		text_uint(t, o.version);
		text_str(t, "  ");
		put_start(t, &o);
	}
}

const struct proto proto_ospf = {
	.name = "OSPF",
	.column = "OSPF",
	.family = FAMILY_ROUTING,
	.read = read_ospf,
};
