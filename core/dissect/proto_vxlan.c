/* Ethernet over UDP: VXLAN (RFC 7348), and with a group policy id as Linux and Cisco
 * send it.
 *
 *	0        8        16       24       32
 *	+--------+--------+--------+--------+
 *	| flags  |        | group policy id |
 *	| network identifier (VNI) |        |
 *	+--------------------------+--------+ */
#include "core/dissect/field.h"

enum { LINKTYPE_ETHERNET = 1 };

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
