/* The front's side of the runner. */
#include "tui/runner.h"

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
#include "core/base/pidfd.h"
#include "core/base/sandbox.h"
#include "core/base/vec.h"
#include "tui/runner_wire.h"

enum { STOP_MS = 1000 };

struct run_state {
	uint32_t id;
	bool ended;
	int status;
};

struct runner {
	pid_t pid;
	int pidfd, channel;
	uint32_t last_id;
	VEC(struct run_state) states;
};

static NORETURN void become(const struct user *u, const struct runner_start *start,
			    pid_t front)
{
	struct error e;
	descriptors_only(start->channel, start->channel);
	prctl(PR_SET_NAME, "labtap-runner", 0, 0, 0);
	if (!user_environment(u, &e) || !sandbox_runner(u, &e) ||
	    prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0) || getppid() != front)
		_exit(EXIT_FAILURE);
	runner_main(start);
	_exit(EXIT_SUCCESS);
}

struct runner *runner_start(const struct user *u, const struct runner_hosts *hosts,
			    const char *ssh_agent, struct error *e)
{
	int ends[2];
	pid_t front = getpid();
	if (!channel_open(ends, e))
		return NULL;
	struct runner *r = mem_new(sizeof(*r));
	r->channel = ends[0];
	r->pid = fork();
	if (r->pid == 0) {
		const struct runner_start start = { hosts, ssh_agent, ends[1] };
		become(u, &start, front);
	}
	close(ends[1]);
	r->pidfd = r->pid > 0 ? pidfd_of(r->pid) : -1;
	if (r->pidfd >= 0)
		return r;
	error_set(e, errno, "start the runner");
	close(r->channel);
	free(r);
	return NULL;
}

void runner_stop(struct runner *r)
{
	if (!r)
		return;
	struct pollfd p = { .fd = r->pidfd, .events = POLLIN };
	close(r->channel);
	if (poll(&p, 1, STOP_MS) <= 0)
		pidfd_kill(r->pidfd);
	waitpid(r->pid, NULL, 0);
	close(r->pidfd);
	free(r->states.items);
	free(r);
}

static bool words_pack(struct run_order *o, const struct run *run)
{
	size_t used = 0;
	if (run->count > RUN_WORDS)
		return false;
	for (size_t i = 0; i < run->count; i++) {
		size_t size = strlen(run->words[i]) + 1;
		if (size > sizeof(o->words) - used)
			return false;
		memcpy(o->words + used, run->words[i], size);
		used += size;
	}
	o->count = (uint32_t)run->count;
	return true;
}

uint32_t runner_run(struct runner *r, const struct run *run, struct error *e)
{
	autofree struct run_order *o = mem_new(sizeof(*o));
	*o = (struct run_order){
		.program = run->program,
		.host = run->host,
		.quiet = run->quiet,
		.limit_ms = run->limit_ms,
	};
	const int fds[RUN_FDS] = { run->in, run->out, run->err };
	if (!r || !words_pack(o, run)) {
		error_set(e, 0, r ? "too many words" : "no other program can be run");
		return 0;
	}
	o->id = ++r->last_id;
	if (channel_send(r->channel, o, sizeof(*o), fds, RUN_FDS) != CHANNEL_OK) {
		(void)waitpid(r->pid, NULL, WNOHANG);
		error_set(e, 0,
			  "what starts other programs has ended: start labtap anew "
			  "for that");
		return 0;
	}
	vec_push(&r->states, ((struct run_state){ .id = o->id }));
	return o->id;
}

static bool pipe_wait(struct runner *r, uint32_t id)
{
	struct pollfd p = { .fd = r->channel, .events = POLLIN };
	int64_t end = clock_mono() + STOP_MS * CLOCK_MS;
	int status = -1;
	while (!runner_ended(r, id, &status) && clock_mono() < end)
		(void)poll(&p, 1, STOP_MS);
	return status == 0;
}

bool runner_pipe(struct runner *r, const char *path, struct error *e)
{
	autoclose int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	const struct run run = { .program = RUN_PIPE,
				 .words = &path,
				 .count = 1,
				 .in = null,
				 .out = null,
				 .err = null };
	uint32_t id = runner_run(r, &run, e);
	bool ok = id && (pipe_wait(r, id) ||
			 error_set(e, 0, "%s: no pipe can be made here", path));
	runner_forget(r, id);
	return ok;
}

static struct run_state *state_of(struct runner *r, uint32_t id)
{
	for (size_t i = 0; i < r->states.count; i++)
		if (r->states.items[i].id == id)
			return &r->states.items[i];
	return NULL;
}

void runner_forget(struct runner *r, uint32_t id)
{
	struct run_state *s = r ? state_of(r, id) : NULL;
	if (!s)
		return;
	if (!s->ended) {
		autofree struct run_order *o = mem_new(sizeof(*o));
		o->id = id;
		o->program = RUN_PROGRAMS;
		(void)channel_send(r->channel, o, sizeof(*o), NULL, 0);
	}
	*s = r->states.items[--r->states.count];
}

bool runner_ended(struct runner *r, uint32_t id, int *status)
{
	struct run_notice n;
	struct channel_message m;
	enum channel_result result;
	while ((result = channel_receive(r->channel, &n, sizeof(n), &m)) ==
	       CHANNEL_OK) {
		channel_close_fds(&m);
		struct run_state *s = m.size == sizeof(n) ? state_of(r, n.id) : NULL;
		if (s)
			*s = (struct run_state){ n.id, true, n.status };
	}
	/* One that was killed. */
	if (result == CHANNEL_CLOSED)
		(void)waitpid(r->pid, NULL, WNOHANG);
	const struct run_state *s = state_of(r, id);
	*status = s && s->ended ? s->status : -1;
	return !s || s->ended || result == CHANNEL_CLOSED;
}
