/* The table of namespaces. It is small (a thousand entries at most are in sight), but
 * every scan looks each process and each name up in it: an index by inode is made for
 * the time of a scan. */
#include "core/lab/spaces.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/netns.h"

/* Cookies of the kernel count up from 1. */
#define HIDDEN_COOKIE (UINT64_C(1) << 63)

static void spaces_set_id(struct spaces *s, struct netspace *n, int32_t id)
{
	n->id = id;
	if (id < 0)
		return;
	while (s->by_id.count <= (size_t)id)
		vec_push(&s->by_id, NULL);
	s->by_id.items[id] = n;
}

static struct netspace *spaces_add(struct spaces *s, uint64_t cookie, uint64_t inode,
				   int32_t id)
{
	struct netspace *n = mem_new(sizeof(*n));
	n->fact.cookie = cookie;
	n->fact.inode = inode;
	n->fact.kind = SPACE_HIDDEN;
	n->dirty = true;
	spaces_set_id(s, n, id);
	vec_push(&s->items, n);
	s->changed = true;
	return n;
}

struct spaces *spaces_new(struct netlink *observer, struct error *e)
{
	struct stat st;
	uint64_t cookie;
	int32_t id = NETLINK_UNKNOWN;
	autoclose int fd = netns_open_self(e);
	if (fd < 0 || !netns_cookie(fd, &cookie, e) ||
	    (observer && !netlink_name_space(observer, fd, &id, e)))
		return NULL;
	if (fstat(fd, &st)) {
		error_set(e, errno, "own network namespace");
		return NULL;
	}
	struct spaces *s = mem_new(sizeof(*s));
	spaces_add(s, cookie, st.st_ino, id)->fact.kind = SPACE_HOST;
	return s;
}

static void netspace_free(struct netspace *n)
{
	survey_clear(&n->survey);
	free(n->foreign.items);
	free(n->path);
	free(n);
}

void spaces_free(struct spaces *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->items.count; i++)
		netspace_free(s->items.items[i]);
	free(s->items.items);
	free(s->by_id.items);
	free(s);
}

struct netspace *spaces_host(const struct spaces *s)
{
	return s->items.items[0];
}

struct netspace *spaces_by_id(const struct spaces *s, int32_t id)
{
	return id >= 0 && (size_t)id < s->by_id.count ? s->by_id.items[id] : NULL;
}

struct netspace *spaces_by_cookie(const struct spaces *s, uint64_t cookie)
{
	for (size_t i = 0; i < s->items.count; i++)
		if (s->items.items[i]->fact.cookie == cookie)
			return s->items.items[i];
	return NULL;
}

static void forget_foreign(struct netspace *n, uint64_t cookie)
{
	size_t kept = 0;
	for (size_t i = 0; i < n->foreign.count; i++)
		if (n->foreign.items[i].cookie != cookie)
			n->foreign.items[kept++] = n->foreign.items[i];
	n->foreign.count = kept;
}

void spaces_remove(struct spaces *s, struct netspace *gone)
{
	size_t kept = 0;
	if (gone == spaces_host(s))
		return;
	if (gone->id >= 0)
		s->by_id.items[gone->id] = NULL;
	for (size_t i = 0; i < s->items.count; i++) {
		struct netspace *n = s->items.items[i];
		forget_foreign(n, gone->fact.cookie);
		if (n != gone)
			s->items.items[kept++] = n;
	}
	s->items.count = kept;
	s->changed = true;
	netspace_free(gone);
}

bool spaces_admit_hidden(struct spaces *s, int32_t id)
{
	if (id < 0 || spaces_by_id(s, id))
		return false;
	spaces_add(s, HIDDEN_COOKIE | ++s->hidden_count, 0, id);
	return true;
}

/* Handles */

static int open_checked(const char *path, const struct netspace *n, struct error *e)
{
	uint64_t cookie;
	int fd = netns_open(path, e);
	if (fd < 0)
		return -1;
	if (netns_cookie(fd, &cookie, e)) {
		if (cookie == n->fact.cookie)
			return fd;
		error_set(e, 0, "%s: now another network namespace", path);
	}
	close(fd);
	return -1;
}

static void process_path(char *path, size_t size, uint32_t pid)
{
	snprintf(path, size, "/proc/%u/ns/net", pid);
}

int netspace_open(const struct netspace *n, struct error *e)
{
	char path[48];
	int fd = -1;
	error_set(e, ENOENT, "no name and no process leads into this namespace");
	if (n->fact.kind == SPACE_HOST)
		return open_checked("/proc/thread-self/ns/net", n, e);
	if (n->path)
		fd = open_checked(n->path, n, e);
	if (fd >= 0 || !n->fact.pid)
		return fd;
	process_path(path, sizeof(path), n->fact.pid);
	return open_checked(path, n, e);
}

bool netspace_held(const struct netspace *n)
{
	struct stat st;
	return n->fact.kind == SPACE_HOST ||
	       (n->path && !stat(n->path, &st) && st.st_ino == n->fact.inode) ||
	       (n->fact.pid && process_network(n->fact.pid) == n->fact.inode);
}

/* Taking in what was found */

struct index {
	VEC(struct netspace *) by_inode;
};

static int by_inode(const void *a, const void *b)
{
	const struct netspace *const *x = a, *const *y = b;
	uint64_t i = (*x)->fact.inode, k = (*y)->fact.inode;
	return i < k ? -1 : i > k;
}

static struct index index_of(const struct spaces *s)
{
	struct index x = { .by_inode = { NULL, 0, 0 } };
	for (size_t i = 0; i < s->items.count; i++)
		vec_push(&x.by_inode, s->items.items[i]);
	if (x.by_inode.count > 1)
		qsort(x.by_inode.items, x.by_inode.count, sizeof(struct netspace *),
		      by_inode);
	return x;
}

static struct netspace *index_find(const struct index *x, uint64_t inode)
{
	struct netspace key = { .fact.inode = inode };
	struct netspace *const pointer = &key, *const *found = NULL;
	if (x->by_inode.count)
		found = bsearch(&pointer, x->by_inode.items, x->by_inode.count,
				sizeof(struct netspace *), by_inode);
	return found ? *found : NULL;
}

/* Opens, asks who it is, and lets go again. */
static void spaces_admit(struct spaces *s, struct netlink *observer, const char *path,
			 uint64_t inode)
{
	struct error ignored;
	struct stat st;
	uint64_t cookie;
	int32_t id;
	autoclose int fd = netns_open(path, &ignored);
	if (fd < 0 || fstat(fd, &st) || st.st_ino != inode ||
	    !netns_cookie(fd, &cookie, &ignored) ||
	    !netlink_name_space(observer, fd, &id, &ignored))
		return;
	struct netspace *n = spaces_by_id(s, id);
	if (!n)
		n = spaces_add(s, cookie, inode, id);
	/* A link had led to it before a name did. */
	n->fact.cookie = cookie;
	n->fact.inode = inode;
	s->changed = true;
}

static void admit_names(struct spaces *s, struct netlink *observer,
			const struct names *names)
{
	struct index x = index_of(s);
	const struct name *name;
	size_t count = names_all(names, &name);
	for (size_t i = 0; i < count; i++)
		if ((!i || name[i - 1].inode != name[i].inode) &&
		    !index_find(&x, name[i].inode))
			spaces_admit(s, observer, name[i].path, name[i].inode);
	free(x.by_inode.items);
}

static void admit_processes(struct spaces *s, struct netlink *observer,
			    const struct processes *processes)
{
	struct index x = index_of(s);
	const struct process *const *leader;
	size_t count = processes_of_networks(processes, &leader);
	for (size_t i = 0; i < count; i++) {
		char path[48];
		process_path(path, sizeof(path), leader[i]->pid);
		if (!index_find(&x, leader[i]->network))
			spaces_admit(s, observer, path, leader[i]->network);
	}
	free(x.by_inode.items);
}

/* What a scan says about one namespace, before it is compared with what was known. */
struct finding {
	struct fact_space fact;
	const char *path;
};

static void finding_name(struct finding *f, const struct name *names, size_t count)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (names[middle].inode < f->fact.inode)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == count || names[low].inode != f->fact.inode)
		return;
	memcpy(f->fact.name, names[low].text, sizeof(f->fact.name));
	f->path = names[low].path;
	f->fact.kind = SPACE_NAMED;
}

static int by_network(const void *key, const void *item)
{
	const uint64_t *inode = key;
	const struct process *const *p = item;
	return *inode < (*p)->network ? -1 : *inode > (*p)->network;
}

static void finding_process(struct finding *f, const struct process *const *leaders,
			    size_t count)
{
	const struct process *const *p = NULL;
	if (count)
		p = bsearch(&f->fact.inode, leaders, count, sizeof(*leaders),
			    by_network);
	if (!p)
		return;
	f->fact.pid = (*p)->pid;
	memcpy(f->fact.process, (*p)->name, sizeof(f->fact.process));
	if (f->fact.kind == SPACE_HIDDEN)
		f->fact.kind = SPACE_PROCESS;
}

static void netspace_update(struct spaces *s, struct netspace *n,
			    const struct finding *f)
{
	if (memcmp(&n->fact, &f->fact, sizeof(n->fact)) != 0)
		s->changed = true;
	/* The last name and process are gone: most often it is about to go itself. */
	if (n->fact.kind != f->fact.kind && f->fact.kind == SPACE_HIDDEN)
		n->dirty = true;
	n->fact = f->fact;
	if (n->path && f->path && !strcmp(n->path, f->path))
		return;
	free(n->path);
	n->path = f->path ? mem_strdup(f->path) : NULL;
}

static void describe(struct spaces *s, struct netspace *n, const struct name *names,
		     size_t name_count, const struct process *const *leaders,
		     size_t leader_count)
{
	struct finding f = {
		.fact = { .cookie = n->fact.cookie, .inode = n->fact.inode },
	};
	f.fact.kind = SPACE_HIDDEN;
	if (n->fact.kind != SPACE_HOST && n->fact.inode)
		finding_name(&f, names, name_count);
	if (n->fact.inode)
		finding_process(&f, leaders, leader_count);
	if (n->fact.kind == SPACE_HOST)
		f.fact.kind = SPACE_HOST;
	netspace_update(s, n, &f);
}

void spaces_settle(struct spaces *s, struct netlink *observer,
		   const struct processes *processes, const struct names *names)
{
	const struct name *name;
	const struct process *const *leaders;
	size_t name_count = names_all(names, &name);
	size_t leader_count = processes_of_networks(processes, &leaders);
	if (observer) {
		admit_names(s, observer, names);
		admit_processes(s, observer, processes);
	}
	for (size_t i = 0; i < s->items.count; i++)
		describe(s, s->items.items[i], name, name_count, leaders, leader_count);
}

/* True when the id still is the one of this namespace. */
static bool same_id(const struct netspace *n, struct netlink *observer)
{
	struct error ignored;
	int32_t id;
	autoclose int fd = netspace_open(n, &ignored);
	return fd >= 0 && netlink_space_id(observer, fd, &id, &ignored) && id == n->id;
}

void spaces_verify(struct spaces *s, struct netlink *observer)
{
	for (size_t i = s->items.count; i-- > 0;) {
		struct netspace *n = s->items.items[i];
		n->dirty = true;
		if (observer && !same_id(n, observer))
			spaces_remove(s, n);
	}
}

struct netspace *spaces_of_peer(const struct spaces *s, struct netspace *n,
				const struct netlink_link *l)
{
	if (l->peer_id == NETLINK_HERE)
		return n;
	if (!n->entered)
		return spaces_by_id(s, l->peer_id);
	for (size_t i = 0; i < n->foreign.count; i++)
		if (n->foreign.items[i].id == l->peer_id)
			return spaces_by_cookie(s, n->foreign.items[i].cookie);
	return NULL;
}
