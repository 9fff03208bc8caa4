/* What ICMP and ICMPv6 share: the packet that an error quotes, and the extensions that
 * routers add to it. */
#ifndef DISSECT_ICMP_H
#define DISSECT_ICMP_H

#include "core/dissect/field.h"

/* All that follows quotes a packet: `size` bytes of it as the header says, 0 when it
 * does not. What is behind them is read as extensions; the layer then ends with the
 * quote. */
void icmp_read_quote(struct dissect *d, size_t size);

/* Extended echo (RFC 8335) behind the checksum: the request names an interface. */
void icmp_read_extended_request(struct dissect *d, struct text *info);
void icmp_read_extended_reply(struct dissect *d, struct text *info);

#endif
