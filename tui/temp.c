#include "tui/temp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/store/unpack.h"

#define UNPACKED_LIMIT (UINT64_C(16) << 30) /* bytes */

int temp_open(struct error *e)
{
	const char *dir = getenv("TMPDIR");
	dir = dir && *dir ? dir : "/var/tmp";
	int file = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (file < 0)
		error_set(e, errno, "a temporary file in %s", dir);
	return file;
}

int temp_unpacked(int fd, bool *damaged, struct error *e)
{
	enum packing packing = unpack_kind(fd);
	*damaged = false;
	if (packing == PACKING_NONE)
		return fd;
	struct unpack u = { .from = fd, .to = temp_open(e), .limit = UNPACKED_LIMIT };
	bool ok = u.to >= 0 && unpack_all(&u, packing, e);
	close(fd);
	/* Packets in front of the damage are worth reading; a full disk is none. */
	*damaged = !ok && u.to >= 0 && u.given && !e->code;
	if (ok || *damaged)
		return u.to;
	if (u.to >= 0)
		close(u.to);
	return -1;
}
