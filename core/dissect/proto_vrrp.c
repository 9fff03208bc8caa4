/* Virtual router redundancy, versions 2 (RFC 3768) and 3 (RFC 5798, 9568), and BSD's
 * common address redundancy (CARP), which lives under the same number.
 *
 *	0        8        16       24       32
 *	+--------+--------+--------+--------+
 *	|ver|type| vrid   |priority| count  |
 *	| v2: auth type, advertisement in s |
 *	| v3: advertisement in cs | checksum|
 *	| addresses                         |
 *	| v2: authentication data, 8 bytes  |
 *	+-----------------------------------+
 *	CARP:	version, vhid, skew, 7, demotion, base in s, checksum, counter:8,
 *hmac:20
 */
#include "core/dissect/checksum.h"

enum { IPPROTO_NUMBER = 112, ADVERTISEMENT = 1 };
enum { CARP_WORDS = 7, CARP_SIZE = 36 };

static const struct name types[] = {
	{ ADVERTISEMENT, "Announcement" },
	{ 0, NULL },
};

static const struct name priorities[] = {
	{ 0, "leaves" },
	{ 100, "default of a backup" },
	{ 255, "owner of the address" },
	{ 0, NULL },
};

static const struct name authentications[] = {
	{ 0, "none" },
	{ 1, "simple text" },
	{ 2, "IP authentication header" },
	{ 0, NULL },
};

struct vrrp {
	const uint8_t *start;
	size_t length;
	uint32_t version, type;
};

static void put_start(struct text *t, const struct vrrp *v)
{
	const char *word = name_of(types, v->type, NULL);
	text_str(t, word ? word : "Unknown");
	text_str(t, " (v");
	text_uint(t, v->version);
	text_char(t, ')');
}

static void show_checksum(struct dissect *d, const struct vrrp *v)
{
	reader_skip(&d->r, 2);
	if (!d->tree)
		return;
	/* RFC 5798 5.2.8 adds a pseudo header to IPv4, too; who sends v3 does. */
	if (v->version >= 3 && d->ip.size)
		checksum_field(d, CHECKSUM_PSEUDO,
			       checksum_pseudo(d, IPPROTO_NUMBER, v->length), v->start,
			       v->length);
	else
		checksum_field(d, CHECKSUM_PLAIN, 0, v->start, v->length);
}

static void read_times(struct dissect *d, const struct vrrp *v)
{
	if (v->version < 3) {
		(void)field_named(d, "authentication", 1, authentications);
		(void)field_uint(d, "interval s", 1);
		return;
	}
	uint32_t value = reader_u16(&d->r);
	struct text *t = field_over(d, "interval", 2);
	if (t) {
		text_uint(t, (value & 0xfff) / 100);
		text_char(t, '.');
		text_padded(t, (value & 0xfff) % 100, 2);
		text_str(t, " s");
	}
}

static void read_addresses(struct dissect *d, struct text *info, uint32_t count)
{
	bool six = d->ip.size == 16;
	for (uint32_t i = 0; i < count && !d->r.cut; i++) {
		const uint8_t *ip =
			six ? field_ip6(d, "address") : field_ip4(d, "address");
		if (!ip)
			return;
		text_str(info, i ? " " : ", ");
		if (six)
			addr_ip6(info, ip);
		else
			addr_ip4(info, ip);
	}
}

static void put_router(struct text *info, uint32_t id, uint32_t priority)
{
	text_str(info, ", vrid ");
	text_uint(info, id);
	text_str(info, ", prio ");
	text_uint(info, priority);
}

static void read_carp(struct dissect *d, struct text *info, const struct vrrp *v,
		      uint32_t id)
{
	uint32_t skew = field_uint(d, "skew", 1);
	(void)field_uint(d, "words", 1);
	(void)field_uint(d, "demotion", 1);
	uint32_t base = field_uint(d, "base s", 1);
	show_checksum(d, v);
	(void)field_bytes(d, "counter", 8);
	(void)field_bytes(d, "hmac", 20);
	columns_protocol(d, "CARP");
	text_str(info, ", vhid ");
	text_uint(info, id);
	text_str(info, ", base ");
	text_uint(info, base);
	text_str(info, ", skew ");
	text_uint(info, skew);
}

static bool is_carp(const struct dissect *d, const struct vrrp *v)
{
	return v->version == 2 && v->length == CARP_SIZE && reader_left(&d->r) >= 2 &&
	       d->r.at[1] == CARP_WORDS;
}

static void read_vrrp(struct dissect *d)
{
	struct vrrp v = { .start = d->r.at };
	v.length = reader_left(&d->r) + d->beyond;
	uint32_t first = reader_u8(&d->r);
	v.version = first >> 4;
	v.type = first & 15;
	if (d->tree) {
		field_show_uint(d, "version", 1, v.version);
		field_show_named(d, "type", 1, v.type, types);
	}
	uint32_t id = field_uint(d, "router", 1);
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	put_start(info, &v);
	if (is_carp(d, &v)) {
		read_carp(d, info, &v, id);
	} else {
		uint32_t priority = field_named(d, "priority", 1, priorities);
		uint32_t count = field_uint(d, "addresses", 1);
		read_times(d, &v);
		show_checksum(d, &v);
		if (d->r.cut)
			return;
		put_router(info, id, priority);
		read_addresses(d, info, count);
		field_rest(d, "authentication data");
	}
	layer_repeats_info(d);
}

const struct proto proto_vrrp = {
	.name = "VRRP",
	.column = "VRRP",
	.family = FAMILY_ROUTING,
	.read = read_vrrp,
};
