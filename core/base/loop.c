#include "core/base/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/base/vec.h"

struct watch {
	loop_fn *fn; /* NULL: not watched */
	void *owner;
	uint32_t round; /* of registration: events of an earlier one are stale */
};

struct loop {
	int epoll;
	size_t found;
	uint32_t round;
	VEC(struct watch) watches; /* by fd */
};

struct loop *loop_new(struct error *e)
{
	int fd = epoll_create1(EPOLL_CLOEXEC);
	if (fd < 0) {
		error_set(e, errno, "epoll_create1");
		return NULL;
	}
	struct loop *l = mem_new(sizeof(*l));
	l->epoll = fd;
	return l;
}

void loop_free(struct loop *l)
{
	if (!l)
		return;
	close(l->epoll);
	free(l->watches.items);
	free(l);
}

static struct watch *watch_of(struct loop *l, int fd)
{
	while (l->watches.count <= (size_t)fd)
		vec_push(&l->watches, ((struct watch){ .fn = NULL }));
	return &l->watches.items[fd];
}

bool loop_add(struct loop *l, int fd, uint32_t events, loop_fn *fn, void *owner,
	      struct error *e)
{
	struct watch *w = watch_of(l, fd);
	if (!w->fn)
		w->round = ++l->round;
	struct epoll_event ev = {
		.events = events,
		.data.u64 = (uint64_t)w->round << 32 | (uint32_t)fd,
	};
	if (epoll_ctl(l->epoll, w->fn ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &ev))
		return error_set(e, errno, "epoll_ctl");
	w->fn = fn;
	w->owner = owner;
	return true;
}

void loop_remove(struct loop *l, int fd)
{
	if (fd < 0 || (size_t)fd >= l->watches.count || !l->watches.items[fd].fn)
		return;
	epoll_ctl(l->epoll, EPOLL_CTL_DEL, fd, NULL);
	l->watches.items[fd].fn = NULL;
}

bool loop_step(struct loop *l, int timeout_ms, struct error *e)
{
	struct epoll_event events[LOOP_STEP];
	int n = epoll_wait(l->epoll, events, LOOP_STEP, timeout_ms);
	l->found = n > 0 ? (size_t)n : 0;
	if (n < 0)
		return errno == EINTR || error_set(e, errno, "epoll_wait");
	for (int i = 0; i < n; i++) {
		uint32_t fd = (uint32_t)events[i].data.u64;
		struct watch w = l->watches.items[fd];
		if (w.fn && w.round == events[i].data.u64 >> 32)
			w.fn(w.owner, events[i].events);
	}
	return true;
}

size_t loop_found(const struct loop *l)
{
	return l->found;
}

int loop_fd(const struct loop *l)
{
	return l->epoll;
}

int loop_join(const int *fds, size_t count, struct error *e)
{
	int joined = epoll_create1(EPOLL_CLOEXEC);
	bool ok = joined >= 0;
	for (size_t i = 0; ok && i < count; i++) {
		struct epoll_event ev = { .events = EPOLLIN };
		ok = !epoll_ctl(joined, EPOLL_CTL_ADD, fds[i], &ev);
	}
	if (ok)
		return joined;
	error_set(e, errno, "epoll_ctl");
	if (joined >= 0)
		close(joined);
	return -1;
}

int loop_timer_open(struct error *e)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (fd < 0)
		error_set(e, errno, "timerfd_create");
	return fd;
}

static struct timespec timespec_ms(unsigned ms)
{
	return (struct timespec){ .tv_sec = ms / 1000,
				  .tv_nsec = ms % 1000 * 1000000L };
}

void loop_timer_set(int fd, unsigned first_ms, unsigned period_ms)
{
	struct itimerspec when = {
		.it_value = timespec_ms(first_ms),
		.it_interval = timespec_ms(period_ms),
	};
	timerfd_settime(fd, 0, &when, NULL);
}

void loop_drain(int fd)
{
	uint64_t count;
	while (read(fd, &count, sizeof(count)) == (ssize_t)sizeof(count))
		;
}
