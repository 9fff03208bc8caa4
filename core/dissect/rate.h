/* Rates as routing protocols carry them: IEEE 754 numbers of four bytes, in bytes per
 * second (RFC 3630 2.5.6, 5305 3.4, 2210 3.1, 8955 7.3). */
#ifndef DISSECT_RATE_H
#define DISSECT_RATE_H

#include "core/dissect/field.h"

/* "12500000", without what is behind the point; "unlimited"; "no rate" where it is
 * none.
 */
void rate_text(struct text *t, uint32_t bits);

/* Reads one. */
void rate_field(struct dissect *d, const char *name);

#endif
