#include "core/base/nearest.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;
	return m < c ? m : c;
}

/* Edits between a and b: insertions, deletions, changes, swaps of neighbours (optimal
 * string alignment). */
static unsigned edit_distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned rows[3][NEAREST_LONGEST + 1];
	unsigned *before = rows[0], *above = rows[1], *row = rows[2];
	for (unsigned j = 0; j <= nb; j++)
		above[j] = j;
	for (unsigned i = 1; i <= na; i++) {
		row[0] = i;
		for (unsigned j = 1; j <= nb; j++) {
			bool same = a[i - 1] == b[j - 1];
			row[j] = least(above[j] + 1, row[j - 1] + 1,
				       above[j - 1] + !same);
			bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
				       a[i - 2] == b[j - 1];
			if (swapped && before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		unsigned *spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[nb];
}

struct nearest nearest_to(const char *typed, size_t size)
{
	struct nearest n = { .size = size };
	if (size == 0 || size > sizeof(n.typed))
		return n;
	for (size_t i = 0; i < size; i++)
		n.typed[i] = (char)(typed[i] >= 'A' && typed[i] <= 'Z' ? typed[i] + 32
								       : typed[i]);
	unsigned edits = size < 3 ? 0 : size < 5 ? 1 : size < 8 ? 2 : 3;
	n.score = edits * 2 + 2;
	return n;
}

/* A word that only lacks its end is what people mean before one with a wrong letter. */
void nearest_try(struct nearest *n, const char *word)
{
	size_t length = strlen(word);
	if (!n->score || length > NEAREST_LONGEST)
		return;
	unsigned edits = edit_distance(n->typed, n->size, word, length);
	bool begins = n->size >= 3 && length > n->size &&
		      !strncasecmp(n->typed, word, n->size);
	if (begins)
		edits = 1;
	unsigned score = edits * 2 + !begins;
	if (score < n->score) {
		n->score = score;
		n->best = word;
	}
}

void nearest_put(const struct nearest *n, struct text *t)
{
	if (n->best)
		text_printf(t, " - did you mean %s?", n->best);
}
