/* Cisco's announcements of rendezvous points (Auto-RP), UDP port 496.
 *
 *	version and type:1  RPs:1  holding time:2  0:4
 *	RP:	address:4  PIM version:1  groups:1  { flags:1  mask:1  prefix:4 } */
#include "core/dissect/field.h"

static const struct name types[] = {
	{ 1, "RP announcement" },
	{ 2, "RP mapping" },
	{ 0, NULL },
};

static const struct name versions[] = {
	{ 0, "version unknown" },      { 1, "version 1" }, { 2, "version 2" },
	{ 3, "dual version 1 and 2" }, { 0, NULL },
};

static void read_group(struct dissect *d)
{
	uint32_t negative = reader_u8(&d->r) & 1, mask = reader_u8(&d->r);
	const uint8_t *prefix = reader_bytes(&d->r, 4);
	struct text *t = field_over(d, "group", 6);
	if (!t || !prefix)
		return;
	addr_ip4(t, prefix);
	text_char(t, '/');
	text_uint(t, mask);
	text_str(t, negative ? "  negative" : "");
}

static void read_point(struct dissect *d, struct text *info)
{
	const uint8_t *ip = field_ip4(d, "RP");
	struct nest nest = field_enter(d);
	uint32_t version = reader_u8(&d->r) & 3;
	if (d->tree)
		field_show_named(d, "PIM", 1, version, versions);
	uint32_t groups = field_uint(d, "groups", 1);
	if (ip) {
		text_str(info, ", ");
		addr_ip4(info, ip);
	}
	for (; groups && part_more(d); groups--)
		read_group(d);
	field_leave(d, nest);
}

static void read_auto_rp(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t first = reader_u8(&d->r);
	if (d->tree) {
		field_show_uint(d, "version", 1, first >> 4);
		field_show_named(d, "type", 1, first & 15, types);
	}
	uint32_t count = field_uint(d, "RPs", 1);
	(void)field_uint(d, "holding time s", 2);
	reader_skip(&d->r, 4);
	if (d->r.cut)
		return;
	text_str(info, name_of(types, first & 15, "Unknown"));
	text_str(info, first >> 4 == 1 ? " (v1 or 1+)" : "");
	text_str(info, " for ");
	text_uint(info, count);
	text_str(info, count == 1 ? " RP" : " RPs");
	for (; count && part_more(d) && !d->columns.truncated; count--)
		read_point(d, info);
	layer_repeats_info(d);
}

const struct proto proto_auto_rp = {
	.name = "Auto-RP",
	.column = "Auto-RP",
	.family = FAMILY_ROUTING,
	.read = read_auto_rp,
};
