/* A process by a descriptor of it (pidfd_open(2), Linux 5.3), which stays its own when
 * its number is another's. */
#ifndef BASE_PIDFD_H
#define BASE_PIDFD_H

#include <sys/types.h>

/* Readable once the process has ended; -1 with errno. */
int pidfd_of(pid_t pid);

/* SIGKILL. One that has ended already is fine. */
void pidfd_kill(int fd);

#endif
