/* ASN.1 values in their basic encoding (ITU-T X.690), as network management uses it:
 * one-byte tags, definite lengths. */
#ifndef DISSECT_BER_H
#define DISSECT_BER_H

#include "core/dissect/proto.h"

enum ber_tag {
	BER_INTEGER = 0x02,
	BER_STRING = 0x04,
	BER_NULL = 0x05,
	BER_OID = 0x06,
	BER_SEQUENCE = 0x30,
};

/* Reads tag and length; what can be read then is the content, until part_close(). A
 * length that is none cuts the reader. */
struct part ber_open(struct dissect *d, uint32_t *tag);

/* All that is left as a number with a sign; *wide is set when it has more than 8 bytes
 * or none. */
int64_t ber_integer(struct dissect *d, bool *wide);

/* The same without a sign. */
uint64_t ber_unsigned(struct dissect *d, bool *wide);

/* 1.3.6.1.2.1 of the n bytes of an object identifier. */
void ber_oid(struct text *t, const uint8_t *bytes, size_t n);

#endif
