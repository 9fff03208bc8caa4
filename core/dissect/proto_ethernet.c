/* Ethernet II and IEEE 802.3.
 *
 *	0                 6                 12      14
 *	+-----------------+-----------------+-------+----------- ... ---+---------+
 *	| destination     | source          | type  | payload           | padding |
 *	+-----------------+-----------------+-------+----------- ... ---+---------+
 *
 * Padding is what the next layer's length leaves over: the layer that knows shows it.
 */
#include "core/dissect/ethertype.h"

static void put_info(struct text *info, uint32_t type)
{
	if (!type || type >= ETHERTYPE_MIN) {
		text_str(info, "Ethernet II");
	} else if (type <= ETHERNET_LENGTH_MAX) {
		text_str(info, "IEEE 802.3 Ethernet");
	} else {
		text_str(info, "Ethernet Unknown: Invalid length/type: 0x");
		text_hex(info, type, 4);
		text_str(info, " (");
		text_uint(info, type);
		text_char(info, ')');
	}
}

static void read_ethernet(struct dissect *d)
{
	const uint8_t *destination = field_mac(d, "destination");
	const uint8_t *source = field_mac(d, "source");
	columns_address(d, ADDRESS_MAC, source, destination);
	uint32_t type = ethertype_next(d);
	if (d->r.cut)
		return;
	put_info(info_start(d), type);
	struct text *t = layer_summary(d);
	if (t) {
		addr_mac(t, source);
		text_str(t, ARROW);
		addr_mac(t, destination);
		text_str(t, "  ");
		if (!type || type >= ETHERTYPE_MIN)
			ethertype_text(t, type);
		else
			text_str(t, "802.3");
	}
}

const struct proto proto_ethernet = {
	.name = "Ethernet",
	.column = "Ethernet",
	.family = FAMILY_LINK,
	.read = read_ethernet,
};
