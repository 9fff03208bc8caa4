/* What the files of IS-IS share: the readers of the values that every PDU is made of.
 */
#ifndef DISSECT_ISIS_H
#define DISSECT_ISIS_H

#include "core/dissect/field.h"

/* Bytes of a system id (ISO 10589 7.1.1 allows others; nobody uses them), with the
 * circuit or pseudonode behind it, and with the fragment. */
enum { ISIS_SYSTEM = 6, ISIS_NODE = 7, ISIS_LSP = 8 };

/* "1921.6800.1001.00-00" of `size` bytes (one of the above). */
void isis_put_id(struct text *t, const uint8_t *id, size_t size);

/* The next `size` bytes as such an id; NULL when cut off. */
const uint8_t *isis_read_id(struct dissect *d, const char *name, size_t size);

/* What the TLVs of a PDU add to the Info. */
struct isis_seen {
	const uint8_t *area, *host; /* first area address; hostname */
	size_t area_size, host_size;
	const char *adjacency; /* three-way state, NULL: not said */
	uint32_t entries;      /* LSPs listed */
};

/* All TLVs until the end of the layer (ISO 10589 9, RFC 1195, 5301, 5303, 5305, 5306,
 * 5308, 5120, 7981, 8667). */
void isis_read_tlvs(struct dissect *d, struct isis_seen *seen);

/* TLVs that say what can be reached, each until the end of the part. `topology`: an id
 * comes first (RFC 5120). */
void isis_read_neighbours(struct dissect *d, bool topology);
void isis_read_prefixes(struct dissect *d, bool topology, bool six);

/* The same of SRv6 (RFC 9352). */
void isis_read_locators(struct dissect *d);

#endif
