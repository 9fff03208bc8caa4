/* Files of a lab as they are read: regular, bounded, whole. */
#ifndef LAB_TOPOLOGY_FILE_H
#define LAB_TOPOLOGY_FILE_H

#include <stddef.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/lab/spec.h"

/* The largest snapshot of a lab that one host can run is a tenth of that. */
enum { TOPOLOGY_FILE_MAX = 16 << 20 };

/* The whole of it, with a NUL behind. free() it. NULL: e says why. */
char *topology_file_read(const char *path, size_t *size, struct error *e) MUST_CHECK;

/* A YAML file with its dotted keys as maps. */
bool topology_file_spec(struct spec_pool *pool, const char *path, struct spec **out,
			struct error *e) MUST_CHECK;

/* The path of a name that stands in the file at path: relative to its folder, "~/" is
 * the user's home. */
void topology_file_beside(const char *path, const char *name, char *out, size_t size);

#endif
