/* The page through which the engine tells readers how much of the spool is there: one
 * writer, any readers, no lock. It lives in a memfd sealed against resizing; the writer
 * keeps its own copy of every value and reads none of them back.
 *
 * The spool is segments 1, 2, 3 ... ; `head` names the last one and how many of its
 * bytes are complete blocks. A segment below it is complete at its file size. Segments
 * below `first` are unlinked; `first` is published before the unlink. */
#ifndef STORE_CONTROL_H
#define STORE_CONTROL_H

#include <stdatomic.h>
#include <stdint.h>

#define CONTROL_MAGIC 0x4c545031u /* "LTP1" */

struct control {
	uint32_t magic;
	uint32_t single; /* 1: the spool is one file (capture -w), never trimmed */
	_Atomic uint64_t first;
	_Atomic uint64_t head;	 /* control_head() */
	_Atomic uint64_t closed; /* 1: the writer is done, nothing more will come */
};

enum { CONTROL_LENGTH_BITS = 44 }; /* 16 TiB a segment, a million segments */

static inline uint64_t control_head(uint64_t segment, uint64_t length)
{
	return segment << CONTROL_LENGTH_BITS | length;
}

static inline uint64_t control_segment(uint64_t head)
{
	return head >> CONTROL_LENGTH_BITS;
}

static inline uint64_t control_length(uint64_t head)
{
	return head & ((UINT64_C(1) << CONTROL_LENGTH_BITS) - 1);
}

#endif
