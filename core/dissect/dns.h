/* What others ask about DNS. */
#ifndef DISSECT_DNS_H
#define DISSECT_DNS_H

#include "core/dissect/proto.h"

/* The bytes at the cursor are a message of DNS (RFC 1035), as far as looking tells. */
bool dns_is_message(const struct dissect *d);

#endif
