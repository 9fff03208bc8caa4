/* Multicast source discovery between rendezvous points (RFC 3618), over TCP.
 *
 *	type:1	length:2 (all of it)  value
 *	source active:	count:1  rp:4  (reserved:3  bits:1  group:4  source:4) ...
 *			and perhaps a packet of the source */
#include "core/dissect/field.h"

enum { HEADER = 3, SOURCE_ACTIVE = 1, REQUEST = 2, RESPONSE = 3, TYPE_MAX = 15 };

static const struct name types[] = {
	{ SOURCE_ACTIVE, "IPv4 Source-Active" },
	{ REQUEST, "IPv4 Source-Active Request" },
	{ RESPONSE, "IPv4 Source-Active Response" },
	{ 4, "KeepAlive" },
	{ 5, "Notification" },
	{ 6, "MSDP traceroute in progress" },
	{ 7, "MSDP traceroute reply" },
	{ 0, NULL },
};

static void put_pair(struct text *info, const uint8_t *source, const uint8_t *group)
{
	if (!source || !group)
		return;
	text_str(info, " (");
	addr_ip4(info, source);
	text_str(info, ", ");
	addr_ip4(info, group);
	text_char(info, ')');
}

static void read_sources(struct dissect *d, struct text *info)
{
	uint32_t count = field_uint(d, "sources", 1);
	const uint8_t *rp = field_ip4(d, "rendezvous point");
	if (!rp)
		return;
	text_str(info, " RP ");
	addr_ip4(info, rp);
	for (uint32_t i = 0; i < count && part_more(d); i++) {
		reader_skip(&d->r, 3);
		(void)field_uint(d, "bits", 1);
		const uint8_t *group = field_ip4(d, "group");
		const uint8_t *source = field_ip4(d, "source");
		put_pair(info, source, group);
	}
	enum { IP_HEADER = 20, IP_SOURCE = 12, IP_DESTINATION = 16 };
	if (reader_left(&d->r) >= IP_HEADER && *d->r.at >> 4 == 4)
		columns_address(d, ADDRESS_IP4, d->r.at + IP_SOURCE,
				d->r.at + IP_DESTINATION);
	field_rest(d, "packet of the source");
}

static void read_request(struct dissect *d, struct text *info)
{
	reader_skip(&d->r, 1);
	const uint8_t *group = field_ip4(d, "group");
	if (!group)
		return;
	text_char(info, ' ');
	addr_ip4(info, group);
}

/* What no table knows is a message if all of it is here. */
static bool has_header(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	if (left < HEADER || p[0] > TYPE_MAX)
		return false;
	size_t length = (size_t)p[1] << 8 | p[2];
	return length >= HEADER && (name_of(types, p[0], NULL) || length <= left);
}

static void read_message(struct dissect *d, struct text *info)
{
	uint32_t type = field_named(d, "message", 1, types);
	struct nest nest = field_enter(d);
	size_t rest = field_uint(d, "length", 2) - HEADER;
	text_str(info, text_length(info) ? ", " : "");
	text_str(info, name_of(types, type, "<Unknown MSDP TLV type>"));
	if (rest > reader_left(&d->r) && !d->beyond) {
		text_str(info, " (goes on in the next segment)");
		field_rest(d, "first part");
	} else {
		struct part outer = part_open(d, rest);
		if (type == SOURCE_ACTIVE || type == RESPONSE)
			read_sources(d, info);
		else if (type == REQUEST)
			read_request(d, info);
		field_rest(d, "content");
		part_close(d, outer);
	}
	field_leave(d, nest);
}

static void read_msdp(struct dissect *d)
{
	if (!has_header(d)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	while (has_header(d))
		read_message(d, info);
	layer_repeats_info(d);
}

const struct proto proto_msdp = {
	.name = "MSDP",
	.column = "MSDP",
	.family = FAMILY_ROUTING,
	.read = read_msdp,
};
