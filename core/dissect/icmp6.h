/* What the files of ICMPv6 share: readers of the messages that are big enough for a
 * file of their own. The cursor is behind the checksum; they may add to the Info. */
#ifndef DISSECT_ICMP6_H
#define DISSECT_ICMP6_H

#include "core/dissect/field.h"

/* Neighbour discovery (RFC 4861) and its options. */
void icmp6_read_router_solicitation(struct dissect *d, struct text *info);
void icmp6_read_router_advertisement(struct dissect *d, struct text *info);
void icmp6_read_solicitation(struct dissect *d, struct text *info);
void icmp6_read_advertisement(struct dissect *d, struct text *info);
void icmp6_read_redirect(struct dissect *d, struct text *info);
void icmp6_read_inverse(struct dissect *d, struct text *info); /* RFC 3122 */

/* Mobile prefix discovery (RFC 6275), which has the same options. */
void icmp6_read_mobile_prefix(struct dissect *d, struct text *info);

/* Multicast listeners (RFC 2710, 3810). */
void icmp6_read_listener_query(struct dissect *d, struct text *info);
void icmp6_read_listener_group(struct dissect *d, struct text *info);
void icmp6_read_listener_report2(struct dissect *d, struct text *info);

#endif
