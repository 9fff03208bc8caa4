/* Routes of VPNs other than prefixes: VPLS (RFC 4761), multicast (RFC 6514), and
 * policies of segment routing (RFC 9830).
 *
 *	VPLS		length:2  distinguisher:8  site:2  offset:2  size:2  base:3
 *	multicast	type:1  length:1  [distinguisher:8]  ...
 *	policy		bits:1  distinguisher:4  color:4  endpoint:4 or 16 */
#include "core/dissect/bgp.h"

enum mvpn { MVPN_INTER_AS = 2, MVPN_LEAF = 4, MVPN_ACTIVE = 5, MVPN_LAST = 7 };

static const struct name mvpn_types[] = {
	{ 1, "intra-AS provider tunnel" },
	{ MVPN_INTER_AS, "inter-AS provider tunnel" },
	{ 3, "selective provider tunnel" },
	{ MVPN_LEAF, "leaf" },
	{ MVPN_ACTIVE, "source active" },
	{ 6, "shared tree join" },
	{ MVPN_LAST, "source tree join" },
	{ 0, NULL },
};

bool bgp_read_vpls(struct dissect *d, const struct bgp_route *r)
{
	size_t n = field_uint(d, "vpls length", 2);
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, n);
	bgp_start_route(r);
	text_str(r->info, "VPLS ");
	bgp_read_distinguisher(d, r->info);
	uint32_t site = field_uint(d, "site", 2);
	(void)field_uint(d, "block offset", 2);
	(void)field_uint(d, "block size", 2);
	uint32_t base = reader_u24(&d->r);
	if (d->tree)
		field_show_uint(d, "label base", 3, base >> 4);
	text_str(r->info, "site ");
	text_uint(r->info, site);
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
	return !d->r.cut;
}

bool bgp_read_mvpn(struct dissect *d, const struct bgp_route *r)
{
	uint32_t type = field_named(d, "mvpn route", 1, mvpn_types);
	struct nest nest = field_enter(d);
	size_t n = field_uint(d, "length", 1);
	struct part outer = part_open(d, n);
	bgp_start_route(r);
	text_str(r->info, "MVPN ");
	text_uint(r->info, type);
	text_char(r->info, ' ');
	text_str(r->info, name_of(mvpn_types, type, "unknown"));
	if (type && type != MVPN_LEAF && type <= MVPN_LAST) {
		text_char(r->info, ' ');
		bgp_read_distinguisher(d, r->info);
		bgp_trim(r->info);
		if (type == MVPN_INTER_AS || type > MVPN_ACTIVE)
			(void)field_uint(d, "source as", 4);
		if (type == 3 || type >= MVPN_ACTIVE) {
			bgp_read_address(d, r->info, "bits", "source");
			bgp_read_address(d, r->info, "bits", "group");
		}
	}
	if (type == 1 || type == 3)
		(void)(reader_left(&d->r) == 4
			       ? field_ip4(d, "originator")
			       : field_bytes(d, "originator", reader_left(&d->r)));
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
	return !d->r.cut;
}

bool bgp_read_policy(struct dissect *d, const struct bgp_route *r)
{
	bool four = r->family == BGP_IP4;
	(void)field_uint(d, "policy length", 1);
	(void)field_uint(d, "distinguisher", 4);
	uint32_t color = field_uint(d, "color", 4);
	const uint8_t *end = four ? field_ip4(d, "endpoint") : field_ip6(d, "endpoint");
	if (!end)
		return false;
	bgp_start_route(r);
	text_str(r->info, "policy, color ");
	text_uint(r->info, color);
	text_str(r->info, ", endpoint ");
	if (four)
		addr_ip4(r->info, end);
	else
		addr_ip6(r->info, end);
	return true;
}
