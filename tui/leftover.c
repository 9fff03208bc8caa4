#include "tui/leftover.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/store/segment.h"

/* Opens a directory stream on a descriptor of its own. */
static DIR *dir_stream(int dir)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	if (!stream && fd >= 0)
		close(fd);
	return stream;
}

/* Takes the sum of the segments; false: there are none. */
static bool segments_sum(struct leftover *l, int dir)
{
	uint64_t last = 0;
	l->bytes = 0;
	DIR *stream = dir_stream(dir);
	struct dirent *entry;
	while (stream && (entry = readdir(stream))) {
		uint64_t n = segment_number(entry->d_name);
		struct stat st;
		if (!n || fstatat(dir, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) ||
		    !S_ISREG(st.st_mode))
			continue;
		l->bytes += (uint64_t)st.st_size;
		if (n > last) {
			last = n;
			l->modified =
				st.st_mtim.tv_sec * CLOCK_SEC + st.st_mtim.tv_nsec;
		}
	}
	if (stream)
		closedir(stream);
	return last;
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
	return dir >= 0 && !fstat(dir, &st) && st.st_uid == uid &&
	       !flock(dir, LOCK_EX | LOCK_NB) && segments_sum(l, dir);
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
