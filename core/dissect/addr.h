/* Addresses to text, fast and without looking up names. */
#ifndef DISSECT_ADDR_H
#define DISSECT_ADDR_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"

/* 52:54:00:12:34:56 of six bytes. */
void addr_mac(struct text *t, const uint8_t *mac);

/* Any number of bytes with colons in between: EUI-64, InfiniBand, short addresses. */
void addr_colons(struct text *t, const uint8_t *bytes, size_t n);

/* 49000119.216800100100: an OSI address (ISO 8348) as Wireshark's columns have it,
 * which divide after four bytes, or, in one of 20, where GOSIP (RFC 1237) does. */
void addr_nsap(struct text *t, const uint8_t *bytes, size_t n);

/* 10.0.0.1 of four bytes. */
void addr_ip4(struct text *t, const uint8_t *ip);

/* 2001:db8::1 of sixteen bytes: RFC 5952, IPv4-mapped ones as ::ffff:10.0.0.1. */
void addr_ip6(struct text *t, const uint8_t *ip);

/* 10.0.0.0/8 of as many bytes as so many bits take, 32 at most, of IPv6 128. */
void addr_prefix(struct text *t, const uint8_t *bytes, uint32_t bits, bool six);

#endif
