/* Cisco's hot standby routers, version 1 (RFC 2281) and 2.
 *
 *	1:	version  operation  state  hello  hold  priority  group  0  key (8)
 *virtual ip 2:	{ type:1  length:1  value } ... 1 group state:  version  operation state
 *ip version  group:2  id:6  priority:4 hello ms:4  hold ms:4  virtual ip (16) 2
 *interface:	  active:2  passive:2 3 text key, 4 MD5 */
#include "core/dissect/field.h"

enum { GROUP_STATE = 1, INTERFACE_STATE = 2, TEXT_KEY = 3, MD5_KEY = 4 };

static const struct name operations[] = {
	{ 0, "Hello" }, { 1, "Coup" }, { 2, "Resign" }, { 3, "Advertise" }, { 0, NULL },
};

static const struct name states_1[] = {
	{ 0, "Initial" }, { 1, "Learn" },   { 2, "Listen" }, { 4, "Speak" },
	{ 8, "Standby" }, { 16, "Active" }, { 0, NULL },
};

static const struct name states_2[] = {
	{ 0, "Disabled" }, { 1, "Init" },    { 2, "Learn" },  { 3, "Listen" },
	{ 4, "Speak" },	   { 5, "Standby" }, { 6, "Active" }, { 0, NULL },
};

static const struct name parts[] = {
	{ GROUP_STATE, "group state" },
	{ INTERFACE_STATE, "interface state" },
	{ TEXT_KEY, "text authentication" },
	{ MD5_KEY, "MD5 authentication" },
	{ 0, NULL },
};

static void put_state(struct text *info, uint32_t operation, uint32_t state,
		      const struct name *states)
{
	text_str(info, name_of(operations, operation, "Unknown"));
	text_str(info, " (state ");
	text_str(info, name_of(states, state, "Unknown"));
	text_char(info, ')');
}

/* Operation 3: what an interface without a group of its own says. */
static void read_advertise(struct dissect *d, struct text *info)
{
	text_str(info, "Advertise");
	(void)field_uint(d, "type", 2);
	(void)field_uint(d, "length", 2);
	uint32_t state = field_uint(d, "state", 1);
	if (!d->r.cut) {
		text_str(info, " (state ");
		text_str(info, state == 1   ? "Dormant"
			       : state == 2 ? "Passive"
					    : "Active");
		text_char(info, ')');
	}
	reader_skip(&d->r, 1);
	(void)field_uint(d, "active groups", 2);
	(void)field_uint(d, "passive groups", 2);
	field_rest(d, "reserved");
}

static void read_version_1(struct dissect *d, struct text *info)
{
	(void)field_uint(d, "version", 1);
	uint32_t operation = field_named(d, "operation", 1, operations);
	if (operation == 3) {
		read_advertise(d, info);
		return;
	}
	uint32_t state = field_named(d, "state", 1, states_1);
	if (!d->r.cut)
		put_state(info, operation, state, states_1);
	(void)field_uint(d, "hello time", 1);
	(void)field_uint(d, "hold time", 1);
	(void)field_uint(d, "priority", 1);
	(void)field_uint(d, "group", 1);
	reader_skip(&d->r, 1);
	(void)field_text(d, "authentication", 8);
	(void)field_ip4(d, "virtual ip");
}

static void read_group(struct dissect *d, struct text *info)
{
	(void)field_uint(d, "version", 1);
	uint32_t operation = field_named(d, "operation", 1, operations);
	uint32_t state = field_named(d, "state", 1, states_2);
	if (!d->r.cut)
		put_state(info, operation, state, states_2);
	uint32_t version = field_uint(d, "ip version", 1);
	(void)field_uint(d, "group", 2);
	(void)field_mac(d, "identifier");
	(void)field_uint(d, "priority", 4);
	(void)field_uint(d, "hello time ms", 4);
	(void)field_uint(d, "hold time ms", 4);
	if (version == 6)
		(void)field_ip6(d, "virtual ip");
	else
		(void)field_ip4(d, "virtual ip");
}

static void read_interface(struct dissect *d, struct text *info)
{
	uint32_t active = field_uint(d, "active groups", 2);
	uint32_t passive = field_uint(d, "passive groups", 2);
	if (d->r.cut)
		return;
	text_str(info, "Interface State TLV (Act=");
	text_uint(info, active);
	text_str(info, " Pass=");
	text_uint(info, passive);
	text_char(info, ')');
}

static void read_md5(struct dissect *d)
{
	static const struct name algorithms[] = { { 1, "MD5" }, { 0, NULL } };
	(void)field_named(d, "algorithm", 1, algorithms);
	reader_skip(&d->r, 1);
	(void)field_hex(d, "flags", 2);
	(void)field_ip4(d, "sender");
	(void)field_uint(d, "key id", 4);
	(void)field_bytes(d, "digest", reader_left(&d->r));
}

static void read_part(struct dissect *d, struct text *info)
{
	uint32_t type = field_named(d, "tlv", 1, parts);
	struct nest nest = field_enter(d);
	size_t n = field_uint(d, "length", 1);
	struct part outer = part_open(d, n);
	if (type == GROUP_STATE)
		read_group(d, info);
	else if (type == INTERFACE_STATE)
		read_interface(d, info);
	else if (type == TEXT_KEY)
		(void)field_text(d, "authentication", reader_left(&d->r));
	else if (type == MD5_KEY)
		read_md5(d);
	else
		field_rest(d, "value");
	part_close(d, outer);
	field_leave(d, nest);
}

/* Version 1 starts with its number, 0; version 2 with a type. */
static void read_hsrp(struct dissect *d)
{
	struct text *info = info_start(d);
	if (part_more(d) && *d->r.at) {
		columns_protocol(d, "HSRPv2");
		while (part_more(d))
			read_part(d, info);
	} else {
		read_version_1(d, info);
		if (part_more(d) && *d->r.at == MD5_KEY)
			read_part(d, info);
	}
	layer_repeats_info(d);
}

const struct proto proto_hsrp = {
	.name = "HSRP",
	.column = "HSRP",
	.family = FAMILY_ROUTING,
	.read = read_hsrp,
};
