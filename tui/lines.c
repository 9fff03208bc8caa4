#include "tui/lines.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/mem.h"

enum { LINES_SIZE = 128 << 10 };

void lines_init(struct lines *l, int fd)
{
	*l = (struct lines){ .fd = fd };
	l->text = text_over(mem_new(LINES_SIZE), LINES_SIZE);
}

void lines_done(struct lines *l)
{
	free(l->text.start);
}

bool write_all(int fd, const void *bytes, size_t size)
{
	const char *at = bytes;
	while (size) {
		ssize_t n = write(fd, at, size);
		if (n < 0 && errno == EAGAIN) {
			/* Somebody made the terminal or pipe non-blocking. */
			struct pollfd wait = { .fd = fd, .events = POLLOUT };
			poll(&wait, 1, -1);
		} else if (n < 0 && errno != EINTR) {
			return false;
		} else if (n > 0) {
			at += n;
			size -= (size_t)n;
		}
	}
	return true;
}

bool lines_flush(struct lines *l)
{
	if (!l->code && !write_all(l->fd, l->text.start, text_length(&l->text)))
		l->code = errno;
	l->text.at = l->text.start;
	*l->text.at = '\0';
	return !l->code;
}
