/* sFlow version 5 (sflow.org): the datagram's header.
 *
 *	version:4  address type:4  agent (4 or 16)  sub-agent:4  sequence:4  uptime:4
 *	samples:4  { sample } */
#include "core/dissect/sflow.h"

static void put_number(struct text *info, const char *label, uint32_t value)
{
	text_str(info, label);
	text_uint(info, value);
}

/* Versions are small numbers (5, and 2 and 4 before it). */
static bool is_version(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	return reader_left(&d->r) < 4 || (!p[0] && !p[1] && !p[2] && p[3] <= 5);
}

static void read_sflow(struct dissect *d)
{
	if (!is_version(d)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	uint32_t version = field_uint(d, "version", 4);
	bool six = reader_u32(&d->r) == 2;
	const uint8_t *agent = six ? field_ip6(d, "agent") : field_ip4(d, "agent");
	uint32_t sub = field_uint(d, "sub-agent", 4);
	uint32_t sequence = field_uint(d, "sequence", 4);
	(void)field_uint(d, "uptime ms", 4);
	uint32_t samples = field_uint(d, "samples", 4);
	put_number(info, "V", version);
	if (d->r.cut)
		return;
	text_str(info, ", agent ");
	if (six)
		addr_ip6(info, agent);
	else
		addr_ip4(info, agent);
	put_number(info, ", sub-agent ID ", sub);
	put_number(info, ", seq ", sequence);
	put_number(info, ", ", samples);
	text_str(info, " samples");
	for (; samples && part_more(d) && !d->columns.truncated; samples--)
		sflow_read_sample(d);
	layer_repeats_info(d);
}

const struct proto proto_sflow = {
	.name = "sFlow",
	.column = "sFlow",
	.family = FAMILY_NAMES,
	.read = read_sflow,
};
