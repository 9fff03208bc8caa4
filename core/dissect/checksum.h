/* The Internet checksum (RFC 1071) and that of OSI (ISO 8473 6.11, RFC 905 B), for the
 * tree only: rows never pay for them. */
#ifndef DISSECT_CHECKSUM_H
#define DISSECT_CHECKSUM_H

#include "core/dissect/field.h"

/* Ones' complement sum of n bytes added to `sum`, folded to 16 bits. */
uint16_t checksum_add(uint16_t sum, const uint8_t *bytes, size_t n);

/* The pseudo header's sum for `length` bytes of `protocol` above the innermost IP. */
uint16_t checksum_pseudo(const struct dissect *d, uint8_t protocol, size_t length);

enum checksum_kind {
	CHECKSUM_PLAIN,	  /* over the bytes alone */
	CHECKSUM_OFFLOAD, /* the same; zero is left to the hardware */
	CHECKSUM_PSEUDO,  /* pseudo header too, and may be left to the hardware */
};

/* Shows "checksum 0x5b0e  good" for the two bytes before the cursor, where start[n] are
 * the bytes that it covers (n counts those not captured too) and `sum` what is added to
 * them. Says "bad, should be", "unfinished" (left to the hardware by the sender: holds
 * the pseudo header's sum only) or "not verified" when the bytes are not all there. */
void checksum_field(struct dissect *d, enum checksum_kind kind, uint16_t sum,
		    const uint8_t *start, size_t n);

/* The checksum of OSI over bytes that hold it: both of its sums come out as zero. */
bool checksum_fletcher(const uint8_t *p, const uint8_t *end);

/* Shows "checksum 0x5b0e  good" for the two bytes before the cursor, where [start, end)
 * is what it covers; NULL: they are not all there. */
void checksum_fletcher_field(struct dissect *d, const uint8_t *start,
			     const uint8_t *end);

#endif
