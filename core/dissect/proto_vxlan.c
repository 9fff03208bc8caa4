/* Ethernet over UDP: VXLAN (RFC 7348), and with a group policy id as Linux and Cisco
 * send it; and the generic extension that carries more than Ethernet
 * (draft-ietf-nvo3-vxlan-gpe), whose last byte before the VNI names it.
 *
 *	0        8        16       24       32
 *	+--------+--------+--------+--------+
 *	| flags  |        | group policy id |
 *	| network identifier (VNI) |        |
 *	+--------------------------+--------+ */
#include "core/dissect/field.h"

enum { LINKTYPE_ETHERNET = 1, FLAG_NEXT = 0x04 };

static const struct name flag_names[] = {
	{ 0x08, "VNI" },
	{ 0x80, "group policy" },
	{ 0, NULL },
};

static void read_vxlan(struct dissect *d)
{
	uint32_t flags = field_flags(d, "flags", 1, flag_names);
	(void)field_hex(d, "policy flags", 1);
	(void)field_uint(d, "group policy", 2);
	uint32_t vni = field_uint(d, "vni", 3);
	reader_skip(&d->r, 1);
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	text_str(info, "VXLAN Network Identifier ");
	text_uint(info, vni);
	struct text *t = layer_summary(d);
	if (t) {
		text_str(t, flags & 0x08 ? "vni " : "vni (not valid) ");
		text_uint(t, vni);
	}
	next(d, SPACE_LINK, LINKTYPE_ETHERNET);
}

const struct proto proto_vxlan = {
	.name = "VXLAN",
	.column = "VXLAN",
	.family = FAMILY_UDP,
	.read = read_vxlan,
};

static const struct name gpe_flags[] = {
	{ 0x08, "VNI" },
	{ FLAG_NEXT, "next protocol" },
	{ 0x01, "OAM" },
	{ 0, NULL },
};

static const struct name gpe_protocols[] = {
	{ 1, "IPv4" }, { 2, "IPv6" }, { 3, "Ethernet" },
	{ 4, "NSH" },  { 5, "MPLS" }, { 0, NULL },
};

static void next_gpe(struct dissect *d, uint32_t protocol)
{
	static const uint16_t types[] = { 0, 0x0800, 0x86dd, 0, 0x894f, 0x8847 };
	if (protocol == 3)
		next(d, SPACE_LINK, LINKTYPE_ETHERNET);
	else if (protocol < COUNT(types) && types[protocol])
		next(d, SPACE_ETHERTYPE, types[protocol]);
}

static void read_gpe(struct dissect *d)
{
	uint32_t flags = field_flags(d, "flags", 1, gpe_flags);
	reader_skip(&d->r, 2);
	uint32_t protocol = field_named(d, "next protocol", 1, gpe_protocols);
	uint32_t vni = field_uint(d, "vni", 3);
	reader_skip(&d->r, 1);
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	text_str(info, "VXLAN Network Identifier ");
	text_uint(info, vni);
	layer_repeats_info(d);
	next_gpe(d, flags & FLAG_NEXT ? protocol : 3);
}

const struct proto proto_vxlan_gpe = {
	.name = "VXLAN-GPE",
	.column = "VXLAN",
	.family = FAMILY_UDP,
	.read = read_gpe,
};
