/* What the files of BGP share: the content of an UPDATE. */
#ifndef DISSECT_BGP_H
#define DISSECT_BGP_H

#include "core/dissect/field.h"

extern const struct name bgp_families[];    /* AFI */
extern const struct name bgp_subfamilies[]; /* SAFI */

/* Withdrawn routes, path attributes and prefixes up to the end of the message (RFC 4271
 * 4.3, 4760). Appends " (10.0.0.0/8 ...)" to the Info. */
void bgp_read_update(struct dissect *d, struct text *info);

#endif
