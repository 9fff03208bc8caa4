/* Multicast listener discovery, versions 1 (RFC 2710) and 2 (RFC 3810). */
#include "core/dissect/icmp6.h"

#define QUERY_V1_SIZE 20 /* what follows the checksum */

static const struct name record_types[] = {
	{ 1, "mode is include" },
	{ 2, "mode is exclude" },
	{ 3, "change to include mode" },
	{ 4, "change to exclude mode" },
	{ 5, "allow new sources" },
	{ 6, "block old sources" },
	{ 0, NULL },
};

/* RFC 3810 5.1.3: above 32767 a mantissa and an exponent. */
static uint32_t response_ms(uint32_t code)
{
	if (code < 0x8000)
		return code;
	return ((code & 0xfff) | 0x1000) << ((code >> 12 & 7) + 3);
}

static void read_group(struct dissect *d)
{
	uint32_t code = reader_u16(&d->r);
	if (d->tree)
		field_show_uint(d, "max response ms", 2, response_ms(code));
	reader_skip(&d->r, 2);
	(void)field_ip6(d, "group");
}

void icmp6_read_listener_group(struct dissect *d, struct text *info)
{
	(void)info;
	read_group(d);
}

void icmp6_read_listener_query(struct dissect *d, struct text *info)
{
	(void)info;
	bool second = reader_left(&d->r) + d->beyond > QUERY_V1_SIZE;
	read_group(d);
	if (!second)
		return;
	uint32_t flags = reader_u8(&d->r);
	if (d->tree) {
		field_show_str(d, "suppress", 1, flags & 8 ? "yes" : "no");
		field_show_uint(d, "robustness", 1, flags & 7);
	}
	(void)field_uint(d, "query interval code", 1);
	uint32_t count = field_uint(d, "sources", 2);
	for (uint32_t i = 0; i < count && part_more(d); i++)
		(void)field_ip6(d, "source");
}

static void read_record(struct dissect *d)
{
	(void)field_named(d, "record", 1, record_types);
	struct nest nest = field_enter(d);
	uint32_t words = field_uint(d, "auxiliary words", 1);
	uint32_t count = field_uint(d, "sources", 2);
	(void)field_ip6(d, "group");
	for (uint32_t i = 0; i < count && !d->r.cut; i++)
		(void)field_ip6(d, "source");
	reader_skip(&d->r, words * (size_t)4);
	field_leave(d, nest);
}

void icmp6_read_listener_report2(struct dissect *d, struct text *info)
{
	(void)info;
	reader_skip(&d->r, 2);
	uint32_t count = field_uint(d, "records", 2);
	for (uint32_t i = 0; i < count && !d->r.cut; i++)
		read_record(d);
}
