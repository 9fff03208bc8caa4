/* Extreme's discovery of neighbours (EDP): SNAP, organisation 00:e0:2b.
 *
 *	version:1  0:1  length:2  checksum:2  sequence:2  id type:2  mac:6
 *	TLV:	0x99:1  type:1  length:2 (all of it)  value */
#include "core/dissect/field.h"

enum { MARKER = 0x99, TLV_HEADER = 4 };
enum tlv { TLV_END = 0, TLV_DISPLAY = 1, TLV_INFO = 2, TLV_VLAN = 5 };

static const struct name tlvs[] = {
	{ TLV_END, "Null" },  { TLV_DISPLAY, "Display" },
	{ TLV_INFO, "Info" }, { TLV_VLAN, "VL" },
	{ 8, "ESRP" },	      { 11, "EAPS" },
	{ 13, "ESL" },	      { 14, "ELRP" },
	{ 21, "MLAG" },	      { 0, NULL },
};

/* Text that ends in NUL, or with the TLV. */
static void read_name(struct dissect *d, const char *label, struct text *info)
{
	size_t n = 0, left = reader_left(&d->r);
	while (n < left && d->r.at[n])
		n++;
	const uint8_t *p = field_text(d, label, n);
	if (p)
		text_escape(info, p, n);
}

static void read_info(struct dissect *d, struct text *info)
{
	uint32_t slot = field_uint(d, "slot", 2) + 1,
		 port = field_uint(d, "port", 2) + 1;
	(void)field_uint(d, "chassis", 2);
	reader_skip(&d->r, 6);
	uint32_t version = reader_u32(&d->r);
	if (d->r.cut)
		return;
	text_str(info, " slot ");
	text_uint(info, slot);
	text_str(info, " port ");
	text_uint(info, port);
	text_str(info, " version ");
	for (unsigned i = 0; i < 4; i++) {
		text_str(info, i ? "." : "");
		text_uint(info, version >> (24 - i * 8) & 0xff);
	}
}

static void read_vlan(struct dissect *d, struct text *info)
{
	(void)field_hex(d, "flags", 1);
	reader_skip(&d->r, 1);
	uint32_t id = field_uint(d, "vlan", 2);
	reader_skip(&d->r, 4);
	(void)field_ip4(d, "address");
	if (d->r.cut)
		return;
	text_uint(info, id);
	text_str(info, " \"");
	read_name(d, "name", info);
	text_char(info, '"');
}

static void put_kind(struct text *info, uint32_t type)
{
	const char *word = name_of(tlvs, type, NULL);
	text_str(info, word ? word : "[0x");
	if (word)
		return;
	text_hex(info, type, 2);
	text_char(info, ']');
}

static bool read_tlv(struct dissect *d, struct text *info, bool *any)
{
	uint32_t marker = reader_u8(&d->r), type = reader_u8(&d->r);
	if (d->tree)
		field_show_named(d, "tlv", 1, type, tlvs);
	struct nest nest = field_enter(d);
	size_t length = field_uint(d, "length", 2);
	bool sane = !d->r.cut && marker == MARKER && length >= TLV_HEADER;
	if (!sane) {
		d->r.cut = true;
		field_leave(d, nest);
		return false;
	}
	struct part outer = part_open(d, length - TLV_HEADER);
	if (type != TLV_END) {
		text_str(info, *any ? ", " : "EDP: ");
		put_kind(info, type);
		*any = true;
	}
	if (type == TLV_DISPLAY) {
		text_str(info, " \"");
		read_name(d, "name", info);
		text_char(info, '"');
	} else if (type == TLV_INFO) {
		read_info(d, info);
	} else if (type == TLV_VLAN) {
		read_vlan(d, info);
	}
	field_rest(d, "value");
	part_close(d, outer);
	field_leave(d, nest);
	return type != TLV_END;
}

static void read_edp(struct dissect *d)
{
	struct text *info = info_start(d);
	bool any = false;
	(void)field_uint(d, "version", 1);
	reader_skip(&d->r, 1);
	(void)field_uint(d, "length", 2);
	(void)field_hex(d, "checksum", 2);
	(void)field_uint(d, "sequence", 2);
	(void)field_uint(d, "id type", 2);
	(void)field_mac(d, "device");
	if (d->r.cut)
		return;
	while (part_more(d) && !d->columns.truncated && read_tlv(d, info, &any))
		;
	layer_repeats_info(d);
}

const struct proto proto_edp = {
	.name = "EDP",
	.column = "EDP",
	.family = FAMILY_LINK,
	.read = read_edp,
};
