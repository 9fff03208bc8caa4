/* Communities of BGP: standard (RFC 1997), extended (RFC 4360, 5668, 5701, 7153, 7432,
 * 8955) and large ones (RFC 8092).
 *
 *	0       8       16               64
 *	+-------+-------+------- ... ----+
 *	| type  | sub   | value          |	an extended one
 *	+-------+-------+------- ... ----+ */
#include "core/dissect/bgp.h"
#include "core/dissect/rate.h"

static const struct name well_known_communities[] = {
	{ 0xffff0000, "graceful-shutdown" }, { 0xffff0001, "accept-own" },
	{ 0xffff0006, "long-lived stale" },  { 0xffff0007, "no long-lived" },
	{ 0xffff029a, "blackhole" },	     { 0xffffff01, "no-export" },
	{ 0xffffff02, "no-advertise" },	     { 0xffffff03, "no-export-subconfed" },
	{ 0xffffff04, "no-peer" },	     { 0, NULL },
};

/* IANA, BGP tunnel encapsulation attribute tunnel types. */
static const struct name encapsulations[] = {
	{ 1, "L2TPv3" },     { 2, "GRE" },	    { 7, "IPIP" },
	{ 8, "VXLAN" },	     { 9, "NVGRE" },	    { 10, "MPLS" },
	{ 12, "VXLAN-GPE" }, { 13, "MPLS in UDP" }, { 15, "SR policy" },
	{ 19, "Geneve" },    { 0, NULL },
};

/* How OSPF knew it (RFC 4577 4.2.6). */
static const struct name route_types[] = {
	{ 1, "intra-area" }, { 2, "intra-area" }, { 3, "inter-area" },
	{ 5, "external" },   { 7, "NSSA" },	  { 0, NULL },
};

static uint32_t number2(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t number4(const uint8_t *p)
{
	return number2(p) << 16 | number2(p + 2);
}

void bgp_read_communities(struct dissect *d)
{
	while (part_more(d)) {
		uint32_t value = reader_u32(&d->r);
		struct text *t = field_over(d, "community", 4);
		if (!t)
			continue;
		text_uint(t, value >> 16);
		text_char(t, ':');
		text_uint(t, value & 0xffff);
		const char *word = name_of(well_known_communities, value, NULL);
		if (word) {
			text_str(t, "  ");
			text_str(t, word);
		}
	}
}

void bgp_read_large_communities(struct dissect *d)
{
	while (part_more(d)) {
		uint32_t a = reader_u32(&d->r), b = reader_u32(&d->r);
		uint32_t c = reader_u32(&d->r);
		struct text *t = field_over(d, "community", 12);
		if (!t)
			continue;
		text_uint(t, a);
		text_char(t, ':');
		text_uint(t, b);
		text_char(t, ':');
		text_uint(t, c);
	}
}

/* --- Extended ones --- */

static void put_mobility(struct text *t, const uint8_t *p)
{
	text_str(t, p[2] & 1 ? "MAC mobility, sticky, " : "MAC mobility ");
	text_uint(t, number4(p + 4));
}

/* RFC 7432 7, 8214 3.1, 8584, 9135 8. */
static bool put_evpn(struct text *t, const uint8_t *p)
{
	switch (p[1]) {
	case 0:
		put_mobility(t, p);
		return true;
	case 1:
		text_str(t, "ESI label ");
		text_uint(t, number4(p + 4) & 0xffffff);
		text_str(t, p[2] & 1 ? ", single active" : "");
		return true;
	case 2:
	case 3:
		text_str(t, p[1] == 2 ? "segment import " : "router MAC ");
		addr_mac(t, p + 2);
		return true;
	case 4:
		text_str(t, "layer 2 mtu ");
		text_uint(t, number2(p + 4));
		text_str(t, p[3] & 4 ? ", control word" : "");
		text_str(t, p[3] & 2 ? ", primary" : "");
		text_str(t, p[3] & 1 ? ", backup" : "");
		return true;
	case 6:
		text_str(t, "forwarder election, algorithm ");
		text_uint(t, p[2] & 0x1f);
		return true;
	default:
		return false;
	}
}

/* Opaque ones: what nobody but who wrote them need understand. */
static bool put_opaque(struct text *t, const uint8_t *p)
{
	if (p[1] == 6) {
		text_str(t, "OSPF area ");
		addr_ip4(t, p + 2);
		text_str(t, ", ");
		text_str(t, name_of(route_types, p[6], "unknown route"));
		text_str(t, p[7] & 1 ? ", type 2" : "");
	} else if (p[1] == 11) {
		text_str(t, "color ");
		text_uint(t, number4(p + 4));
	} else if (p[1] == 12) {
		text_str(t, "encapsulation ");
		text_str(t, name_of(encapsulations, number2(p + 6), "other"));
	} else if (p[1] == 13) {
		text_str(t, "default gateway");
	} else {
		return false;
	}
	return true;
}

/* What is to be done with a flow (RFC 8955 7). */
static bool put_action(struct text *t, const uint8_t *p)
{
	if (p[1] == 6 || p[1] == 12) {
		text_str(t, p[1] == 6 ? "traffic rate, bytes/s "
				      : "traffic rate, packets/s ");
		rate_text(t, number4(p + 4));
	} else if (p[1] == 7) {
		text_str(t, "traffic action");
		text_str(t, p[7] & 2 ? ", sample" : "");
		text_str(t, p[7] & 1 ? "" : ", terminal");
	} else if (p[1] == 8) {
		text_str(t, "redirect ");
		text_uint(t, number2(p + 2));
		text_char(t, ':');
		text_uint(t, number4(p + 4));
	} else if (p[1] == 9) {
		text_str(t, "mark DSCP ");
		text_uint(t, p[7] & 0x3f);
	} else {
		return false;
	}
	return true;
}

/* ASN:number, address:number, four-byte ASN:number. */
static void put_administrator(struct text *t, const uint8_t *p)
{
	unsigned form = p[0] & 0x3f;
	if (form == 1)
		addr_ip4(t, p + 2);
	else
		text_uint(t, form == 0 ? number2(p + 2) : number4(p + 2));
	text_char(t, ':');
	text_uint(t, form == 0 ? number4(p + 4) : number2(p + 6));
}

static bool put_administered(struct text *t, const uint8_t *p)
{
	static const struct name words[] = {
		{ 2, "target " },      { 3, "origin " }, { 5, "OSPF domain " },
		{ 7, "OSPF router " }, { 10, "VPLS " },	 { 11, "VRF import " },
		{ 0, NULL },
	};
	const char *word = name_of(words, p[1], NULL);
	if (p[1] == 4 && (p[0] & 0x3f) == 0) {
		text_str(t, "link bandwidth, AS ");
		text_uint(t, number2(p + 2));
		text_str(t, ", bytes/s ");
		rate_text(t, number4(p + 4));
		return true;
	}
	if (!word)
		return false;
	text_str(t, word);
	put_administrator(t, p);
	return true;
}

void bgp_put_extended(struct text *t, const uint8_t *p)
{
	uint8_t type = p[0] & 0xbf; /* bit 6: does not leave the AS */
	if (type <= 2 && put_administered(t, p))
		return;
	if ((type == 3 && put_opaque(t, p)) || (type == 6 && put_evpn(t, p)) ||
	    (type == 0x80 && put_action(t, p)))
		return;
	for (unsigned i = 0; i < 8; i++)
		text_hex(t, p[i], 2);
}

void bgp_read_extended_communities(struct dissect *d)
{
	while (part_more(d)) {
		const uint8_t *p = reader_bytes(&d->r, 8);
		struct text *t = field_over(d, "community", 8);
		if (t)
			bgp_put_extended(t, p);
	}
}
