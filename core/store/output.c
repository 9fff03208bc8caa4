/* Buffered writing of whole blocks. */
#include "core/store/output.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "core/base/give.h"
#include "core/base/mem.h"

/* A file is large from here on, and how much more is asked for each time. */
static const uint64_t RESERVE_FROM = UINT64_C(8) << 20, RESERVE = UINT64_C(16) << 20;

struct output output_over(int fd)
{
	struct stat st;
	bool seekable = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	off_t begin = seekable ? lseek(fd, 0, SEEK_CUR) : 0;
	return (struct output){
		.fd = fd,
		.length = begin > 0 ? (uint64_t)begin : 0,
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
	} else if (done && !ftruncate(o->fd, (off_t)o->length)) {
		o->reserved = 0;
	}
	/* Otherwise the next attempt overwrites the same bytes. */
}

/* ext4 looks for every single block when it is first written: a third of the price of a
 * write. Others do well by themselves, and a tmpfs would fill with zeros. */
static bool reserving_helps(int fd)
{
	struct statfs fs;
	return !fstatfs(fd, &fs) && fs.f_type == EXT4_SUPER_MAGIC;
}

/* A wish: on a disk that is nearly full we do without. */
static void reserve(struct output *o)
{
	uint64_t end = o->length + o->used;
	if (!o->reserve || end < RESERVE_FROM || end <= o->reserved)
		return;
	uint64_t from = o->reserved > o->length ? o->reserved : o->length;
	o->reserve = reserving_helps(o->fd) && !fallocate(o->fd, FALLOC_FL_KEEP_SIZE,
							  (off_t)from, (off_t)RESERVE);
	if (o->reserve)
		o->reserved = from + RESERVE;
}

void output_complete(struct output *o)
{
	if (o->reserved > o->length && ftruncate(o->fd, (off_t)o->length) < 0)
		return; /* it has blocks that it does not need */
	o->reserved = 0;
}

bool output_flush(struct output *o, struct error *e)
{
	reserve(o);
	size_t done =
		o->stream ? give(o->fd, o->buffer, o->used, o->stop) : write_to_file(o);
	if (done < o->used) {
		int code = errno;
		undo(o, done);
		return error_set(e, code, "writing");
	}
	o->length += done;
	o->used = 0;
	o->flushes++;
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
