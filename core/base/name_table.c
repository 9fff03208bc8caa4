#include "core/base/name_table.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/mem.h"

enum { ROOM_LEAST = 64 };

void name_table_done(struct name_table *t)
{
	for (size_t i = 0; i < t->entries.count; i++)
		free(t->entries.items[i].name);
	free(t->entries.items);
	free(t->slots);
	*t = (struct name_table){ .room = 0 };
}

/* The upper bits are the better ones. */
static uint64_t hash_of(const char *name, size_t size)
{
	uint64_t h = hash64_bytes(HASH64_START, name, size);
	return h ^ h >> 32;
}

/* The slot of the name, or the free one where it belongs; there is one. */
static size_t slot_of(const struct name_table *t, const char *name, size_t size,
		      uint64_t hash)
{
	size_t at = hash & (t->room - 1);
	for (; t->slots[at]; at = (at + 1) & (t->room - 1)) {
		const struct name_entry *e = &t->entries.items[t->slots[at] - 1];
		if (e->hash == hash && !strncmp(e->name, name, size) && !e->name[size])
			return at;
	}
	return at;
}

static void grow(struct name_table *t)
{
	if (t->entries.count * 2 < t->room)
		return;
	t->room = t->room ? t->room * 2 : (size_t)ROOM_LEAST;
	free(t->slots);
	t->slots = mem_new(t->room * sizeof(*t->slots));
	for (size_t i = 0; i < t->entries.count; i++) {
		const struct name_entry *e = &t->entries.items[i];
		size_t at = slot_of(t, e->name, strlen(e->name), e->hash);
		t->slots[at] = (uint32_t)i + 1;
	}
}

uint32_t name_table_add(struct name_table *t, const char *name, size_t size,
			uint32_t number)
{
	grow(t);
	uint64_t hash = hash_of(name, size);
	size_t at = slot_of(t, name, size, hash);
	if (t->slots[at])
		return t->entries.items[t->slots[at] - 1].number;
	struct name_entry fresh = { mem_new(size + 1), hash, number };
	memcpy(fresh.name, name, size);
	vec_push(&t->entries, fresh);
	t->slots[at] = (uint32_t)t->entries.count;
	return number;
}

uint32_t name_table_find(const struct name_table *t, const char *name, size_t size)
{
	size_t at = t->room ? slot_of(t, name, size, hash_of(name, size)) : 0;
	return t->room && t->slots[at] ? t->entries.items[t->slots[at] - 1].number
				       : NAME_TABLE_NONE;
}
