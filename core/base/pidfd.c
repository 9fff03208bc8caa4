#include "core/base/pidfd.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

/* glibc has wrappers for these calls from 2.36 on. */
int pidfd_of(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

void pidfd_kill(int fd)
{
	(void)syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
}
