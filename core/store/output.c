/* Buffered writing of whole blocks. */
#include "core/store/output.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"

struct output output_over(int fd)
{
	struct stat st;
	bool seekable = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	return (struct output){
		.fd = fd,
		.stream = !seekable,
		.buffer = mem_grow(NULL, OUTPUT_BUFFER, 1),
		.size = OUTPUT_BUFFER,
	};
}

void output_free(struct output *o)
{
	free(o->buffer);
}

static ssize_t write_some(const struct output *o, size_t done)
{
	const uint8_t *from = o->buffer + done;
	if (o->stream)
		return write(o->fd, from, o->used - done);
	return pwrite(o->fd, from, o->used - done, (off_t)(o->length + done));
}

/* True when the failed write is worth another try. */
static bool retry(const struct output *o)
{
	if (errno == EINTR)
		return true;
	if (errno != EAGAIN)
		return false;
	struct pollfd p = { .fd = o->fd, .events = POLLOUT };
	return poll(&p, 1, -1) >= 0 || errno == EINTR;
}

/* Only whole blocks may stay in a file: others may be reading it. */
static void undo(struct output *o, size_t done)
{
	if (o->stream) {
		memmove(o->buffer, o->buffer + done, o->used - done);
		o->used -= done;
		o->length += done;
	} else if (done && ftruncate(o->fd, (off_t)o->length) < 0) {
		return; /* the next attempt overwrites the same bytes */
	}
}

bool output_flush(struct output *o, struct error *e)
{
	size_t done = 0;
	while (done < o->used) {
		ssize_t n = write_some(o, done);
		if (n > 0) {
			done += (size_t)n;
		} else if (n == 0 || !retry(o)) {
			int code = n < 0 ? errno : ENOSPC;
			undo(o, done);
			return error_set(e, code, "writing");
		}
	}
	o->length += done;
	o->used = 0;
	return true;
}

uint8_t *output_make_room(struct output *o, size_t room, struct error *e)
{
	if (!output_flush(o, e))
		return NULL;
	if (room > o->size) {
		o->buffer = mem_grow(o->buffer, room, 1);
		o->size = room;
	}
	return o->buffer;
}
