/* The terminal after a call that the front must not make: a real pseudo-terminal, with
 * the front's own list of system calls in force. */
#include "tui/term.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "core/base/build.h"
#include "core/base/sandbox.h"
#include "tests/test.h"

static void no_key(void *owner, int key)
{
	(void)owner;
	(void)key;
}

/* The front: starts the terminal, and makes the call. */
static void front(const char *name)
{
	const char *const writable[] = { NULL };
	struct user u;
	struct error e;
	setsid();
	int fd = open(name, O_RDWR);
	ioctl(fd, TIOCSCTTY, 0);
	for (int i = 0; i <= STDERR_FILENO; i++)
		dup2(fd, i);
	struct loop *loop = loop_new(&e);
	bool ok = user_find(&u, NULL, &e) && sandbox_front(&u, writable, &e) &&
		  term_start(loop, no_key, NULL, &e);
	if (ok)
		(void)socket(AF_INET, SOCK_STREAM, 0);
	_exit(ok ? 7 : 8);
}

/* What the program wrote, until it ended. */
static size_t listen_to(int terminal, char *text, size_t room)
{
	size_t size = 0;
	struct pollfd p = { .fd = terminal, .events = POLLIN };
	while (size < room - 1 && poll(&p, 1, 10000) > 0) {
		ssize_t n = read(terminal, text + size, room - 1 - size);
		if (n <= 0)
			break;
		size += (size_t)n;
	}
	text[size] = '\0';
	return size;
}

static void test_forbidden_call(void)
{
	struct termios before, after;
	char text[65536];
	int status = 0, terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	char name[64];
	if (!CHECK(terminal >= 0 && !grantpt(terminal) && !unlockpt(terminal) &&
		   !ptsname_r(terminal, name, sizeof(name))))
		return;
	/* Held open: the settings live as long as somebody has it. */
	int held = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	CHECK(!tcgetattr(held, &before));
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0)
		front(name);
	waitpid(pid, &status, 0);
	CHECK(!tcgetattr(held, &after));
	close(held);
	listen_to(terminal, text, sizeof(text));
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
	CHECK_AS("the settings are as before",
		 before.c_lflag == after.c_lflag && before.c_iflag == after.c_iflag &&
			 before.c_oflag == after.c_oflag);
	const char *leave = strstr(text, "\033[?1049l");
	CHECK_AS("the alternate screen is left", leave);
	CHECK_AS("then it says why",
		 leave && strstr(leave, "labtap: stopped: a system call it must not "
					"use"));
	close(terminal);
}

int main(void)
{
	setenv("TERM", "xterm", 1);
	if (BUILD_SANITIZED)
		SKIP("a forbidden call", "sanitizer builds log them only");
	else
		test_forbidden_call();
	return test_done();
}
