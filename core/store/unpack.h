/* Compressed capture files, unpacked into another file: a store must be able to go to
 * any place. What is inside is not looked at here. */
#ifndef STORE_UNPACK_H
#define STORE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"

enum packing {
	PACKING_NONE,
	PACKING_GZIP, /* RFC 1952 */
	PACKING_ZSTD, /* RFC 8878 */
};

/* Told by the first bytes of the file. */
enum packing unpack_kind(int fd);

/* A file on its way into another; both descriptors are borrowed. */
struct unpack {
	int from, to;
	uint64_t limit; /* bytes that `to` may have: a bomb is an error and not a full
			 * disk */
	uint64_t taken, given; /* bytes so far */
};

/* Unpacks everything, however many members or frames. False: e says why; what was
 * unpacked so far (u->given bytes) is in the file and good when that is more than 0,
 * except that it may end anywhere. */
bool unpack_all(struct unpack *u, enum packing packing, struct error *e) MUST_CHECK;

/* For the wrappers: the next bytes of `from`, 0 at its end, -1 with e set. */
ptrdiff_t unpack_take(struct unpack *u, uint8_t *bytes, size_t room, struct error *e);

/* For the wrappers: appends to `to`. */
bool unpack_give(struct unpack *u, const uint8_t *bytes, size_t size, struct error *e);

/* The wrappers, of zlib and libzstd. */
bool unpack_gzip(struct unpack *u, struct error *e);
bool unpack_zstd(struct unpack *u, struct error *e);

#endif
