/* Numbers to words: small const tables that end in { 0, NULL }. */
#ifndef DISSECT_NAMES_H
#define DISSECT_NAMES_H

#include <stdint.h>

#include "core/base/text.h"

struct name {
	uint32_t value; /* for flags: the mask of one bit */
	const char *text;
};

/* The word for value, or `otherwise` (which may be NULL). */
const char *name_of(const struct name *table, uint32_t value, const char *otherwise);

/* The word for value; where the table has none, `unknown` and the number in brackets,
 * of so many hex digits, "Unknown type (0x4d)", or, 0 of them, decimal: "Unknown (7)".
 */
void names_put(struct text *t, const struct name *table, uint32_t value,
	       const char *unknown, unsigned digits);

/* The words of the bits that are set, in table order, with `between` in between. Bits
 * that the table does not know are left out. True when a word was written. */
bool names_flags(struct text *t, const struct name *table, uint32_t bits,
		 const char *between);

/* 0x00500A30 without the 0x: hex as Wireshark writes it in a few places. */
void text_hex_upper(struct text *t, uint64_t value, unsigned digits);

/* IP protocol numbers as IANA lists them (shared by IPv4, IPv6 and who quotes them). */
extern const struct name names_ip_protocols[];

/* Ether types (IEEE 802 numbers). */
extern const struct name names_ethertypes[];

/* Differentiated services code points (RFC 2474, 2597, 3246, 5865, 8622). */
extern const struct name names_dscp[];

/* ECN field (RFC 3168). */
extern const struct name names_ecn[];

/* SRv6 endpoint behaviours (RFC 8986, 9800). */
extern const struct name names_srv6_behaviours[];

/* ARP hardware types (IANA), as SLL and ARP carry them. */
extern const struct name names_hardware[];

#endif
