#include "core/base/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "core/base/mem.h"

static bool is_nsfs(int fd)
{
	struct statfs fs;
	return !fstatfs(fd, &fs) && fs.f_type == NSFS_MAGIC;
}

/* In two steps: names may lie where others write, and opening a device or a fifo in
 * place of a namespace has effects of its own, finding it with O_PATH has none. */
int netns_open(const char *path, struct error *e)
{
	autoclose int found = open(path, O_PATH | O_CLOEXEC);
	if (found < 0) {
		error_set(e, errno, "open %s", path);
		return -1;
	}
	char again[32];
	snprintf(again, sizeof(again), "/proc/self/fd/%d", found);
	if (!is_nsfs(found)) {
		error_set(e, 0, "%s is not a network namespace", path);
		return -1;
	}
	int fd = open(again, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		error_set(e, errno, "open %s", path);
		return -1;
	}
	if (ioctl(fd, NS_GET_NSTYPE) != CLONE_NEWNET) {
		close(fd);
		error_set(e, 0, "%s is not a network namespace", path);
		return -1;
	}
	return fd;
}

int netns_open_self(struct error *e)
{
	return netns_open("/proc/thread-self/ns/net", e);
}

static bool is_here(int fd)
{
	struct stat here, there;
	return !stat("/proc/thread-self/ns/net", &here) && !fstat(fd, &there) &&
	       here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

/* Where one is already needs no right to enter. */
bool netns_enter(int fd, struct error *e)
{
	int code = setns(fd, CLONE_NEWNET) ? errno : 0;
	return !code || (code == EPERM && is_here(fd)) ||
	       error_set(e, code, "enter network namespace");
}

static bool cookie_by_socket(uint64_t *cookie, struct error *e)
{
	autoclose int s = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t size = sizeof(*cookie);
	if (s < 0 || getsockopt(s, SOL_SOCKET, SO_NETNS_COOKIE, cookie, &size))
		return error_set(e, errno, "network namespace cookie");
	return true;
}

bool netns_cookie(int fd, uint64_t *cookie, struct error *e)
{
	if (!ioctl(fd, NETNS_GET_ID, cookie))
		return true;
	autoclose int home = netns_open_self(e);
	if (home < 0 || !netns_enter(fd, e))
		return false;
	bool ok = cookie_by_socket(cookie, e);
	struct error back;
	return netns_enter(home, &back) ? ok
					: error_set(e, back.code, "leave namespace");
}
