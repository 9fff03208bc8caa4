/* What others wrote about what runs on this host, carried from the process that
 * collected it to the one that reads it: opaque texts, bounded in number and size.
 * Travels as the snapshots of facts.h do; a newer set replaces an older one whole. */
#ifndef LAB_DOCUMENTS_H
#define LAB_DOCUMENTS_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/base/vec.h"
#include "core/lab/sealed.h"

/* What is beyond is left off, and counted. */
enum {
	DOCUMENT_MAX = 256 << 10,
	DOCUMENTS_MAX = 8192,
	DOCUMENTS_SIZE_MAX = 64 << 20,
};

struct document {
	uint32_t kind, state;  /* what that means, collector and reader know */
	uint32_t offset, size; /* of its text in the bytes */
};

struct documents {
	const struct document *items;
	const char *bytes;
	size_t count, size;
	size_t left_off;
	struct sealed sealed;
};

/* Maps and checks a set; fd stays with the caller and may be closed. */
bool documents_open(struct documents *d, int fd, struct error *e) MUST_CHECK;
void documents_close(struct documents *d);

/* The other direction; starts as zero. */
struct documents_draft {
	VEC(struct document) items;
	VEC(char) bytes;
	size_t left_off;
};

void documents_add(struct documents_draft *d, uint32_t kind, uint32_t state,
		   const char *text, size_t size);

/* A sealed memfd with what was added; the draft is empty then. -1 on failure. */
int documents_seal(struct documents_draft *d, struct error *e) MUST_CHECK;

#endif
