/* Sends frames as fast as one core can, or at a rate, for benchmarks of capture.
 *   blast IFNAME[,IFNAME...] COUNT SIZE RATE [FLOWS]
 * In turn on each of several interfaces. SIZE 0: a mix as in a lab (mostly small, some
 * full), else bytes per frame; RATE in frames per second, 0: flat out; from how many
 * ports (256). Prints how many were sent and in how many seconds.
 * RATE split: flat out, 40 frames of a size at once, which the kernel takes apart:
 * twice as many from one processor. The interface must not carry them whole: ethtool -K
 * IFNAME tx-udp-segmentation off. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/clock.h"

enum { BATCH = 64, FRAME_MAX = 1514, FLOWS = 256, IFACES_MAX = 64 };
enum {
	SEGMENTS = 40,
	HEADERS = 42,
	GSO_UDP_L4 = 5, /* VIRTIO_NET_HDR_GSO_UDP_L4, which old headers have not */
};

/* packet(7) PACKET_VNET_HDR: this goes in front of the frame. */
struct large {
	struct virtio_net_hdr head;
	uint8_t frame[HEADERS + SEGMENTS * FRAME_MAX];
};

struct blast {
	int fds[IFACES_MAX];
	size_t count, next; /* of them */
	bool split;
	uint8_t bytes[FLOWS][FRAME_MAX];
	struct iovec io[FLOWS];
	struct mmsghdr messages[FLOWS];
};

/* IPv4 and UDP from one of FLOWS ports; checksums are nobody's business here. */
static void frame_fill(uint8_t *frame, unsigned flow, size_t size)
{
	static const uint8_t head[] = { 2, 0, 0,    0, 0, 1, 2,	 0, 0,	  0, 0,	 2,
					8, 0, 0x45, 0, 0, 0, 0,	 0, 0x40, 0, 64, 17,
					0, 0, 10,   0, 0, 1, 10, 0, 0,	  2 };
	memcpy(frame, head, sizeof(head));
	uint16_t lengths[2] = { htons((uint16_t)(size - 14)),
				htons((uint16_t)(size - 34)) };
	uint16_t ports[2] = { htons((uint16_t)(40000 + flow)), htons(5001) };
	memcpy(frame + 16, &lengths[0], 2);
	memcpy(frame + 34, ports, sizeof(ports));
	memcpy(frame + 38, &lengths[1], 2);
}

static size_t size_of_flow(unsigned flow, size_t size)
{
	static const uint16_t mix[] = { 60, 98, 74, 66, 60, 120, 180, 86,
					60, 74, 66, 90, 60, 98,	 300, 1514 };
	return size ? size : mix[flow % COUNT(mix)];
}

static int socket_on(const char *ifname, bool split)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_ifindex = (int)if_nametoindex(ifname),
	};
	int one = 1, fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&to, sizeof(to)) ||
	    setsockopt(fd, SOL_PACKET, split ? PACKET_VNET_HDR : PACKET_QDISC_BYPASS,
		       &one, sizeof(one)))
		return -1;
	return fd;
}

static bool sockets_open(struct blast *b, char *ifnames)
{
	char *rest = NULL;
	for (char *name = strtok_r(ifnames, ",", &rest); name && b->count < IFACES_MAX;
	     name = strtok_r(NULL, ",", &rest)) {
		int fd = socket_on(name, b->split);
		if (fd < 0)
			return false;
		b->fds[b->count++] = fd;
	}
	return b->count;
}

static void frames_make(struct blast *b, size_t size, unsigned flows)
{
	for (unsigned i = 0; i < FLOWS; i++) {
		b->io[i] = (struct iovec){ b->bytes[i], size_of_flow(i, size) };
		frame_fill(b->bytes[i], i % flows, b->io[i].iov_len);
		b->messages[i].msg_hdr.msg_iov = &b->io[i];
		b->messages[i].msg_hdr.msg_iovlen = 1;
	}
}

static void frames_number(struct blast *b, unsigned first, uint64_t n, uint64_t number)
{
	for (unsigned i = 0; i < n; i++) {
		uint32_t value = htonl((uint32_t)(number + i));
		memcpy(b->bytes[first + i] + 42, &value, sizeof(value));
	}
}

static uint64_t blast_run(struct blast *b, uint64_t count, uint64_t rate)
{
	int64_t start = clock_mono();
	uint64_t sent = 0;
	while (sent < count) {
		uint64_t due = count;
		if (rate)
			due = (uint64_t)(clock_mono() - start) * rate / CLOCK_SEC;
		due = due < count ? due : count;
		if (due <= sent)
			continue;
		unsigned first = (unsigned)(sent % FLOWS);
		uint64_t n = due - sent < BATCH ? due - sent : BATCH;
		n = n < FLOWS - first ? n : FLOWS - first;
		frames_number(b, first, n, sent);
		int fd = b->fds[b->next++ % b->count];
		int done = sendmmsg(fd, &b->messages[first], (unsigned)n, 0);
		if (done < 0 && errno == ENXIO) /* the interface was deleted */
			break;
		if (done > 0)
			sent += (uint64_t)done;
	}
	return sent;
}

static size_t large_fill(struct large *l, unsigned flow, size_t size, uint64_t segments,
			 uint64_t number)
{
	size_t payload = size - HEADERS;
	frame_fill(l->frame, flow, HEADERS + payload * segments);
	for (uint64_t i = 0; i < segments; i++) {
		uint32_t value = htonl((uint32_t)(number + i));
		memcpy(l->frame + HEADERS + i * payload, &value, sizeof(value));
	}
	l->head = (struct virtio_net_hdr){
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.gso_type = segments > 1 ? GSO_UDP_L4 : VIRTIO_NET_HDR_GSO_NONE,
		.hdr_len = HEADERS,
		.gso_size = (uint16_t)(segments > 1 ? payload : 0),
		.csum_start = 34,
		.csum_offset = 6,
	};
	return sizeof(l->head) + HEADERS + payload * segments;
}

static uint64_t blast_split(struct blast *b, uint64_t count, size_t size)
{
	static struct large large;
	uint64_t sent = 0;
	for (unsigned flow = 0; sent < count; flow = (flow + 1) % FLOWS) {
		uint64_t left = count - sent, n = left < SEGMENTS ? left : SEGMENTS;
		size_t bytes =
			large_fill(&large, flow, size_of_flow(flow, size), n, sent);
		int fd = b->fds[b->next++ % b->count];
		if (send(fd, &large, bytes, 0) >= 0)
			sent += n;
		else if (errno != ENOBUFS)
			break;
	}
	return sent;
}

int main(int argc, char **argv)
{
	static struct blast b;
	if (argc != 5 && argc != 6) {
		fprintf(stderr, "usage: blast IFNAME[,...] COUNT SIZE RATE [FLOWS]\n");
		return 2;
	}
	size_t size = strtoul(argv[3], NULL, 10);
	unsigned flows = argc == 6 ? (unsigned)strtoul(argv[5], NULL, 10) : FLOWS;
	b.split = !strcmp(argv[4], "split");
	if (!flows || flows > FLOWS || (size && (size < 60 || size > FRAME_MAX)) ||
	    !sockets_open(&b, argv[1])) {
		perror("blast");
		return 1;
	}
	frames_make(&b, size, flows);
	int64_t start = clock_mono();
	uint64_t count = strtoull(argv[2], NULL, 10);
	uint64_t sent = b.split ? blast_split(&b, count, size)
				: blast_run(&b, count, strtoull(argv[4], NULL, 10));
	printf("%lu %.3f\n", sent, (double)(clock_mono() - start) / 1e9);
	return 0;
}
