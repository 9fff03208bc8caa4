#include "tui/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "core/base/mem.h"

static void stop_hearing(struct listen *l, int *fd)
{
	if (*fd < 0)
		return;
	loop_remove(l->loop, *fd);
	close(*fd);
	*fd = -1;
	l->serial++;
}

static void on_out(void *owner, uint32_t events UNUSED)
{
	struct listen *l = owner;
	char more;
	bool full = l->used == l->size;
	ssize_t n = read(l->out, full ? &more : l->text + l->used,
			 full ? 1 : l->size - l->used);
	if (n > 0 && full) {
		l->cut = true; /* who writes on gets SIGPIPE */
		stop_hearing(l, &l->out);
	} else if (n > 0) {
		l->used += (size_t)n;
		l->serial++;
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		stop_hearing(l, &l->out);
	}
}

static void on_err(void *owner, uint32_t events UNUSED)
{
	struct listen *l = owner;
	l->serial++;
	if (!heard_read(&l->heard, l->err))
		stop_hearing(l, &l->err);
}

static bool hear(struct listen *l, int *mine, int *its, loop_fn *fn, struct error *e)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC))
		return error_set(e, errno, "pipe");
	*mine = ends[0];
	*its = ends[1];
	return (!fcntl(*mine, F_SETFL, O_NONBLOCK) || error_set(e, errno, "pipe")) &&
	       loop_add(l->loop, *mine, EPOLLIN, fn, l, e);
}

bool listen_start(struct listen *l, struct loop *loop, struct runner *runner,
		  struct run *run, size_t room, struct error *e)
{
	*l = (struct listen){ .loop = loop, .runner = runner, .out = -1, .err = -1 };
	run->out = run->err = -1;
	l->size = room;
	l->text = room ? mem_new(room) : NULL;
	bool ok = hear(l, &l->err, &run->err, on_err, e);
	if (ok && room)
		ok = hear(l, &l->out, &run->out, on_out, e);
	else if (ok)
		run->out = fcntl(run->err, F_DUPFD_CLOEXEC, 0);
	l->id = ok ? runner_run(runner, run, e) : 0;
	if (run->out >= 0)
		close(run->out);
	if (run->err >= 0)
		close(run->err);
	if (l->id)
		return true;
	listen_end(l);
	return false;
}

bool listen_is_over(struct listen *l, int *status)
{
	*status = -1;
	return l->out < 0 && l->err < 0 &&
	       (!l->id || runner_ended(l->runner, l->id, status));
}

void listen_end(struct listen *l)
{
	if (!l->loop)
		return;
	stop_hearing(l, &l->out);
	stop_hearing(l, &l->err);
	if (l->id)
		runner_forget(l->runner, l->id);
	free(l->text);
	*l = (struct listen){ .out = -1, .err = -1 };
}
