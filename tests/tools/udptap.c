/* What QEMU does with a point-to-point link (-netdev dgram, stream, socket), without
 * QEMU: carries the frames of a tap, each whole and alone in one UDP datagram between
 * two addresses or to a group (REMOTE), or behind its length in a TCP connection.
 *   udptap SPACE IFNAME LOCAL PORT REMOTE PORT SECONDS [group|listen|connect]
 * The tap is in the network namespace SPACE of /run/netns, the socket where this was
 * started. Ends by itself. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
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

static int socket_bound(int type, const struct sockaddr_in *local)
{
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0), one = 1;
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    bind(fd, (const struct sockaddr *)local, sizeof(*local)))
		fail("socket");
	return fd;
}

/* Bound to the group, as QEMU is: what everybody else sends arrives, and our own. */
static int group_join(const struct sockaddr_in *local, const struct sockaddr_in *group)
{
	const struct ip_mreq membership = { .imr_multiaddr = group->sin_addr,
					    .imr_interface = local->sin_addr };
	int fd = socket_bound(SOCK_DGRAM, group);
	if (setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership,
		       sizeof(membership)) ||
	    setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &local->sin_addr,
		       sizeof(local->sin_addr)))
		fail("group");
	return fd;
}

static int stream_accept(const struct sockaddr_in *local)
{
	autoclose int listening = socket_bound(SOCK_STREAM, local);
	int fd = listen(listening, 1) ? -1
				      : accept4(listening, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0)
		fail("accept");
	return fd;
}

static int stream_connect(const struct sockaddr_in *local,
			  const struct sockaddr_in *remote)
{
	for (;;) {
		int fd = socket_bound(SOCK_STREAM, local);
		if (!connect(fd, (const struct sockaddr *)remote, sizeof(*remote)))
			return fd;
		close(fd);
		usleep(50000);
	}
}

static int socket_open(const char *how, const struct sockaddr_in *local,
		       const struct sockaddr_in *remote)
{
	if (!strcmp(how, "group"))
		return group_join(local, remote);
	if (!strcmp(how, "listen"))
		return stream_accept(local);
	if (!strcmp(how, "connect"))
		return stream_connect(local, remote);
	return socket_bound(SOCK_DGRAM, local);
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
static ssize_t frame_send(int fd, const uint8_t *frame, size_t size,
			  const struct sockaddr_in *remote)
{
	uint32_t head = htonl((uint32_t)size);
	if (remote)
		return sendto(fd, frame, size, 0, (const struct sockaddr *)remote,
			      sizeof(*remote));
	struct iovec parts[] = { { &head, sizeof(head) },
				 { (void *)(uintptr_t)frame, size } };
	return writev(fd, parts, 2);
}

static bool stream_read(int fd, void *to, size_t size)
{
	return recv(fd, to, size, MSG_WAITALL) == (ssize_t)size;
}

static ssize_t frame_receive(int fd, uint8_t *frame, size_t room, bool datagrams)
{
	uint32_t head = 0;
	if (datagrams)
		return recv(fd, frame, room, 0);
	if (!stream_read(fd, &head, sizeof(head)) || ntohl(head) > room ||
	    !stream_read(fd, frame, ntohl(head)))
		exit(0);
	return (ssize_t)ntohl(head);
}

/* remote: of datagrams, else NULL. */
static void carry(int tap, int fd, const struct sockaddr_in *remote)
{
	static uint8_t frame[65536];
	struct pollfd wait[] = { { .fd = tap, .events = POLLIN },
				 { .fd = fd, .events = POLLIN } };
	while (poll(wait, 2, -1) > 0 && !(wait[0].revents & (POLLERR | POLLHUP))) {
		ssize_t n = 0;
		if (wait[0].revents && (n = read(tap, frame, sizeof(frame))) > 0)
			n = frame_send(fd, frame, (size_t)n, remote);
		if (wait[1].revents &&
		    (n = frame_receive(fd, frame, sizeof(frame), remote)) > 0)
			n = write(tap, frame, (size_t)n);
		if (n < 0 && errno == EBADFD) /* the tap was deleted */
			return;
	}
}

int main(int argc, char **argv)
{
	if (argc != 8 && argc != 9) {
		fprintf(stderr, "udptap SPACE IFNAME LOCAL PORT REMOTE PORT SECONDS "
				"[group|listen|connect]\n");
		return 2;
	}
	const char *how = argc == 9 ? argv[8] : "";
	bool stream = !strcmp(how, "listen") || !strcmp(how, "connect");
	const struct sockaddr_in local = address(argv[3], argv[4]);
	const struct sockaddr_in remote = address(argv[5], argv[6]);
	alarm((unsigned)strtoul(argv[7], NULL, 10));
	autoclose int fd = socket_open(how, &local, &remote);
	autoclose int tap = tap_open(argv[1], argv[2]);
	carry(tap, fd, stream ? NULL : &remote);
	return 0;
}
