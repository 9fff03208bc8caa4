/* What an UPDATE says can be reached, family by family: prefixes, with labels (RFC
 *8277) and distinguishers (RFC 4364); EVPN (RFC 7432, 9136, 9251); flow specifications
 * (RFC 8955, 8956); route targets (RFC 4684). Others have files of their own.
 *
 *	prefix	bits:1  [labels:3n]  [distinguisher:8]  bytes
 *	EVPN	type:1  length:1  distinguisher:8  ...
 *	flow	length:1 or 2  [distinguisher:8]  { type:1  prefix, or operators } */
#include <string.h>

#include "core/dissect/bgp.h"

enum { BITS_LABEL = 24, BITS_DISTINGUISHER = 64, ESI = 10 };
enum evpn {
	EVPN_AD = 1,
	EVPN_MAC = 2,
	EVPN_MULTICAST = 3,
	EVPN_SEGMENT = 4,
	EVPN_IP = 5,
	EVPN_SELECTIVE = 6,
	EVPN_LEAVE_SYNCH = 8,
};

static const struct name evpn_types[] = {
	{ EVPN_AD, "Ethernet auto-discovery" },
	{ EVPN_MAC, "MAC/IP advertisement" },
	{ EVPN_MULTICAST, "inclusive multicast" },
	{ EVPN_SEGMENT, "Ethernet segment" },
	{ EVPN_IP, "IP prefix" },
	{ EVPN_SELECTIVE, "selective multicast" },
	{ 7, "membership report synch" },
	{ EVPN_LEAVE_SYNCH, "leave synch" },
	{ 9, "per-region I-PMSI auto-discovery" },
	{ 10, "S-PMSI auto-discovery" },
	{ 11, "leaf auto-discovery" },
	{ 6, "selective multicast" },
	{ 7, "multicast join synch" },
	{ 8, "multicast leave synch" },
	{ 0, NULL },
};

void bgp_put_word(struct text *info, bool *open, const char *label)
{
	text_str(info, *open ? ", " : " (");
	text_str(info, label);
	*open = true;
}

void bgp_start_route(const struct bgp_route *r)
{
	bgp_put_word(r->info, r->open, r->label[0] == 'w' ? "withdrawn " : "");
}

static uint32_t number2(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t number4(const uint8_t *p)
{
	return number2(p) << 16 | number2(p + 2);
}

/* 65000:100, 10.0.0.1:7: the eight bytes of a distinguisher. */
static void put_distinguisher(struct text *t, const uint8_t *p)
{
	uint32_t type = number2(p);
	p += 2;
	if (type == 1)
		addr_ip4(t, p);
	else
		text_uint(t, type == 2 ? number4(p) : number2(p));
	text_char(t, ':');
	text_uint(t, type == 1 || type == 2 ? number2(p + 4) : number4(p + 2));
}

void bgp_read_distinguisher(struct dissect *d, struct text *info)
{
	const uint8_t *p = reader_bytes(&d->r, 8);
	struct text *t = p ? field_over(d, "route distinguisher", 8) : NULL;
	if (t)
		put_distinguisher(t, p);
	if (!p)
		return;
	text_str(info, "RD ");
	put_distinguisher(info, p);
	text_char(info, ' ');
}

void bgp_trim(struct text *info)
{
	info->at -= info->at > info->start && info->at[-1] == ' ';
	*info->at = '\0';
}

/* --- Prefixes --- */

/* Three bytes each, the last one has the lowest bit set; a withdrawn one is 0x800000 or
 * zero. Returns the bits that they take. */
static uint32_t read_labels(struct dissect *d, uint32_t bits)
{
	uint32_t taken = 0;
	while (bits - taken >= BITS_LABEL && !d->r.cut) {
		uint32_t label = reader_u24(&d->r);
		if (d->tree)
			field_show_uint(d, "label", 3, label >> 4);
		taken += BITS_LABEL;
		if (label & 1 || label == 0x800000 || !label)
			break;
	}
	return taken;
}

static uint32_t most_bits(uint32_t family)
{
	return family == BGP_IP4 ? 32 : 128;
}

static bool read_prefix(struct dissect *d, const struct bgp_route *r)
{
	const uint8_t *start = d->r.at;
	char scratch[48];
	struct text rd = text_over(scratch, sizeof(scratch));
	uint32_t bits = reader_u8(&d->r);
	if (r->subfamily == BGP_LABELLED || r->subfamily == BGP_VPN)
		bits -= read_labels(d, bits);
	if (r->subfamily == BGP_VPN && bits >= BITS_DISTINGUISHER) {
		bgp_read_distinguisher(d, &rd);
		bits -= BITS_DISTINGUISHER;
	}
	const uint8_t *bytes = bits <= most_bits(r->family)
				       ? reader_bytes(&d->r, (bits + 7) / 8)
				       : NULL;
	if (!bytes || d->r.cut) {
		d->r.cut = true;
		return false;
	}
	struct text *t = field_over(d, r->label, (size_t)(d->r.at - start));
	if (t)
		addr_prefix(t, bytes, bits, r->family != BGP_IP4);
	bgp_start_route(r);
	text_str(r->info, scratch);
	addr_prefix(r->info, bytes, bits, r->family != BGP_IP4);
	return true;
}

/* --- EVPN --- */

/* A network of VXLAN has all of the 24 bits, one of MPLS the upper 20. */
static void read_evpn_label(struct dissect *d, struct text *info)
{
	uint32_t label = reader_u24(&d->r);
	struct text *t = field_over(d, "label", 3);
	if (t) {
		text_uint(t, label >> 4);
		text_str(t, "  or VNI ");
		text_uint(t, label);
	}
	if (d->r.cut || !info)
		return;
	text_str(info, " VNI ");
	text_uint(info, label);
}

void bgp_read_address(struct dissect *d, struct text *info, const char *bits_name,
		      const char *name)
{
	uint32_t bits = field_uint(d, bits_name, 1);
	const uint8_t *p = bits == 32	 ? field_ip4(d, name)
			   : bits == 128 ? field_ip6(d, name)
					 : NULL;
	if (!p)
		return;
	text_char(info, ' ');
	if (bits == 32)
		addr_ip4(info, p);
	else
		addr_ip6(info, p);
}

static void read_evpn_mac(struct dissect *d, struct text *info)
{
	(void)field_bytes(d, "segment", ESI);
	(void)field_uint(d, "tag", 4);
	(void)field_uint(d, "mac length", 1);
	const uint8_t *mac = field_mac(d, "mac");
	if (mac) {
		text_char(info, ' ');
		addr_mac(info, mac);
	}
	bgp_read_address(d, info, "address length", "address");
	read_evpn_label(d, info);
	if (part_more(d))
		read_evpn_label(d, info);
}

static void read_evpn_prefix(struct dissect *d, struct text *info)
{
	(void)field_bytes(d, "segment", ESI);
	(void)field_uint(d, "tag", 4);
	uint32_t bits = field_uint(d, "prefix length", 1);
	bool six = reader_left(&d->r) > 3 + 2 * 4;
	const uint8_t *p = six ? field_ip6(d, "prefix") : field_ip4(d, "prefix");
	if (p && bits <= (six ? 128 : 32)) {
		text_char(info, ' ');
		addr_prefix(info, p, bits, six);
	}
	if (six)
		(void)field_ip6(d, "gateway");
	else
		(void)field_ip4(d, "gateway");
	read_evpn_label(d, info);
}

/* RFC 9251 9: who wants which groups; 0 bits of an address: any. */
static void read_evpn_group(struct dissect *d, struct text *info, uint32_t type)
{
	enum { RESERVED = 4 };
	static const struct name flag_names[] = {
		{ 0x01, "IGMPv1 or MLDv1" },
		{ 0x02, "IGMPv2 or MLDv2" },
		{ 0x04, "IGMPv3" },
		{ 0x08, "exclude" },
		{ 0, NULL },
	};
	if (type != EVPN_SELECTIVE)
		(void)field_bytes(d, "segment", ESI);
	(void)field_uint(d, "tag", 4);
	bgp_read_address(d, info, "source length", "source");
	bgp_read_address(d, info, "group length", "group");
	bgp_read_address(d, info, "originator length", "originator");
	if (type == EVPN_LEAVE_SYNCH) {
		reader_skip(&d->r, RESERVED);
		(void)field_uint(d, "max response", 1);
	}
	(void)field_flags(d, "flags", 1, flag_names);
}

static bool read_evpn(struct dissect *d, const struct bgp_route *r)
{
	struct text *info = r->info;
	uint32_t type = field_named(d, "evpn route", 1, evpn_types);
	struct nest nest = field_enter(d);
	uint32_t n = field_uint(d, "length", 1);
	bgp_start_route(r);
	text_str(info, "EVPN ");
	text_uint(info, type);
	text_char(info, ' ');
	text_str(info, name_of(evpn_types, type, "unknown"));
	text_char(info, ' ');
	struct part outer = part_open(d, n);
	bgp_read_distinguisher(d, info);
	bgp_trim(info);
	if (type == EVPN_AD || type == EVPN_SEGMENT)
		(void)field_bytes(d, "segment", ESI);
	if (type == EVPN_AD || type == EVPN_MULTICAST)
		(void)field_uint(d, "tag", 4);
	if (type == EVPN_AD)
		read_evpn_label(d, NULL);
	else if (type == EVPN_MAC)
		read_evpn_mac(d, info);
	else if (type == EVPN_MULTICAST || type == EVPN_SEGMENT)
		bgp_read_address(d, info, "address length", "address");
	else if (type == EVPN_IP)
		read_evpn_prefix(d, info);
	else if (type >= EVPN_SELECTIVE && type <= EVPN_LEAVE_SYNCH)
		read_evpn_group(d, info, type);
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
	return !d->r.cut;
}

/* --- Flow specifications --- */

static const struct name flow_types[] = {
	{ 1, "destination" },
	{ 2, "source" },
	{ 3, "protocol" },
	{ 4, "port" },
	{ 5, "destination port" },
	{ 6, "source port" },
	{ 7, "ICMP type" },
	{ 8, "ICMP code" },
	{ 9, "TCP flags" },
	{ 10, "length" },
	{ 11, "DSCP" },
	{ 12, "fragment" },
	{ 13, "flow label" },
	{ 0, NULL },
};

static void read_flow_prefix(struct dissect *d, const struct bgp_route *r)
{
	uint32_t bits = field_uint(d, "prefix length", 1);
	if (r->family == BGP_IP6)
		(void)field_uint(d, "offset", 1);
	if (bits > most_bits(r->family)) {
		d->r.cut = true;
		return;
	}
	const uint8_t *p = reader_bytes(&d->r, (bits + 7) / 8);
	if (!p)
		return;
	struct text *t = field_over(d, "prefix", (bits + 7) / 8);
	if (t)
		addr_prefix(t, p, bits, r->family != BGP_IP4);
	text_char(r->info, ' ');
	addr_prefix(r->info, p, bits, r->family != BGP_IP4);
}

/* An operator says how long its value is, how it is compared, and whether it is the
 * last. */
static void read_operators(struct dissect *d, const struct bgp_route *r, bool mask)
{
	static const char *const words[] = { " false", " =",  " >",  " >=",
					     " <",     " <=", " !=", " true" };
	uint32_t op = 0;
	while (part_more(d) && !(op & 0x80)) {
		op = field_hex(d, "operator", 1);
		size_t size = (size_t)1 << (op >> 4 & 3);
		if (size == 8) {
			(void)field_bytes(d, "value", 8);
			continue;
		}
		uint32_t value = field_uint(d, "value", size);
		if (d->r.cut)
			return;
		text_str(r->info, op & 0x40 ? " &" : "");
		if (mask) {
			text_str(r->info, " 0x");
			text_hex(r->info, value, 2);
			continue;
		}
		text_str(r->info, words[op & 7]);
		text_uint(r->info, value);
	}
}

static bool read_flow(struct dissect *d, const struct bgp_route *r)
{
	size_t n = reader_u8(&d->r);
	if (n >= 0xf0)
		n = (n & 0x0f) << 8 | reader_u8(&d->r);
	struct text *t = field_over(d, "flow", n >= 0xf0 ? 2 : 1);
	if (t) {
		text_uint(t, n);
		text_str(t, " bytes");
	}
	struct nest nest = field_enter(d);
	bgp_start_route(r);
	text_str(r->info, "flow");
	struct part outer = part_open(d, n);
	text_char(r->info, ' ');
	if (r->subfamily == BGP_FLOW_VPN)
		bgp_read_distinguisher(d, r->info);
	for (bool first = true; part_more(d); first = false) {
		uint32_t type = field_named(d, "component", 1, flow_types);
		text_str(r->info, first ? "" : " ");
		text_str(r->info, name_of(flow_types, type, "unknown"));
		if (type <= 2)
			read_flow_prefix(d, r);
		else if (type <= 13)
			read_operators(d, r, type == 9 || type == 12);
		else
			field_rest(d, "content");
	}
	part_close(d, outer);
	field_leave(d, nest);
	return !d->r.cut;
}

/* --- Route targets that somebody wants --- */

static bool read_target(struct dissect *d, const struct bgp_route *r)
{
	uint32_t bits = field_uint(d, "target length", 1);
	size_t n = (bits + 7) / 8;
	bgp_start_route(r);
	if (n == 12) {
		(void)field_uint(d, "origin as", 4);
		const uint8_t *p = field_bytes(d, "target", 8);
		if (p)
			bgp_put_extended(r->info, p);
	} else {
		text_str(r->info, n ? "some targets" : "every target");
		(void)field_bytes(d, "target", n);
	}
	return !d->r.cut;
}

static bool is_ip(const struct bgp_route *r)
{
	return r->family == BGP_IP4 || r->family == BGP_IP6;
}

typedef bool reader(struct dissect *d, const struct bgp_route *r);

static reader *reader_of(const struct bgp_route *r)
{
	if (is_ip(r) && (r->subfamily < BGP_MVPN || r->subfamily == BGP_VPN))
		return read_prefix;
	switch (r->subfamily) {
	case BGP_MVPN:
		return is_ip(r) ? bgp_read_mvpn : NULL;
	case BGP_FLOW:
	case BGP_FLOW_VPN:
		return is_ip(r) ? read_flow : NULL;
	case BGP_POLICY:
		return is_ip(r) ? bgp_read_policy : NULL;
	case BGP_VPLS:
		return bgp_read_vpls;
	case BGP_EVPN:
		return read_evpn;
	case BGP_STATE:
	case BGP_STATE_VPN:
		return bgp_read_state;
	case BGP_TARGET:
		return read_target;
	default:
		return NULL;
	}
}

void bgp_read_routes(struct dissect *d, struct text *info, bool *open,
		     const char *label, uint32_t family, uint32_t subfamily)
{
	const struct bgp_route r = { .info = info,
				     .open = open,
				     .label = label,
				     .family = family,
				     .subfamily = subfamily };
	reader *read = reader_of(&r);
	bool ids = read && part_more(d) && bgp_has_path_ids(d, family, subfamily);
	while (read && part_more(d)) {
		if (ids)
			(void)field_uint(d, "path id", 4);
		if (!read(d, &r))
			break;
	}
	field_rest(d, "routes");
}
