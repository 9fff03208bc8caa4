/* Compressed headers of HTTP/2 (RFC 7541), as far as one packet tells: integers,
 * strings, and the table that never changes. Entries that a connection has made are
 * known to its ends alone. */
#ifndef DISSECT_HPACK_H
#define DISSECT_HPACK_H

#include "core/dissect/field.h"

/* A number whose first byte has so many bits of it (5.1). */
uint32_t hpack_integer(struct reader *r, unsigned bits);

/* A string literal (5.2), escaped; t may be NULL. False: it is cut off or no string. */
bool hpack_string(struct reader *r, struct text *t);

/* Entry 1 to 61 of the static table; NULL: there is none. "" has no value. */
struct hpack_entry {
	const char *name, *value;
};
const struct hpack_entry *hpack_static(uint32_t index);

#endif
