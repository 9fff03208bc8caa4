/* Which VLANs a domain of Cisco's switches has (VTP, versions 1 and 2).
 *
 *	0        8        16       24       32
 *	+--------+--------+--------+--------+
 *	| version| code   | count  | length |
 *	| domain, 32 bytes                  |
 *	+-----------------------------------+
 *	summary: revision:4  updater:4  timestamp:12  digest:16
 *	subset:	 revision:4  VLANs: length:1 status:1 type:1 name length:1 id:2 mtu:2
 *		 802.10 index:4 name, filled up to words
 *	request: revision:4	join: first:2 last:2 bits */
#include <string.h>

#include "core/dissect/field.h"

enum code { SUMMARY = 1, SUBSET = 2, REQUEST = 3, JOIN = 4 };
enum { DOMAIN_SIZE = 32, VLAN_HEADER = 12 };

static const struct name codes[] = {
	{ SUMMARY, "Summary Advertisement" },
	{ SUBSET, "Subset Advertisement" },
	{ REQUEST, "Advertisement Request" },
	{ JOIN, "Join" },
	{ 0, NULL },
};

static const struct name kinds[] = {
	{ 1, "Ethernet" }, { 2, "FDDI" },      { 3, "token ring" },
	{ 4, "FDDI net" }, { 5, "TR bridge" }, { 0, NULL },
};

static void put_uint(struct text *info, const char *label, uint32_t value)
{
	text_str(info, label);
	text_uint(info, value);
}

static void read_summary(struct dissect *d, struct text *info, uint32_t followers)
{
	uint32_t revision = field_uint(d, "revision", 4);
	(void)field_ip4(d, "updater");
	(void)field_text(d, "timestamp", 12);
	(void)field_bytes(d, "digest", 16);
	put_uint(info, ", Revision: ", revision);
	put_uint(info, ", Followers: ", followers);
}

static void read_vlan(struct dissect *d)
{
	struct text *t = field_at(d, "vlan", d->r.at, 0);
	struct nest nest = field_enter(d);
	size_t length = reader_u8(&d->r);
	struct part outer = part_open(d, length ? length - 1 : 0);
	if (t && reader_left(&d->r) >= 5)
		text_uint(t, (uint32_t)d->r.at[3] << 8 | d->r.at[4]);
	(void)field_hex(d, "status", 1);
	(void)field_named(d, "type", 1, kinds);
	size_t n = reader_u8(&d->r);
	(void)field_uint(d, "id", 2);
	(void)field_uint(d, "mtu", 2);
	(void)field_hex(d, "802.10 index", 4);
	(void)field_text(d, "name", n);
	field_rest(d, "more");
	part_close(d, outer);
	field_leave(d, nest);
}

static void read_subset(struct dissect *d, struct text *info, uint32_t sequence)
{
	uint32_t revision = field_uint(d, "revision", 4);
	put_uint(info, ", Revision: ", revision);
	put_uint(info, ", Seq: ", sequence);
	while (reader_left(&d->r) >= VLAN_HEADER)
		read_vlan(d);
}

static void read_domain(struct dissect *d, struct text *info)
{
	size_t n = field_uint(d, "domain length", 1);
	const uint8_t *p = reader_bytes(&d->r, DOMAIN_SIZE);
	struct text *t = field_over(d, "domain", DOMAIN_SIZE);
	if (!p)
		return;
	n = strnlen((const char *)p, n < DOMAIN_SIZE ? n : DOMAIN_SIZE);
	if (t)
		text_escape(t, p, n);
	text_str(info, ", domain ");
	text_escape(info, p, n);
}

static void read_vtp(struct dissect *d)
{
	struct text *info = info_start(d);
	(void)field_uint(d, "version", 1);
	uint32_t code = field_named(d, "code", 1, codes);
	uint32_t count = field_uint(d, "count", 1);
	if (d->r.cut)
		return;
	text_str(info, name_of(codes, code, "Unrecognized VTP message"));
	read_domain(d, info);
	if (code == SUMMARY)
		read_summary(d, info, count);
	else if (code == SUBSET)
		read_subset(d, info, count);
	else if (code == REQUEST)
		put_uint(info, ", Start value: ", field_uint(d, "start value", 4));
	field_rest(d, "content");
	layer_repeats_info(d);
}

const struct proto proto_vtp = {
	.name = "VTP",
	.column = "VTP",
	.family = FAMILY_LINK,
	.read = read_vtp,
};
