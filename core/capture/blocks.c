#include "core/capture/blocks.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "core/capture/source_kind.h"

/* The kernel's counters start again with every read (packet(7)). */
void blocks_count(struct blocks *b)
{
	struct tpacket_stats_v3 stats = { 0 };
	socklen_t size = sizeof(stats);
	if (getsockopt(b->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size))
		return;
	b->packets += stats.tp_packets;
	b->drops += stats.tp_drops;
}

bool blocks_are_empty(struct blocks *b)
{
	blocks_count(b);
	return b->packets - b->drops == b->read;
}

static uint8_t *block_at(struct blocks *b)
{
	return b->map + (size_t)b->block * b->block_size;
}

static struct tpacket_hdr_v1 *block_header(struct blocks *b)
{
	return &((struct tpacket_block_desc *)(void *)block_at(b))->hdr.bh1;
}

bool blocks_start(struct blocks *b)
{
	const struct tpacket_hdr_v1 *h = block_header(b);
	uint32_t status = __atomic_load_n(&h->block_status, __ATOMIC_ACQUIRE);
	if (!(status & TP_STATUS_USER))
		return false;
	b->frames = h->num_pkts;
	b->frame = block_at(b) + h->offset_to_first_pkt;
	b->losing = status & TP_STATUS_LOSING;
	return true;
}

void blocks_release(struct blocks *b)
{
	__atomic_store_n(&block_header(b)->block_status, TP_STATUS_KERNEL,
			 __ATOMIC_RELEASE);
	b->block = (b->block + 1) % b->block_count;
	b->released++;
}

/* A block with a frame in it is closed after the timeout however empty it is, so it is
 * their number that decides how long a reader may be late. The smallest one holds a
 * frame of 64 KiB (GSO, the MTU of lo) with its headers, those of a ring of 16 MiB one
 * of 256 KiB (BIG TCP); larger ones waste less. What is larger than a block is cut. */
static uint32_t block_size_for(uint64_t bytes)
{
	return bytes >= 64 << 20 ? 1 << 20 : bytes >= 16 << 20 ? 512 << 10 : 128 << 10;
}

static bool blocks_request(struct blocks *b, uint64_t bytes)
{
	b->block_size = block_size_for(bytes);
	b->block_count = (uint32_t)(bytes / b->block_size);
	if (b->block_count < 2)
		b->block_count = 2;
	struct tpacket_req3 request = {
		.tp_block_size = b->block_size,
		.tp_block_nr = b->block_count,
		.tp_frame_size = b->block_size, /* frames are packed: no meaning */
		.tp_frame_nr = b->block_count,
		.tp_retire_blk_tov = SOURCE_TIMEOUT_MS,
	};
	return !setsockopt(b->fd, SOL_PACKET, PACKET_RX_RING, &request,
			   sizeof(request));
}

bool blocks_map(struct blocks *b, uint32_t kib, struct error *e)
{
	while (!blocks_request(b, (uint64_t)kib << 10)) {
		if (errno != ENOMEM || b->block_count == 2)
			return error_set(e, errno, "no ring of %u KiB", kib);
		kib /= 2;
	}
	b->size = (size_t)b->block_size * b->block_count;
	void *map = mmap(NULL, b->size, PROT_READ | PROT_WRITE, MAP_SHARED, b->fd, 0);
	if (map == MAP_FAILED)
		return error_set(e, errno, "cannot map the ring");
	b->map = map;
	return true;
}

void blocks_unmap(struct blocks *b)
{
	if (b->map)
		munmap(b->map, b->size);
	b->map = NULL;
}
