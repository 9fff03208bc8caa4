#include "core/store/tape.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/base/vec.h"
#include "core/store/follow.h"
#include "core/store/output.h"
#include "core/store/pcapng.h"

enum { CHUNK = OUTPUT_BUFFER }; /* more than the largest block of the spool */

struct tape {
	struct follow follow;
	struct output output;	  /* without a buffer: no file yet */
	uint64_t segment, offset; /* where to go on */
	VEC(uint8_t) head;	  /* the section header and all interfaces so far */
	unsigned ifaces, passed;  /* in head; in this segment up to the offset */
	uint64_t packets, skipped;
	uint8_t *chunk;
};

static void head_add(struct tape *t, const uint8_t *block, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++)
		vec_push(&t->head, block[i]);
}

/* Every segment begins with what the ones before it had, in the same order: only what
 * is new goes on. */
static bool is_new(struct tape *t, const uint8_t *block, struct pcapng_block b)
{
	if (b.type == PCAPNG_SECTION) {
		t->passed = 0;
		if (!t->head.count)
			head_add(t, block, b.size);
		return false;
	}
	if (b.type != PCAPNG_INTERFACE)
		return true;
	if (++t->passed <= t->ifaces)
		return false;
	t->ifaces++;
	head_add(t, block, b.size);
	return true;
}

enum pass {
	PASS_HEAD, /* up to the first block that is not part of it */
	PASS_OVER,
	PASS_WRITE, /* what is new */
};

/* Walks over whole blocks. Returns how far it came. */
static size_t blocks_pass(struct tape *t, const uint8_t *bytes, size_t size,
			  enum pass how)
{
	struct pcapng_block b;
	size_t at = 0;
	while (size - at >= PCAPNG_BLOCK_MIN) {
		if (pcapng_block(bytes + at, false, &b) || b.size > size - at)
			break;
		bool head = b.type == PCAPNG_SECTION || b.type == PCAPNG_INTERFACE;
		if (how == PASS_HEAD && !head)
			break;
		if (is_new(t, bytes + at, b) && how == PASS_WRITE) {
			memcpy(t->output.buffer + t->output.used, bytes + at, b.size);
			t->output.used += b.size;
			t->packets += pcapng_is_packet(b.type);
		}
		at += b.size;
	}
	return at;
}

static bool chunk_pass(struct tape *t, int file, uint64_t end, enum pass how,
		       struct error *e)
{
	uint64_t left = end - t->offset;
	size_t want = left < CHUNK ? (size_t)left : CHUNK;
	if (how == PASS_WRITE && !output_room(&t->output, want, e))
		return false;
	ssize_t n = pread(file, t->chunk, want, (off_t)t->offset);
	if (n < 0)
		return error_set(e, errno, "reading the spool");
	size_t passed = blocks_pass(t, t->chunk, (size_t)n, how);
	t->offset += passed;
	return passed || error_set(e, 0, "the spool is damaged");
}

static int copy_of(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

/* Interfaces of the segment at hand, up to where it is now; or those it begins with. */
static bool begin(struct tape *t, bool everything, struct error *e)
{
	t->segment = everything ? t->follow.first : t->follow.last;
	int file = follow_fd(&t->follow, t->segment, e);
	uint64_t end = follow_length(&t->follow, t->segment);
	if (file >= 0 && everything)
		return chunk_pass(t, file, end, PASS_HEAD, e);
	while (file >= 0 && t->offset < end)
		if (!chunk_pass(t, file, end, PASS_OVER, e))
			return false;
	return file >= 0;
}

struct tape *tape_new(int control, int dir, bool everything, struct error *e)
{
	struct tape *t = mem_new(sizeof(*t));
	t->chunk = mem_new(CHUNK);
	if (follow_spool(&t->follow, copy_of(control), copy_of(dir), -1, e) &&
	    begin(t, everything, e))
		return t;
	tape_free(t);
	return NULL;
}

void tape_free(struct tape *t)
{
	if (!t)
		return;
	follow_free(&t->follow);
	output_free(&t->output);
	free(t->head.items);
	free(t->chunk);
	free(t);
}

bool tape_file(struct tape *t, int file, struct error *e)
{
	output_free(&t->output);
	t->output = output_over(file);
	uint8_t *to = output_room(&t->output, t->head.count + 1, e);
	if (!to)
		return false;
	if (t->head.count)
		memcpy(to, t->head.items, t->head.count);
	t->output.used += t->head.count;
	return output_flush(&t->output, e);
}

/* Learns what is published by now, and passes over what is gone. */
static bool look(struct tape *t, struct error *e)
{
	if (!follow_look(&t->follow, e))
		return false;
	if (t->segment >= t->follow.first)
		return true;
	t->skipped += t->follow.first - t->segment;
	t->segment = t->follow.first;
	t->offset = 0;
	return true;
}

/* One step; *more: there is another one. */
static bool step(struct tape *t, bool *more, struct error *e)
{
	struct error gone;
	uint64_t segment = t->segment;
	int file = follow_fd(&t->follow, segment, &gone);
	*more = true;
	if (file < 0) {
		/* Trimmed since? Then the next step passes over it. */
		if (look(t, e) && t->segment != segment)
			return true;
		*e = gone;
		return false;
	}
	uint64_t end = follow_length(&t->follow, segment);
	if (t->offset < end)
		return chunk_pass(t, file, end, PASS_WRITE, e);
	*more = segment < t->follow.last;
	if (*more) {
		t->segment++;
		t->offset = 0;
	}
	return true;
}

bool tape_copy(struct tape *t, uint64_t budget, bool *more, struct error *e)
{
	uint64_t length = t->output.length + budget;
	*more = true;
	bool ok = output_flush(&t->output, e) && look(t, e);
	while (ok && *more && t->output.length + t->output.used < length)
		ok = step(t, more, e);
	return ok && output_flush(&t->output, e);
}

uint64_t tape_length(const struct tape *t)
{
	return t->output.length;
}

uint64_t tape_packets(const struct tape *t)
{
	return t->packets;
}

uint64_t tape_skipped(const struct tape *t)
{
	return t->skipped;
}
