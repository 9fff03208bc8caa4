/* The live reader: a packet(7) TPACKET_V3 ring (kernel: packet_mmap.rst). Frames are
 * handed on where the kernel put them; only a VLAN tag or a cooked header is written,
 * in place, into the gap the kernel leaves in front of each frame. */
#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/capture/source_kind.h"

enum {
	TAG_SIZE = 4,
	MACS_SIZE = 12, /* the tag stands behind the two addresses */
	SLL2_SIZE = 20, /* tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html */
};

/* struct sockaddr_ll follows the header at the next multiple of TPACKET_ALIGNMENT. */
static_assert(sizeof(struct tpacket3_hdr) % TPACKET_ALIGNMENT == 0, "no padding");

struct ring {
	struct source source;
	uint8_t *map;
	size_t map_size;
	uint32_t block_size, block_count;
	uint32_t block;		 /* the next one to read, or being read */
	uint32_t frames;	 /* left in it */
	uint8_t *frame;		 /* the next of them, struct tpacket3_hdr */
	uint64_t packets, drops; /* totals of PACKET_STATISTICS */
};

static struct ring *ring_of(struct source *s)
{
	return (struct ring *)s;
}

/* The kernel's counters start again with every read (packet(7)). */
static void ring_count(struct source *s)
{
	struct ring *r = ring_of(s);
	struct tpacket_stats_v3 stats = { 0 };
	socklen_t size = sizeof(stats);
	if (!getsockopt(s->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size)) {
		r->packets += stats.tp_packets;
		r->drops += stats.tp_drops;
	}
	s->counts.dropped_kernel = r->drops;
	s->counts.received = r->packets - s->rejected + s->made;
}

static uint8_t *block_at(struct ring *r)
{
	return r->map + (size_t)r->block * r->block_size;
}

static struct tpacket_hdr_v1 *block_header(struct ring *r)
{
	return &((struct tpacket_block_desc *)(void *)block_at(r))->hdr.bh1;
}

static bool block_ready(struct ring *r)
{
	const struct tpacket_hdr_v1 *h = block_header(r);
	return __atomic_load_n(&h->block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER;
}

static void block_start(struct ring *r)
{
	const struct tpacket_hdr_v1 *h = block_header(r);
	r->frames = h->num_pkts;
	r->frame = block_at(r) + h->offset_to_first_pkt;
	/* Set in the first block that opened after the loss: that is where it was. */
	if (h->block_status & TP_STATUS_LOSING)
		ring_count(&r->source);
}

static void block_release(struct ring *r)
{
	__atomic_store_n(&block_header(r)->block_status, TP_STATUS_KERNEL,
			 __ATOMIC_RELEASE);
	r->block = (r->block + 1) % r->block_count;
}

/* The frame now starts earlier: at the header put in front of it. */
static void frame_grow(struct packet *p, const uint8_t *start)
{
	uint32_t more = (uint32_t)(p->bytes - start);
	p->bytes = start;
	p->captured += more;
	p->length += more;
}

/* IEEE 802.1Q: puts the tag back that the kernel took out. */
static void frame_tag(const struct tpacket3_hdr *h, uint8_t *bytes, struct packet *p)
{
	if (p->captured < MACS_SIZE)
		return;
	uint8_t *start = bytes - TAG_SIZE;
	memmove(start, bytes, MACS_SIZE);
	uint16_t type = h->tp_status & TP_STATUS_VLAN_TPID_VALID ? h->hv1.tp_vlan_tpid
								 : ETH_P_8021Q;
	uint16_t tag[2] = { htons(type), htons((uint16_t)h->hv1.tp_vlan_tci) };
	memcpy(start + MACS_SIZE, tag, sizeof(tag));
	frame_grow(p, start);
}

static void frame_cook(const struct sockaddr_ll *from, uint8_t *bytes, struct packet *p)
{
	uint8_t header[SLL2_SIZE] = { 0 };
	uint32_t ifindex = htonl((uint32_t)from->sll_ifindex);
	uint16_t arptype = htons(from->sll_hatype);
	memcpy(header, &from->sll_protocol, 2);
	memcpy(header + 4, &ifindex, 4);
	memcpy(header + 8, &arptype, 2);
	header[10] = from->sll_pkttype;
	header[11] = from->sll_halen;
	memcpy(header + 12, from->sll_addr, sizeof(from->sll_addr));
	uint8_t *start = bytes - SLL2_SIZE;
	memcpy(start, header, SLL2_SIZE);
	frame_grow(p, start);
}

static void frame_read(struct ring *r, uint8_t *frame, struct packet *p)
{
	const struct tpacket3_hdr *h = (const void *)frame;
	const struct sockaddr_ll *from = (const void *)(frame + sizeof(*h));
	uint8_t *bytes = frame + h->tp_mac;
	bool tagged = h->tp_status & TP_STATUS_VLAN_VALID;
	p->time = h->tp_sec * CLOCK_SEC + h->tp_nsec;
	p->captured = h->tp_snaplen;
	p->length = h->tp_len;
	p->direction =
		from->sll_pkttype == PACKET_OUTGOING ? DIRECTION_OUT : DIRECTION_IN;
	p->bytes = bytes;
	if (r->source.rule.cooked)
		frame_cook(from, bytes, p);
	else if (tagged && r->source.linktype == LINKTYPE_ETHERNET)
		frame_tag(h, bytes, p);
	source_take(&r->source, p, tagged);
}

static void block_read(struct ring *r, unsigned count)
{
	struct packet p = { .linktype = r->source.linktype };
	r->frames -= count;
	for (; count; count--) {
		frame_read(r, r->frame, &p);
		r->frame +=
			((const struct tpacket3_hdr *)(void *)r->frame)->tp_next_offset;
	}
}

/* ENETDOWN, once each time; reading it ends EPOLLERR. */
static bool socket_failed(int fd)
{
	int code = 0;
	socklen_t size = sizeof(code);
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size) || code;
}

static enum source_result ring_drain(struct source *s, unsigned budget)
{
	struct ring *r = ring_of(s);
	while (r->frames || block_ready(r)) {
		if (!budget)
			return SOURCE_MORE;
		if (!r->frames)
			block_start(r);
		unsigned count = r->frames < budget ? r->frames : budget;
		block_read(r, count);
		budget -= count;
		if (!r->frames)
			block_release(r);
	}
	return source_idle(s, socket_failed(s->fd));
}

static void ring_close(struct source *s)
{
	struct ring *r = ring_of(s);
	if (r->map)
		munmap(r->map, r->map_size);
	if (s->fd >= 0)
		close(s->fd);
	free(r);
}

static const struct source_kind ring_kind = {
	.close = ring_close,
	.drain = ring_drain,
	.count = ring_count,
};

static bool ring_option(struct ring *r, int name, int value, struct error *e)
{
	if (setsockopt(r->source.fd, SOL_PACKET, name, &value, sizeof(value)))
		return error_set(e, errno, "cannot capture on %s (packet option %d)",
				 r->source.ifname, name);
	return true;
}

/* A block with a frame in it is closed after the timeout however empty it is, so it is
 * their number that decides how long a reader may be late. The smallest one holds a
 * frame of 64 KiB (GSO, the MTU of lo) with its headers; larger ones waste less. */
static uint32_t block_size_for(uint64_t bytes)
{
	return bytes >= 64 << 20 ? 1 << 20 : bytes >= 8 << 20 ? 256 << 10 : 128 << 10;
}

static bool ring_request(struct ring *r, uint64_t bytes)
{
	r->block_size = block_size_for(bytes);
	r->block_count = (uint32_t)(bytes / r->block_size);
	if (r->block_count < 2)
		r->block_count = 2;
	struct tpacket_req3 request = {
		.tp_block_size = r->block_size,
		.tp_block_nr = r->block_count,
		.tp_frame_size = r->block_size, /* frames are packed: no meaning */
		.tp_frame_nr = r->block_count,
		.tp_retire_blk_tov = SOURCE_TIMEOUT_MS,
	};
	return !setsockopt(r->source.fd, SOL_PACKET, PACKET_RX_RING, &request,
			   sizeof(request));
}

/* Takes a smaller ring where the kernel has no memory for the wanted one. */
static bool ring_map(struct ring *r, uint32_t kib, struct error *e)
{
	while (!ring_request(r, (uint64_t)kib << 10)) {
		if (errno != ENOMEM || r->block_count == 2)
			return error_set(e, errno, "no ring of %u KiB for %s", kib,
					 r->source.ifname);
		kib /= 2;
	}
	r->map_size = (size_t)r->block_size * r->block_count;
	void *map = mmap(NULL, r->map_size, PROT_READ | PROT_WRITE, MAP_SHARED,
			 r->source.fd, 0);
	if (map == MAP_FAILED)
		return error_set(e, errno, "cannot map the ring of %s",
				 r->source.ifname);
	r->map = map;
	return true;
}

static bool ring_promiscuous(struct ring *r, struct error *e)
{
	struct packet_mreq request = {
		.mr_ifindex = (int)r->source.ifindex,
		.mr_type = PACKET_MR_PROMISC,
	};
	if (setsockopt(r->source.fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request,
		       sizeof(request)))
		return error_set(e, errno, "cannot make %s promiscuous",
				 r->source.ifname);
	return true;
}

static bool ring_bind(struct ring *r, struct error *e)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)r->source.ifindex,
	};
	if (bind(r->source.fd, (const struct sockaddr *)&to, sizeof(to)))
		return error_set(e, errno, "cannot capture on %s", r->source.ifname);
	return true;
}

/* Protocol 0: the socket sees nothing until it is bound, and by then ring and filter
 * are in place, so no foreign or unfiltered frame is ever in the ring. */
static int packet_socket(int type, struct error *e)
{
	int fd = socket(AF_PACKET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		error_set(e, errno, "cannot open a packet socket");
	return fd;
}

static bool ring_socket(struct ring *r, const struct source_options *o, struct error *e)
{
	struct source *s = &r->source;
	s->fd = packet_socket(SOCK_RAW, e);
	if (s->fd < 0 || !source_init(s, &ring_kind, o, s->fd, e))
		return false;
	if (!s->rule.cooked)
		return true;
	close(s->fd);
	s->fd = packet_socket(SOCK_DGRAM, e);
	return s->fd >= 0;
}

static bool ring_open(struct ring *r, const struct source_options *o, struct error *e)
{
	int gap = r->source.rule.cooked ? SLL2_SIZE : TAG_SIZE;
	return ring_option(r, PACKET_VERSION, TPACKET_V3, e) &&
	       ring_option(r, PACKET_RESERVE, gap, e) &&
	       source_ignore_outgoing(&r->source, o, e) &&
	       source_install(&r->source, o->code, o->code_count, INT64_MIN, e) &&
	       ring_map(r, source_buffer_kib(o), e) &&
	       (!o->promiscuous || ring_promiscuous(r, e)) && ring_bind(r, e);
}

struct source *source_open_ring(const struct source_options *o, struct error *e)
{
	struct ring *r = mem_new(sizeof(*r));
	r->source.kind = &ring_kind;
	r->source.fd = -1;
	if (ring_socket(r, o, e) && ring_open(r, o, e))
		return &r->source;
	source_close(&r->source);
	return NULL;
}
