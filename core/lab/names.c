/* Reads folders of names and mountinfo (proc_pid_mountinfo(5)). */
#include "core/lab/names.h"

#include <dirent.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/base/vec.h"

static const struct {
	const char *pattern;
	enum name_rank rank;
} folders[] = {
	{ "/run/netns", NAME_NETNS },
	{ "/run/user/*/netns", NAME_USER },
	{ "/run/docker/netns", NAME_DOCKER },
};

struct names {
	dev_t device;		/* all files of namespaces are on one */
	VEC(struct name) items; /* by inode, rank, text; up to `sorted` */
	size_t sorted;
	bool unfinished;
};

struct names *names_new(void)
{
	struct names *n = mem_new(sizeof(*n));
	struct stat st;
	if (!stat("/proc/self/ns/net", &st))
		n->device = st.st_dev;
	return n;
}

/* Forgets names of these ranks. */
static void names_forget(struct names *n, enum name_rank from, enum name_rank to)
{
	size_t kept = 0;
	for (size_t i = 0; i < n->items.count; i++) {
		struct name *name = &n->items.items[i];
		if (name->rank >= from && name->rank <= to)
			free(name->path);
		else
			n->items.items[kept++] = *name;
	}
	n->items.count = n->sorted = kept;
}

void names_free(struct names *n)
{
	if (!n)
		return;
	names_forget(n, NAME_NETNS, NAME_REMOTE);
	free(n->items.items);
	free(n);
}

static int by_inode(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return strcmp(x->text, y->text);
}

static void names_sort(struct names *n)
{
	if (n->sorted != n->items.count)
		qsort(n->items.items, n->items.count, sizeof(struct name), by_inode);
	n->sorted = n->items.count;
}

static uint64_t names_inode(const struct names *n, const char *path)
{
	struct stat st;
	return !stat(path, &st) && st.st_dev == n->device ? st.st_ino : 0;
}

static void names_add(struct names *n, enum name_rank rank, uint64_t inode,
		      const char *path)
{
	const char *slash = strrchr(path, '/');
	struct name name = { .inode = inode, .rank = rank, .path = mem_strdup(path) };
	snprintf(name.text, sizeof(name.text), "%s", slash ? slash + 1 : path);
	vec_push(&n->items, name);
}

static void read_folder(struct names *n, const char *folder, enum name_rank rank)
{
	DIR *dir = opendir(folder);
	const struct dirent *d;
	while (dir && (d = readdir(dir))) {
		char path[1024];
		int size = snprintf(path, sizeof(path), "%s/%s", folder, d->d_name);
		if (d->d_name[0] == '.' || size >= (int)sizeof(path))
			continue;
		uint64_t inode = names_inode(n, path);
		if (inode)
			names_add(n, rank, inode, path);
		else
			n->unfinished = true;
	}
	if (dir)
		closedir(dir);
}

void names_read_folders(struct names *n, names_folder_fn *fn, void *owner)
{
	names_forget(n, NAME_NETNS, NAME_DOCKER);
	n->unfinished = false;
	for (size_t i = 0; i < COUNT(folders); i++) {
		glob_t found;
		if (glob(folders[i].pattern, GLOB_NOSORT, NULL, &found))
			continue;
		for (size_t k = 0; k < found.gl_pathc; k++) {
			fn(owner, found.gl_pathv[k]);
			read_folder(n, found.gl_pathv[k], folders[i].rank);
		}
		globfree(&found);
	}
	n->sorted = 0;
	names_sort(n);
}

void names_check_mounts(struct names *n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n->items.count; i++) {
		struct name *name = &n->items.items[i];
		if (name->rank >= NAME_MOUNT &&
		    names_inode(n, name->path) != name->inode)
			free(name->path);
		else
			n->items.items[kept++] = *name;
	}
	n->items.count = n->sorted = kept;
}

static bool names_know(const struct names *n, uint64_t inode)
{
	size_t low = 0, high = n->sorted;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (n->items.items[middle].inode < inode)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n->sorted && n->items.items[low].inode == inode;
}

/* Blanks and backslashes are written as three octal digits. */
static void unescape(char *s)
{
	char *to = s;
	for (; *s; s++) {
		unsigned code;
		if (s[0] == '\\' && sscanf(s + 1, "%3o", &code) == 1) {
			*to++ = (char)code;
			s += 3;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

/* "84 83 0:4 net:[4026532392] /run/netns/A rw shared:5 - nsfs nsfs rw" */
static bool parse_mount(char *line, uint64_t *inode, const char **point)
{
	char *root = line, *end;
	for (int field = 0; field < 3 && root; field++)
		root = (root = strchr(root, ' ')) ? root + 1 : NULL;
	if (!root || strncmp(root, "net:[", 5) != 0 || !strstr(root, " - nsfs "))
		return false;
	*inode = strtoull(root + 5, &end, 10);
	if (strncmp(end, "] ", 2) != 0)
		return false;
	char *path = end + 2;
	path[strcspn(path, " ")] = '\0';
	unescape(path);
	*point = path;
	return true;
}

static void take_mount(struct names *n, uint32_t pid, char *line)
{
	uint64_t inode;
	const char *point;
	char path[4096 + 32] = "";
	if (!parse_mount(line, &inode, &point) || names_know(n, inode))
		return;
	if (pid)
		snprintf(path, sizeof(path), "/proc/%u/root", pid);
	size_t used = strlen(path);
	snprintf(path + used, sizeof(path) - used, "%s", point);
	/* A mount that another one covers is still listed and leads elsewhere. */
	if (names_inode(n, path) == inode)
		names_add(n, pid ? NAME_REMOTE : NAME_MOUNT, inode, path);
}

void names_read_mounts(struct names *n, uint32_t pid)
{
	char path[48] = "/proc/self/mountinfo";
	if (pid)
		snprintf(path, sizeof(path), "/proc/%u/mountinfo", pid);
	FILE *f = fopen(path, "re");
	if (!f)
		return;
	autofree char *line = NULL;
	size_t room = 0;
	while (getline(&line, &room, f) > 0)
		take_mount(n, pid, line);
	fclose(f);
	names_sort(n);
}

bool names_unfinished(const struct names *n)
{
	return n->unfinished;
}

size_t names_all(const struct names *n, const struct name **names)
{
	*names = n->items.items;
	return n->items.count;
}
