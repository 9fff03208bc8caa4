/* Two small ones of Cisco's switches, all TLVs: one way links (UDLD, RFC 5171) and the
 * negotiation of trunks (DTP); and the tag of metadata that TrustSec puts into frames.
 *
 *	UDLD	version and opcode:1  flags:1  checksum:2  TLVs
 *	DTP	version:1  TLVs
 *	TLV	type:2  length:2 (all of it)  value
 *	tag	version:1  words:1  (option:2  value:2) ...  ether type:2 */
#include "core/dissect/ethertype.h"

enum { TLV_HEADER = 4, OPTION_GROUP = 1 };

static const struct name opcodes[] = {
	{ 1, "probe" },
	{ 2, "echo" },
	{ 3, "flush" },
	{ 0, NULL },
};

static const struct name udld_flags[] = {
	{ 0x01, "recommended timeout" },
	{ 0x02, "resynch" },
	{ 0, NULL },
};

enum udld { UDLD_DEVICE = 1, UDLD_PORT = 2, UDLD_NAME = 6 };

static const struct name udld_tlvs[] = {
	{ UDLD_DEVICE, "device" },
	{ UDLD_PORT, "port" },
	{ 3, "echo" },
	{ 4, "message interval" },
	{ 5, "timeout interval" },
	{ UDLD_NAME, "device name" },
	{ 7, "sequence" },
	{ 0, NULL },
};

static const struct name dtp_tlvs[] = {
	{ 1, "domain" },    { 2, "status" }, { 3, "encapsulation" },
	{ 4, "neighbour" }, { 0, NULL },
};

static const struct name statuses[] = {
	{ 0x01, "on" },
	{ 0x02, "off" },
	{ 0x03, "desirable" },
	{ 0x04, "auto" },
	{ 0x81, "trunk, on" },
	{ 0x82, "trunk, off" },
	{ 0x83, "trunk, desirable" },
	{ 0x84, "trunk, auto" },
	{ 0, NULL },
};

static const struct name encapsulations[] = {
	{ 0x20, "negotiated, ISL" },
	{ 0x40, "ISL" },
	{ 0x42, "ISL, configured" },
	{ 0x85, "negotiated, 802.1Q" },
	{ 0xa0, "802.1Q" },
	{ 0xa5, "802.1Q, configured" },
	{ 0, NULL },
};

static void read_udld_value(struct dissect *d, struct text *info, uint32_t type)
{
	size_t n = reader_left(&d->r);
	if (type != UDLD_DEVICE && type != UDLD_PORT && type != UDLD_NAME) {
		if (n <= 4 && n)
			(void)field_uint(d, "value", n);
		field_rest(d, "value");
		return;
	}
	const uint8_t *p = field_text(d, "text", n);
	if (!p || type == UDLD_NAME)
		return;
	text_str(info, type == UDLD_DEVICE ? "Device ID: " : "  Port ID: ");
	text_escape(info, p, n);
}

static void read_dtp_value(struct dissect *d, struct text *info, uint32_t type)
{
	(void)info;
	if (type == 1)
		(void)field_text(d, "text", reader_left(&d->r));
	else if (type == 2)
		(void)field_named(d, "value", 1, statuses);
	else if (type == 3)
		(void)field_named(d, "value", 1, encapsulations);
	else if (type == 4)
		(void)field_mac(d, "mac");
	field_rest(d, "value");
}

/* All TLVs that are left; an impossible length ends them. */
static void read_tlvs(struct dissect *d, struct text *info, const struct name *names,
		      void (*value)(struct dissect *d, struct text *info,
				    uint32_t type))
{
	bool sane = true;
	while (sane && part_more(d)) {
		uint32_t type = field_named(d, "tlv", 2, names);
		struct nest nest = field_enter(d);
		size_t length = field_uint(d, "length", 2);
		sane = length >= TLV_HEADER && !d->r.cut;
		if (sane) {
			struct part outer = part_open(d, length - TLV_HEADER);
			value(d, info, type);
			part_close(d, outer);
		}
		field_leave(d, nest);
	}
	field_rest(d, "content");
}

static void read_udld(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t first = reader_u8(&d->r);
	if (d->tree) {
		field_show_uint(d, "version", 1, first >> 5);
		field_show_named(d, "opcode", 1, first & 0x1f, opcodes);
	}
	(void)field_flags(d, "flags", 1, udld_flags);
	(void)field_hex(d, "checksum", 2);
	read_tlvs(d, info, udld_tlvs, read_udld_value);
	layer_repeats_info(d);
}

const struct proto proto_udld = {
	.name = "UDLD",
	.column = "UDLD",
	.family = FAMILY_LINK,
	.read = read_udld,
};

static void read_dtp(struct dissect *d)
{
	struct text *info = info_start(d);
	(void)field_uint(d, "version", 1);
	text_str(info, "Dynamic Trunk Protocol");
	read_tlvs(d, info, dtp_tlvs, read_dtp_value);
	layer_repeats_info(d);
}

const struct proto proto_dtp = {
	.name = "DTP",
	.column = "DTP",
	.family = FAMILY_LINK,
	.read = read_dtp,
};

/* In GRE the type comes first; no version looks like one. */
static void read_metadata(struct dissect *d)
{
	bool first = reader_left(&d->r) && *d->r.at >= ETHERTYPE_MIN >> 8;
	if (first)
		(void)ethertype_next(d);
	(void)field_uint(d, "version", 1);
	uint32_t words = field_uint(d, "words", 1);
	for (uint32_t i = 0; i < words && !d->r.cut; i++) {
		uint32_t option = field_hex(d, "option", 2) & 0x1fff;
		uint32_t value = field_uint(d, "value", 2);
		struct text *t = option == OPTION_GROUP ? layer_summary(d) : NULL;
		if (t && !d->r.cut) {
			text_str(t, "security group ");
			text_uint(t, value);
		}
	}
	if (!first)
		(void)ethertype_next(d);
}

const struct proto proto_cmd = {
	.name = "Cisco metadata",
	.read = read_metadata,
};
