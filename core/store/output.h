/* A buffered writer of whole blocks. The file always ends at a block boundary: a write
 * that fails half-way (disk full) is undone, what is buffered stays, and the next
 * attempt goes on from there. */
#ifndef STORE_OUTPUT_H
#define STORE_OUTPUT_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"

enum { OUTPUT_BUFFER = 1 << 20 };

struct output {
	int fd;		   /* borrowed */
	bool stream;	   /* a pipe: no offsets, a partial write cannot be undone */
	int stop;	   /* of a stream: give up waiting when it is readable; or -1 */
	uint64_t length;   /* bytes in the file, without the buffered ones */
	uint64_t flushes;  /* that succeeded */
	bool reserve;	   /* large files ask for their blocks in advance */
	uint64_t reserved; /* bytes from the start that have their blocks */
	uint8_t *buffer;
	size_t used, size;
};

/* Buffers for an empty file or a pipe; output_free releases the buffer only. */
struct output output_over(int fd);
void output_free(struct output *o);

/* Slow path of output_room. */
uint8_t *output_make_room(struct output *o, size_t room, struct error *e);

/* Where to put a block of up to `room` bytes; the caller then adds what it wrote to
 * o->used. NULL when the buffer is full and cannot be written. */
static inline uint8_t *output_room(struct output *o, size_t room, struct error *e)
{
	return room <= o->size - o->used ? o->buffer + o->used
					 : output_make_room(o, room, e);
}

/* Writes what is buffered. */
bool output_flush(struct output *o, struct error *e);

/* The file is complete: gives back what was reserved and not needed. */
void output_complete(struct output *o);

#endif
