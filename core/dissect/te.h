/* What the link state protocols say of a link in the same form. */
#ifndef DISSECT_TE_H
#define DISSECT_TE_H

#include "core/dissect/field.h"

/* What the ends of a link can switch (RFC 4203 1.4, 5307 1.3). */
void te_read_switching(struct dissect *d);

/* A measured value of 24 bits, the highest of the 32 says that it is beyond its limit
 * (RFC 7471 4, 8570 4). */
void te_read_measured(struct dissect *d, const char *name);

#endif
