/* Labs that netlab has running, from the file that it keeps of them
 * (~/.netlab/status.yaml). */
#ifndef LAB_RUNNING_H
#define LAB_RUNNING_H

#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/attr.h"
#include "core/base/error.h"

struct running_lab {
	const char *instance; /* "default", or its number with the plugin multilab */
	const char *name, *folder;
	const char *status; /* "started", else what is being done; "" not said */
};

/* All of them, in the order of the file, in the arena; none when there is no such file.
 * False, with e set: it cannot be read. */
bool running_labs(struct arena *arena, const struct running_lab **labs, size_t *count,
		  struct error *e) MUST_CHECK;

/* The folder of the lab of this name or instance. NULL, with e set: it does not run;
 * the labs that do are listed. */
const char *running_folder(struct arena *arena, const char *which,
			   struct error *e) MUST_CHECK;

#endif
