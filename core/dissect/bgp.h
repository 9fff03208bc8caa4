/* What the files of BGP share: the content of an UPDATE. */
#ifndef DISSECT_BGP_H
#define DISSECT_BGP_H

#include "core/dissect/field.h"

extern const struct name bgp_families[];    /* AFI */
extern const struct name bgp_subfamilies[]; /* SAFI */

/* Withdrawn routes, path attributes and prefixes up to the end of the message (RFC 4271
 * 4.3, 4760). Appends " (10.0.0.0/8 ...)" to the Info. */
void bgp_read_update(struct dissect *d, struct text *info);

/* AFI and SAFI (IANA) of what is told apart. */
enum { BGP_IP4 = 1, BGP_IP6 = 2 };
enum {
	BGP_UNICAST = 1,
	BGP_LABELLED = 4,
	BGP_MVPN = 5,
	BGP_VPLS = 65,
	BGP_EVPN = 70,
	BGP_STATE = 71,
	BGP_STATE_VPN = 72,
	BGP_POLICY = 73,
	BGP_VPN = 128,
	BGP_TARGET = 132,
	BGP_FLOW = 133,
	BGP_FLOW_VPN = 134,
};

/* All routes until the end of the part; the Info gets them in brackets, which the first
 * word opens. label: "prefix" or "withdrawn". */
void bgp_read_routes(struct dissect *d, struct text *info, bool *open,
		     const char *label, uint32_t family, uint32_t subfamily);

/* True where the routes until the end of the part have path identifiers in front. */
bool bgp_has_path_ids(const struct dissect *d, uint32_t family, uint32_t subfamily);

/* Opens the brackets, or goes on in them. */
void bgp_put_word(struct text *info, bool *open, const char *label);

/* What kind of routes they are, to those who read one of them: false at the end. */
struct bgp_route {
	struct text *info;
	bool *open;
	const char *label; /* "prefix" or "withdrawn" */
	uint32_t family, subfamily;
};

/* A comma, and "withdrawn" where that is so. */
void bgp_start_route(const struct bgp_route *r);

/* "RD 65000:100 ", eight bytes. */
void bgp_read_distinguisher(struct dissect *d, struct text *info);

/* The blank at the end goes. */
void bgp_trim(struct text *info);

bool bgp_read_vpls(struct dissect *d, const struct bgp_route *r);
bool bgp_read_mvpn(struct dissect *d, const struct bgp_route *r);
bool bgp_read_policy(struct dissect *d, const struct bgp_route *r);
bool bgp_read_state(struct dissect *d, const struct bgp_route *r);

/* An address behind its length in bits, none where that is 0; to the end of info. */
void bgp_read_address(struct dissect *d, struct text *info, const char *bits_name,
		      const char *name);

/* Values of attributes, to the end of the part. */
void bgp_read_communities(struct dissect *d);
void bgp_read_extended_communities(struct dissect *d);
void bgp_read_large_communities(struct dissect *d);
void bgp_read_prefix_sid(struct dissect *d);

/* An extended community of eight bytes. */
void bgp_put_extended(struct text *t, const uint8_t *p);

#endif
