/* Distance vector multicast routing, version 3 (draft-ietf-idmr-dvmrp-v3), behind the
 * checksum of IGMP; of older versions the name of the message only.
 *
 *	0        8        16       24       32
 *	+--------+--------+--------+--------+
 *	|reserved| able to| minor  | major   |
 *	| depends on the code               |
 *	+-----------------------------------+ */
#include "core/dissect/igmp.h"

enum { MAJOR = 3 };

enum code {
	PROBE = 1,
	REPORT = 2,
	NEIGHBORS_2 = 6,
	PRUNE = 7,
	GRAFT = 8,
	GRAFT_ACK = 9,
};

static const struct name codes[] = {
	{ PROBE, "Probe" }, { REPORT, "Report" },     { 3, "Ask Neighbors" },
	{ 4, "Neighbors" }, { 5, "Ask Neighbors 2" }, { NEIGHBORS_2, "Neighbors 2" },
	{ PRUNE, "Prune" }, { GRAFT, "Graft" },	      { GRAFT_ACK, "Graft ACK" },
	{ 0, NULL },
};

static const struct name capabilities[] = {
	{ 0x01, "leaf" },   { 0x02, "prune" }, { 0x04, "generation id" },
	{ 0x08, "mtrace" }, { 0x10, "SNMP" },  { 0x20, "netmask" },
	{ 0, NULL },
};

static const struct name interface_flags[] = {
	{ 0x01, "tunnel" },   { 0x02, "source route" }, { 0x10, "down" },
	{ 0x20, "disabled" }, { 0x40, "querier" },	{ 0x80, "leaf" },
	{ 0, NULL },
};

/* One network of a report; the first byte of a mask is always 255, and bytes that the
 * mask does not reach are left out. True when more of the same mask follow. */
static bool read_network(struct dissect *d, const uint8_t *mask)
{
	uint8_t ip[4] = { 0 };
	size_t n = 1;
	unsigned bits = mask[0] | mask[1] | mask[2] ? 8 : 0;
	for (size_t i = 0; i < 3; i++) {
		n += mask[i] != 0;
		bits += (unsigned)__builtin_popcount(mask[i]);
	}
	for (size_t i = 0; i < n; i++)
		ip[i] = reader_u8(&d->r);
	struct text *t = field_over(d, "network", n);
	if (t) {
		addr_ip4(t, ip);
		text_char(t, '/');
		text_uint(t, bits);
	}
	struct nest nest = field_enter(d);
	uint32_t metric = reader_u8(&d->r);
	if (d->tree)
		field_show_uint(d, "metric", 1, metric & 0x7f);
	field_leave(d, nest);
	return !(metric & 0x80) && !d->r.cut;
}

static void read_report(struct dissect *d)
{
	while (part_more(d)) {
		const uint8_t *mask = reader_bytes(&d->r, 3);
		while (mask && read_network(d, mask))
			;
	}
}

static void read_interfaces(struct dissect *d)
{
	while (part_more(d)) {
		(void)field_ip4(d, "interface");
		struct nest nest = field_enter(d);
		(void)field_uint(d, "metric", 1);
		(void)field_uint(d, "threshold", 1);
		(void)field_flags(d, "flags", 1, interface_flags);
		uint32_t count = field_uint(d, "neighbours", 1);
		while (count-- && part_more(d))
			(void)field_ip4(d, "neighbour");
		field_leave(d, nest);
	}
}

static void read_pair(struct dissect *d, bool lifetime)
{
	(void)field_ip4(d, "source");
	(void)field_ip4(d, "group");
	if (lifetime)
		(void)field_uint(d, "lifetime s", 4);
	if (part_more(d))
		(void)field_ip4(d, "source mask");
}

void igmp_read_dvmrp(struct dissect *d, struct text *info, uint32_t code)
{
	struct text *t = field_at(d, "code", d->r.at - 3, 1);
	if (t) {
		text_uint(t, code);
		text_str(t, "  ");
		text_str(t, name_of(codes, code, "unknown"));
	}
	text_str(info, "V3 ");
	names_put(info, codes, code, "Unknown Type", 2);
	if (reader_left(&d->r) < 4 || d->r.at[3] != MAJOR)
		return;
	reader_skip(&d->r, 1);
	(void)field_flags(d, "capabilities", 1, capabilities);
	(void)field_uint(d, "minor version", 1);
	(void)field_uint(d, "major version", 1);
	if (code == PROBE) {
		(void)field_hex(d, "generation id", 4);
		while (part_more(d))
			(void)field_ip4(d, "neighbour");
	} else if (code == REPORT) {
		read_report(d);
	} else if (code == NEIGHBORS_2) {
		read_interfaces(d);
	} else if (code >= PRUNE && code <= GRAFT_ACK) {
		read_pair(d, code == PRUNE);
	}
}
