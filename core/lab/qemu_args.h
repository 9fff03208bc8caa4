/* The command line of QEMU (qemu(1)), taken apart: options with their values, in both
 * forms - key=value with commas doubled, and JSON - as one kind of tree. */
#ifndef LAB_QEMU_ARGS_H
#define LAB_QEMU_ARGS_H

#include "core/base/arena.h"
#include "core/lab/value.h"

struct qemu_option {
	const char *name; /* without its dashes */
	const struct value *value;
};

struct qemu_args {
	const struct qemu_option *items;
	size_t count;
};

/* The options that say something of names and networks, in order. words: each ends with
 * a NUL, the last one may be cut off. */
struct qemu_args qemu_args_read(struct arena *arena, const char *words, size_t size);

/* "local.host" is of a map within the map, or a key of that name. NULL: not given. */
const char *qemu_text(const struct value *value, const char *key);

#endif
