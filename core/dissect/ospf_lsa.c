/* Link state advertisements of OSPF version 2 (RFC 2328 A.4, 1584, 3101, 5250).
 *
 *	0               16      24       32
 *	+---------------+-------+--------+
 *	| age           | opts  | type   |
 *	| link state id                  |
 *	| advertising router             |
 *	| sequence number                |
 *	| checksum      | length         |
 *	+---------------+----------------+ */
#include "core/dissect/checksum.h"
#include "core/dissect/ospf.h"

enum { HEADER = 20 };

enum lsa {
	LSA_ROUTER = 1,
	LSA_NETWORK = 2,
	LSA_SUMMARY = 3,
	LSA_SUMMARY_ROUTER = 4,
	LSA_EXTERNAL = 5,
	LSA_GROUP = 6, /* MOSPF */
	LSA_NSSA = 7,
	LSA_OPAQUE_LINK = 9,
	LSA_OPAQUE_AREA = 10,
	LSA_OPAQUE_AS = 11,
};

const struct name ospf_lsa_types[] = {
	{ LSA_ROUTER, "Router-LSA" },
	{ LSA_NETWORK, "Network-LSA" },
	{ LSA_SUMMARY, "Summary-LSA (IP network)" },
	{ LSA_SUMMARY_ROUTER, "Summary-LSA (ASBR)" },
	{ LSA_EXTERNAL, "AS-External-LSA" },
	{ LSA_GROUP, "Group-Membership-LSA" },
	{ LSA_NSSA, "NSSA-LSA" },
	{ 8, "External-Attributes-LSA" },
	{ LSA_OPAQUE_LINK, "Opaque-LSA (link)" },
	{ LSA_OPAQUE_AREA, "Opaque-LSA (area)" },
	{ LSA_OPAQUE_AS, "Opaque-LSA (AS)" },
	{ 0, NULL },
};

const struct name ospf_options[] = {
	{ 0x01, "MT" }, { 0x02, "E" }, { 0x04, "MC" }, { 0x08, "N/P" }, { 0x10, "L" },
	{ 0x20, "DC" }, { 0x40, "O" }, { 0x80, "DN" }, { 0, NULL },
};

static const struct name router_flags[] = {
	{ 0x01, "border of areas" },
	{ 0x02, "border of the AS" },
	{ 0x04, "virtual link" },
	{ 0, NULL },
};

static const struct name link_types[] = {
	{ 1, "point to point" }, { 2, "transit" }, { 3, "stub" },
	{ 4, "virtual" },	 { 0, NULL },
};

static const struct name opaque_types[] = {
	{ 1, "traffic engineering" }, { 3, "grace" },
	{ 4, "router information" },  { 7, "extended prefix" },
	{ 8, "extended link" },	      { 0, NULL },
};

static void read_link(struct dissect *d)
{
	static const char *const ids[] = { "id", "neighbour", "designated router",
					   "network", "neighbour" };
	static const char *const datas[] = { "data", "interface", "interface", "mask",
					     "interface" };
	uint32_t type = d->r.at + 9 <= d->r.end ? d->r.at[8] : 0;
	struct text *t = field_at(d, "link", d->r.at, 0);
	if (t)
		text_str(t, name_of(link_types, type, "unknown"));
	struct nest nest = field_enter(d);
	(void)field_ip4(d, ids[type < 5 ? type : 0]);
	(void)field_ip4(d, datas[type < 5 ? type : 0]);
	(void)field_named(d, "type", 1, link_types);
	uint32_t more = field_uint(d, "tos metrics", 1);
	(void)field_uint(d, "metric", 2);
	for (uint32_t i = 0; i < more && part_more(d); i++) {
		(void)field_uint(d, "tos", 1);
		reader_skip(&d->r, 1);
		(void)field_uint(d, "tos metric", 2);
	}
	field_leave(d, nest);
}

static void read_router(struct dissect *d)
{
	(void)field_flags(d, "flags", 1, router_flags);
	reader_skip(&d->r, 1);
	uint32_t links = field_uint(d, "links", 2);
	for (uint32_t i = 0; i < links && !d->r.cut; i++)
		read_link(d);
}

static void read_network(struct dissect *d)
{
	(void)field_ip4(d, "mask");
	while (part_more(d))
		(void)field_ip4(d, "attached router");
}

/* Who has members of the group that is the id (RFC 1584 A.3). */
static void read_group(struct dissect *d)
{
	static const struct name vertices[] = {
		{ 1, "router" },
		{ 2, "transit network" },
		{ 0, NULL },
	};
	while (part_more(d)) {
		(void)field_named(d, "vertex type", 4, vertices);
		(void)field_ip4(d, "vertex");
	}
}

static void read_summary(struct dissect *d)
{
	(void)field_ip4(d, "mask");
	while (part_more(d)) {
		(void)field_uint(d, "tos", 1);
		(void)field_uint(d, "metric", 3);
	}
}

static void read_external(struct dissect *d)
{
	(void)field_ip4(d, "mask");
	while (part_more(d)) {
		uint32_t kind = reader_u8(&d->r);
		if (d->tree)
			field_show_str(d, "metric type", 1, kind & 0x80 ? "2" : "1");
		(void)field_uint(d, "metric", 3);
		(void)field_ip4(d, "forward to");
		(void)field_uint(d, "tag", 4);
	}
}

static void read_body(struct dissect *d, uint32_t type, uint32_t opaque)
{
	if (type == LSA_ROUTER)
		read_router(d);
	else if (type == LSA_NETWORK)
		read_network(d);
	else if (type == LSA_SUMMARY || type == LSA_SUMMARY_ROUTER)
		read_summary(d);
	else if (type == LSA_EXTERNAL || type == LSA_NSSA)
		read_external(d);
	else if (type == LSA_GROUP)
		read_group(d);
	else if (type >= LSA_OPAQUE_LINK && type <= LSA_OPAQUE_AS)
		ospf_read_opaque(d, opaque);
	field_rest(d, "content");
}

/* An opaque id is a type and a number. */
static const uint8_t *read_id(struct dissect *d, uint32_t type)
{
	if (type < LSA_OPAQUE_LINK || type > LSA_OPAQUE_AS)
		return field_ip4(d, "link state id");
	const uint8_t *id = d->r.at;
	(void)field_named(d, "opaque type", 1, opaque_types);
	(void)field_uint(d, "opaque id", 3);
	return d->r.cut ? NULL : id;
}

static void put_lsa(struct text *t, uint32_t type, const uint8_t *id,
		    const uint8_t *router)
{
	text_str(t, name_of(ospf_lsa_types, type, "Unknown LSA"));
	text_char(t, ' ');
	addr_ip4(t, id);
	text_str(t, " from ");
	addr_ip4(t, router);
}

uint32_t ospf_read_checksum(struct dissect *d, const uint8_t *lsa, bool body)
{
	enum { AGE = 2 };
	reader_skip(&d->r, 2);
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	uint32_t length = left < 2 ? 0 : (uint32_t)p[0] << 8 | p[1];
	if (!body && !d->r.cut)
		field_show_hex(d, "checksum", 2, (uint32_t)p[-2] << 8 | p[-1]);
	else if (length < HEADER || length > (size_t)(d->r.end - lsa))
		checksum_fletcher_field(d, NULL, NULL);
	else
		checksum_fletcher_field(d, lsa + AGE, lsa + length);
	return field_uint(d, "length", 2);
}

void ospf_read_lsa(struct dissect *d, struct text *info, bool body)
{
	const uint8_t *start = d->r.at;
	bool whole = reader_left(&d->r) >= HEADER;
	struct text *t = field_at(d, "lsa", start, 0);
	if (t && whole)
		put_lsa(t, start[3], start + 4, start + 8);
	struct nest nest = field_enter(d);
	uint32_t age = reader_u16(&d->r);
	if ((t = field_over(d, "age", 2))) {
		text_uint(t, age & 0x7fff);
		text_str(t, age & 0x8000 ? " s, do not age" : " s");
	}
	(void)field_flags(d, "options", 1, ospf_options);
	uint32_t type = field_named(d, "type", 1, ospf_lsa_types);
	const uint8_t *id = read_id(d, type);
	const uint8_t *router = field_ip4(d, "advertising router");
	(void)field_hex(d, "sequence", 4);
	uint32_t length = ospf_read_checksum(d, start, body);
	if (id && router) {
		text_str(info, ", ");
		put_lsa(info, type, id, router);
	}
	if (body && !d->r.cut) {
		struct part outer = part_open(d, length < HEADER ? 0 : length - HEADER);
		read_body(d, type, id ? *id : 0);
		part_close(d, outer);
	}
	field_leave(d, nest);
}
