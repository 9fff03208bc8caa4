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

static void read_ethernet(struct dissect *d)
{
	const uint8_t *destination = field_mac(d, "destination");
	const uint8_t *source = field_mac(d, "source");
	columns_address(d, ADDRESS_MAC, source, destination);
	uint32_t type = ethertype_next(d);
	if (d->r.cut)
		return;
	text_str(info_start(d), type < 0x0600 ? "IEEE 802.3 Ethernet" : "Ethernet II");
	struct text *t = layer_summary(d);
	if (t) {
		addr_mac(t, source);
		text_str(t, ARROW);
		addr_mac(t, destination);
		text_str(t, "  ");
		if (type >= 0x0600)
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
