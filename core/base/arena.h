/* One lifetime, one arena: bump allocation, everything is released at once. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "core/base/attr.h"

struct arena;

struct arena *arena_new(void) MUST_CHECK;
void arena_free(struct arena *a);

/* Zeroed memory aligned for any type, valid until arena_free(). */
void *arena_alloc(struct arena *a, size_t size) MUST_CHECK;

char *arena_strdup(struct arena *a, const char *s) MUST_CHECK;
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3) MUST_CHECK;

#endif
