/* To be preloaded into the program in valgrind, which does not know pidfd_open(2)
 * before 3.22: a descriptor that is readable when a child has ended, as that one's is,
 * made of a pipe and a thread that waits. Of any other process there is none. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What to wait for, and the end of the pipe to close then. Not in memory of its own: a
 * process forked later would be told that it has lost it. */
static uintptr_t wait_pack(pid_t pid, int end)
{
	return (uintptr_t)pid << 32 | (uintptr_t)end;
}

static void *wait_for(void *packed)
{
	id_t pid = (id_t)((uintptr_t)packed >> 32);
	int end = (int)((uintptr_t)packed & INT32_MAX);
	siginfo_t info;
	while (waitid(P_PID, pid, &info, WEXITED | WNOWAIT) && errno == EINTR)
		continue;
	/* Others that were forked meanwhile hold this end as well. */
	if (write(end, "", 1) == 1)
		close(end);
	return NULL;
}

static long child_open(pid_t pid)
{
	int ends[2];
	pthread_t thread;
	siginfo_t info;
	if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT | WNOHANG) ||
	    pipe2(ends, O_CLOEXEC))
		return -1;
	void *packed = (void *)wait_pack(pid, ends[1]);
	if (pthread_create(&thread, NULL, wait_for, packed)) {
		close(ends[0]);
		close(ends[1]);
		return -1;
	}
	pthread_detach(thread);
	return ends[0];
}

long syscall(long number, ...)
{
	long (*real)(long, ...) =
		(long (*)(long, ...))(uintptr_t)dlsym(RTLD_NEXT, "syscall");
	long a[6];
	va_list list;
	va_start(list, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(list, long);
	va_end(list);
	if (number == SYS_pidfd_open)
		return child_open((pid_t)a[0]);
	return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
