/* The pcapng format (draft-ietf-opsawg-pcapng), reading side: pure functions over bytes
 * that somebody hostile wrote. A function that can be refused returns the reason as a
 * constant text, or NULL when all is well. `swap`: the section was written in the other
 * byte order. */
#ifndef STORE_PCAPNG_H
#define STORE_PCAPNG_H

#include "core/base/reader.h"
#include "core/store/packet.h"

/* Block types, section 11.1 of the draft. */
enum pcapng_type {
	PCAPNG_INTERFACE = 1,
	PCAPNG_OBSOLETE_PACKET = 2,
	PCAPNG_SIMPLE_PACKET = 3,
	PCAPNG_STATISTICS = 5,
	PCAPNG_PACKET = 6,
	PCAPNG_SECRETS = 10,
	PCAPNG_SECTION = 0x0a0d0d0a,
};

/* Option codes: of every block, then per block. */
enum pcapng_option {
	OPTION_END = 0,
	OPTION_COMMENT = 1,
	SECTION_HARDWARE = 2,
	SECTION_OS = 3,
	SECTION_APPLICATION = 4,
	IFACE_NAME = 2,
	IFACE_DESCRIPTION = 3,
	IFACE_MAC = 6,
	IFACE_RESOLUTION = 9,
	IFACE_FILTER = 11,
	IFACE_OS = 12,
	IFACE_OFFSET = 14,
	PACKET_FLAGS = 2,
	PACKET_DROPS = 4,
	STATS_RECEIVED = 4,
	STATS_DROPPED = 5,
};

#define PCAPNG_BYTE_ORDER 0x1a2b3c4du

enum {
	PCAPNG_BLOCK_MIN = 12,	    /* type, length, length again */
	PCAPNG_BLOCK_MAX = 1 << 24, /* no honest block is larger */
	PCAPNG_SECTION_MIN = 28,
	PCAPNG_PACKET_FIXED = 28, /* all of a packet block in front of its bytes */
};

struct pcapng_block {
	uint32_t type;
	uint32_t size; /* with both lengths; a multiple of 4, within MIN and MAX */
};

/* An option: its value lies in the block it was read from. */
struct pcapng_value {
	uint16_t code, size;
	const uint8_t *value;
};

/* The next one of a list of options; false at the end, which is also where one does not
 * fit. */
bool pcapng_next_value(struct reader *r, bool swap, struct pcapng_value *o);

/* The first 8 bytes of any block but a section header in an unknown byte order. */
const char *pcapng_block(const uint8_t bytes[8], bool swap, struct pcapng_block *block);

/* The length at the end of a block must repeat the one at its start. */
const char *pcapng_trailer(const uint8_t bytes[4], bool swap, uint32_t size);

/* A section header's first 16 bytes: byte order and version decide. */
const char *pcapng_section(const uint8_t bytes[16], bool *swap);

/* How an interface counts time: ticks of 10^-n or 2^-n seconds (if_tsresol) since the
 * epoch plus an offset in seconds (if_tsoffset). */
struct pcapng_clock {
	uint8_t resolution; /* as in the file: the top bit chooses 2^-n */
	int64_t offset;
};

/* ns since the epoch; what does not fit 64 bits becomes the nearest that does. */
int64_t pcapng_time(struct pcapng_clock clock, uint64_t ticks);

/* An interface block of `size` bytes, of which `have` are at bytes. Text that is too
 * long for struct iface is cut. */
const char *pcapng_iface(const uint8_t *bytes, size_t have, bool swap,
			 struct iface *iface, struct pcapng_clock *clock);

/* The fixed part of a packet block of any of the three kinds. */
struct pcapng_packet {
	uint32_t iface; /* within its section */
	bool stamped;	/* simple packets carry no time */
	uint64_t ticks;
	uint32_t captured, length;
	uint32_t start; /* of the bytes, from the start of the block */
	uint32_t drops; /* obsolete packets only */
};

/* Is this a block with a packet inside? */
bool pcapng_is_packet(uint32_t type);

/* bytes: PCAPNG_PACKET_FIXED of them, or all of a smaller block. Every length is
 * checked against the block. */
const char *pcapng_packet(const uint8_t *bytes, struct pcapng_block block, bool swap,
			  struct pcapng_packet *packet);

/* Direction, drop count and the first comment of a whole packet block; they stay
 * untouched where the block has none. The comment points into bytes. */
void pcapng_packet_options(const uint8_t *bytes, struct pcapng_block block, bool swap,
			   const struct pcapng_packet *fixed, struct packet *packet);

/* The first comment of a section header block of which `have` bytes are there, or NULL;
 * *size receives its length. */
const char *pcapng_section_comment(const uint8_t *bytes, size_t have, bool swap,
				   size_t *size);

#endif
