/* Published blocks on their way into a pipe. */
#include "core/store/feed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
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
	bool held;     /* goes no further than was seen */
	bool declared; /* an interface was written: other blocks may follow */
	uint8_t *insert;
	size_t insert_size;
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
	free(s->insert);
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

/* Where the block that waits may stand: behind the first interface, without which
 * editcap and mergecap take no file. */
static bool insert_place(const struct feed *s, const uint8_t *bytes, size_t size,
			 size_t *at)
{
	struct pcapng_block b = { .type = 0 };
	*at = 0;
	while (!s->declared && b.type != PCAPNG_INTERFACE) {
		if (size - *at < PCAPNG_BLOCK_MIN ||
		    pcapng_block(bytes + *at, false, &b))
			return false;
		*at += b.size;
	}
	return true;
}

/* Puts it among the blocks that are in the buffer. */
static void insert_block(struct feed *s, uint8_t *bytes, size_t size)
{
	size_t at;
	if (!insert_place(s, bytes, size, &at))
		return;
	s->declared = true;
	if (!s->insert_size)
		return;
	memmove(bytes + at + s->insert_size, bytes + at, size - at);
	memcpy(bytes + at, s->insert, s->insert_size);
	s->output.used += s->insert_size;
	s->insert_size = 0;
}

static bool chunk_copy(struct feed *s, int file, uint64_t end, struct error *e)
{
	uint64_t left = end - s->offset, before = s->packets;
	uint8_t *to = output_room(&s->output, CHUNK + s->insert_size, e);
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
	insert_block(s, to, whole);
	if (!output_flush(&s->output, e)) {
		size_t kept = s->output.used < whole ? s->output.used : whole;
		count_written(s, file, whole - kept, before);
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
	if (!s->held && !look(s, e))
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

bool feed_hold(struct feed *s, bool on, struct error *e)
{
	s->held = on;
	return look(s, e);
}

void feed_insert(struct feed *s, const uint8_t *block, size_t size)
{
	s->insert = mem_grow(s->insert, s->insert_size + size, 1);
	memcpy(s->insert + s->insert_size, block, size);
	s->insert_size += size;
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
