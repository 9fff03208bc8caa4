#include "core/base/give.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

enum { PATIENCE_MS = 1000 };

/* Until there is room; false: stopped. */
static bool wait_for_room(int fd, int stop)
{
	struct pollfd p[] = {
		{ .fd = fd, .events = POLLOUT },
		{ .fd = stop, .events = POLLIN },
	};
	while (poll(p, 2, -1) < 0 && errno == EINTR)
		;
	/* Even then a reader that is only slow gets everything. */
	return p[0].revents || !p[1].revents || poll(p, 1, PATIENCE_MS) > 0;
}

size_t give(int fd, const void *bytes, size_t size, int stop)
{
	const char *from = bytes;
	size_t done = 0;
	bool wait = stop >= 0;
	while (done < size) {
		if (wait && !wait_for_room(fd, stop)) {
			errno = ECANCELED;
			return done;
		}
		/* What poll(2) promises room for: more than that may block. */
		size_t left = size - done;
		size_t piece = stop >= 0 && left > PIPE_BUF ? PIPE_BUF : left;
		ssize_t n = write(fd, from + done, piece);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return done;
		/* Somebody may have made the terminal or pipe non-blocking. */
		wait = stop >= 0 || (n < 0 && errno == EAGAIN);
		done += n > 0 ? (size_t)n : 0;
	}
	return done;
}
