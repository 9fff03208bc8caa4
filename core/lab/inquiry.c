#include "core/lab/inquiry.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { LIMIT_MS = 3000, STEP = 64 << 10 };

struct inquiry {
	struct loop *loop;
	const char *socket;
	int fd, timer;
	const struct question *question;
	size_t asked; /* bytes of it that were sent */
	struct bytes answer;
	size_t room;
	inquiry_fn *done;
	void *owner;
};

void inquiry_free(struct inquiry *q)
{
	if (!q)
		return;
	const int fds[] = { q->fd, q->timer };
	for (size_t i = 0; i < COUNT(fds); i++) {
		if (fds[i] < 0)
			continue;
		loop_remove(q->loop, fds[i]);
		close(fds[i]);
	}
	free(q->answer.items);
	free(q);
}

static void inquiry_end(struct inquiry *q, int code)
{
	struct bytes answer = q->answer;
	if (!code && !answer.size)
		code = ENODATA;
	if (!code)
		q->answer.items = NULL;
	else
		answer = (struct bytes){ .items = NULL };
	q->done(q->owner, q->socket, answer, code);
	inquiry_free(q);
}

static void on_limit(void *owner, uint32_t events UNUSED)
{
	inquiry_end(owner, ETIMEDOUT);
}

/* Of what has come, is this the end? Only its last bytes are new. */
static bool is_complete(const struct inquiry *q, size_t new_bytes)
{
	const char *end = q->question->end;
	size_t most = end ? new_bytes + strlen(end) : 0;
	size_t size = q->answer.size < most ? q->answer.size : most;
	return end &&
	       memmem(q->answer.items + q->answer.size - size, size, end, strlen(end));
}

static void on_answer(void *owner, uint32_t events UNUSED)
{
	struct inquiry *q = owner;
	if (q->room - q->answer.size < STEP) {
		q->room = q->room * 2 + STEP;
		q->answer.items = mem_grow(q->answer.items, q->room, 1);
	}
	ssize_t n = recv(q->fd, q->answer.items + q->answer.size, STEP, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		q->answer.size += (size_t)n;
	if (q->answer.size > CENSUS_ANSWER)
		inquiry_end(q, EFBIG);
	else if (n <= 0 || is_complete(q, (size_t)n))
		inquiry_end(q, n < 0 ? errno : 0);
}

static void on_room(void *owner, uint32_t events UNUSED)
{
	struct inquiry *q = owner;
	struct error e;
	const char *rest = q->question->text + q->asked;
	size_t left = strlen(rest);
	ssize_t n = send(q->fd, rest, left, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	q->asked += n < 0 ? 0 : (size_t)n;
	if (n < 0)
		inquiry_end(q, errno);
	else if ((size_t)n == left &&
		 !loop_add(q->loop, q->fd, EPOLLIN, on_answer, q, &e))
		inquiry_end(q, e.code);
}

static bool inquiry_start(struct inquiry *q, struct error *e)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	snprintf(to.sun_path, sizeof(to.sun_path), "%s", q->socket);
	q->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	q->timer = loop_timer_open(e);
	if (q->fd < 0 || q->timer < 0 ||
	    connect(q->fd, (const struct sockaddr *)&to, sizeof(to)))
		return error_set(e, errno, "%s", q->socket);
	loop_timer_set(q->timer, LIMIT_MS, 0);
	return loop_add(q->loop, q->fd, EPOLLOUT, on_room, q, e) &&
	       loop_add(q->loop, q->timer, EPOLLIN, on_limit, q, e);
}

struct inquiry *inquiry_new(struct loop *loop, const char *socket,
			    const struct question *question, inquiry_fn *done,
			    void *owner, int *code)
{
	struct inquiry *q = mem_new(sizeof(*q));
	struct error e;
	*q = (struct inquiry){ .loop = loop,
			       .socket = socket,
			       .question = question,
			       .fd = -1,
			       .timer = -1,
			       .done = done,
			       .owner = owner };
	if (inquiry_start(q, &e))
		return q;
	*code = e.code;
	inquiry_free(q);
	return NULL;
}
