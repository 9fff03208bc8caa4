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

/* Of what does not fit the end is kept. */
static void on_err(void *owner, uint32_t events UNUSED)
{
	struct listen *l = owner;
	const size_t half = sizeof(l->last) / 2;
	size_t used = strlen(l->last);
	if (used > half) {
		memmove(l->last, l->last + used - half, half + 1);
		used = half;
	}
	ssize_t n = read(l->err, l->last + used, sizeof(l->last) - 1 - used);
	if (n > 0) {
		l->last[used + (size_t)n] = '\0';
		for (char *c = l->last + used; c < l->last + used + n; c++)
			*c = *c ? *c : ' ';
		l->serial++;
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		stop_hearing(l, &l->err);
	}
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

void listen_last(const struct listen *l, struct text *t)
{
	size_t end = strlen(l->last);
	while (end && l->last[end - 1] == '\n')
		end--;
	size_t start = end;
	while (start && l->last[start - 1] != '\n')
		start--;
	text_escape(t, l->last + start, end - start);
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
