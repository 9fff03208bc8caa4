/* Sends frames as fast as one core can, or at a rate, for benchmarks of capture.
 *   blast IFNAME[,IFNAME...] COUNT SIZE RATE [FLOWS]
 * In turn on each of several interfaces. SIZE 0: a mix as in a lab (mostly small, some
 * full), else bytes per frame; RATE in frames per second, 0: flat out; from how many
 * ports (256). Prints how many were sent and in how many seconds. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/clock.h"

enum { BATCH = 64, FRAME_MAX = 1514, FLOWS = 256, IFACES_MAX = 64 };

struct blast {
	int fds[IFACES_MAX];
	size_t count, next; /* of them */
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

static int socket_on(const char *ifname)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_ifindex = (int)if_nametoindex(ifname),
	};
	int one = 1, fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&to, sizeof(to)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof(one)))
		return -1;
	return fd;
}

static bool sockets_open(struct blast *b, char *ifnames)
{
	char *rest = NULL;
	for (char *name = strtok_r(ifnames, ",", &rest); name && b->count < IFACES_MAX;
	     name = strtok_r(NULL, ",", &rest)) {
		int fd = socket_on(name);
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

int main(int argc, char **argv)
{
	static struct blast b;
	if (argc != 5 && argc != 6) {
		fprintf(stderr, "usage: blast IFNAME[,...] COUNT SIZE RATE [FLOWS]\n");
		return 2;
	}
	size_t size = strtoul(argv[3], NULL, 10);
	unsigned flows = argc == 6 ? (unsigned)strtoul(argv[5], NULL, 10) : FLOWS;
	if (!flows || flows > FLOWS || (size && (size < 60 || size > FRAME_MAX)) ||
	    !sockets_open(&b, argv[1])) {
		perror("blast");
		return 1;
	}
	frames_make(&b, size, flows);
	int64_t start = clock_mono();
	uint64_t sent =
		blast_run(&b, strtoull(argv[2], NULL, 10), strtoull(argv[4], NULL, 10));
	printf("%lu %.3f\n", sent, (double)(clock_mono() - start) / 1e9);
	return 0;
}
