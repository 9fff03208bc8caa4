#include "core/lab/documents.h"

#include <stdlib.h>
#include <string.h>

enum { ITEMS, BYTES };

static const struct sealed_kind kind = {
	.name = "documents",
	.magic = "ltdocum",
	.version = 1,
	.sizes = { [ITEMS] = sizeof(struct document), [BYTES] = 1 },
};

_Static_assert(sizeof(struct document) % 8 == 0, "the next array starts aligned");

void documents_add(struct documents_draft *d, uint32_t of_kind, uint32_t state,
		   const char *text, size_t size)
{
	if (size > DOCUMENT_MAX || d->items.count == DOCUMENTS_MAX ||
	    d->bytes.count + size > DOCUMENTS_SIZE_MAX) {
		d->left_off++;
		return;
	}
	struct document item = { .kind = of_kind,
				 .state = state,
				 .offset = (uint32_t)d->bytes.count,
				 .size = (uint32_t)size };
	vec_push(&d->items, item);
	while (d->bytes.room < d->bytes.count + size) {
		d->bytes.room = d->bytes.room ? d->bytes.room * 2 : DOCUMENT_MAX;
		d->bytes.items = mem_grow(d->bytes.items, d->bytes.room, 1);
	}
	if (size)
		memcpy(d->bytes.items + d->bytes.count, text, size);
	d->bytes.count += size;
}

int documents_seal(struct documents_draft *d, struct error *e)
{
	const struct sealed s = {
		.serial = d->left_off,
		.arrays = { [ITEMS] = d->items.items, [BYTES] = d->bytes.items },
		.counts = { [ITEMS] = d->items.count, [BYTES] = d->bytes.count },
	};
	int fd = sealed_write(&s, &kind, e);
	free(d->items.items);
	free(d->bytes.items);
	*d = (struct documents_draft){ .left_off = 0 };
	return fd;
}

static bool check_items(const struct documents *d)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct document *item = &d->items[i];
		if (item->size > DOCUMENT_MAX || item->offset > d->size ||
		    item->size > d->size - item->offset)
			return false;
	}
	return d->count <= DOCUMENTS_MAX;
}

bool documents_open(struct documents *d, int fd, struct error *e)
{
	*d = (struct documents){ .count = 0 };
	if (!sealed_open(&d->sealed, &kind, fd, e))
		return false;
	d->items = d->sealed.arrays[ITEMS];
	d->bytes = d->sealed.arrays[BYTES];
	d->count = d->sealed.counts[ITEMS];
	d->size = d->sealed.counts[BYTES];
	d->left_off = d->sealed.serial;
	if (check_items(d))
		return true;
	documents_close(d);
	return error_set(e, 0, "documents: a record is damaged");
}

void documents_close(struct documents *d)
{
	sealed_close(&d->sealed);
	*d = (struct documents){ .count = 0 };
}
