/* System call lists (seccomp(2)): everything else ends the process, the front by a
 * SIGSYS that can be caught, or is logged in sanitizer builds. The only user of
 * libseccomp. Needs no_new_privs; the lists hold for the calling thread and all it
 * starts later. */
#ifndef BASE_SECCOMP_H
#define BASE_SECCOMP_H

#include <stdbool.h>

#include "core/base/error.h"

/* Netlink and packet sockets, namespaces, files of the spool. */
bool seccomp_engine(struct error *e);

/* Terminal and files; no new socket, no new process, no program started. */
bool seccomp_front(struct error *e);

/* Processes and connections to daemons of this host; what is not allowed fails. */
bool seccomp_keeper(struct error *e);

/* The same without processes. */
bool seccomp_worker(struct error *e);

#endif
