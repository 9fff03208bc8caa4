/* For tests that capture: a network namespace of the test's own with real interfaces,
 * raw frames sent into it, and everything a source hands out collected in order. */
#ifndef TESTS_CABLE_H
#define TESTS_CABLE_H

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/vec.h"
#include "core/capture/source.h"
#include "tests/test.h"

/* ns: how long what has to happen may take on a machine that is busy with others. */
#define CABLE_PATIENCE (30 * CLOCK_SEC)

/* One captured frame, with its first bytes. */
struct seen {
	struct packet packet;
	uint8_t bytes[128];
};

struct cable_log {
	VEC(struct seen) seen;
	bool down, gone;
};

static inline bool cable_run(const char *command)
{
	int status = system(command);
	if (status)
		printf("# failed (%d): %s\n", status, command);
	return !status;
}

/* Moves the test into a fresh namespace, which is gone with the test. IPv6 is quiet
 * there: only frames that the test sends are on the wires. */
static inline bool cable_open(void)
{
	if (unshare(CLONE_NEWNET | CLONE_NEWNS)) {
		SKIP("capture in namespaces", "needs root (unshare: EPERM)");
		return false;
	}
	return cable_run("mount --make-rprivate / && mount -t sysfs none /sys") &&
	       cable_run("sysctl -qw net.ipv6.conf.all.disable_ipv6=1"
			 " net.ipv6.conf.default.disable_ipv6=1") &&
	       cable_run("ip link set lo up");
}

static inline bool cable_is_running(const char *ifname)
{
	struct ifreq r = { .ifr_flags = 0 };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", ifname);
	bool running = !ioctl(fd, SIOCGIFFLAGS, &r) && r.ifr_flags & IFF_RUNNING;
	close(fd);
	return running;
}

/* The end that comes up first has no carrier then. It has a queue only when the kernel
 * has got round to that (linkwatch): what is sent before is dropped, and said to be
 * sent. The second command waits for the lock that this is done under. */
static inline bool cable_veth(const char *a, const char *b)
{
	char up[128], command[256];
	snprintf(up, sizeof(up),
		 "ip link set %s up arp off && ip link set %s up arp off", a, b);
	snprintf(command, sizeof(command),
		 "ip link add %s type veth peer name %s && %s", a, b, up);
	if (!cable_run(command))
		return false;
	int64_t end = clock_mono() + CABLE_PATIENCE;
	while (!(cable_is_running(a) && cable_is_running(b)) && clock_mono() < end)
		poll(NULL, 0, 1);
	return cable_run(up);
}

static inline int cable_socket(const char *ifname)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_ifindex = (int)if_nametoindex(ifname),
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&to, sizeof(to)))
		abort();
	return fd;
}

static inline bool cable_send(int fd, const void *frame, size_t size)
{
	return send(fd, frame, size, 0) == (ssize_t)size;
}

static inline void cable_emit(void *owner, struct packet *p)
{
	struct cable_log *log = owner;
	struct seen seen = { .packet = *p };
	size_t size =
		p->captured < sizeof(seen.bytes) ? p->captured : sizeof(seen.bytes);
	memcpy(seen.bytes, p->bytes, size);
	seen.packet.bytes = NULL;
	vec_push(&log->seen, seen);
}

static inline void cable_log_free(struct cable_log *log)
{
	free(log->seen.items);
	*log = (struct cable_log){ 0 };
}

static inline void cable_step(struct source *s, struct cable_log *log)
{
	struct pollfd p = { .fd = source_fd(s), .events = POLLIN };
	poll(&p, 1, 10);
	enum source_result result = source_drain(s, 7, cable_emit, log);
	log->down |= result == SOURCE_DOWN;
	log->gone |= result == SOURCE_GONE;
}

/* Drains until `count` frames were seen or patience has run out. */
static inline bool cable_wait(struct source *s, struct cable_log *log, size_t count)
{
	int64_t end = clock_mono() + CABLE_PATIENCE;
	while (log->seen.count < count && clock_mono() < end)
		cable_step(s, log);
	return log->seen.count >= count;
}

/* Drains until everything that reached the ring was seen. */
static inline void cable_settle(struct source *s, struct cable_log *log)
{
	int64_t end = clock_mono() + CABLE_PATIENCE;
	for (;;) {
		struct source_counts c = source_counts(s);
		if (c.received == c.kept + c.dropped_kernel + c.dropped_us ||
		    clock_mono() > end)
			break;
		cable_step(s, log);
	}
}

/* Waits for a state that the source reports once. */
static inline bool cable_until(struct source *s, struct cable_log *log,
			       const bool *state)
{
	int64_t end = clock_mono() + CABLE_PATIENCE;
	while (!*state && clock_mono() < end)
		cable_step(s, log);
	return *state;
}

/* What the front does: compiled on a dead handle. Returns the number of instructions.
 */
static inline uint32_t cable_compile(const char *text, int dlt,
				     struct sock_filter *code)
{
	pcap_t *dead = pcap_open_dead(dlt, 262144);
	struct bpf_program program;
	if (pcap_compile(dead, &program, text, 1, PCAP_NETMASK_UNKNOWN))
		abort();
	uint32_t count = program.bf_len;
	memcpy(code, program.bf_insns, count * sizeof(*code));
	pcap_freecode(&program);
	pcap_close(dead);
	return count;
}

enum cable_kind { CABLE_RING, CABLE_PCAP };

static inline const char *cable_name(enum cable_kind kind)
{
	return kind == CABLE_RING ? "ring" : "libpcap";
}

static inline struct source *cable_source(enum cable_kind kind,
					  const struct source_options *o)
{
	struct error e = { 0 };
	struct source *s =
		kind == CABLE_RING ? source_open_ring(o, &e) : source_open_pcap(o, &e);
	if (!s)
		printf("# %s: %s\n", o->ifname, e.text);
	return s;
}

static inline struct source_options cable_options(const char *ifname)
{
	struct source_options o = {
		.ifindex = if_nametoindex(ifname),
		.snaplen = 262144,
		.buffer_kib = 1024,
		.promiscuous = true,
	};
	snprintf(o.ifname, sizeof(o.ifname), "%s", ifname);
	return o;
}

#endif
