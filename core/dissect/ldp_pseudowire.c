/* Pseudowires in LDP (RFC 8077, 5085, 6391, 6870).
 *
 *	0 1            16       24       32
 *	+-+-------------+--------+
 *	|C| type        | length |		C: with a control word
 *	+-+-------------+--------+--------+
 *	| group                           |	generalised: AGI, SAII, TAII instead,
 *	| pseudowire id                   |	each type:1  length:1  value
 *	| parameters: type:1  length:1    |
 *	+---------------------------------+ */
#include "core/dissect/ldp.h"

enum parameter {
	MTU = 0x01,
	DESCRIPTION = 0x03,
	VLAN = 0x06,
	VCCV = 0x0c,
	FLOW_LABEL = 0x17,
};

static const struct name types[] = {
	{ 0x0001, "frame relay DLCI (Martini)" },
	{ 0x0002, "ATM AAL5 SDU" },
	{ 0x0003, "ATM transparent cell" },
	{ 0x0004, "Ethernet tagged" },
	{ 0x0005, "Ethernet" },
	{ 0x0006, "HDLC" },
	{ 0x0007, "PPP" },
	{ 0x0008, "SONET/SDH (CEM)" },
	{ 0x0009, "ATM n-to-one VCC cell" },
	{ 0x000a, "ATM n-to-one VPC cell" },
	{ 0x000b, "IP layer 2" },
	{ 0x0011, "structure-agnostic E1" },
	{ 0x0012, "structure-agnostic T1" },
	{ 0x0015, "CESoPSN basic" },
	{ 0x0019, "frame relay DLCI" },
	{ 0, NULL },
};

static const struct name parameters[] = {
	{ MTU, "mtu" },
	{ 0x02, "maximum ATM cells" },
	{ DESCRIPTION, "description" },
	{ 0x04, "CEM payload" },
	{ 0x05, "CEM options" },
	{ VLAN, "requested VLAN" },
	{ 0x07, "bit rate" },
	{ 0x08, "frame relay header" },
	{ 0x09, "fragments" },
	{ 0x0a, "check sequence kept" },
	{ 0x0b, "TDM options" },
	{ VCCV, "VCCV" },
	{ FLOW_LABEL, "flow label" },
	{ 0, NULL },
};

static const struct name control_channels[] = {
	{ 0x01, "control word" },
	{ 0x02, "router alert" },
	{ 0x04, "ttl expiry" },
	{ 0, NULL },
};

static const struct name verifications[] = {
	{ 0x01, "ICMP ping" },
	{ 0x02, "LSP ping" },
	{ 0x04, "BFD in UDP" },
	{ 0x08, "BFD in UDP, status" },
	{ 0x10, "BFD" },
	{ 0x20, "BFD, status" },
	{ 0, NULL },
};

static const struct name flow_labels[] = {
	{ 0x8000, "sent" },
	{ 0x4000, "received" },
	{ 0, NULL },
};

static const struct name states[] = {
	{ 0x01, "not forwarding" },
	{ 0x02, "attachment receive fault" },
	{ 0x04, "attachment transmit fault" },
	{ 0x08, "network receive fault" },
	{ 0x10, "network transmit fault" },
	{ 0x20, "standby" },
	{ 0x40, "switchover requested" },
	{ 0, NULL },
};

static void read_parameter(struct dissect *d)
{
	uint32_t type = field_named(d, "parameter", 1, parameters);
	struct nest nest = field_enter(d);
	size_t length = field_uint(d, "length", 1);
	struct part outer = part_open(d, length < 2 ? 0 : length - 2);
	if (type == MTU) {
		(void)field_uint(d, "mtu", 2);
	} else if (type == DESCRIPTION) {
		(void)field_text(d, "text", reader_left(&d->r));
	} else if (type == VLAN) {
		(void)field_uint(d, "vlan", 2);
	} else if (type == VCCV) {
		(void)field_flags(d, "channels", 1, control_channels);
		(void)field_flags(d, "verification", 1, verifications);
	} else if (type == FLOW_LABEL) {
		(void)field_flags(d, "flow labels", 2, flow_labels);
	}
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
}

void ldp_read_parameters(struct dissect *d)
{
	while (part_more(d))
		read_parameter(d);
}

void ldp_read_pseudowire_status(struct dissect *d, struct text *info)
{
	uint32_t state = field_flags(d, "state", 4, states);
	if (d->r.cut)
		return;
	text_str(info, state ? " pw " : " pw forwarding");
	if (state)
		names_flags(info, states, state, ", ");
}

/* What both kinds begin with; the length of what follows. */
static size_t read_head(struct dissect *d)
{
	uint32_t type = reader_u16(&d->r);
	if (d->tree) {
		field_show_str(d, "control word", 2, type & 0x8000 ? "yes" : "no");
		field_show_named(d, "pseudowire type", 2, type & 0x7fff, types);
	}
	return field_uint(d, "information length", 1);
}

void ldp_read_pseudowire(struct dissect *d, struct text *info)
{
	enum { ID = 4 };
	size_t n = read_head(d);
	(void)field_uint(d, "group", 4);
	struct part outer = part_open(d, n);
	if (n >= ID) {
		uint32_t id = field_uint(d, "pseudowire id", ID);
		text_str(info, " pw ");
		text_uint(info, id);
	}
	ldp_read_parameters(d);
	part_close(d, outer);
}

void ldp_read_generalised(struct dissect *d)
{
	static const char *const names[] = { "group identifier", "source identifier",
					     "target identifier" };
	struct part outer = part_open(d, read_head(d));
	for (size_t i = 0; i < COUNT(names) && part_more(d); i++) {
		uint32_t type = reader_u8(&d->r);
		if (d->tree) {
			struct text *t = field_over(d, names[i], 1);
			if (t) {
				text_str(t, "type ");
				text_uint(t, type);
			}
		}
		struct nest nest = field_enter(d);
		size_t length = field_uint(d, "length", 1);
		(void)field_bytes(d, "value", length);
		field_leave(d, nest);
	}
	field_rest(d, "content");
	part_close(d, outer);
}
