#include "core/analysis/numbered.h"

#include <string.h>

static uint64_t number_at(const void *entries, size_t size, size_t at)
{
	uint64_t number;
	memcpy(&number, (const char *)entries + at * size, sizeof(number));
	return number;
}

size_t numbered_find(const void *entries, size_t count, size_t size, uint64_t number)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (number_at(entries, size, middle) < number)
			low = middle + 1;
		else
			high = middle;
	}
	bool found = low < count && number_at(entries, size, low) == number;
	return found ? low : count;
}

size_t numbered_trim(void *entries, size_t count, size_t size, size_t most,
		     uint64_t first)
{
	size_t keep = count < most ? count : most / 2;
	if (keep && number_at(entries, size, count - keep + keep / 2) < first)
		keep /= 2;
	if (keep == count)
		return count;
	memmove(entries, (char *)entries + (count - keep) * size, keep * size);
	return keep;
}
