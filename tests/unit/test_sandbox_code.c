/* What a process that was taken over could still do inside: run code that the program
 * has not, end others, hide in a namespace where it is root. */
#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "core/base/pidfd.h"
#include "tests/probe.h"

/* Code that the program has not. */
static int engine_code(void)
{
	const int prot = PROT_READ | PROT_EXEC, flags = MAP_PRIVATE | MAP_ANONYMOUS;
	return become_engine() && mmap(NULL, 4096, prot, flags, -1, 0) != NULL;
}

static int engine_makes_code(void)
{
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS;
	if (!become_engine())
		return 1;
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, flags, -1, 0);
	return page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_EXEC) != 2;
}

/* Others of the same user; after a root login these are all of root's. */
static int front_kills(void)
{
	return become_front("nobody") && kill(getppid(), 0) != 2;
}

static int front_kills_thread(void)
{
	return become_front("nobody") &&
	       syscall(SYS_tgkill, getppid(), getppid(), 0) != 2;
}

static int engine_kills_thread(void)
{
	return become_engine() && syscall(SYS_tgkill, getppid(), getppid(), 0) != 2;
}

static bool ended_by(pid_t pid, int signal)
{
	int status = 0;
	return waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) &&
	       WTERMSIG(status) == signal;
}

/* What it has started it may end. */
static int front_ends_child(void)
{
	const uid_t nobody = 65534;
	if (setgroups(0, NULL) || setresgid(nobody, nobody, nobody) ||
	    setresuid(nobody, nobody, nobody))
		return 2;
	pid_t pid = fork();
	if (pid == 0)
		for (;;)
			pause();
	int fd = pidfd_of(pid);
	if (!become_front("nobody"))
		return 1;
	pidfd_kill(fd);
	return !ended_by(pid, SIGKILL);
}

static int keeper_namespace(void)
{
	struct user u;
	struct error e;
	const long flags = CLONE_NEWUSER | SIGCHLD;
	if (!user_find(&u, "nobody", &e) || !sandbox_keeper(&u, &e))
		return 2;
	pid_t pid = fork();
	if (pid == 0)
		_exit(0);
	if (pid < 0 || waitpid(pid, NULL, 0) != pid)
		return 3;
	pid = (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
	if (pid == 0)
		_exit(0);
	return !BUILD_SANITIZED && (pid >= 0 || errno != EPERM);
}

static int front_aborts(void)
{
	return become_front("nobody") ? (abort(), 1) : 2;
}

static int engine_aborts(void)
{
	return become_engine() ? (abort(), 1) : 2;
}

static bool aborts(probe *run)
{
	int status = status_of(run);
	return BUILD_SANITIZED || (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void test_signals(void)
{
	CHECK(is_stopped(front_kills));
	CHECK(is_stopped(front_kills_thread));
	CHECK(is_stopped(engine_kills_thread));
	CHECK(passes(front_ends_child));
	CHECK(aborts(front_aborts));
	CHECK(aborts(engine_aborts));
	CHECK(passes(keeper_namespace));
}

int main(void)
{
	if (geteuid() != 0) {
		SKIP("signals and code of confined processes", "needs root");
		return test_done();
	}
	CHECK(is_stopped(engine_code));
	CHECK(is_stopped(engine_makes_code));
	test_signals();
	return test_done();
}
