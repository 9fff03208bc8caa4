/* What each process may do, once and for good: the engine keeps a handful of
 * capabilities, the front and its helpers none; all belong to the invoking user, never
 * gain privileges again and have a short list of system calls. Each call comes before
 * any thread. */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdint.h>

#include "core/base/error.h"
#include "core/base/user.h"

/* The engine: becomes u, keeps what it has of the capabilities of privilege.h;
 * *missing gets the bits of those it has not. Call before the first thread. */
bool sandbox_engine(const struct user *u, uint32_t *missing, struct error *e);

/* The front: becomes u without any capability. A user who is root (a root login) is
 * held by Landlock, where the kernel has it, to writing below the directories
 * `writable` (NULL-terminated; those that do not exist are passed over) and terminals.
 */
bool sandbox_front(const struct user *u, const char *const *writable, struct error *e);

/* What starts other programs: becomes u without any capability, for good; what it
 * starts may do what u may, but gains nothing (no set-user-id, no sudo). */
bool sandbox_runner(const struct user *u, struct error *e);

/* The keeper of helpers: becomes u without any capability, writes nowhere. */
bool sandbox_keeper(const struct user *u, struct error *e);

/* One of its workers: what the keeper may, but no process any more. */
bool sandbox_worker(struct error *e);

#endif
