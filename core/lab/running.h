/* Labs that run without anybody naming their files: those in the file that netlab keeps
 * of them (~/.netlab/status.yaml), and those that containerlab deployed from here:
 * their folders, clab-LAB, are in this one or beside it. */
#ifndef LAB_RUNNING_H
#define LAB_RUNNING_H

#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/attr.h"
#include "core/base/error.h"

struct running_lab {
	const char *instance; /* netlab's "default", or the number of the plugin
				 multilab; "" of containerlab */
	const char *name;
	const char *path;   /* a folder, or a topology file */
	const char *status; /* "started", else what netlab is doing; "" not said */
};

/* All of them in the arena, netlab's first, in the order of its file. False, with e
 * set: that cannot be read, the others are there. */
bool running_labs(struct arena *arena, const struct running_lab **labs, size_t *count,
		  struct error *e) MUST_CHECK;

/* The path of the lab of this name or instance. NULL, with e set: it does not run; the
 * labs that do are listed. */
const char *running_path(struct arena *arena, const char *which,
			 struct error *e) MUST_CHECK;

#endif
