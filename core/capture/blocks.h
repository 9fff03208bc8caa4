/* The memory that a packet(7) socket and we share: a TPACKET_V3 ring of blocks (kernel:
 * packet_mmap.rst), which the kernel fills with frames and we hand back when read. */
#ifndef CAPTURE_BLOCKS_H
#define CAPTURE_BLOCKS_H

#include <linux/if_packet.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/clock.h"
#include "core/base/error.h"

struct blocks {
	int fd;
	uint8_t *map;
	size_t size; /* bytes */
	uint32_t block_size, block_count;
	uint32_t block;		 /* the next one to read, or being read */
	uint32_t frames;	 /* left in it */
	uint8_t *frame;		 /* the next of them, struct tpacket3_hdr */
	bool losing;		 /* frames were lost before this block */
	uint64_t packets, drops; /* totals of PACKET_STATISTICS, drops are packets */
	uint64_t read;		 /* frames that were looked at */
	uint64_t released;	 /* blocks that were */
};

/* Gives the socket a ring of about so many KiB, or a smaller one where the kernel has
 * no memory for that. */
bool blocks_map(struct blocks *b, uint32_t kib, struct error *e) MUST_CHECK;
void blocks_unmap(struct blocks *b);

/* Brings packets and drops up to date. */
void blocks_count(struct blocks *b);

/* Nothing waits, also not in the block that the kernel is filling. */
bool blocks_are_empty(struct blocks *b);

/* Goes to the next block that the kernel has filled; false: none. */
bool blocks_start(struct blocks *b);

/* Hands the block that was read back to the kernel. */
void blocks_release(struct blocks *b);

static inline const struct tpacket3_hdr *frame_header(const uint8_t *frame)
{
	return (const void *)frame;
}

/* ns since the epoch */
static inline int64_t frame_time(const uint8_t *frame)
{
	const struct tpacket3_hdr *h = frame_header(frame);
	return h->tp_sec * CLOCK_SEC + h->tp_nsec;
}

/* On to the next frame of the block, if b->frames says that there is one. */
static inline void blocks_step(struct blocks *b)
{
	b->frames--;
	b->read++;
	b->frame += frame_header(b->frame)->tp_next_offset;
}

#endif
