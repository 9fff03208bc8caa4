/* libvirt, asked over its read-only connection: domains and networks as documents
 * (machine_libvirt.h), and again whenever something about them has changed. Runs in a
 * helper: any call may hang, and is ended by alarm(2). */
#ifndef LAB_LIBVIRT_H
#define LAB_LIBVIRT_H

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/base/helper.h"

/* qemu:///system, and the session of the invoking user. Neither starts a daemon. */
extern const struct helper_task libvirt_system, libvirt_session;

#endif
