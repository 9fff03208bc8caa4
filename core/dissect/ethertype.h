/* The two bytes that Ethernet, VLAN tags, SLL and others end in. */
#ifndef DISSECT_ETHERTYPE_H
#define DISSECT_ETHERTYPE_H

#include "core/dissect/field.h"

/* What is smaller is no type (IEEE 802.3 3.2.6). */
#define ETHERTYPE_MIN	    0x0600
#define ETHERNET_LENGTH_MAX 1500

/* Reads an ether type, or (below 0x0600) an 802.3 length that LLC follows, and names
 * the next layer by it. Returns the value. IEEE 802.3-2018 3.2.6. */
uint32_t ethertype_next(struct dissect *d);

/* "IPv4", or 0x88b5 where there is no word. */
void ethertype_text(struct text *t, uint32_t type);

/* The same, "0x88b5 (unknown)": of what a tunnel carries. */
void ethertype_or_unknown(struct text *t, uint32_t type);

#endif
