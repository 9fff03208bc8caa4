#include "core/base/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/mem.h"

/* Newer than the headers of Debian 12 (linux/landlock.h, Linux 6.2, ABI 3). */
#define ACCESS_TRUNCATE (UINT64_C(1) << 14)

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define CHANGING                                                                       \
	(LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |              \
	 LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG)
#define NEVER                                                                          \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR |                   \
	 LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |                 \
	 LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

/* glibc has no wrappers for these calls. */
static int abi_version(void)
{
	return (int)syscall(SYS_landlock_create_ruleset, NULL, 0,
			    LANDLOCK_CREATE_RULESET_VERSION);
}

static int ruleset_open(uint64_t handled)
{
	struct landlock_ruleset_attr attr = { .handled_access_fs = handled };
	return (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
}

/* What does not exist, or may not be looked at, needs no permission. flags: O_DIRECTORY
 * where it must be one. */
static bool path_allow(int ruleset, const char *path, int flags, uint64_t access,
		       struct error *e)
{
	autoclose int fd = open(path, O_PATH | O_CLOEXEC | flags);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == EACCES ||
		       error_set(e, errno, "landlock: %s", path);
	struct landlock_path_beneath_attr rule = {
		.allowed_access = access,
		.parent_fd = fd,
	};
	return !syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
			&rule, 0) ||
	       error_set(e, errno, "landlock: %s", path);
}

/* The terminal, and nowhere. Of the others disks are root's, who needs no capability to
 * write to them. */
static bool devices_allow(int ruleset, uint64_t write, struct error *e)
{
	static const char *const devices[] = { "/dev/null", "/dev/tty" };
	const uint64_t access = LANDLOCK_ACCESS_FS_READ_FILE | write;
	for (size_t i = 0; i < COUNT(devices); i++)
		if (!path_allow(ruleset, devices[i], 0, access, e))
			return false;
	return path_allow(ruleset, "/dev/pts", O_DIRECTORY, READING | write, e);
}

bool landlock_restrict(const char *const *writable, struct error *e)
{
	int abi = abi_version();
	if (abi < 1)
		return true;
	uint64_t write = LANDLOCK_ACCESS_FS_WRITE_FILE;
	if (abi >= 3)
		write |= ACCESS_TRUNCATE;
	autoclose int ruleset = ruleset_open(READING | write | CHANGING | NEVER);
	if (ruleset < 0)
		return error_set(e, errno, "landlock");
	if (!path_allow(ruleset, "/", O_DIRECTORY, READING, e) ||
	    !devices_allow(ruleset, write, e))
		return false;
	const uint64_t all = READING | write | CHANGING;
	for (; *writable; writable++)
		if (!path_allow(ruleset, *writable, O_DIRECTORY, all, e))
			return false;
	return !syscall(SYS_landlock_restrict_self, ruleset, 0) ||
	       error_set(e, errno, "landlock");
}
