/* A pidfd per watched namespace (pidfd_open(2)): it tells at once that its leader has
 * ended, and keeps nothing alive. */
#include "core/lab/losses.h"

#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "core/base/pidfd.h"

struct watched {
	uint64_t cookie;
	uint32_t pid; /* of the leader that pidfd stands for */
	int pidfd;    /* -1: none, or it has ended */
};

struct losses {
	struct loop *loop;
	losses_suspicion_fn *fn;
	void *owner;
	VEC(struct watched) items;
};

struct losses *losses_new(struct loop *loop, losses_suspicion_fn *fn, void *owner)
{
	struct losses *l = mem_new(sizeof(*l));
	l->loop = loop;
	l->fn = fn;
	l->owner = owner;
	return l;
}

static void watched_close(const struct losses *l, struct watched *w)
{
	if (w->pidfd < 0)
		return;
	loop_remove(l->loop, w->pidfd);
	close(w->pidfd);
	w->pidfd = -1;
}

void losses_free(struct losses *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->items.count; i++)
		watched_close(l, &l->items.items[i]);
	free(l->items.items);
	free(l);
}

static bool watched_ended(const struct watched *w)
{
	struct pollfd p = { .fd = w->pidfd, .events = POLLIN };
	return w->pidfd >= 0 && poll(&p, 1, 0) > 0;
}

/* Closes all that have ended, which would be reported for ever. */
static void process_ended(void *owner, uint32_t events)
{
	struct losses *l = owner;
	(void)events;
	for (size_t i = 0; i < l->items.count; i++) {
		struct watched *w = &l->items.items[i];
		if (watched_ended(w))
			watched_close(l, w);
	}
	l->fn(l->owner);
}

static void watched_follow(struct losses *l, struct watched *w, uint32_t pid)
{
	struct error ignored;
	if (w->pid == pid && w->pidfd >= 0)
		return;
	watched_close(l, w);
	w->pid = pid;
	w->pidfd = pid ? pidfd_of((pid_t)pid) : -1;
	if (w->pidfd >= 0 &&
	    !loop_add(l->loop, w->pidfd, EPOLLIN, process_ended, l, &ignored))
		watched_close(l, w);
}

void losses_watch(struct losses *l, const struct netspace *n)
{
	for (size_t i = 0; i < l->items.count; i++)
		if (l->items.items[i].cookie == n->fact.cookie)
			return;
	struct watched w = { .cookie = n->fact.cookie, .pidfd = -1 };
	vec_push(&l->items, w);
	watched_follow(l, &l->items.items[l->items.count - 1], n->fact.pid);
}

bool losses_suspect(const struct losses *l, const struct spaces *s)
{
	for (size_t i = 0; i < l->items.count; i++) {
		const struct netspace *n =
			spaces_by_cookie(s, l->items.items[i].cookie);
		if (!n || !netspace_held(n))
			return true;
	}
	return false;
}

void losses_settle(struct losses *l, const struct spaces *s, losses_lost_fn *fn,
		   void *owner)
{
	for (size_t i = l->items.count; i-- > 0;) {
		struct watched *w = &l->items.items[i];
		const struct netspace *n = spaces_by_cookie(s, w->cookie);
		if (n && n->fact.kind != SPACE_HIDDEN) {
			watched_follow(l, w, n->fact.pid);
			continue;
		}
		uint64_t cookie = w->cookie;
		watched_close(l, w);
		l->items.items[i] = l->items.items[--l->items.count];
		fn(owner, cookie);
	}
}
