/* Ethernet in IP (RFC 3378): a version nibble of 3, and the frame.
 *
 *	0   4          16
 *	+---+-----------+
 *	| 3 | 0         |  Ethernet
 *	+---+-----------+ */
#include "core/dissect/field.h"

enum { LINKTYPE_ETHERNET = 1 };

static void read_etherip(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t word = reader_u16(&d->r);
	if (d->r.cut)
		return;
	if (d->tree)
		field_show_uint(d, "version", 2, word >> 12);
	text_str(info, "EtherIP version ");
	text_uint(info, word >> 12);
	layer_repeats_info(d);
	if (word >> 12 == 3)
		next(d, SPACE_LINK, LINKTYPE_ETHERNET);
}

const struct proto proto_etherip = {
	.name = "EtherIP",
	.column = "ETHERIP",
	.family = FAMILY_OTHER,
	.read = read_etherip,
};
