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
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/capture/ring.h"

enum {
	TAG_SIZE = 4,
	MACS_SIZE = 12, /* the tag stands behind the two addresses */
	SLL2_SIZE = 20, /* tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html */
};

/* struct sockaddr_ll follows the header at the next multiple of TPACKET_ALIGNMENT. */
static_assert(sizeof(struct tpacket3_hdr) % TPACKET_ALIGNMENT == 0, "no padding");

static void ring_count(struct source *s)
{
	struct ring *r = ring_of(s);
	blocks_count(&r->blocks);
	s->counts.dropped_kernel = r->drops + r->blocks.drops;
	uint64_t packets = r->packets + r->blocks.packets + ring_growth_packets(r);
	s->counts.received = packets - s->rejected + s->made;
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
	const struct tpacket3_hdr *h = frame_header(frame);
	const struct sockaddr_ll *from = (const void *)(frame + sizeof(*h));
	uint8_t *bytes = frame + h->tp_mac;
	bool tagged = h->tp_status & TP_STATUS_VLAN_VALID;
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

static bool block_read(struct ring *r, struct blocks *b, const struct span *span,
		       unsigned count)
{
	struct packet p = { .linktype = r->source.linktype };
	for (; count; count--) {
		p.time = frame_time(b->frame);
		if (p.time >= span->until && span->hold)
			return false;
		if (p.time >= span->until || p.time < span->from)
			r->source.rejected++;
		else
			frame_read(r, b->frame, &p);
		blocks_step(b);
	}
	return true;
}

enum reach ring_read(struct ring *r, struct blocks *b, const struct span *span,
		     unsigned *budget)
{
	while (b->frames || blocks_start(b)) {
		/* Set in the first block that opened after the loss: that is where it
		 * was. */
		if (b->losing)
			ring_count(&r->source);
		b->losing = false;
		if (!*budget)
			return REACH_BUDGET;
		/* None: the kernel has closed a block early for a frame that needs a
		 * whole one. */
		unsigned count = b->frames < *budget ? b->frames : *budget;
		*budget -= count;
		if (!block_read(r, b, span, count))
			return REACH_UNTIL;
		if (!b->frames)
			blocks_release(b);
	}
	return REACH_END;
}

/* ENETDOWN, once each time; reading it ends EPOLLERR. */
static bool socket_failed(int fd)
{
	int code = 0;
	socklen_t size = sizeof(code);
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size) || code;
}

/* Time in which so many bytes come at 800 MB/s, more than one processor sends. */
static int64_t time_of(size_t bytes)
{
	return (int64_t)bytes * 5 / 4;
}

/* A ring may get a quarter full, if frames go on to come as they came. */
static void ring_emptied(struct ring *r)
{
	uint64_t blocks = r->blocks.released - r->released;
	if (!blocks || r->phase)
		return;
	int64_t now = clock_mono();
	int64_t lasts =
		(now - r->emptied) / (int64_t)(4 * blocks) * r->blocks.block_count;
	r->patience = lasts < r->patience ? lasts : r->patience;
	r->emptied = now;
	r->released = r->blocks.released;
}

static int64_t ring_patience(struct source *s)
{
	struct ring *r = ring_of(s);
	int64_t patience = r->phase ? 0 : r->patience;
	r->patience = time_of(r->blocks.size);
	return patience;
}

static enum source_result ring_drain(struct source *s, unsigned budget)
{
	static const struct span all = { INT64_MIN, INT64_MAX, false };
	struct ring *r = ring_of(s);
	enum reach reach = r->phase ? ring_growth_read(r, &budget)
				    : ring_read(r, &r->blocks, &all, &budget);
	if (reach != REACH_END)
		return reach == REACH_BUDGET ? SOURCE_MORE : SOURCE_OK;
	ring_emptied(r);
	return source_idle(s, socket_failed(s->fd));
}

static void ring_close(struct source *s)
{
	struct ring *r = ring_of(s);
	if (r->other)
		source_close(&r->other->source);
	if (r->left)
		source_close(&r->left->source);
	blocks_unmap(&r->blocks);
	if (s->fd >= 0)
		close(s->fd);
	free(r);
}

const struct source_kind ring_kind = {
	.close = ring_close,
	.drain = ring_drain,
	.count = ring_count,
	.patience = ring_patience,
};

static bool ring_option(struct ring *r, int name, int value, struct error *e)
{
	if (setsockopt(r->source.fd, SOL_PACKET, name, &value, sizeof(value)))
		return error_set(e, errno, "cannot capture on %s (packet option %d)",
				 r->source.ifname, name);
	return true;
}

static bool ring_map(struct ring *r, uint32_t kib, struct error *e)
{
	r->blocks.fd = r->source.fd;
	return blocks_map(&r->blocks, kib, e) || error_in(e, "%s", r->source.ifname);
}

/* One stamp for all sockets that see the frame, instead of one for each (socket(7)). */
static bool ring_stamps(struct ring *r, struct error *e)
{
	int one = 1;
	if (setsockopt(r->source.fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof(one)))
		return error_set(e, errno, "cannot have frames of %s stamped",
				 r->source.ifname);
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
	       (!o->stamps || ring_stamps(r, e)) &&
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
