/* What the files of IGMP share. */
#ifndef DISSECT_IGMP_H
#define DISSECT_IGMP_H

#include "core/dissect/field.h"

/* The distance vector protocol that lives under IGMP's number, behind the checksum. */
void igmp_read_dvmrp(struct dissect *d, struct text *info, uint32_t code);

#endif
