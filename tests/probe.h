/* What a process may no longer do is tried out from inside, each probe in a child of
 * its own, because most end it. */
#ifndef TESTS_PROBE_H
#define TESTS_PROBE_H

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/build.h"
#include "core/base/sandbox.h"
#include "tests/test.h"

static char place[64] = "/var/tmp/test_sandbox-XXXXXX";

/* A probe says what it found by its exit status; 0: as it should be. */
typedef int probe(void);

static inline int status_of(probe *run)
{
	int status = -1;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0)
		_exit(run());
	waitpid(pid, &status, 0);
	return status;
}

static inline bool passes(probe *run)
{
	int status = status_of(run);
	if (status)
		printf("# status %#x\n", (unsigned)status);
	return status == 0;
}

/* Sanitizer builds log such calls only. */
static inline bool is_stopped(probe *run)
{
	int status = status_of(run);
	return BUILD_SANITIZED || (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}

static inline bool become_front(const char *name)
{
	const char *const writable[] = { place, NULL };
	struct user u;
	struct error e;
	if (user_find(&u, name, &e) && sandbox_front(&u, writable, &e))
		return true;
	printf("# %s\n", e.text);
	return false;
}

static inline bool become_engine(void)
{
	struct user u;
	struct error e;
	uint32_t missing;
	if (user_find(&u, "nobody", &e) && sandbox_engine(&u, &missing, &e))
		return missing == 0;
	printf("# %s\n", e.text);
	return false;
}

#endif
