#include "tui/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"

enum { GRACE_MS = 3000, NO_PROGRAM = 127 };

/* What is read from it. */
struct ear {
	int fd; /* -1: it has closed it */
	char *text;
	size_t size, used;
};

static bool pipe_open(int ends[2], struct error *e)
{
	return !pipe2(ends, O_CLOEXEC) || error_set(e, errno, "pipe");
}

/* In the new process. */
static void become(const char *const *argv, int out, int err)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
	    dup2(err, STDERR_FILENO) < 0)
		_exit(NO_PROGRAM);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	struct error why;
	error_set(&why, errno, "cannot start %s", argv[0]);
	dprintf(STDERR_FILENO, "labtap: %s\n", why.text);
	_exit(NO_PROGRAM);
}

/* Of what does not fit the end is kept. */
static void ear_make_room(struct ear *ear)
{
	size_t half = ear->size / 2;
	if (ear->used < ear->size - 1)
		return;
	memmove(ear->text, ear->text + ear->used - half, half);
	ear->used = half;
}

static void ear_read(struct ear *ear)
{
	ear_make_room(ear);
	ssize_t n = read(ear->fd, ear->text + ear->used, ear->size - 1 - ear->used);
	if (n > 0) {
		ear->used += (size_t)n;
		ear->text[ear->used] = '\0';
	} else if (n == 0 || errno != EINTR) {
		close(ear->fd);
		ear->fd = -1;
	}
}

/* Until it has closed both, or shall end and does not: a program of another user
 * (sudo) cannot be told, and ends when nobody reads from it. */
static bool listen_to(struct child *c, pid_t pid, struct ear *out, struct ear *err,
		      struct error *e)
{
	int64_t end =
		c->limit_ms < 0 ? INT64_MAX : clock_mono() + c->limit_ms * CLOCK_MS;
	while (out->fd >= 0 || err->fd >= 0) {
		struct pollfd p[] = {
			{ .fd = out->fd, .events = POLLIN },
			{ .fd = err->fd, .events = POLLIN },
			{ .fd = c->stopped ? -1 : c->signals, .events = POLLIN },
		};
		int64_t left = end == INT64_MAX ? -1 : (end - clock_mono()) / CLOCK_MS;
		if (end != INT64_MAX && left <= 0)
			return c->stopped ||
			       error_set(e, 0, "%s: no answer within %d s", c->argv[0],
					 c->limit_ms / 1000);
		if (poll(p, COUNT(p), (int)left) < 0 && errno != EINTR)
			return error_set(e, errno, "poll");
		if (p[0].revents)
			ear_read(out);
		if (p[1].revents)
			ear_read(err);
		if (p[2].revents) {
			c->stopped = true;
			kill(pid, SIGTERM);
			end = clock_mono() + GRACE_MS * CLOCK_MS;
		}
	}
	return true;
}

static void reap(struct child *c, pid_t pid, bool ended)
{
	int status = 0;
	if (!ended)
		kill(pid, SIGTERM);
	c->status = -1;
	if (waitpid(pid, &status, ended && !c->stopped ? 0 : WNOHANG) == pid &&
	    WIFEXITED(status))
		c->status = WEXITSTATUS(status);
}

bool child_run(struct child *c, struct error *e)
{
	int out[2] = { -1, c->out }, err[2];
	c->output = NULL;
	c->last[0] = '\0';
	c->stopped = false;
	if ((c->out < 0 && !pipe_open(out, e)) || !pipe_open(err, e))
		return false;
	pid_t pid = fork();
	if (pid < 0)
		return error_set(e, errno, "fork");
	if (!pid)
		become(c->argv, out[1], err[1]);
	close(out[1]);
	close(err[1]);
	if (out[0] >= 0)
		c->output = mem_new(CHILD_OUTPUT);
	struct ear from = { .fd = out[0],
			    .text = c->output ? c->output : c->last,
			    .size = CHILD_OUTPUT };
	struct ear last = { .fd = err[0], .text = c->last, .size = sizeof(c->last) };
	bool ended = listen_to(c, pid, &from, &last, e);
	reap(c, pid, ended);
	return ended;
}
