/* Names in the mount namespaces of others. The kernel takes more than a microsecond for
 * each line of a mount table, and a thousand nodes with a mount namespace each have a
 * million lines: so each look takes a limited time, and the next one goes on where it
 * ended. */
#ifndef LAB_MOUNTS_H
#define LAB_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/attr.h"
#include "core/lab/names.h"
#include "core/lab/process.h"

struct mounts;

struct mounts *mounts_new(void) MUST_CHECK;
void mounts_free(struct mounts *m);

/* Adds names from the mount namespaces of these leaders (processes_of_mounts()), those
 * never looked at first. False when the time was too short for all of the new ones:
 * look again soon. */
bool mounts_look(struct mounts *m, struct names *names,
		 const struct process *const *leaders, size_t count);

#endif
