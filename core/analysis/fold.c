#include "core/analysis/fold.h"

#include <stdlib.h>

bool fold_take(struct fold *f, uint64_t number)
{
	if (!f->trails)
		return true;
	uint64_t leader = trails_leader(f->trails, number);
	if (leader < f->base)
		return leader == number;
	size_t byte = (size_t)((leader - f->base) / 8);
	uint8_t bit = (uint8_t)(1U << (leader - f->base) % 8);
	while (f->taken.count <= byte)
		vec_push(&f->taken, 0);
	bool first = !(f->taken.items[byte] & bit);
	f->taken.items[byte] |= bit;
	return first;
}

uint64_t fold_last(const struct fold *f, uint64_t last)
{
	return f->trails && trails_seen(f->trails) < last ? trails_seen(f->trails)
							  : last;
}

void fold_done(struct fold *f)
{
	free(f->taken.items);
}
