/* What the files of OSPF share: link state advertisements. */
#ifndef DISSECT_OSPF_H
#define DISSECT_OSPF_H

#include "core/dissect/field.h"

extern const struct name ospf_options[];
extern const struct name ospf_lsa_types[];

/* The 20 bytes of an LSA header and, with body, what its length says follows. Appends
 * ", Router-LSA 10.0.0.1" to the Info for the first few. RFC 2328 A.4, RFC 5250. */
void ospf_read_lsa(struct dissect *d, struct text *info, bool body);

#endif
