/* The table of processes: one sorted array per scan, filled from the one before. */
#include "core/lab/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/base/vec.h"

enum {
	YOUNG = 5,  /* scans in which a new process may still change namespaces */
	ROUNDS = 8, /* of the older ones, this part is looked at again each time */
};

/* The oldest process of each namespace. */
struct leaders {
	VEC(const struct process *) list;
};

struct processes {
	VEC(struct process) items; /* by pid */
	struct leaders networks, mounts;
	unsigned round;
};

struct processes *processes_new(void)
{
	return mem_new(sizeof(struct processes));
}

void processes_free(struct processes *p)
{
	if (!p)
		return;
	free(p->items.items);
	free(p->networks.list.items);
	free(p->mounts.list.items);
	free(p);
}

static uint64_t namespace_inode(uint32_t pid, const char *which)
{
	char path[48];
	struct stat st;
	snprintf(path, sizeof(path), "/proc/%u/ns/%s", pid, which);
	return stat(path, &st) ? 0 : st.st_ino;
}

uint64_t process_network(uint32_t pid)
{
	return pid ? namespace_inode(pid, "net") : 0;
}

/* "4711 (any bytes) S 1 ...": the name ends at the last ')', and field 22 is the start.
 */
static void parse_stat(struct process *p, char *line)
{
	const char *open = strchr(line, '(');
	char *close = strrchr(line, ')');
	if (!open || !close || close < open)
		return;
	*close = '\0';
	snprintf(p->name, sizeof(p->name), "%s", open + 1);
	char *at = close + 1;
	for (int field = 3; field < 22 && at; field++)
		at = strchr(at + 1, ' ');
	if (at)
		p->start = strtoull(at, NULL, 10);
}

static void read_stat(struct process *p)
{
	char path[48], line[1024];
	snprintf(path, sizeof(path), "/proc/%u/stat", p->pid);
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, line, sizeof(line) - 1);
	if (n <= 0)
		return;
	line[n] = '\0';
	parse_stat(p, line);
}

void process_look(struct process *p)
{
	p->network = namespace_inode(p->pid, "net");
	p->mounts = namespace_inode(p->pid, "mnt");
	read_stat(p);
}

static int by_pid(const void *key, const void *item)
{
	const uint32_t *pid = key;
	const struct process *p = item;
	return *pid < p->pid ? -1 : *pid > p->pid;
}

static const struct process *find(const struct process *items, size_t count,
				  uint32_t pid)
{
	return count ? bsearch(&pid, items, count, sizeof(*items), by_pid) : NULL;
}

static void take_process(struct processes *p, const struct process *old,
			 size_t old_count, const struct dirent *d, bool all)
{
	struct process new = { .pid = (uint32_t)strtoul(d->d_name, NULL, 10) };
	new.entry = d->d_ino;
	const struct process *same = find(old, old_count, new.pid);
	if (same && same->entry == new.entry)
		new = *same;
	if (all || new.looks < YOUNG || new.pid % ROUNDS == p->round % ROUNDS)
		process_look(&new);
	if (new.looks < YOUNG)
		new.looks++;
	vec_push(&p->items, new);
}

static int compare(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int by_age(const struct process *a, const struct process *b)
{
	int order = compare(a->start, b->start);
	return order ? order : compare(a->pid, b->pid);
}

static int by_network(const void *a, const void *b)
{
	const struct process *const *x = a, *const *y = b;
	int order = compare((*x)->network, (*y)->network);
	return order ? order : by_age(*x, *y);
}

static int by_mounts(const void *a, const void *b)
{
	const struct process *const *x = a, *const *y = b;
	int order = compare((*x)->mounts, (*y)->mounts);
	return order ? order : by_age(*x, *y);
}

static uint64_t network_of(const struct process *p)
{
	return p->network;
}

static uint64_t mounts_of(const struct process *p)
{
	return p->mounts;
}

static void find_leaders(struct leaders *l, const struct processes *p,
			 uint64_t (*inode_of)(const struct process *),
			 int (*order)(const void *, const void *))
{
	l->list.count = 0;
	for (size_t i = 0; i < p->items.count; i++)
		if (inode_of(&p->items.items[i]))
			vec_push(&l->list, &p->items.items[i]);
	if (!l->list.count)
		return;
	const struct process **items = l->list.items;
	size_t kept = 1;
	qsort(items, l->list.count, sizeof(struct process *), order);
	for (size_t i = 1; i < l->list.count; i++)
		if (inode_of(items[kept - 1]) != inode_of(items[i]))
			items[kept++] = items[i];
	l->list.count = kept;
}

bool processes_scan(struct processes *p, bool all, struct error *e)
{
	DIR *dir = opendir("/proc");
	if (!dir)
		return error_set(e, errno, "/proc");
	autofree struct process *old = p->items.items;
	size_t old_count = p->items.count;
	p->items.items = NULL;
	p->items.count = p->items.room = 0;
	p->round++;
	const struct dirent *d;
	while ((d = readdir(dir)))
		if (d->d_name[0] >= '1' && d->d_name[0] <= '9')
			take_process(p, old, old_count, d, all);
	closedir(dir);
	find_leaders(&p->networks, p, network_of, by_network);
	find_leaders(&p->mounts, p, mounts_of, by_mounts);
	return true;
}

size_t processes_of_networks(const struct processes *p,
			     const struct process *const **leaders)
{
	*leaders = p->networks.list.items;
	return p->networks.list.count;
}

size_t processes_of_mounts(const struct processes *p,
			   const struct process *const **leaders)
{
	*leaders = p->mounts.list.items;
	return p->mounts.list.count;
}
