/* Python pickles of plain data (protocols 2 to 5) to a tree: dicts, lists, tuples,
 * sets, texts, numbers, truth values, None. What would name or build an object is
 * refused; nothing is ever executed. */
#ifndef LAB_PICKLE_H
#define LAB_PICKLE_H

#include "core/base/arena.h"
#include "core/base/attr.h"
#include "core/lab/value.h"

/* name is for messages. NULL, with e set: damaged, no plain data, in a circle, or
 * beyond the limits. The bytes may go when it returns. */
const struct value *pickle_read(struct arena *arena, const char *name,
				const void *bytes, size_t size,
				struct error *e) MUST_CHECK;

#endif
