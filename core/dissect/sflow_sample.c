/* Samples of sFlow version 5: packets that were seen, and counters.
 *
 *	sample:	  enterprise and format:4  length:4  sequence:4  source (expanded: 4 +
 *4) flow:	  rate:4  pool:4  drops:4  input  output (expanded: 4 + 4)  records:4
 *	counters: records:4
 *	record:	  enterprise and format:4  length:4  content */
#include "core/dissect/sflow.h"

enum sample { FLOW = 1, COUNTERS = 2, FLOW_EXPANDED = 3, COUNTERS_EXPANDED = 4 };
enum flow { HEADER = 1, SWITCH = 1001, ROUTER = 1002 };
enum { INTERFACE = 1, ETHERNET = 2, HEADER_ETHERNET = 1, IP4 = 0x0800, IP6 = 0x86dd };

static const struct name samples[] = {
	{ FLOW, "flow sample" },
	{ COUNTERS, "counters sample" },
	{ FLOW_EXPANDED, "expanded flow sample" },
	{ COUNTERS_EXPANDED, "expanded counters sample" },
	{ 0, NULL },
};

static const struct name flow_records[] = {
	{ HEADER, "header of a packet" },
	{ 2, "Ethernet" },
	{ 3, "IPv4" },
	{ 4, "IPv6" },
	{ SWITCH, "switch" },
	{ ROUTER, "router" },
	{ 1003, "gateway" },
	{ 1004, "user" },
	{ 1006, "MPLS" },
	{ 1021, "tunnel egress" },
	{ 1022, "tunnel ingress" },
	{ 0, NULL },
};

static const struct name counter_records[] = {
	{ INTERFACE, "interface" },
	{ ETHERNET, "Ethernet" },
	{ 3, "token ring" },
	{ 5, "VLAN" },
	{ 7, "LACP port" },
	{ 1001, "processor" },
	{ 2000, "host" },
	{ 2003, "host processor" },
	{ 2004, "host memory" },
	{ 2005, "host disk" },
	{ 2006, "host interfaces" },
	{ 0, NULL },
};

static const struct name header_protocols[] = {
	{ HEADER_ETHERNET, "Ethernet" },
	{ 11, "IPv4" },
	{ 12, "IPv6" },
	{ 13, "MPLS" },
	{ 0, NULL },
};

static void read_addresses(struct dissect *d, uint32_t type)
{
	if (type == IP4) {
		reader_skip(&d->r, 9);
		(void)field_named(d, "protocol", 1, names_ip_protocols);
		reader_skip(&d->r, 2);
		(void)field_ip4(d, "from");
		(void)field_ip4(d, "to");
	} else if (type == IP6) {
		reader_skip(&d->r, 6);
		(void)field_named(d, "protocol", 1, names_ip_protocols);
		reader_skip(&d->r, 1);
		(void)field_ip6(d, "from");
		(void)field_ip6(d, "to");
	}
}

/* The packet is somebody else's: what it is about, and no more. */
static void read_header(struct dissect *d)
{
	uint32_t protocol = field_named(d, "protocol", 4, header_protocols);
	(void)field_uint(d, "frame length", 4);
	(void)field_uint(d, "stripped", 4);
	size_t n = field_uint(d, "header size", 4);
	const uint8_t *start = d->r.at;
	struct text *t =
		n <= reader_left(&d->r) ? field_at(d, "header", start, n) : NULL;
	if (t)
		text_str(t, name_of(header_protocols, protocol, "packet"));
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, n);
	if (protocol == HEADER_ETHERNET && n >= 14) {
		(void)field_mac(d, "destination");
		(void)field_mac(d, "source");
		uint32_t type = field_code(d, "type", 2, names_ethertypes);
		if (type == 0x8100 && n >= 18) {
			uint32_t tag = reader_u16(&d->r);
			if (d->tree)
				field_show_uint(d, "vlan id", 2, tag & 0xfff);
			type = field_code(d, "type", 2, names_ethertypes);
		}
		if (reader_left(&d->r) >= (type == IP6 ? 40u : 20u))
			read_addresses(d, type);
	}
	field_rest(d, "rest");
	part_close(d, outer);
	field_leave(d, nest);
}

static void read_router(struct dissect *d)
{
	uint32_t type = reader_u32(&d->r);
	(void)(type == 2 ? field_ip6(d, "next hop") : field_ip4(d, "next hop"));
	(void)field_uint(d, "source prefix length", 4);
	(void)field_uint(d, "destination prefix length", 4);
}

static void read_flow_record(struct dissect *d, uint32_t format)
{
	if (format == HEADER) {
		read_header(d);
	} else if (format == SWITCH) {
		(void)field_uint(d, "source vlan", 4);
		(void)field_uint(d, "source priority", 4);
		(void)field_uint(d, "destination vlan", 4);
		(void)field_uint(d, "destination priority", 4);
	} else if (format == ROUTER) {
		read_router(d);
	}
}

static void read_wide(struct dissect *d, const char *name)
{
	uint64_t high = reader_u32(&d->r);
	uint64_t value = high << 32 | reader_u32(&d->r);
	if (d->tree)
		field_show_uint(d, name, 8, value);
}

static void read_packets(struct dissect *d, const char *const *names)
{
	for (; *names; names++)
		(void)field_uint(d, *names, 4);
}

static void read_interface(struct dissect *d)
{
	static const char *const in[] = {
		"packets in",  "multicasts in", "broadcasts in",
		"discards in", "errors in",	"unknown in",
		NULL
	};
	static const char *const out[] = { "packets out",    "multicasts out",
					   "broadcasts out", "discards out",
					   "errors out",     NULL };
	(void)field_uint(d, "index", 4);
	(void)field_uint(d, "type", 4);
	read_wide(d, "speed bit/s");
	(void)field_uint(d, "direction", 4);
	(void)field_hex(d, "status", 4);
	read_wide(d, "bytes in");
	read_packets(d, in);
	read_wide(d, "bytes out");
	read_packets(d, out);
	(void)field_uint(d, "promiscuous", 4);
}

static void read_ethernet(struct dissect *d)
{
	static const char *const names[] = {
		"alignment errors",  "FCS errors",
		"single collisions", "multiple collisions",
		"SQE errors",	     "deferred",
		"late collisions",   "excessive collisions",
		"transmit errors",   "carrier errors",
		"too long",	     "receive errors",
		"symbol errors",     NULL
	};
	read_packets(d, names);
}

static void read_record(struct dissect *d, bool flow)
{
	uint32_t format =
		field_named(d, "record", 4, flow ? flow_records : counter_records);
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, field_uint(d, "length", 4));
	if (flow)
		read_flow_record(d, format);
	else if (format == INTERFACE)
		read_interface(d);
	else if (format == ETHERNET)
		read_ethernet(d);
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
}

/* An interface: what kind of number, and the number. */
static void read_number(struct dissect *d, const char *name, bool expanded)
{
	if (expanded)
		(void)field_uint(d, "format", 4);
	(void)field_uint(d, name, 4);
}

static void read_content(struct dissect *d, uint32_t format)
{
	bool flow = format == FLOW || format == FLOW_EXPANDED;
	bool expanded = format >= FLOW_EXPANDED;
	(void)field_uint(d, "sequence", 4);
	read_number(d, "source", expanded);
	if (flow) {
		(void)field_uint(d, "rate", 4);
		(void)field_uint(d, "pool", 4);
		(void)field_uint(d, "drops", 4);
		read_number(d, "input", expanded);
		read_number(d, "output", expanded);
	}
	uint32_t records = field_uint(d, "records", 4);
	for (; records && part_more(d); records--)
		read_record(d, flow);
}

void sflow_read_sample(struct dissect *d)
{
	uint32_t format = field_named(d, "sample", 4, samples);
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, field_uint(d, "length", 4));
	if (format >= FLOW && format <= COUNTERS_EXPANDED)
		read_content(d, format);
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
}
