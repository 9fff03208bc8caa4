/* What the files of OSPF share: link state advertisements. */
#ifndef DISSECT_OSPF_H
#define DISSECT_OSPF_H

#include "core/dissect/field.h"

extern const struct name ospf_options[];
extern const struct name ospf_lsa_types[];

/* The 20 bytes of an LSA header and, with body, what its length says follows. Appends
 * ", Router-LSA 10.0.0.1" to the Info for the first few. RFC 2328 A.4, RFC 5250. */
void ospf_read_lsa(struct dissect *d, struct text *info, bool body);

/* The checksum of an LSA that starts there, and its length; with body, all of the LSA
 * is there to be verified (RFC 2328 12.1.7: without its age). */
uint32_t ospf_read_checksum(struct dissect *d, const uint8_t *lsa, bool body);

/* What follows the header of version 3 (RFC 5340 A.3): hello, description, request,
 * update or acknowledgment by the header's type, until the end of the part. */
void ospf3_read_body(struct dissect *d, struct text *info, uint32_t type);

extern const struct name ospf3_options[];
extern const struct name ospf3_lsa_types[];
extern const struct name ospf3_link_types[];

/* A prefix of version 3. Returns what is between its options and its address, which is
 * called `middle`: a metric or a type. */
uint32_t ospf3_read_prefix(struct dissect *d, const char *middle);

/* The body of an extended LSA (RFC 8362) of this type, until the end of the part. */
void ospf3_read_extended(struct dissect *d, uint32_t type);

/* Flags and sequence number of a database description, which both versions end with
 * (RFC 2328 A.3.3, RFC 5340 A.3.3). False: cut off. */
bool ospf_read_exchange(struct dissect *d, struct text *info);

/* The TLVs of an opaque LSA of this opaque type, until the end of the part. */
void ospf_read_opaque(struct dissect *d, uint32_t type);

/* The block of link-local signalling behind a packet. */
void ospf_read_local(struct dissect *d);

#endif
