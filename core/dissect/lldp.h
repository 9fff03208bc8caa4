/* What the files of LLDP share: what an organisation defined. */
#ifndef DISSECT_LLDP_H
#define DISSECT_LLDP_H

#include "core/dissect/field.h"

/* A TLV of type 127, to the end of the part. */
void lldp_read_organisation(struct dissect *d);

#endif
