/* Arrays of plain records on their way from the engine to the front: one sealed memfd,
 * a header and the arrays behind it. What is opened may come from an engine that went
 * wrong: sizes and seals are checked here, what is in the records by who knows them. */
#ifndef LAB_SEALED_H
#define LAB_SEALED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"

enum { SEALED_ARRAYS = 4 };

/* One kind of such a file. */
struct sealed_kind {
	const char *name; /* for messages: "snapshot" */
	char magic[8];
	uint32_t version;
	uint32_t sizes[SEALED_ARRAYS]; /* of a record; all but the last by 8 */
};

struct sealed {
	uint64_t serial;
	uint32_t flags;
	const void *arrays[SEALED_ARRAYS];
	size_t counts[SEALED_ARRAYS];
	void *map; /* NULL: not opened */
	size_t map_size;
};

/* Maps what was written as this kind; fd stays with the caller and may be closed. */
bool sealed_open(struct sealed *s, const struct sealed_kind *kind, int fd,
		 struct error *e) MUST_CHECK;
void sealed_close(struct sealed *s);

/* Writes the arrays to a new sealed memfd; -1 on failure. */
int sealed_write(const struct sealed *s, const struct sealed_kind *kind,
		 struct error *e) MUST_CHECK;

/* Does the text of a record end within its room? */
bool sealed_ends(const char *text, size_t room);

#endif
