/* What QEMU does with a point-to-point link (-netdev dgram), without QEMU: carries the
 * frames of a tap, each whole and alone in one UDP datagram, between two addresses.
 *   udptap SPACE IFNAME LOCAL PORT REMOTE PORT SECONDS
 * The tap is in the network namespace SPACE of /run/netns, the socket where this was
 * started. Ends by itself. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/base/netns.h"

static struct sockaddr_in address(const char *ip, const char *port)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	sin.sin_port = htons((uint16_t)strtoul(port, NULL, 10));
	if (inet_pton(AF_INET, ip, &sin.sin_addr) != 1)
		exit(2);
	return sin;
}

static int fail(const char *what)
{
	perror(what);
	exit(1);
}

static int socket_open(const struct sockaddr_in *local)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)local, sizeof(*local)))
		fail("socket");
	return fd;
}

static int tap_open(const char *space, const char *ifname)
{
	char path[256];
	struct error e;
	struct ifreq r = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	snprintf(path, sizeof(path), "/run/netns/%s", space);
	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", ifname);
	autoclose int handle = netns_open(path, &e);
	if (handle < 0 || !netns_enter(handle, &e))
		fail(space);
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &r))
		fail(ifname);
	return fd;
}

/* Frames are lost where the other side is not there yet or not up, as on a cable. */
static void carry(int tap, int fd, const struct sockaddr_in *remote)
{
	static uint8_t frame[65536];
	struct pollfd wait[] = { { .fd = tap, .events = POLLIN },
				 { .fd = fd, .events = POLLIN } };
	while (poll(wait, 2, -1) > 0 && !(wait[0].revents & (POLLERR | POLLHUP))) {
		ssize_t n = 0;
		if (wait[0].revents && (n = read(tap, frame, sizeof(frame))) > 0)
			n = sendto(fd, frame, (size_t)n, 0,
				   (const struct sockaddr *)remote, sizeof(*remote));
		if (wait[1].revents && (n = recv(fd, frame, sizeof(frame), 0)) > 0)
			n = write(tap, frame, (size_t)n);
		if (n < 0 && errno == EBADFD) /* the tap was deleted */
			return;
	}
}

int main(int argc, char **argv)
{
	if (argc != 8) {
		fprintf(stderr, "udptap SPACE IFNAME LOCAL PORT REMOTE PORT SECONDS\n");
		return 2;
	}
	const struct sockaddr_in local = address(argv[3], argv[4]);
	const struct sockaddr_in remote = address(argv[5], argv[6]);
	alarm((unsigned)strtoul(argv[7], NULL, 10));
	autoclose int fd = socket_open(&local);
	autoclose int tap = tap_open(argv[1], argv[2]);
	carry(tap, fd, &remote);
	return 0;
}
