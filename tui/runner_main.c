/* The runner's own process: starts what it is told to, tells the end of each. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/channel.h"
#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/pidfd.h"
#include "tui/runner_wire.h"

enum { RUNNING_MAX = 64, NO_PROGRAM = 127 };

struct child {
	uint32_t id, program;
	pid_t pid;
	int pidfd;
	int64_t end_at; /* clock_mono(), 0: never */
};

struct work {
	const struct runner_start *start;
	struct child children[RUNNING_MAX];
	size_t count;
};

static bool is_ssh(uint32_t program)
{
	return program == RUN_SSH || program == RUN_ASK;
}

/* Starting ------------------------------------------------------------------------ */

/* What the terminal sends is for the front, except where ssh asks for a password: it
 * needs the terminal, and stays in the front's group. */
static void detach(uint32_t program, pid_t runner)
{
	static const int ignored[] = { SIGINT, SIGQUIT, SIGTSTP };
	for (size_t i = 0; is_ssh(program) && i < COUNT(ignored); i++)
		signal(ignored[i], SIG_IGN);
	if (!is_ssh(program))
		setsid();
	/* It lives on when nobody hears what it says. */
	signal(SIGPIPE, program == RUN_WIRESHARK ? SIG_IGN : SIG_DFL);
	/* A window with packets in it is the user's. */
	if (program != RUN_WIRESHARK &&
	    (prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0) || getppid() != runner))
		_exit(NO_PROGRAM);
}

static NORETURN void become(const struct work *w, const struct run_order *o,
			    const int fds[RUN_FDS], pid_t runner)
{
	struct run_command c = { .count = 0 };
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int i = 0; i < RUN_FDS; i++)
		if (dup2(fds[i], i) < 0)
			_exit(NO_PROGRAM);
	detach(o->program, runner);
	if (w->start->ssh_agent[0] && !getenv("SSH_AUTH_SOCK"))
		setenv("SSH_AUTH_SOCK", w->start->ssh_agent, 1);
	errno = EINVAL;
	if (run_command_make(&c, w->start->hosts, o))
		execvp(c.argv[0], (char *const *)(uintptr_t)c.argv);
	struct error why;
	error_set(&why, errno, "cannot start %s", c.count ? c.argv[0] : "it");
	dprintf(STDERR_FILENO, "%s\n", why.text);
	_exit(NO_PROGRAM);
}

static void tell(const struct work *w, uint32_t id, int status)
{
	const struct run_notice n = { .id = id, .status = status };
	(void)channel_send(w->start->channel, &n, sizeof(n), NULL, 0);
}

static void make_pipe(const struct work *w, const struct run_order *o)
{
	enum { MINE = S_IRUSR | S_IWUSR };
	tell(w, o->id, mkfifo(o->words, MINE) ? EXIT_FAILURE : EXIT_SUCCESS);
}

static void start(struct work *w, const struct run_order *o, const int fds[RUN_FDS])
{
	pid_t runner = getpid();
	if (w->count == RUNNING_MAX) {
		tell(w, o->id, -1);
		return;
	}
	struct child *c = &w->children[w->count];
	*c = (struct child){ .id = o->id, .program = o->program, .pid = fork() };
	if (c->pid == 0)
		become(w, o, fds, runner);
	c->pidfd = c->pid > 0 ? pidfd_of(c->pid) : -1;
	if (o->limit_ms)
		c->end_at = clock_mono() + o->limit_ms * CLOCK_MS;
	if (c->pidfd >= 0)
		w->count++;
	else
		tell(w, o->id, -1);
}

/* Ending -------------------------------------------------------------------------- */

/* With what it has started itself, where it has a group of its own. */
static void child_kill(const struct child *c, int signal)
{
	kill(is_ssh(c->program) ? c->pid : -c->pid, signal);
	kill(c->pid, signal);
}

static void reap(struct work *w, size_t i)
{
	struct child *c = &w->children[i];
	int status = 0;
	if (waitpid(c->pid, &status, WNOHANG) != c->pid)
		return;
	tell(w, c->id, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	close(c->pidfd);
	*c = w->children[--w->count];
}

static void end_by_order(struct work *w, uint32_t id)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->children[i].id == id && w->children[i].program != RUN_WIRESHARK)
			child_kill(&w->children[i], SIGTERM);
}

/* Kills who has had enough time; how long nobody else has, -1: for ever. */
static int look_at_clock(struct work *w)
{
	int64_t now = clock_mono(), left = -1;
	for (size_t i = 0; i < w->count; i++) {
		struct child *c = &w->children[i];
		if (!c->end_at)
			continue;
		int64_t ms = (c->end_at - now) / CLOCK_MS + 1;
		if (c->end_at <= now) {
			child_kill(c, SIGKILL);
			c->end_at = 0;
		} else if (left < 0 || ms < left) {
			left = ms;
		}
	}
	return (int)left;
}

static void end_all(const struct work *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->children[i].program != RUN_WIRESHARK)
			child_kill(&w->children[i], SIGTERM);
}

/* Orders -------------------------------------------------------------------------- */

static void take(struct work *w, struct run_order *o, const struct channel_message *m)
{
	o->words[sizeof(o->words) - 1] = '\0';
	if (m->size != sizeof(*o) || !o->id)
		return;
	if (o->program == RUN_PIPE)
		make_pipe(w, o);
	else if (o->program < RUN_PIPE && m->fd_count == RUN_FDS)
		start(w, o, m->fds);
	else if (o->program == RUN_PROGRAMS)
		end_by_order(w, o->id);
}

/* False: the front has hung up. */
static bool orders_take(struct work *w, struct run_order *o)
{
	struct channel_message m;
	enum channel_result r;
	while ((r = channel_receive(w->start->channel, o, sizeof(*o), &m)) ==
	       CHANNEL_OK) {
		take(w, o, &m);
		channel_close_fds(&m);
	}
	return r != CHANNEL_CLOSED;
}

void runner_main(const struct runner_start *start_with)
{
	static const int ignored[] = { SIGINT,	SIGQUIT, SIGTSTP,
				       SIGPIPE, SIGHUP,	 SIGUSR1 };
	struct work w = { .start = start_with };
	autofree struct run_order *o = mem_new(sizeof(*o));
	for (size_t i = 0; i < COUNT(ignored); i++)
		signal(ignored[i], SIG_IGN);
	for (;;) {
		struct pollfd fds[1 + RUNNING_MAX];
		int timeout = look_at_clock(&w);
		size_t count = w.count;
		fds[0] = (struct pollfd){ .fd = w.start->channel, .events = POLLIN };
		for (size_t i = 0; i < count; i++)
			fds[1 + i] = (struct pollfd){ .fd = w.children[i].pidfd,
						      .events = POLLIN };
		if (poll(fds, 1 + count, timeout) < 0 && errno != EINTR)
			break;
		for (size_t i = count; i-- > 0;)
			if (fds[1 + i].revents)
				reap(&w, i);
		if (fds[0].revents && !orders_take(&w, o))
			break;
	}
	end_all(&w);
}
