/* The thread that takes the census of the host: a clerk with a loop of its own. */
#ifndef CAPTURE_REGISTRAR_H
#define CAPTURE_REGISTRAR_H

#include "core/base/attr.h"
#include "core/base/mailbox.h"
#include "core/base/user.h"

struct registrar;

/* Starts the thread. What it finds goes to `out`; both are borrowed, for ever: the
 * thread ends with the process. */
struct registrar *registrar_start(const struct mailbox *out, const struct user *user,
				  struct error *e) MUST_CHECK;

/* As clerk_soon(), clerk_libvirt() and clerk_rescan(). */
void registrar_soon(const struct registrar *r);
void registrar_libvirt(const struct registrar *r, bool wanted);
void registrar_rescan(const struct registrar *r);

#endif
