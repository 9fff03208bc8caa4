/* When and where the packets are. */
#include "core/store/index.h"

#include <stdlib.h>

void index_free(struct index *ix)
{
	for (size_t i = ix->released; i < ix->chunks.count; i++)
		free(ix->chunks.items[i]);
	free(ix->chunks.items);
}

void index_add(struct index *ix, struct index_entry entry)
{
	size_t slot = ix->count % INDEX_CHUNK;
	if (slot == 0) {
		struct index_entry *chunk = mem_grow(NULL, INDEX_CHUNK, sizeof(*chunk));
		vec_push(&ix->chunks, chunk);
	}
	ix->chunks.items[ix->count / INDEX_CHUNK][slot] = entry;
	ix->count++;
}

void index_release(struct index *ix, uint64_t first)
{
	while ((ix->released + 1) * (uint64_t)INDEX_CHUNK < first) {
		free(ix->chunks.items[ix->released]);
		ix->chunks.items[ix->released++] = NULL;
	}
}

uint64_t index_memory(const struct index *ix)
{
	size_t live = ix->chunks.count - ix->released;
	return live * INDEX_CHUNK * sizeof(struct index_entry) +
	       ix->chunks.room * sizeof(*ix->chunks.items);
}
