/* Routing information: RIP version 1 (RFC 1058), version 2 (RFC 2453, 4822) and RIPng
 * (RFC 2080).
 *
 *	0        8        16               32
 *	+--------+--------+----------------+
 *	| command| version|                |
 *	+--------+--------+----------------+
 *	RIP:	family:2  tag:2  address:4  mask:4  next hop:4  metric:4
 *		family 0xffff: type:2 of authentication, 16 bytes of it
 *	RIPng:	prefix:16  tag:2  prefix length:1  metric:1 */
#include "core/dissect/field.h"

enum { FAMILY_NONE = 0, FAMILY_AUTHENTICATION = 0xffff, METRIC_NEXT_HOP = 0xff };
enum { AUTH_DATA = 1, AUTH_PASSWORD = 2, AUTH_CRYPTOGRAPHIC = 3, ENTRY = 20 };

static const struct name commands[] = {
	{ 1, "Request" },
	{ 2, "Response" },
	{ 3, "Traceon" },
	{ 4, "Traceoff" },
	{ 5, "Vendor specific (Sun)" },
	{ 9, "Update Request" },
	{ 10, "Update Response" },
	{ 11, "Update Acknowledge" },
	{ 0, NULL },
};

static const struct name families[] = {
	{ FAMILY_NONE, "all routes" },
	{ 2, "IPv4" },
	{ FAMILY_AUTHENTICATION, "authentication" },
	{ 0, NULL },
};

static const struct name authentications[] = {
	{ AUTH_DATA, "digest" },
	{ AUTH_PASSWORD, "password" },
	{ AUTH_CRYPTOGRAPHIC, "cryptographic" },
	{ 0, NULL },
};

static void put_metric(struct text *info, uint32_t metric)
{
	text_str(info, " metric ");
	text_uint(info, metric);
}

/* Of a digest in the last entry, all that follows is part. */
static void read_authentication(struct dissect *d)
{
	uint32_t type = field_named(d, "authentication", 2, authentications);
	if (type == AUTH_CRYPTOGRAPHIC) {
		(void)field_uint(d, "packet length", 2);
		(void)field_uint(d, "key id", 1);
		(void)field_uint(d, "data length", 1);
		(void)field_uint(d, "sequence", 4);
		reader_skip(&d->r, 8);
	} else if (type == AUTH_DATA) {
		field_rest(d, "digest");
	} else {
		(void)field_bytes(d, "password", 16);
	}
}

static unsigned mask_bits(const uint8_t *mask)
{
	unsigned bits = 0;
	while (bits < 32 && mask[bits / 8] & 0x80 >> bits % 8)
		bits++;
	return bits;
}

static void read_route(struct dissect *d, struct text *info, uint32_t version)
{
	(void)field_uint(d, "tag", 2);
	const uint8_t *ip = field_ip4(d, "address");
	const uint8_t *mask = field_ip4(d, "mask");
	(void)field_ip4(d, "next hop");
	uint32_t metric = field_uint(d, "metric", 4);
	if (!ip || !mask || d->r.cut)
		return;
	text_str(info, ", ");
	addr_ip4(info, ip);
	if (version > 1) {
		text_char(info, '/');
		text_uint(info, mask_bits(mask));
	}
	put_metric(info, metric);
}

static void read_entry(struct dissect *d, struct text *info, uint32_t version)
{
	uint32_t family = field_named(d, "entry", 2, families);
	struct nest nest = field_enter(d);
	if (family == FAMILY_AUTHENTICATION) {
		read_authentication(d);
	} else if (family == FAMILY_NONE) {
		reader_skip(&d->r, ENTRY - 6);
		(void)field_uint(d, "metric", 4);
		text_str(info, ", all routes");
	} else {
		read_route(d, info, version);
	}
	field_leave(d, nest);
}

static void read_rip(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t command = field_named(d, "command", 1, commands);
	uint32_t version = field_uint(d, "version", 1);
	reader_skip(&d->r, 2);
	if (d->r.cut)
		return;
	columns_protocol(d, version == 1 ? "RIPv1" : version == 2 ? "RIPv2" : "RIP");
	names_put(info, commands, command, "Unknown command", 0);
	while (part_more(d))
		read_entry(d, info, version);
	layer_repeats_info(d);
}

const struct proto proto_rip = {
	.name = "RIP",
	.column = "RIP",
	.family = FAMILY_ROUTING,
	.read = read_rip,
};

static void read_entry6(struct dissect *d, struct text *info)
{
	struct text *t = field_at(d, "entry", d->r.at, 0);
	const uint8_t *ip = reader_bytes(&d->r, 16);
	if (t && ip)
		addr_ip6(t, ip);
	struct nest nest = field_enter(d);
	(void)field_uint(d, "tag", 2);
	uint32_t bits = field_uint(d, "prefix length", 1);
	uint32_t metric = field_uint(d, "metric", 1);
	field_leave(d, nest);
	if (d->r.cut)
		return;
	text_str(info, metric == METRIC_NEXT_HOP ? ", next hop " : ", ");
	addr_ip6(info, ip);
	if (metric == METRIC_NEXT_HOP)
		return;
	text_char(info, '/');
	text_uint(info, bits);
	put_metric(info, metric);
}

static void read_ripng(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t command = field_named(d, "command", 1, commands);
	uint32_t version = field_uint(d, "version", 1);
	reader_skip(&d->r, 2);
	if (d->r.cut)
		return;
	text_str(info, "Command ");
	names_put(info, commands, command, "Unknown", 0);
	text_str(info, ", Version ");
	text_uint(info, version);
	while (part_more(d))
		read_entry6(d, info);
	layer_repeats_info(d);
}

const struct proto proto_ripng = {
	.name = "RIPng",
	.column = "RIPng",
	.family = FAMILY_ROUTING,
	.read = read_ripng,
};
