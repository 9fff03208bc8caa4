/* One inotify descriptor. Watches on /run itself are noisy, so that only the names of
 * folders that matter count there. */
#include "core/lab/folders.h"

#include <errno.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "core/base/mem.h"

enum { NAME_EVENTS = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR };

/* Where folders of names may appear, and under which names. */
static const struct {
	const char *path;
	const char *child[2];
} parents[] = {
	{ "/run", { "netns", "docker" } },
	{ "/run/docker", { "netns", NULL } },
};

struct folders {
	int fd;
	int parent[COUNT(parents)]; /* watch descriptors, -1: not there (yet) */
};

static void watch_parents(struct folders *f)
{
	for (size_t i = 0; i < COUNT(parents); i++)
		f->parent[i] = inotify_add_watch(f->fd, parents[i].path, NAME_EVENTS);
}

struct folders *folders_new(struct error *e)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (fd < 0) {
		error_set(e, errno, "inotify_init1");
		return NULL;
	}
	struct folders *f = mem_new(sizeof(*f));
	f->fd = fd;
	watch_parents(f);
	return f;
}

void folders_free(struct folders *f)
{
	if (!f)
		return;
	close(f->fd);
	free(f);
}

int folders_fd(const struct folders *f)
{
	return f->fd;
}

void folders_watch(struct folders *f, const char *path)
{
	inotify_add_watch(f->fd, path, NAME_EVENTS);
}

static bool is_child(size_t parent, const char *name)
{
	for (size_t i = 0; i < COUNT(parents[parent].child); i++) {
		const char *child = parents[parent].child[i];
		if (child && !strcmp(child, name))
			return true;
	}
	return false;
}

static bool event_matters(const struct folders *f, const struct inotify_event *event)
{
	for (size_t i = 0; i < COUNT(parents); i++)
		if (event->wd == f->parent[i])
			return event->len > 0 && is_child(i, event->name);
	/* Also IN_Q_OVERFLOW, which has no watch at all. */
	return true;
}

bool folders_drain(struct folders *f)
{
	_Alignas(struct inotify_event) char buffer[8192];
	bool matters = false;
	ssize_t n;
	while ((n = read(f->fd, buffer, sizeof(buffer))) > 0) {
		for (char *at = buffer; at < buffer + n;) {
			struct inotify_event *event =
				(struct inotify_event *)(void *)at;
			matters |= event_matters(f, event);
			at += sizeof(*event) + event->len;
		}
	}
	if (matters)
		watch_parents(f);
	return matters;
}
