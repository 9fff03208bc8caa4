#include "tui/leftover.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/store/control.h"
#include "core/store/store.h"

/* Opens a directory stream on a descriptor of its own. */
static DIR *dir_stream(int dir)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	if (!stream && fd >= 0)
		close(fd);
	return stream;
}

/* The number of a segment file, "00000007.pcapng"; 0: it is not one. */
static uint64_t segment_number(const char *name)
{
	char *end;
	if (*name < '0' || *name > '9')
		return 0;
	uint64_t n = strtoull(name, &end, 10);
	return strcmp(end, ".pcapng") ? 0 : n;
}

struct segments {
	uint64_t first, last; /* 0: none */
	uint64_t last_bytes, bytes;
	int64_t modified;
};

static struct segments segments_in(int dir)
{
	struct segments s = { .first = 0 };
	DIR *stream = dir_stream(dir);
	struct dirent *entry;
	while (stream && (entry = readdir(stream))) {
		uint64_t n = segment_number(entry->d_name);
		struct stat st;
		if (!n || fstatat(dir, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) ||
		    !S_ISREG(st.st_mode))
			continue;
		s.bytes += (uint64_t)st.st_size;
		if (!s.first || n < s.first)
			s.first = n;
		if (n > s.last) {
			s.last = n;
			s.last_bytes = (uint64_t)st.st_size;
			s.modified = st.st_mtim.tv_sec * CLOCK_SEC + st.st_mtim.tv_nsec;
		}
	}
	if (stream)
		closedir(stream);
	return s;
}

void leftover_lock(int dir)
{
	flock(dir, LOCK_EX | LOCK_NB);
}

/* Is this one of ours that nobody holds? */
static bool judge(struct leftover *l, int parent, const char *name, uid_t uid)
{
	autoclose int dir =
		openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	if (dir < 0 || fstat(dir, &st) || st.st_uid != uid ||
	    flock(dir, LOCK_EX | LOCK_NB))
		return false;
	struct segments s = segments_in(dir);
	l->bytes = s.bytes;
	l->modified = s.modified;
	return s.last;
}

bool leftover_find(struct leftover *l, const char *parent, uid_t uid)
{
	char prefix[32];
	int n = snprintf(prefix, sizeof(prefix), "labtap-%u-", (unsigned)uid);
	bool found = false;
	autoclose int dir = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = dir < 0 ? NULL : dir_stream(dir);
	struct dirent *entry;
	while (stream && (entry = readdir(stream))) {
		struct leftover one;
		if (strncmp(entry->d_name, prefix, (size_t)n) != 0 ||
		    !judge(&one, dir, entry->d_name, uid) ||
		    (found && one.modified <= l->modified))
			continue;
		size_t size = sizeof(one.path);
		int length = snprintf(one.path, size, "%s/%s", parent, entry->d_name);
		if (length < 0 || (size_t)length >= size)
			continue;
		*l = one;
		found = true;
	}
	if (stream)
		closedir(stream);
	return found;
}

/* A page as the engine would have published it when it had ended cleanly. */
static int control_make(const struct segments *s, struct error *e)
{
	int fd = memfd_create("labtap-control", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	struct control page = {
		.magic = CONTROL_MAGIC,
		.first = s->first,
		.head = control_head(s->last, s->last_bytes),
		.closed = 1,
	};
	if (fd >= 0 && write(fd, &page, sizeof(page)) == (ssize_t)sizeof(page) &&
	    !fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL))
		return fd;
	error_set(e, errno, "memfd");
	if (fd >= 0)
		close(fd);
	return -1;
}

struct store *leftover_open(int dir, const char *path, struct error *e)
{
	struct segments s = segments_in(dir);
	int control = -1;
	if (s.last)
		control = control_make(&s, e);
	else
		error_set(e, 0, "%s: no capture in this directory", path);
	if (control >= 0)
		return store_open_spool(control, dir, -1, e);
	close(dir);
	return NULL;
}
