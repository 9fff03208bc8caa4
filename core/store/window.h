/* A view of a file through pread(2): a piece of it in memory that moves where it is
 * asked to. A file that shrinks meanwhile is a NULL and not a SIGBUS. Reading on where
 * the last piece ended makes the pieces larger, jumping makes them small again. */
#ifndef STORE_WINDOW_H
#define STORE_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct window {
	int fd;		/* borrowed */
	uint64_t limit; /* nothing is read beyond: there it may still change */
	uint64_t start; /* what is in memory: have bytes from start */
	size_t have, room, ahead;
	uint8_t *buffer;
	int code; /* errno of the last failure, 0: the file ended early */
};

struct window window_new(void);
void window_free(struct window *w);

/* Looks at another file from now on; -1: at none. */
void window_use(struct window *w, int fd, uint64_t limit);

/* Slow path of window_at. */
const uint8_t *window_load(struct window *w, uint64_t offset, size_t size);

/* `size` bytes of the file at `offset`, valid until the next call; NULL when the file
 * does not have them (w->code says why). */
static inline const uint8_t *window_at(struct window *w, uint64_t offset, size_t size)
{
	uint64_t from = offset - w->start;
	if (from <= w->have && size <= w->have - from)
		return w->buffer + from;
	return window_load(w, offset, size);
}

#endif
