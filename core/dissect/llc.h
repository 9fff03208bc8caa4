/* What frame relay has of LLC: its control field (ISO 7776, IEEE 802.2). */
#ifndef DISSECT_LLC_H
#define DISSECT_LLC_H

#include "core/dissect/field.h"

/* Shows and returns it. Information and supervisory frames have a second byte. */
uint32_t llc_read_control(struct dissect *d, bool response);

/* "S P, func=RR, N(R)=3": P in a command, F in a response. */
void llc_put_control(struct text *t, uint32_t control, bool response);

#endif
