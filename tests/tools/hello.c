/* OSPF hellos (RFC 2328, A.3.2) for labs, as a router on a point-to-point link sends
 * them; they stop by themselves.
 *   hello INTERFACE ROUTER-ID NEIGHBOUR INTERVAL SECONDS */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { OSPF = 89, HEADER = 24, HELLO = 48, PRECEDENCE = 0xc0 };

static int fail(const char *what)
{
	perror(what);
	return 1;
}

/* RFC 1071; the size is even, and there is no authentication to leave out. */
static void checksum(uint8_t *p, size_t size)
{
	uint32_t sum = 0;
	for (size_t i = 0; i < size; i += 2)
		sum += (uint32_t)p[i] << 8 | p[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	sum = ~(sum + (sum >> 16));
	p[12] = (uint8_t)(sum >> 8);
	p[13] = (uint8_t)sum;
}

static int make(uint8_t p[HELLO], const char *router, const char *neighbour,
		unsigned interval)
{
	memset(p, 0, HELLO);
	p[0] = 2;     /* version */
	p[1] = 1;     /* hello */
	p[3] = HELLO; /* length; the area is 0.0.0.0 */
	if (inet_pton(AF_INET, router, p + 4) != 1 ||
	    inet_pton(AF_INET, neighbour, p + HELLO - 4) != 1)
		return 2;
	memcpy(p + HEADER, "\xff\xff\xff\xfc", 4);
	p[HEADER + 5] = (uint8_t)interval;
	p[HEADER + 6] = 2; /* options: external routes */
	p[HEADER + 7] = 1; /* priority */
	p[HEADER + 11] = (uint8_t)(4 * interval);
	checksum(p, HELLO);
	return 0;
}

int main(int argc, char **argv)
{
	uint8_t hello[HELLO];
	const int ttl = 1, precedence = PRECEDENCE;
	struct sockaddr_in to = { .sin_family = AF_INET };
	struct ip_mreqn out = { .imr_ifindex = 0 };
	if (argc != 6) {
		fprintf(stderr,
			"hello INTERFACE ROUTER-ID NEIGHBOUR INTERVAL SECONDS\n");
		return 2;
	}
	unsigned interval = (unsigned)strtoul(argv[4], NULL, 10);
	int s = socket(AF_INET, SOCK_RAW, OSPF);
	out.imr_ifindex = (int)if_nametoindex(argv[1]);
	to.sin_addr.s_addr = inet_addr("224.0.0.5");
	if (s < 0 || !out.imr_ifindex || make(hello, argv[2], argv[3], interval))
		return fail(argv[1]);
	if (setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, &out, sizeof(out)) ||
	    setsockopt(s, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof(ttl)) ||
	    setsockopt(s, IPPROTO_IP, IP_TOS, &precedence, sizeof(precedence)))
		return fail("setsockopt");
	alarm((unsigned)strtoul(argv[5], NULL, 10));
	for (;; sleep(interval))
		if (sendto(s, hello, HELLO, 0, (struct sockaddr *)&to, sizeof(to)) < 0)
			return fail("sendto");
}
