/* Spanning tree: configuration and topology change messages (IEEE 802.1D), rapid
 * (802.1w) and multiple (802.1s), also in the shape of Cisco's per-VLAN ones.
 *
 *	protocol:2  version:1  type:1  flags:1  root:8  cost:4  bridge:8  port:2
 *	age:2  max age:2  hello:2  forward delay:2          times in 1/256 s
 *	RSTP:	version 1 length:1
 *	MSTP:	version 3 length:2  format:1  name:32  revision:2  digest:16
 *		internal cost:4  bridge:8  hops:1  then 16 bytes per instance */
#include "core/dissect/field.h"

#define TYPE_CONFIGURATION 0x00
#define TYPE_RAPID	   0x02
#define TYPE_CHANGE	   0x80

static const struct name versions[] = {
	{ 0, "spanning tree" }, { 2, "rapid" }, { 3, "multiple" },
	{ 4, "shortest path" }, { 0, NULL },
};

static const struct name types[] = {
	{ TYPE_CONFIGURATION, "configuration" },
	{ TYPE_RAPID, "rapid or multiple" },
	{ TYPE_CHANGE, "topology change" },
	{ 0, NULL },
};

static const struct name flag_names[] = {
	{ 0x01, "topology change" },
	{ 0x02, "proposal" },
	{ 0x10, "learning" },
	{ 0x20, "forwarding" },
	{ 0x40, "agreement" },
	{ 0x80, "topology change acknowledged" },
	{ 0, NULL },
};

static const struct name roles[] = {
	{ 0, "unknown" }, { 1, "alternate or backup" },
	{ 2, "root" },	  { 3, "designated" },
	{ 0, NULL },
};

/* Priority (multiples of 4096), the system id that is a VLAN or an instance, MAC. */
static void put_bridge(struct text *t, const uint8_t *id)
{
	text_uint(t, (uint32_t)(id[0] & 0xf0) << 8);
	text_char(t, '/');
	text_uint(t, (uint32_t)(id[0] & 0x0f) << 8 | id[1]);
	text_char(t, '/');
	addr_mac(t, id + 2);
}

static const uint8_t *read_bridge(struct dissect *d, const char *name)
{
	const uint8_t *id = reader_bytes(&d->r, 8);
	struct text *t = field_over(d, name, 8);
	if (t)
		put_bridge(t, id);
	return id;
}

static void read_time(struct dissect *d, const char *name)
{
	uint32_t value = reader_u16(&d->r);
	struct text *t = field_over(d, name, 2);
	if (t) {
		text_uint(t, value >> 8);
		if (value & 0xff) {
			text_char(t, '.');
			text_padded(t, (value & 0xff) * 1000 / 256, 3);
		}
		text_str(t, " s");
	}
}

static void show_flags(struct dissect *d, uint32_t flags, uint32_t version)
{
	field_show_flags(d, "flags", 1, flags, flag_names);
	if (version >= 2)
		field_show_named(d, "port role", 1, flags >> 2 & 3, roles);
}

static void read_instance(struct dissect *d)
{
	uint32_t flags = reader_u8(&d->r);
	if (d->tree)
		show_flags(d, flags, 3);
	(void)read_bridge(d, "regional root");
	(void)field_uint(d, "internal cost", 4);
	(void)field_uint(d, "bridge priority", 1);
	(void)field_uint(d, "port priority", 1);
	(void)field_uint(d, "hops left", 1);
}

static void read_instances(struct dissect *d)
{
	while (part_more(d)) {
		struct text *t = field_at(d, "instance", d->r.at, 16);
		if (t && reader_left(&d->r) >= 3)
			text_uint(t, (uint32_t)(d->r.at[1] & 0x0f) << 8 | d->r.at[2]);
		struct nest nest = field_enter(d);
		read_instance(d);
		field_leave(d, nest);
	}
}

/* The name is text filled up with zeros. */
static void read_name(struct dissect *d)
{
	const uint8_t *name = reader_bytes(&d->r, 32);
	struct text *t = field_over(d, "region name", 32);
	if (t)
		text_escape(t, name, strnlen((const char *)name, 32));
}

static void read_multiple(struct dissect *d)
{
	size_t length = field_uint(d, "version 3 length", 2);
	struct part outer = part_open(d, length);
	(void)field_uint(d, "configuration format", 1);
	read_name(d);
	(void)field_uint(d, "revision", 2);
	(void)field_bytes(d, "digest", 16);
	(void)field_uint(d, "internal cost", 4);
	(void)read_bridge(d, "regional bridge");
	(void)field_uint(d, "hops left", 1);
	read_instances(d);
	part_close(d, outer);
}

struct bpdu {
	uint32_t version, type, flags, cost, port;
	const uint8_t *root;
};

static void put_info(struct text *t, const struct bpdu *b)
{
	bool rapid = b->type == TYPE_RAPID;
	text_str(t, !rapid	     ? "Conf. "
		    : b->version > 3 ? "SPT. "
		    : b->version > 2 ? "MST. "
				     : "RST. ");
	if (b->flags & 0x81)
		text_str(t, b->flags & 0x01 ? "TC + " : "TCA + ");
	text_str(t, "Root = ");
	put_bridge(t, b->root);
	text_str(t, "  Cost = ");
	text_uint(t, b->cost);
	text_str(t, "  Port = 0x");
	text_hex(t, b->port, 4);
}

static void read_configuration(struct dissect *d, struct bpdu *b)
{
	b->flags = reader_u8(&d->r);
	if (d->tree)
		show_flags(d, b->flags, b->version);
	b->root = read_bridge(d, "root");
	b->cost = field_uint(d, "root path cost", 4);
	(void)read_bridge(d, "bridge");
	b->port = field_hex(d, "port", 2);
	if (!d->r.cut)
		put_info(info_start(d), b);
	read_time(d, "message age");
	read_time(d, "max age");
	read_time(d, "hello time");
	read_time(d, "forward delay");
}

static void read_stp(struct dissect *d)
{
	struct bpdu b = { 0 };
	(void)info_start(d);
	(void)field_hex(d, "protocol", 2);
	b.version = field_named(d, "version", 1, versions);
	b.type = reader_u8(&d->r);
	if (d->tree)
		field_show_named(d, "type", 1, b.type, types);
	if (b.type == TYPE_CHANGE) {
		if (!d->r.cut)
			text_str(info_start(d), "Topology Change Notification");
	} else if (b.type == TYPE_CONFIGURATION || b.type == TYPE_RAPID) {
		read_configuration(d, &b);
		if (b.type == TYPE_RAPID)
			(void)field_uint(d, "version 1 length", 1);
		if (b.type == TYPE_RAPID && b.version >= 3)
			read_multiple(d);
	} else {
		struct text *info = info_start(d);
		text_str(info, "Unknown BPDU type (");
		text_uint(info, b.type);
		text_char(info, ')');
	}
	struct text *t = d->r.cut ? NULL : layer_summary(d);
	if (t)
		text_mem(t, d->columns.info.start, text_length(&d->columns.info));
}

const struct proto proto_stp = {
	.name = "STP",
	.column = "STP",
	.family = FAMILY_LINK,
	.read = read_stp,
};
