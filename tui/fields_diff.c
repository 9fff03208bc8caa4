/* The longest common sequence of fields (Wagner and Fischer 1974), where a field that
 * is equal counts more than one that only has the same name: so the inner packet of a
 * tunnel finds itself outside of it. */
#include "tui/fields_diff.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MAX = 600, SAME_NAME = 1, SAME_VALUE = 8 };

static bool is_equal(const struct field *a, const struct field *b)
{
	return !strcmp(a->value ? a->value : "", b->value ? b->value : "");
}

/* What it is worth to put them beside each other, 0: they are not the same field. */
static uint16_t worth(const struct field *a, const struct field *b)
{
	if (a->depth != b->depth || strcmp(a->name, b->name) != 0)
		return 0;
	return is_equal(a, b) ? SAME_VALUE : SAME_NAME;
}

static void put(struct fields_diff *d, const struct field *left,
		const struct field *right)
{
	const struct diff_row row = { left, right,
				      !left || !right || !is_equal(left, right) };
	vec_push(&d->rows, row);
}

static size_t count_of(const struct fields *f)
{
	size_t count = fields_count(f);
	return count < FIELDS_MAX ? count : FIELDS_MAX;
}

/* best[i * (m + 1) + j]: of the fields from i and j on. */
static uint16_t *best_of(const struct fields *a, size_t n, const struct fields *b,
			 size_t m)
{
	uint16_t *best = mem_new((n + 1) * (m + 1) * sizeof(*best));
	for (size_t i = n; i-- > 0;)
		for (size_t j = m; j-- > 0;) {
			uint16_t *at = &best[i * (m + 1) + j];
			uint16_t down = at[m + 1], right = at[1], w;
			w = worth(fields_at(a, i), fields_at(b, j));
			*at = down > right ? down : right;
			if (w && at[m + 2] + w > *at)
				*at = (uint16_t)(at[m + 2] + w);
		}
	return best;
}

void fields_diff_build(struct fields_diff *d, const struct fields *left,
		       const struct fields *right)
{
	size_t n = count_of(left), m = count_of(right), i = 0, j = 0;
	autofree uint16_t *best = best_of(left, n, right, m);
	d->rows.count = 0;
	while (i < n || j < m) {
		const struct field *a = i < n ? fields_at(left, i) : NULL;
		const struct field *b = j < m ? fields_at(right, j) : NULL;
		const uint16_t *at = &best[i * (m + 1) + j];
		uint16_t w = a && b ? worth(a, b) : 0;
		if (w && *at == at[m + 2] + w) {
			put(d, a, b);
			i++;
			j++;
		} else if (a && (!b || *at == at[m + 1])) {
			put(d, a, NULL);
			i++;
		} else {
			put(d, NULL, b);
			j++;
		}
	}
}

void fields_diff_done(struct fields_diff *d)
{
	free(d->rows.items);
}
