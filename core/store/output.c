/* Buffered writing of whole blocks. */
#include "core/store/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/give.h"
#include "core/base/mem.h"

struct output output_over(int fd)
{
	struct stat st;
	bool seekable = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	return (struct output){
		.fd = fd,
		.stream = !seekable,
		.stop = -1,
		.buffer = mem_grow(NULL, OUTPUT_BUFFER, 1),
		.size = OUTPUT_BUFFER,
	};
}

void output_free(struct output *o)
{
	free(o->buffer);
}

/* How much of it was written; errno says why it is not all. */
static size_t write_to_file(const struct output *o)
{
	size_t done = 0;
	while (done < o->used) {
		ssize_t n = pwrite(o->fd, o->buffer + done, o->used - done,
				   (off_t)(o->length + done));
		if (n == 0)
			errno = ENOSPC;
		if (n == 0 || (n < 0 && errno != EINTR))
			break;
		done += n > 0 ? (size_t)n : 0;
	}
	return done;
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
	size_t done =
		o->stream ? give(o->fd, o->buffer, o->used, o->stop) : write_to_file(o);
	if (done < o->used) {
		int code = errno;
		undo(o, done);
		return error_set(e, code, "writing");
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
