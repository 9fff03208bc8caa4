/* Names and a number for each: what came first keeps its number. */
#ifndef BASE_NAME_TABLE_H
#define BASE_NAME_TABLE_H

#include <stdint.h>

#include "core/base/vec.h"

#define NAME_TABLE_NONE UINT32_MAX

struct name_entry {
	char *name;
	uint64_t hash;
	uint32_t number;
};

/* Empty when zeroed. */
struct name_table {
	VEC(struct name_entry) entries;
	uint32_t *slots; /* index + 1; as many as a power of two, half of them free */
	size_t room;
};

void name_table_done(struct name_table *t);

/* The number of the name, which is copied; `number` where it is new. */
uint32_t name_table_add(struct name_table *t, const char *name, size_t size,
			uint32_t number);

/* NAME_TABLE_NONE: it is not there. */
uint32_t name_table_find(const struct name_table *t, const char *name, size_t size);

#endif
