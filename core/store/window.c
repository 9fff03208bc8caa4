/* Reading a file in pieces. */
#include "core/store/window.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/mem.h"

/* One page for a jump; half of a usual L2 cache when reading through. */
enum { WINDOW_SMALL = 4096, WINDOW_LARGE = 512 * 1024 };

struct window window_new(void)
{
	return (struct window){
		.fd = -1,
		.ahead = WINDOW_SMALL,
	};
}

void window_free(struct window *w)
{
	free(w->buffer);
}

void window_use(struct window *w, int fd, uint64_t limit)
{
	w->fd = fd;
	w->limit = limit;
	w->start = w->have = 0;
	w->ahead = WINDOW_SMALL;
}

/* How much to read at offset when `size` bytes are needed and `left` may be had. */
static size_t choose_size(struct window *w, uint64_t offset, size_t size, uint64_t left)
{
	uint64_t end = w->start + w->have;
	bool onward = offset >= w->start && offset <= end + w->ahead;
	w->ahead = !onward		     ? WINDOW_SMALL
		   : w->ahead < WINDOW_LARGE ? w->ahead * 2
					     : WINDOW_LARGE;
	size_t want = size > w->ahead ? size : w->ahead;
	return want < left ? want : (size_t)left;
}

const uint8_t *window_load(struct window *w, uint64_t offset, size_t size)
{
	w->code = 0;
	if (offset > w->limit || size > w->limit - offset)
		return NULL;
	size_t want = choose_size(w, offset, size, w->limit - offset);
	if (want > w->room) {
		w->buffer = mem_grow(w->buffer, want, 1);
		w->room = want;
	}
	w->start = offset;
	w->have = 0;
	while (w->have < want) {
		ssize_t n = pread(w->fd, w->buffer + w->have, want - w->have,
				  (off_t)(offset + w->have));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			w->code = errno;
		if (n <= 0)
			break;
		w->have += (size_t)n;
	}
	return w->have >= size ? w->buffer : NULL;
}
