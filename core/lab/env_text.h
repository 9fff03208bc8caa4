/* Variables of the environment in a text, as containerlab replaces them: $v ${v} ${v-d}
 * ${v:-d} ${v=d} ${v:=d} ${v+o} ${v:+o}, and $$ for a dollar. One that is not set and
 * has no default stays as it is written. */
#ifndef LAB_ENV_TEXT_H
#define LAB_ENV_TEXT_H

#include <stddef.h>

#include "core/base/attr.h"

/* The value of a variable, NULL: not set. */
typedef const char *env_fn(const char *name);

/* Terminated by NUL, *out_size bytes before it; free() it. NULL: longer than limit. */
char *env_replace(const char *text, size_t size, env_fn *get, size_t limit,
		  size_t *out_size) MUST_CHECK;

#endif
