#include "core/base/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/channel.h"
#include "core/base/clock.h"
#include "core/base/descriptors.h"
#include "core/base/mem.h"
#include "core/base/pidfd.h"
#include "core/base/sandbox.h"

enum {
	TASKS_MAX = 8,
	FIRST_MS = 500, /* until a worker that ended is replaced; doubles, */
	LAST_MS = 30000,
	GOOD_MS = 60000, /* and starts anew after one that held out */
	STOP_MS = 500,
};

struct helper {
	pid_t pid;
	int pidfd, channel;
};

/* The keeper's ---------------------------------------------------------------- */

struct worker {
	pid_t pid; /* 0: none */
	int pidfd;
	int64_t started, start_at; /* clock_mono() */
	int wait_ms;
};

struct keeper {
	int channel;
	const struct helper_task *tasks;
	size_t count;
	struct worker workers[TASKS_MAX];
};

/* A parent that died before this was in force has left us another one. */
static bool die_with(pid_t parent)
{
	return !prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) && getppid() == parent;
}

static NORETURN void worker_run(const struct keeper *k, size_t task, pid_t keeper)
{
	struct error e;
	struct helper_line line = { .channel = k->channel, .task = (uint32_t)task };
	if (!die_with(keeper) || !sandbox_worker(&e))
		_exit(EXIT_FAILURE);
	k->tasks[task].run(&line);
	_exit(EXIT_SUCCESS);
}

static void worker_start(struct keeper *k, size_t task)
{
	struct worker *w = &k->workers[task];
	pid_t keeper = getpid();
	w->started = clock_mono();
	w->pid = fork();
	if (w->pid == 0)
		worker_run(k, task, keeper);
	w->pidfd = w->pid > 0 ? pidfd_of(w->pid) : -1;
}

/* What its end says: one that hung was ended by its alarm. */
static void tell_end(const struct keeper *k, size_t task, const siginfo_t *info)
{
	struct helper_line line = { .channel = k->channel, .task = (uint32_t)task };
	char text[240];
	const char *name = k->tasks[task].name;
	bool hung = info->si_code == CLD_KILLED && info->si_status == SIGALRM;
	snprintf(text, sizeof(text),
		 hung ? "%s does not answer: it is asked again now and then"
		      : "the helper for %s has ended: a new one is started",
		 name);
	helper_say(&line, HELPER_NOTE, text, -1);
}

static void worker_reap(struct keeper *k, size_t task)
{
	struct worker *w = &k->workers[task];
	siginfo_t info = { .si_pid = 0 };
	if (waitid(P_PID, (id_t)w->pid, &info, WEXITED | WNOHANG) || !info.si_pid)
		return;
	int64_t now = clock_mono();
	bool good = now - w->started > GOOD_MS * CLOCK_MS;
	if (w->pidfd >= 0)
		close(w->pidfd);
	tell_end(k, task, &info);
	w->wait_ms = good || !w->wait_ms ? FIRST_MS : w->wait_ms * 2;
	if (w->wait_ms > LAST_MS)
		w->wait_ms = LAST_MS;
	*w = (struct worker){ .pidfd = -1,
			      .start_at = now + w->wait_ms * CLOCK_MS,
			      .wait_ms = w->wait_ms };
}

/* Starts who is due; how long nobody else is, -1: for ever. */
static int keeper_turn(struct keeper *k)
{
	int timeout = -1;
	for (size_t i = 0; i < k->count; i++) {
		struct worker *w = &k->workers[i];
		if (w->pid > 0)
			worker_reap(k, i);
		if (w->pid <= 0 && clock_mono() >= w->start_at)
			worker_start(k, i);
		int left = (int)((w->start_at - clock_mono()) / CLOCK_MS) + 1;
		if (w->pid <= 0 && (timeout < 0 || left < timeout))
			timeout = left > 0 ? left : FIRST_MS;
	}
	return timeout;
}

/* Nobody else would, where process 1 is a lab's own program: they stayed as zombies. */
static void workers_end(struct keeper *k)
{
	for (size_t i = 0; i < k->count; i++) {
		pid_t pid = k->workers[i].pid;
		if (pid > 0 && !kill(pid, SIGKILL))
			waitpid(pid, NULL, 0);
	}
}

/* Until the front hangs up. */
static void keeper_loop(struct keeper *k)
{
	for (;;) {
		struct pollfd fds[1 + TASKS_MAX];
		int timeout = keeper_turn(k);
		fds[0] = (struct pollfd){ .fd = k->channel };
		for (size_t i = 0; i < k->count; i++)
			fds[1 + i] = (struct pollfd){ .fd = k->workers[i].pidfd,
						      .events = POLLIN };
		if (poll(fds, 1 + k->count, timeout) < 0 && errno != EINTR)
			return;
		if (fds[0].revents)
			return;
	}
}

static NORETURN void keeper_run(struct keeper *k, const struct user *u, pid_t front)
{
	struct error e;
	descriptors_only(k->channel, k->channel);
	setsid();
	prctl(PR_SET_NAME, "labtap-helper", 0, 0, 0);
	descriptors_silence();
	if (!user_environment(u, &e) || !sandbox_keeper(u, &e) || !die_with(front))
		_exit(EXIT_FAILURE);
	for (size_t i = 0; i < k->count; i++)
		k->workers[i].pidfd = -1;
	keeper_loop(k);
	workers_end(k);
	_exit(EXIT_SUCCESS);
}

/* A worker's ---------------------------------------------------------------- */

/* What travels; the descriptor beside it. */
struct wire_message {
	uint32_t task, word;
	char text[240];
};

void helper_say(const struct helper_line *line, enum helper_word word, const char *text,
		int fd)
{
	struct wire_message m = { .task = line->task, .word = word };
	struct pollfd p = { .fd = line->channel, .events = POLLOUT };
	snprintf(m.text, sizeof(m.text), "%s", text);
	while (channel_send(line->channel, &m, sizeof(m), &fd, fd >= 0) == CHANNEL_BUSY)
		if (poll(&p, 1, -1) < 0 && errno != EINTR)
			return;
}

/* The front's --------------------------------------------------------------- */

struct helper *helper_start(const struct user *u, const struct helper_task *tasks,
			    size_t count, struct error *e)
{
	int ends[2];
	pid_t front = getpid();
	if (!channel_open(ends, e))
		return NULL;
	pid_t pid = fork();
	if (pid == 0) {
		struct keeper k = { .channel = ends[1],
				    .tasks = tasks,
				    .count = count < TASKS_MAX ? count : TASKS_MAX };
		keeper_run(&k, u, front);
	}
	close(ends[1]);
	struct helper *h = mem_new(sizeof(*h));
	h->channel = ends[0];
	h->pid = pid;
	h->pidfd = h->pid > 0 ? pidfd_of(h->pid) : -1;
	if (h->pidfd >= 0)
		return h;
	error_set(e, errno, "start a helper");
	close(h->channel);
	free(h);
	return NULL;
}

void helper_stop(struct helper *h)
{
	if (!h)
		return;
	struct pollfd p = { .fd = h->pidfd, .events = POLLIN };
	close(h->channel);
	if (poll(&p, 1, STOP_MS) <= 0)
		pidfd_kill(h->pidfd);
	waitpid(h->pid, NULL, 0);
	close(h->pidfd);
	free(h);
}

int helper_fd(const struct helper *h)
{
	return h->channel;
}

/* Whole, of a kind we know, with a descriptor where one belongs. */
static bool take(struct helper_message *to, const struct wire_message *m,
		 const struct channel_message *c)
{
	bool data = m->word == HELPER_DATA;
	if (c->size != sizeof(*m) || c->fd_count != data || m->word < HELPER_NOTHING ||
	    m->word > HELPER_NOTE || !memchr(m->text, '\0', sizeof(m->text)))
		return false;
	*to = (struct helper_message){ .task = m->task,
				       .word = m->word,
				       .fd = data ? c->fds[0] : -1 };
	memcpy(to->text, m->text, sizeof(to->text));
	return true;
}

bool helper_next(struct helper *h, struct helper_message *m, bool *ended)
{
	struct wire_message arrived;
	struct channel_message c;
	for (;;) {
		enum channel_result r =
			channel_receive(h->channel, &arrived, sizeof(arrived), &c);
		*ended = r == CHANNEL_CLOSED;
		if (r != CHANNEL_OK)
			return false;
		if (take(m, &arrived, &c))
			return true;
		channel_close_fds(&c);
	}
}
