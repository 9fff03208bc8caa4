/* What the files of DHCP for IPv4 share: options. */
#ifndef DISSECT_DHCP_H
#define DISSECT_DHCP_H

#include "core/dissect/field.h"

extern const struct name dhcp_messages[];

/* What option `kind` is called (IANA), else `otherwise`. */
const char *dhcp_option_name(uint32_t kind, const char *otherwise);

/* The value of option `kind`, to the end of the part. */
void dhcp_read_value(struct dissect *d, uint32_t kind);

#endif
