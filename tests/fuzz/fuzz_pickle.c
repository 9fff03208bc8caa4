/* Pickles made by somebody hostile: read, and every part of the tree looked at. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/lab/pickle.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static size_t walk(const struct value *v, uint32_t depth)
{
	size_t seen = 1 + strlen(v->text);
	if (depth > VALUE_DEPTH_MAX || v->depth > VALUE_DEPTH_MAX)
		abort();
	for (size_t i = 0; i < v->count; i++) {
		if ((v->kind == VALUE_MAP) != (v->items[i].key != NULL))
			abort();
		if (v->items[i].key && !value_get(v, v->items[i].key))
			abort();
		seen += walk(v->items[i].value, depth + 1);
	}
	return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_new();
	struct error e = { .code = 0 };
	const struct value *v = pickle_read(arena, "fuzz", bytes, size, &e);
	if (v ? v->size > VALUE_COUNT_MAX : !e.text[0])
		abort();
	if (v && v->size < 20000)
		walk(v, 0);
	arena_free(arena);
	return 0;
}
