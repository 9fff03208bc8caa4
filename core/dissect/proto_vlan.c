/* VLAN tags (IEEE 802.1Q, 802.1ad; stacked ones come one by one) and the backbone
 * service tag (802.1ah).
 *
 *	0   3 4            16              32
 *	+---+-+------------+---------------+
 *	|PCP|D| VLAN id    | type          |
 *	+---+-+------------+---------------+
 *
 *	0   3 4 5 6   8                    32               80              128     144
 *	+---+-+-+-----+--------------------+----------------+----------------+-------+
 *	|PCP|D|U| res | service id         | C-destination  | C-source       | type  |
 *	+---+-+-+-----+--------------------+----------------+----------------+-------+
 */
#include "core/dissect/ethertype.h"

static void put_tag(struct text *t, uint32_t tag)
{
	text_str(t, "PRI: ");
	text_uint(t, tag >> 13);
	text_str(t, "  DEI: ");
	text_uint(t, tag >> 12 & 1);
	text_str(t, "  ID: ");
	text_uint(t, tag & 0xfff);
}

static void show_tag(struct dissect *d, uint32_t tag)
{
	field_show_uint(d, "priority", 2, tag >> 13);
	field_show_uint(d, "drop eligible", 2, tag >> 12 & 1);
	field_show_uint(d, "vlan id", 2, tag & 0xfff);
}

static void read_vlan(struct dissect *d)
{
	uint32_t tag = reader_u16(&d->r);
	if (d->tree)
		show_tag(d, tag);
	put_tag(info_start(d), tag);
	uint32_t type = ethertype_next(d);
	struct text *t = layer_summary(d);
	if (t) {
		text_str(t, "id ");
		text_uint(t, tag & 0xfff);
		text_str(t, "  priority ");
		text_uint(t, tag >> 13);
		text_str(t, "  ");
		if (!type || type >= ETHERTYPE_MIN)
			ethertype_text(t, type);
		else
			text_str(t, "802.3");
	}
}

const struct proto proto_vlan = {
	.name = "VLAN",
	.column = NULL,
	.family = FAMILY_LINK,
	.read = read_vlan,
};

static void read_itag(struct dissect *d)
{
	uint32_t tag = reader_u32(&d->r);
	if (d->tree) {
		field_show_uint(d, "priority", 4, tag >> 29);
		field_show_uint(d, "drop eligible", 4, tag >> 28 & 1);
		field_show_uint(d, "use customer address", 4, tag >> 27 & 1);
		field_show_uint(d, "service id", 4, tag & 0xffffff);
	}
	const uint8_t *destination = field_mac(d, "destination");
	const uint8_t *source = field_mac(d, "source");
	columns_address(d, ADDRESS_MAC, source, destination);
	(void)ethertype_next(d);
	struct text *t = layer_summary(d);
	if (t) {
		text_str(t, "service ");
		text_uint(t, tag & 0xffffff);
	}
}

const struct proto proto_itag = {
	.name = "802.1ah",
	.column = NULL,
	.family = FAMILY_LINK,
	.read = read_itag,
};
