#include "tui/feed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/store/control.h"
#include "core/store/segment.h"
#include "tui/lines.h"

/* The largest block is a packet of 262144 bytes with its options. */
enum { CHUNK = 1 << 20, BLOCK_MIN = 12, BLOCK_EPB = 6 };

struct feed {
	void *page;
	const struct control *control; /* in it */
	int dir, fd;
	int file; /* the segment at hand, -1: none yet */
	uint64_t segment, offset;
	uint64_t packets, limit;
	uint8_t chunk[CHUNK];
};

struct feed *feed_new(int control, int dir, int fd, uint64_t limit, struct error *e)
{
	void *page =
		mmap(NULL, sizeof(struct control), PROT_READ, MAP_SHARED, control, 0);
	if (page == MAP_FAILED) {
		error_set(e, errno, "the spool's control page");
		return NULL;
	}
	struct feed *s = mem_new(sizeof(*s));
	s->page = page;
	s->control = page;
	s->dir = dir;
	s->fd = fd;
	s->file = -1;
	s->limit = limit ? limit : UINT64_MAX;
	return s;
}

void feed_free(struct feed *s)
{
	if (!s)
		return;
	if (s->file >= 0)
		close(s->file);
	munmap(s->page, sizeof(struct control));
	free(s);
}

uint64_t feed_packets(const struct feed *s)
{
	return s->packets;
}

bool feed_is_full(const struct feed *s)
{
	return s->packets >= s->limit;
}

/* A block's type and length, written by this machine in its own byte order. */
struct block {
	uint32_t type, size;
};

/* Bytes of the whole blocks at the front, up to and with the last packet wanted.
 * *packets counts up to limit. */
static size_t blocks_whole(const uint8_t *bytes, size_t size, uint64_t *packets,
			   uint64_t limit)
{
	size_t at = 0;
	struct block b;
	while (*packets < limit && size - at >= sizeof(b)) {
		memcpy(&b, bytes + at, sizeof(b));
		if (b.size < BLOCK_MIN || b.size > size - at)
			break;
		at += b.size;
		*packets += b.type == BLOCK_EPB;
	}
	return at;
}

static bool segment_open(struct feed *s, uint64_t number, struct error *e)
{
	char name[SEGMENT_NAME];
	segment_name(name, number);
	if (s->file >= 0)
		close(s->file);
	s->segment = number;
	s->offset = 0;
	s->file = openat(s->dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	return s->file >= 0 || error_set(e, errno, "spool segment %s", name);
}

/* Copies the segment at hand up to `end`. */
static bool segment_copy(struct feed *s, uint64_t end, struct error *e)
{
	while (s->offset < end && !feed_is_full(s)) {
		size_t want =
			end - s->offset < CHUNK ? (size_t)(end - s->offset) : CHUNK;
		ssize_t n = pread(s->file, s->chunk, want, (off_t)s->offset);
		if (n < 0)
			return error_set(e, errno, "reading the spool");
		size_t whole = blocks_whole(s->chunk, (size_t)n, &s->packets, s->limit);
		if (!whole)
			return error_set(e, 0, "the spool is damaged");
		if (!write_all(s->fd, s->chunk, whole))
			return error_set(e, errno, "writing packets");
		s->offset += whole;
	}
	return true;
}

static uint64_t segment_end(const struct feed *s, uint64_t head)
{
	struct stat st;
	if (s->segment == control_segment(head))
		return control_length(head);
	return fstat(s->file, &st) ? s->offset : (uint64_t)st.st_size;
}

bool feed_copy(struct feed *s, struct error *e)
{
	uint64_t head = atomic_load_explicit(&s->control->head, memory_order_acquire);
	uint64_t first = atomic_load_explicit(&s->control->first, memory_order_acquire);
	while (!feed_is_full(s)) {
		bool ok = s->file >= 0 || segment_open(s, first, e);
		if (!ok || !segment_copy(s, segment_end(s, head), e))
			return false;
		if (s->segment >= control_segment(head))
			return true;
		/* A reader that was too slow goes on with what is still there. */
		uint64_t next = s->segment + 1 < first ? first : s->segment + 1;
		if (!segment_open(s, next, e))
			return false;
	}
	return true;
}

bool feed_cut(int fd, uint64_t limit, struct error *e)
{
	autofree uint8_t *chunk = mem_new(CHUNK);
	uint64_t offset = 0, packets = 0;
	while (packets < limit) {
		ssize_t n = pread(fd, chunk, CHUNK, (off_t)offset);
		size_t whole =
			n > 0 ? blocks_whole(chunk, (size_t)n, &packets, limit) : 0;
		if (!whole)
			return true; /* there are no more than that */
		offset += whole;
	}
	return !ftruncate(fd, (off_t)offset) || error_set(e, errno, "shortening");
}
