/* The TLVs of IS-IS that are not about reachability.
 *
 *	type:1  length:1  content */
#include "core/dissect/isis.h"

enum { ENTRY_SIZE = 16 };

void isis_put_id(struct text *t, const uint8_t *id, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (i == ISIS_NODE)
			text_char(t, '-');
		else if (i && !(i & 1))
			text_char(t, '.');
		text_hex(t, id[i], 2);
	}
}

const uint8_t *isis_read_id(struct dissect *d, const char *name, size_t size)
{
	const uint8_t *id = reader_bytes(&d->r, size);
	struct text *t = field_over(d, name, size);
	if (t)
		isis_put_id(t, id, size);
	return id;
}

static const struct name protocols[] = {
	{ 0x81, "CLNP" },
	{ 0x8e, "IPv6" },
	{ 0xcc, "IPv4" },
	{ 0, NULL },
};

static const struct name adjacencies[] = {
	{ 0, "Up" },
	{ 1, "Initializing" },
	{ 2, "Down" },
	{ 0, NULL },
};

static const struct name authentications[] = {
	{ 1, "password" },
	{ 3, "cryptographic (RFC 5310)" },
	{ 54, "HMAC-MD5" },
	{ 0, NULL },
};

static const struct name topologies[] = {
	{ 0, "IPv4" },		 { 1, "management" },	  { 2, "IPv6" },
	{ 3, "IPv4 multicast" }, { 4, "IPv6 multicast" }, { 0, NULL },
};

static void read_areas(struct dissect *d, struct isis_seen *seen)
{
	while (part_more(d)) {
		size_t n = reader_u8(&d->r);
		const uint8_t *area = reader_bytes(&d->r, n);
		struct text *t = field_over(d, "area", n);
		for (size_t i = 0; t && i < n; i++) {
			if (i & 1)
				text_char(t, '.');
			text_hex(t, area[i], 2);
		}
		if (area && n && !seen->area) {
			seen->area = area;
			seen->area_size = n;
		}
	}
}

static void read_macs(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	while (part_more(d))
		(void)field_mac(d, "neighbour");
}

static void read_entries(struct dissect *d, struct isis_seen *seen)
{
	while (part_more(d)) {
		uint32_t lifetime = reader_u16(&d->r);
		const uint8_t *id = reader_bytes(&d->r, ISIS_LSP);
		uint32_t sequence = reader_u32(&d->r);
		uint32_t checksum = reader_u16(&d->r);
		struct text *t = field_over(d, "lsp", ENTRY_SIZE);
		if (d->r.cut)
			return;
		seen->entries++;
		if (!t)
			continue;
		isis_put_id(t, id, ISIS_LSP);
		text_str(t, "  sequence 0x");
		text_hex(t, sequence, 8);
		text_str(t, "  lifetime ");
		text_uint(t, lifetime);
		text_str(t, "  checksum 0x");
		text_hex(t, checksum, 4);
	}
}

static void read_authentication(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	uint32_t type = field_named(d, "kind", 1, authentications);
	if (type == 3)
		(void)field_uint(d, "key id", 2);
	field_rest(d, type == 1 ? "password" : "digest");
}

static void read_protocols(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	while (part_more(d))
		(void)field_named(d, "protocol", 1, protocols);
}

static void read_ip4s(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	while (part_more(d))
		(void)field_ip4(d, "address");
}

static void read_ip6s(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	while (part_more(d))
		(void)field_ip6(d, "address");
}

static void read_host(struct dissect *d, struct isis_seen *seen)
{
	seen->host_size = reader_left(&d->r);
	seen->host = field_text(d, "name", seen->host_size);
}

static void read_number(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	(void)field_uint(d, "bytes", 2);
}

static void read_topologies(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	while (part_more(d)) {
		uint32_t value = reader_u16(&d->r);
		struct text *t = field_over(d, "topology", 2);
		if (!t)
			continue;
		text_uint(t, value & 0xfff);
		text_str(t, "  ");
		text_str(t, name_of(topologies, value & 0xfff, "unknown"));
		text_str(t, value & 0x8000 ? ", overload" : "");
		text_str(t, value & 0x4000 ? ", attached" : "");
	}
}

/* RFC 5303: all but the state may be missing. */
static void read_adjacency(struct dissect *d, struct isis_seen *seen)
{
	uint32_t state = field_named(d, "state", 1, adjacencies);
	if (!d->r.cut)
		seen->adjacency = name_of(adjacencies, state, NULL);
	if (part_more(d))
		(void)field_uint(d, "local circuit", 4);
	if (part_more(d)) {
		(void)isis_read_id(d, "neighbour", ISIS_SYSTEM);
		(void)field_uint(d, "neighbour circuit", 4);
	}
}

static void read_restart(struct dissect *d, struct isis_seen *seen)
{
	static const struct name flags[] = {
		{ 0x01, "restart request" },
		{ 0x02, "restart acknowledgment" },
		{ 0x04, "suppress adjacency" },
		{ 0, NULL },
	};
	(void)seen;
	(void)field_flags(d, "flags", 1, flags);
	if (part_more(d))
		(void)field_uint(d, "remaining s", 2);
	if (part_more(d))
		(void)isis_read_id(d, "neighbour", ISIS_SYSTEM);
}

/* RFC 8667 3.1 and 3.3: ranges of labels. */
static void read_ranges(struct dissect *d)
{
	while (part_more(d)) {
		(void)field_uint(d, "range", 3);
		(void)field_uint(d, "tlv", 1);
		size_t n = field_uint(d, "length", 1);
		if (n == 3)
			(void)field_uint(d, "first label", 3);
		else
			(void)field_uint(d, "first index", 4);
	}
}

static void read_capability(struct dissect *d)
{
	static const struct name names[] = {
		{ 1, "traffic engineering node" },
		{ 2, "segment routing" },
		{ 19, "algorithms" },
		{ 22, "local labels" },
		{ 23, "maximum stack depth" },
		{ 25, "SRv6" },
		{ 26, "flexible algorithm" },
		{ 0, NULL },
	};
	uint32_t type = field_named(d, "capability", 1, names);
	struct nest nest = field_enter(d);
	size_t length = field_uint(d, "length", 1);
	struct part outer = part_open(d, length);
	if (type == 2 || type == 22) {
		(void)field_hex(d, "flags", 1);
		read_ranges(d);
	}
	while (type == 19 && part_more(d))
		(void)field_uint(d, "algorithm", 1);
	while (type == 23 && part_more(d)) {
		(void)field_uint(d, "kind", 1);
		(void)field_uint(d, "labels", 1);
	}
	if (type == 25)
		(void)field_hex(d, "flags", 2);
	if (type == 26) {
		(void)field_uint(d, "algorithm", 1);
		(void)field_uint(d, "metric type", 1);
		(void)field_uint(d, "calculation", 1);
		(void)field_uint(d, "priority", 1);
	}
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
}

static void read_capabilities(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	(void)field_ip4(d, "router id");
	(void)field_hex(d, "flags", 1);
	while (part_more(d))
		read_capability(d);
}

static void read_wide(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	isis_read_neighbours(d, false);
}

static void read_wide_topology(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	isis_read_neighbours(d, true);
}

static void read_prefixes4(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	isis_read_prefixes(d, false, false);
}

static void read_prefixes4_topology(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	isis_read_prefixes(d, true, false);
}

static void read_prefixes6(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	isis_read_prefixes(d, false, true);
}

static void read_prefixes6_topology(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	isis_read_prefixes(d, true, true);
}

static void read_locators(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	isis_read_locators(d);
}

/* RFC 6232: who purged it, and who told him. */
static void read_purge(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	(void)field_uint(d, "systems", 1);
	while (part_more(d))
		(void)isis_read_id(d, "system", ISIS_SYSTEM);
}

/* RFC 8202. */
static void read_instance(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	(void)field_uint(d, "instance", 2);
	while (part_more(d))
		(void)field_uint(d, "topology", 2);
}

static void read_checksum(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	(void)field_hex(d, "checksum", 2);
}

static void read_metric(struct dissect *d, const char *name)
{
	uint32_t value = reader_u8(&d->r);
	struct text *t = field_over(d, name, 1);
	if (!t)
		return;
	text_uint(t, value & 0x3f);
	text_str(t, value & 0x80 ? "  unsupported" : "");
	text_str(t, value & 0x40 ? "  external" : "");
}

static void read_metrics(struct dissect *d)
{
	read_metric(d, "metric");
	read_metric(d, "delay");
	read_metric(d, "expense");
	read_metric(d, "error");
}

static void read_narrow(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	(void)field_uint(d, "virtual", 1);
	while (part_more(d)) {
		read_metrics(d);
		(void)isis_read_id(d, "neighbour", ISIS_NODE);
	}
}

static void read_narrow_prefixes(struct dissect *d, struct isis_seen *seen)
{
	(void)seen;
	while (part_more(d)) {
		read_metrics(d);
		(void)field_ip4(d, "address");
		(void)field_ip4(d, "mask");
	}
}

struct tlv {
	uint32_t type;
	void (*read)(struct dissect *d, struct isis_seen *seen);
};

static const struct tlv readers[] = {
	{ 1, read_areas },
	{ 2, read_narrow },
	{ 6, read_macs },
	{ 7, read_instance },
	{ 9, read_entries },
	{ 10, read_authentication },
	{ 12, read_checksum },
	{ 13, read_purge },
	{ 14, read_number },
	{ 22, read_wide },
	{ 27, read_locators },
	{ 128, read_narrow_prefixes },
	{ 129, read_protocols },
	{ 130, read_narrow_prefixes },
	{ 132, read_ip4s },
	{ 134, read_ip4s },
	{ 135, read_prefixes4 },
	{ 137, read_host },
	{ 140, read_ip6s },
	{ 211, read_restart },
	{ 222, read_wide_topology },
	{ 229, read_topologies },
	{ 232, read_ip6s },
	{ 233, read_ip6s },
	{ 235, read_prefixes4_topology },
	{ 236, read_prefixes6 },
	{ 237, read_prefixes6_topology },
	{ 240, read_adjacency },
	{ 242, read_capabilities },
};

static const struct name names[] = {
	{ 1, "areas" },
	{ 2, "neighbours" },
	{ 3, "end system neighbours" },
	{ 4, "partition" },
	{ 5, "prefix neighbours" },
	{ 6, "neighbours on the LAN" },
	{ 7, "instance" },
	{ 8, "padding" },
	{ 9, "lsp entries" },
	{ 10, "authentication" },
	{ 12, "checksum" },
	{ 13, "purge originator" },
	{ 14, "lsp buffer size" },
	{ 22, "extended neighbours" },
	{ 27, "SRv6 locators" },
	{ 128, "internal IPv4 prefixes" },
	{ 129, "protocols" },
	{ 130, "external IPv4 prefixes" },
	{ 132, "IPv4 addresses" },
	{ 134, "traffic engineering router id" },
	{ 135, "extended IPv4 prefixes" },
	{ 137, "hostname" },
	{ 138, "shared risk link group" },
	{ 140, "IPv6 traffic engineering router id" },
	{ 144, "MT capability" },
	{ 149, "sid label binding" },
	{ 211, "restart" },
	{ 222, "MT neighbours" },
	{ 229, "topologies" },
	{ 232, "IPv6 addresses" },
	{ 233, "global IPv6 addresses" },
	{ 235, "MT IPv4 prefixes" },
	{ 236, "IPv6 prefixes" },
	{ 237, "MT IPv6 prefixes" },
	{ 240, "three-way adjacency" },
	{ 242, "router capability" },
	{ 0, NULL },
};

static void read_tlv(struct dissect *d, struct isis_seen *seen)
{
	uint32_t type = field_named(d, "tlv", 1, names);
	struct nest nest = field_enter(d);
	size_t length = field_uint(d, "length", 1);
	struct part outer = part_open(d, length);
	for (size_t i = 0; i < COUNT(readers); i++)
		if (readers[i].type == type) {
			readers[i].read(d, seen);
			break;
		}
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
}

void isis_read_tlvs(struct dissect *d, struct isis_seen *seen)
{
	while (part_more(d))
		read_tlv(d, seen);
}
