#include "tui/session_gather.h"

#include <stdio.h>
#include <sys/epoll.h>

#include "core/base/clock.h"
#include "tui/gather.h"

enum { GATHER_MS = 4 /* of a turn; the rest is for looking at what was added */ };

static void on_pipe(void *owner, uint32_t events UNUSED)
{
	struct session *s = owner;
	s->changes++;
}

static bool gather_show(struct session *s, struct gather *g, const char *name,
			struct error *e)
{
	s->gather = g;
	return g && session_open_fd(s, gather_reader(g), name, e);
}

bool session_open_pipe(struct session *s, int fd, struct error *e)
{
	if (!gather_show(s, gather_pipe(fd, e), "standard input", e))
		return false;
	return loop_add(s->loop, fd, EPOLLIN, on_pipe, s, e);
}

bool session_open_files(struct session *s, const char *const *paths, size_t count,
			struct error *e)
{
	char name[sizeof(s->spool)];
	snprintf(name, sizeof(name), "%s + %zu more", paths[0], count - 1);
	return gather_show(s, gather_files(paths, count, e), name, e);
}

bool session_gather(struct session *s)
{
	struct error e;
	int fd = s->gather ? gather_fd(s->gather) : -1;
	if (!s->gather)
		return false;
	bool more = gather_step(s->gather, GATHER_MS * CLOCK_MS, &e);
	if (fd >= 0 && gather_fd(s->gather) < 0)
		loop_remove(s->loop, fd);
	if (!e.text[0])
		return more;
	struct text t = text_over(s->trouble, sizeof(s->trouble));
	text_str(&t, e.text);
	s->changes++;
	return more;
}

bool session_is_growing(const struct session *s)
{
	return session_is_capturing(s) || (s->gather && gather_fd(s->gather) >= 0);
}
