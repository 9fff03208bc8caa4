/* JSON (RFC 8259) to a tree. Numbers are texts as they are for YAML; of a text with a
 * NUL in it, what stands before that. */
#ifndef LAB_JSON_H
#define LAB_JSON_H

#include "core/base/arena.h"
#include "core/base/attr.h"
#include "core/lab/value.h"

/* NULL, with e set, for what is no JSON or goes beyond the limits. The bytes may go
 * when it returns. */
const struct value *json_read(struct arena *arena, const char *bytes, size_t size,
			      struct error *e) MUST_CHECK;

/* The same of the first value: there may be more behind it. */
const struct value *json_read_first(struct arena *arena, const char *bytes, size_t size,
				    struct error *e) MUST_CHECK;

#endif
