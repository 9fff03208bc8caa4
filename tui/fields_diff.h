/* Two packets taken apart, field beside field: which of one stands for which of the
 * other, and which are different. */
#ifndef TUI_FIELDS_DIFF_H
#define TUI_FIELDS_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/vec.h"
#include "core/dissect/dissect.h"

/* NULL: the other one has no such field. */
struct diff_row {
	const struct field *left, *right;
	bool changed; /* the values differ, or one is missing */
};

struct fields_diff {
	VEC(struct diff_row) rows;
};

/* Both must stay as they are. Of very many fields the last are left out. */
void fields_diff_build(struct fields_diff *d, const struct fields *left,
		       const struct fields *right);
void fields_diff_done(struct fields_diff *d);

#endif
