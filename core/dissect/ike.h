/* What the files of IKE share: the content of a payload that is not encrypted. */
#ifndef DISSECT_IKE_H
#define DISSECT_IKE_H

#include "core/dissect/field.h"

/* A payload of this type (IANA, both versions), to the end of the part. */
void ike_read_payload(struct dissect *d, uint32_t type);

/* Proposals and what they are made of, to the end of the part; version 1 or 2. */
void ike_read_proposals(struct dissect *d, unsigned version);

/* 1: IKE itself, 2: AH, 3: ESP. */
extern const struct name ike_protocols[];

/* Diffie-Hellman groups (IANA). */
extern const struct name ike_groups[];

#endif
