/* Type or length: the fork between Ethernet II and IEEE 802.3, and the layer that
 * stands for a type that nobody decodes. */
#include "core/dissect/ethertype.h"

#define LLC_KEY 0 /* any: LLC is the only one in its space */

uint32_t ethertype_next(struct dissect *d)
{
	uint32_t type = reader_u16(&d->r);
	/* A length of 0 says nothing of a frame: Wireshark takes it for a type. */
	if (type && type <= ETHERNET_LENGTH_MAX) {
		if (d->tree)
			field_show_uint(d, "length", 2, type);
		next(d, SPACE_802_3, LLC_KEY);
		layer_limit(d, type);
		return type;
	}
	if (type && type < ETHERTYPE_MIN) {
		if (d->tree)
			field_show_str(d, "type", 2, "neither a length nor a type");
		return type;
	}
	if (d->tree)
		field_show_code(d, "type", 2, type, names_ethertypes);
	next(d, SPACE_ETHERTYPE, type);
	return type;
}

void ethertype_text(struct text *t, uint32_t type)
{
	const char *name = name_of(names_ethertypes, type, NULL);
	if (name) {
		text_str(t, name);
	} else {
		text_str(t, "0x");
		text_hex(t, type, 4);
	}
}

void ethertype_or_unknown(struct text *t, uint32_t type)
{
	ethertype_text(t, type);
	if (!name_of(names_ethertypes, type, NULL))
		text_str(t, " (unknown)");
}

/* As Wireshark: the number is the Protocol; Info stays that of the link layer when the
 * type has no name. */
static void read_unknown(struct dissect *d)
{
	struct text protocol = text_over(d->protocol, sizeof(d->protocol));
	text_str(&protocol, "0x");
	text_hex(&protocol, d->key, 4);
	columns_protocol(d, d->protocol);
	const char *name = name_of(names_ethertypes, d->key, NULL);
	if (name)
		text_str(info_start(d), name);
	struct text *t = layer_summary(d);
	if (t) {
		ethertype_text(t, d->key);
		text_str(t, "  not decoded");
	}
}

const struct proto proto_ethertype_unknown = {
	.name = "Payload",
	.column = "",
	.family = FAMILY_OTHER,
	.read = read_unknown,
};
