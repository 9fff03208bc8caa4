/* Cisco's gateway load balancing, as far as it is known.
 *
 *	version:1  unknown:1  group:2  unknown:2  owner:6  { type:1  length:1  value }
 *... */
#include "core/dissect/field.h"

enum type { HELLO = 1, FORWARDER = 2, AUTHENTICATION = 3 };

static const struct name types[] = {
	{ HELLO, "Hello" },
	{ FORWARDER, "Request/Response?" },
	{ AUTHENTICATION, "Auth" },
	{ 0, NULL },
};

static const struct name states[] = {
	{ 0, "Disabled" }, { 1, "Init" },    { 4, "Listen" }, { 8, "Speak" },
	{ 16, "Standby" }, { 32, "Active" }, { 0, NULL },
};

static const struct name address_types[] = {
	{ 1, "IPv4" },
	{ 2, "IPv6" },
	{ 0, NULL },
};

static void read_hello(struct dissect *d, struct text *info)
{
	reader_skip(&d->r, 1);
	(void)field_named(d, "gateway state", 1, states);
	reader_skip(&d->r, 1);
	(void)field_uint(d, "priority", 1);
	reader_skip(&d->r, 2);
	(void)field_uint(d, "hello time ms", 4);
	(void)field_uint(d, "hold time ms", 4);
	(void)field_uint(d, "redirect", 2);
	(void)field_uint(d, "timeout", 2);
	reader_skip(&d->r, 2);
	uint32_t type = field_named(d, "address type", 1, address_types);
	size_t n = field_uint(d, "address length", 1);
	if (!d->r.cut) {
		text_str(info, ", ");
		text_str(info, name_of(address_types, type, "unknown address"));
	}
	if (type == 1 && n == 4)
		(void)field_ip4(d, "virtual ip");
	else if (type == 2 && n == 16)
		(void)field_ip6(d, "virtual ip");
	else
		(void)field_bytes(d, "virtual address", n);
}

static void read_forwarder(struct dissect *d)
{
	(void)field_uint(d, "forwarder", 1);
	(void)field_named(d, "forwarder state", 1, states);
	reader_skip(&d->r, 1);
	(void)field_uint(d, "priority", 1);
	(void)field_uint(d, "weight", 1);
	reader_skip(&d->r, 7);
	(void)field_mac(d, "virtual mac");
	field_rest(d, "unknown");
}

static void read_authentication(struct dissect *d)
{
	uint32_t type = field_uint(d, "authentication type", 1);
	size_t n = field_uint(d, "authentication length", 1);
	if (type == 1)
		(void)field_text(d, "key", n);
	else
		(void)field_bytes(d, "key", n);
}

static void read_part(struct dissect *d, struct text *info)
{
	uint32_t type = field_named(d, "tlv", 1, types);
	struct nest nest = field_enter(d);
	size_t size = field_uint(d, "length", 1);
	if (size < 2)
		d->r.cut = true;
	const char *word = name_of(types, type, NULL);
	if (!d->r.cut) {
		text_str(info, ", ");
		text_str(info, word ? word : "");
		if (!word)
			text_uint(info, type);
	}
	struct part outer = part_open(d, size < 2 ? 0 : size - 2);
	if (type == HELLO)
		read_hello(d, info);
	else if (type == FORWARDER)
		read_forwarder(d);
	else if (type == AUTHENTICATION)
		read_authentication(d);
	else
		field_rest(d, "value");
	part_close(d, outer);
	field_leave(d, nest);
}

static void read_glbp(struct dissect *d)
{
	struct text *info = info_start(d);
	(void)field_uint(d, "version", 1);
	reader_skip(&d->r, 1);
	uint32_t group = field_uint(d, "group", 2);
	reader_skip(&d->r, 2);
	(void)field_mac(d, "owner");
	if (d->r.cut)
		return;
	text_str(info, "G: ");
	text_uint(info, group);
	while (part_more(d))
		read_part(d, info);
	layer_repeats_info(d);
}

const struct proto proto_glbp = {
	.name = "GLBP",
	.column = "GLBP",
	.family = FAMILY_ROUTING,
	.read = read_glbp,
};
