/* What the files of 802.1X share. */
#ifndef DISSECT_EAPOL_H
#define DISSECT_EAPOL_H

#include "core/dissect/field.h"

/* Key agreement (IEEE 802.1X 11.11), to the end of the layer; Info lists its parts. */
void eapol_read_mka(struct dissect *d, struct text *info);

#endif
