/* Published blocks on their way into a pipe. */
#include "core/store/feed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/store/follow.h"
#include "core/store/output.h"
#include "core/store/pcapng.h"

/* The largest block is a packet of 262144 bytes with its options. */
enum { CHUNK = OUTPUT_BUFFER };

struct feed {
	struct follow follow;
	struct output output;
	uint64_t segment, offset; /* where to go on; segment 0: at the first */
	uint64_t packets, limit, skipped;
};

static int copy_of(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

struct feed *feed_new(const struct feed_options *o, struct error *e)
{
	struct feed *s = mem_new(sizeof(*s));
	s->output = output_over(o->to);
	s->output.stream = true; /* also a file: it may have something in it */
	s->output.stop = o->stop;
	s->limit = o->limit ? o->limit : UINT64_MAX;
	if (follow_spool(&s->follow, copy_of(o->control), copy_of(o->dir), -1, e))
		return s;
	feed_free(s);
	return NULL;
}

void feed_free(struct feed *s)
{
	if (!s)
		return;
	follow_free(&s->follow);
	output_free(&s->output);
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

uint64_t feed_skipped(const struct feed *s)
{
	return s->skipped;
}

/* Bytes of the whole blocks at the front, up to and with the last packet wanted.
 * *packets counts up to limit. */
static size_t blocks_whole(const uint8_t *bytes, size_t size, uint64_t *packets,
			   uint64_t limit)
{
	size_t at = 0;
	struct pcapng_block b;
	while (*packets < limit && size - at >= PCAPNG_BLOCK_MIN) {
		if (pcapng_block(bytes + at, false, &b) || b.size > size - at)
			break;
		at += b.size;
		*packets += pcapng_is_packet(b.type);
	}
	return at;
}

/* The reader took no more than this of a chunk; nothing will follow. */
static void count_written(struct feed *s, int file, size_t size, uint64_t before)
{
	ssize_t n = pread(file, s->output.buffer, size, (off_t)s->offset);
	s->packets = before;
	s->output.used = 0;
	if (n > 0)
		blocks_whole(s->output.buffer, (size_t)n, &s->packets, s->limit);
}

static bool chunk_copy(struct feed *s, int file, uint64_t end, struct error *e)
{
	uint64_t left = end - s->offset, before = s->packets;
	uint8_t *to = output_room(&s->output, CHUNK, e);
	if (!to)
		return false;
	ssize_t n =
		pread(file, to, left < CHUNK ? (size_t)left : CHUNK, (off_t)s->offset);
	if (n < 0)
		return error_set(e, errno, "reading the spool");
	size_t whole = blocks_whole(to, (size_t)n, &s->packets, s->limit);
	if (!whole)
		return error_set(e, 0, "the spool is damaged");
	s->output.used += whole;
	if (!output_flush(&s->output, e)) {
		count_written(s, file, whole - s->output.used, before);
		return false;
	}
	s->offset += whole;
	return true;
}

/* Learns what is published by now, and passes over what is gone. */
static bool look(struct feed *s, struct error *e)
{
	if (!follow_look(&s->follow, e))
		return false;
	uint64_t first = s->follow.first;
	if (s->segment >= first)
		return true;
	s->skipped += s->segment ? first - s->segment : first - 1;
	s->segment = first;
	s->offset = 0;
	return true;
}

/* One step of the way; *more: there is another one. */
static bool step(struct feed *s, bool *more, struct error *e)
{
	if (!look(s, e))
		return false;
	struct error gone;
	int file = follow_fd(&s->follow, s->segment, &gone);
	if (file < 0) {
		/* Trimmed since? Then the next step passes over it. */
		uint64_t segment = s->segment;
		if (!look(s, e))
			return false;
		if (s->segment == segment)
			*e = gone;
		return s->segment != segment;
	}
	uint64_t end = follow_length(&s->follow, s->segment);
	if (s->offset < end)
		return chunk_copy(s, file, end, e);
	*more = s->segment < s->follow.last;
	if (*more) {
		s->segment++;
		s->offset = 0;
	}
	return true;
}

bool feed_copy(struct feed *s, struct error *e)
{
	bool more = true;
	while (more && !feed_is_full(s))
		if (!step(s, &more, e))
			return false;
	return true;
}

bool feed_count(int fd, uint64_t *offset, uint64_t *packets, uint64_t limit,
		struct error *e)
{
	autofree uint8_t *chunk = mem_new(CHUNK);
	while (*packets < limit) {
		ssize_t n = pread(fd, chunk, CHUNK, (off_t)*offset);
		if (n < 0)
			return error_set(e, errno, "counting packets");
		size_t whole = blocks_whole(chunk, (size_t)n, packets, limit);
		if (!whole)
			break; /* there are no more than that */
		*offset += whole;
	}
	return true;
}

bool feed_cut(int fd, uint64_t limit, struct error *e)
{
	uint64_t offset = 0, packets = 0;
	if (!feed_count(fd, &offset, &packets, limit, e))
		return false;
	return packets < limit || !ftruncate(fd, (off_t)offset) ||
	       error_set(e, errno, "shortening");
}
