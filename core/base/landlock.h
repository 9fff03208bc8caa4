/* Landlock (landlock(7)): what even root may not write. */
#ifndef BASE_LANDLOCK_H
#define BASE_LANDLOCK_H

#include <stdbool.h>

#include "core/base/error.h"

/* From now on this thread and those it starts write only below the directories
 * `writable` (NULL-terminated; missing ones are passed over) and to terminals, run no
 * program, and read what they can. Needs no_new_privs. True without effect on a kernel
 * that has no Landlock. */
bool landlock_restrict(const char *const *writable, struct error *e);

#endif
