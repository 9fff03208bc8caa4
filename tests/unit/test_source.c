/* Sources on real interfaces: every frame once, with its direction, stamp and lengths;
 * counters; interfaces that go down, away, or elsewhere. */
#include "tests/test.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include "tests/cable.h"

enum { FRAME = 100, GSO_FRAME = 65535 };

/* Ethernet, ethertype 0x88b5 (IEEE local experimental), a number. */
static void frame_fill(uint8_t *frame, size_t size, unsigned number)
{
	memset(frame, 0xff, 6);
	memset(frame + 6, 2, 6);
	memcpy(frame + 12, "\x88\xb5", 2);
	for (size_t i = 14; i < size; i++)
		frame[i] = (uint8_t)i;
	frame[14] = (uint8_t)(number >> 8);
	frame[15] = (uint8_t)number;
}

static unsigned frame_number(const struct seen *s, size_t offset)
{
	return (unsigned)s->bytes[offset] << 8 | s->bytes[offset + 1];
}

static void frames_send(int fd, unsigned count)
{
	uint8_t frame[FRAME];
	for (unsigned i = 0; i < count; i++) {
		frame_fill(frame, sizeof(frame), i);
		if (!cable_send(fd, frame, sizeof(frame)))
			abort();
	}
}

static bool in_order(const struct cable_log *log, unsigned count, enum direction d)
{
	for (unsigned i = 0; i < count; i++) {
		const struct packet *p = &log->seen.items[i].packet;
		if (frame_number(&log->seen.items[i], 14) != i || p->direction != d ||
		    p->captured != FRAME || p->length != FRAME || p->dropped)
			return false;
	}
	return log->seen.count == count;
}

static bool stamps_fit(const struct cable_log *log, int64_t from, int64_t to)
{
	bool finer_than_us = false;
	for (size_t i = 0; i < log->seen.count; i++) {
		int64_t time = log->seen.items[i].packet.time;
		if (time < from || time > to)
			return false;
		finer_than_us |= time % 1000 != 0;
		from = time;
	}
	return finer_than_us;
}

static void test_both_ends(enum cable_kind kind)
{
	enum { N = 300 };
	struct source_options oa = cable_options("a0"), ob = cable_options("b0");
	struct source *a = cable_source(kind, &oa), *b = cable_source(kind, &ob);
	struct cable_log la = { 0 }, lb = { 0 };
	int fd = cable_socket("a0");
	if (!CHECK_AS(cable_name(kind), a && b))
		return;
	CHECK(source_linktype(a) == LINKTYPE_ETHERNET);
	uint8_t mac[6];
	CHECK(source_mac(a, mac) && !(mac[0] & 1));
	CHECK(source_is_up(a));

	int64_t start = clock_now();
	frames_send(fd, N);
	CHECK(cable_wait(a, &la, N) && cable_wait(b, &lb, N));
	int64_t end = clock_now();
	CHECK(in_order(&la, N, kind == CABLE_RING ? DIRECTION_OUT : DIRECTION_UNKNOWN));
	CHECK(in_order(&lb, N, kind == CABLE_RING ? DIRECTION_IN : DIRECTION_UNKNOWN));
	CHECK(stamps_fit(&la, start, end));
	CHECK(stamps_fit(&lb, start, end));

	struct source_counts c = source_counts(a);
	CHECK(c.received == N && c.kept == N && !c.dropped_kernel && !c.dropped_us);
	c = source_counts(a);
	CHECK(c.received == N && c.kept == N);
	close(fd);
	source_close(a);
	source_close(b);
	cable_log_free(&la);
	cable_log_free(&lb);
}

/* tcpdump -Q: one way only, and the other does not count. */
static void test_one_way(enum cable_kind kind)
{
	enum { N = 20 };
	for (int out = 0; out < 2; out++) {
		struct source_options o = cable_options("a0");
		o.only_in = !out;
		o.only_out = out;
		struct source *s = cable_source(kind, &o);
		struct cable_log log = { 0 };
		int to_a = cable_socket("b0"), from_a = cable_socket("a0");
		if (!CHECK_AS(cable_name(kind), s))
			return;
		frames_send(out ? to_a : from_a, N);
		frames_send(out ? from_a : to_a, N);
		CHECK(cable_wait(s, &log, N));
		cable_settle(s, &log);
		CHECK(in_order(&log, N, out ? DIRECTION_OUT : DIRECTION_IN));
		struct source_counts c = source_counts(s);
		CHECK(kind == CABLE_PCAP || c.received == N);
		CHECK(c.kept == N);
		source_close(s);
		close(to_a);
		close(from_a);
		cable_log_free(&log);
	}
}

/* One datagram to ourselves is one frame; the largest one is captured whole. */
static void test_loopback(enum cable_kind kind)
{
	static uint8_t payload[65507];
	struct source_options o = cable_options("lo");
	struct source *s = cable_source(kind, &o);
	struct cable_log log = { 0 };
	if (!CHECK_AS(cable_name(kind), s))
		return;
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(4000) };
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	int receiver = socket(AF_INET, SOCK_DGRAM, 0);
	bool bound = !bind(receiver, (const struct sockaddr *)&to, sizeof(to));
	CHECK(bound && sendto(fd, payload, sizeof(payload), 0,
			      (const struct sockaddr *)&to, sizeof(to)) > 0);
	CHECK(cable_wait(s, &log, 1));
	cable_settle(s, &log);
	CHECK(log.seen.count == 1);
	CHECK(log.seen.items[0].packet.length == sizeof(payload) + 42);
	CHECK(log.seen.items[0].packet.captured == sizeof(payload) + 42);
	CHECK(source_counts(s).received == 1);
	close(fd);
	close(receiver);
	source_close(s);
	cable_log_free(&log);
}

/* A segment of 64 KiB crosses a veth in one piece (TCP segmentation offload). */
static void test_gso(enum cable_kind kind)
{
	static uint8_t frame[sizeof(struct virtio_net_hdr) + GSO_FRAME];
	struct virtio_net_hdr *h = (void *)frame;
	*h = (struct virtio_net_hdr){
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.gso_type = VIRTIO_NET_HDR_GSO_TCPV4,
		.hdr_len = 54,
		.gso_size = 1448,
		.csum_start = 34,
		.csum_offset = 16,
	};
	uint8_t *ether = frame + sizeof(*h);
	memset(ether, 0xff, 6);
	memcpy(ether + 12, "\x08\x00\x45\x00\xff\xf1\x00\x01\x40\x00\x40\x06", 12);
	memcpy(ether + 26, "\x0a\x00\x00\x01\x0a\x00\x00\x02", 8);
	ether[46] = 0x50;

	struct source_options o = cable_options("b0");
	struct source *s = cable_source(kind, &o);
	struct cable_log log = { 0 };
	int fd = cable_socket("a0"), one = 1;
	if (!CHECK_AS(cable_name(kind), s))
		return;
	CHECK(!setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &one, sizeof(one)));
	CHECK(cable_send(fd, frame, sizeof(frame)));
	CHECK(cable_wait(s, &log, 1));
	CHECK(log.seen.count == 1 && log.seen.items[0].packet.length == GSO_FRAME &&
	      log.seen.items[0].packet.captured == GSO_FRAME);
	close(fd);
	source_close(s);
	cable_log_free(&log);
}

static void test_snaplen(enum cable_kind kind)
{
	static const uint32_t lengths[] = { 1, 14, 60, FRAME - 1, FRAME, FRAME + 1 };
	int fd = cable_socket("a0");
	for (size_t i = 0; i < COUNT(lengths); i++) {
		struct source_options o = cable_options("a0");
		o.snaplen = lengths[i];
		struct source *s = cable_source(kind, &o);
		struct cable_log log = { 0 };
		if (!CHECK_AS(cable_name(kind), s))
			return;
		frames_send(fd, 2);
		uint32_t want = lengths[i] < FRAME ? lengths[i] : FRAME;
		CHECK(cable_wait(s, &log, 2));
		CHECK(log.seen.items[1].packet.captured == want);
		CHECK(log.seen.items[1].packet.length == FRAME);
		source_close(s);
		cable_log_free(&log);
	}
	close(fd);
}

static bool promiscuity_is(const char *ifname, int count)
{
	char command[128];
	snprintf(command, sizeof(command),
		 "ip -d link show %s | grep -q 'promiscuity %d '", ifname, count);
	return !system(command);
}

static void test_promiscuous(enum cable_kind kind)
{
	struct source_options o = cable_options("a0");
	CHECK(promiscuity_is("a0", 0));
	struct source *s = cable_source(kind, &o);
	CHECK(promiscuity_is("a0", 1));
	source_close(s);
	CHECK(promiscuity_is("a0", 0));
	o.promiscuous = false;
	s = cable_source(kind, &o);
	CHECK(s && promiscuity_is("a0", 0));
	source_close(s);
}

/* Nothing is read while more arrives than fits: what is lost is counted, once, at the
 * place where it was lost. */
static void test_overflow(void)
{
	enum { N = 20000 };
	struct source_options o = cable_options("a0");
	o.buffer_kib = 1;
	struct source *s = cable_source(CABLE_RING, &o);
	struct cable_log log = { 0 };
	int fd = cable_socket("a0");
	frames_send(fd, N);
	CHECK(source_drain(s, 2 * N, cable_emit, &log) == SOURCE_OK);
	size_t before = log.seen.count;
	frames_send(fd, 10);
	CHECK(cable_wait(s, &log, before + 10));
	for (size_t i = 0; i < before; i++)
		if (log.seen.items[i].packet.dropped)
			CHECK_AS("loss in the wrong place", false);
	CHECK(before > 500 && log.seen.items[before].packet.dropped == N - before);
	CHECK(log.seen.items[before + 1].packet.dropped == 0);

	struct source_counts c = source_counts(s);
	CHECK(c.received == N + 10);
	CHECK(c.kept == log.seen.count);
	CHECK(c.dropped_kernel == N - before);
	CHECK(log.seen.count == before + 10);
	close(fd);
	source_close(s);
	cable_log_free(&log);
}

/* A budget of 7 (cable_step) and this one: every frame once, MORE while some wait. */
static void test_budget(enum cable_kind kind)
{
	enum { N = 50 };
	struct source_options o = cable_options("a0");
	struct source *s = cable_source(kind, &o);
	struct cable_log log = { 0 };
	int fd = cable_socket("a0");
	frames_send(fd, N);
	CHECK(cable_wait(s, &log, 1) && log.seen.count == 7);
	CHECK(source_drain(s, 1, cable_emit, &log) == SOURCE_MORE);
	CHECK(log.seen.count == 8);
	CHECK(cable_wait(s, &log, N) && log.seen.count == N);
	CHECK(source_drain(s, 7, cable_emit, &log) == SOURCE_OK);
	close(fd);
	source_close(s);
	cable_log_free(&log);
}

static void test_down_and_up(enum cable_kind kind)
{
	struct source_options o = cable_options("a0");
	struct source *s = cable_source(kind, &o);
	struct cable_log log = { 0 };
	int fd = cable_socket("a0");
	for (int round = 0; round < 2; round++) {
		log.down = false;
		CHECK(cable_run("ip link set a0 down"));
		CHECK(cable_until(s, &log, &log.down) && !log.gone);
		CHECK(!source_is_up(s));
		CHECK(source_drain(s, 7, cable_emit, &log) == SOURCE_OK);
		CHECK(cable_run("ip link set a0 up"));
		CHECK(source_is_up(s));
		CHECK(source_drain(s, 7, cable_emit, &log) == SOURCE_OK);
		frames_send(fd, 5);
		CHECK(cable_wait(s, &log, 5) &&
		      in_order(&log, 5,
			       kind == CABLE_RING ? DIRECTION_OUT : DIRECTION_UNKNOWN));
		log.seen.count = 0;
	}
	close(fd);
	source_close(s);
	cable_log_free(&log);
}

static void test_opened_down(void)
{
	cable_run("ip link set a0 down");
	struct source_options o = cable_options("a0");
	struct source *s = cable_source(CABLE_RING, &o);
	struct cable_log log = { 0 };
	CHECK(s && cable_until(s, &log, &log.down));
	cable_run("ip link set a0 up");
	int fd = cable_socket("a0");
	frames_send(fd, 3);
	CHECK(cable_wait(s, &log, 3));
	close(fd);
	source_close(s);
	cable_log_free(&log);
}

/* A process that holds a namespace of its own until it is killed. */
static pid_t namespace_hold(void)
{
	int pair[2];
	char ready;
	if (pipe(pair))
		abort();
	pid_t pid = fork();
	if (pid == 0) {
		if (unshare(CLONE_NEWNET) || write(pair[1], "", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	close(pair[1]);
	if (pid < 0 || read(pair[0], &ready, 1) != 1)
		abort();
	close(pair[0]);
	return pid;
}

/* Frames that arrived before come first; then GONE, once, and silence. */
static void test_gone(enum cable_kind kind, const char *how)
{
	cable_veth("c0", "c1");
	struct source_options o = cable_options("c0");
	struct source *s = cable_source(kind, &o);
	struct cable_log log = { 0 };
	int fd = cable_socket("c0");
	frames_send(fd, 3);
	close(fd);
	CHECK(cable_run(how));
	CHECK(cable_until(s, &log, &log.gone));
	CHECK(log.seen.count == 3);
	log.gone = false;
	for (int i = 0; i < 5; i++)
		cable_step(s, &log);
	CHECK(!log.gone && log.seen.count == 3);
	CHECK(source_counts(s).received == 3);
	source_close(s);
	cable_log_free(&log);
	if (system("ip link del c1 2>/dev/null"))
		return;
}

static void test_moved(enum cable_kind kind)
{
	char command[64];
	pid_t pid = namespace_hold();
	snprintf(command, sizeof(command), "ip link set c0 netns %d", (int)pid);
	test_gone(kind, command);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void test_renamed(enum cable_kind kind)
{
	struct source_options o = cable_options("a0");
	struct source *s = cable_source(kind, &o);
	struct cable_log log = { 0 };
	cable_run("ip link set a0 down && ip link set a0 name a1 && ip link set a1 up");
	int fd = cable_socket("a1");
	frames_send(fd, 3);
	CHECK(cable_wait(s, &log, 3) && !log.gone && source_is_up(s));
	close(fd);
	source_close(s);
	cable_log_free(&log);
	cable_run("ip link set a1 down && ip link set a1 name a0 && ip link set a0 up");
}

static int tun_open(const char *ifname, short flags, unsigned long arptype)
{
	struct ifreq r = { .ifr_flags = (short)(flags | IFF_NO_PI) };
	char command[64];
	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", ifname);
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (ioctl(fd, TUNSETIFF, &r) || (arptype && ioctl(fd, TUNSETLINK, arptype)))
		abort();
	snprintf(command, sizeof(command), "ip link set %s up arp off", ifname);
	cable_run(command);
	return fd;
}

static const uint8_t ipv4[] = { 0x45, 0, 0,  28, 0, 0, 0, 0, 64, 1, 0, 0, 10, 0,
				0,    1, 10, 0,	 0, 2, 8, 0, 0,	 0, 0, 0, 0,  0 };

/* What is behind the device (a VM) sends: it comes in here. */
static void test_tap(enum cable_kind kind)
{
	int fd = tun_open("t0", IFF_TAP, 0);
	if (fd < 0) {
		SKIP("capture on a tap", "no /dev/net/tun");
		return;
	}
	struct source_options o = cable_options("t0");
	struct source *s = cable_source(kind, &o);
	struct cable_log log = { 0 };
	uint8_t frame[FRAME];
	frame_fill(frame, sizeof(frame), 0);
	CHECK(write(fd, frame, sizeof(frame)) == FRAME);
	CHECK(cable_wait(s, &log, 1));
	CHECK(in_order(&log, 1, kind == CABLE_RING ? DIRECTION_IN : DIRECTION_UNKNOWN));
	source_close(s);
	close(fd);
	cable_log_free(&log);
}

static void test_raw(enum cable_kind kind)
{
	int fd = tun_open("t1", IFF_TUN, 0);
	if (fd < 0) {
		SKIP("capture on a tun", "no /dev/net/tun");
		return;
	}
	struct source_options o = cable_options("t1");
	struct source *s = cable_source(kind, &o);
	struct cable_log log = { 0 };
	CHECK(s && source_linktype(s) == LINKTYPE_RAW);
	CHECK(write(fd, ipv4, sizeof(ipv4)) == sizeof(ipv4));
	CHECK(cable_wait(s, &log, 1));
	CHECK(log.seen.items[0].packet.captured == sizeof(ipv4));
	CHECK(!memcmp(log.seen.items[0].bytes, ipv4, sizeof(ipv4)));
	source_close(s);
	close(fd);
	cable_log_free(&log);
}

/* PPP has a link header of its own: a cooked one says type, interface and direction. */
static void test_cooked(void)
{
	int fd = tun_open("t2", IFF_TUN, ARPHRD_PPP);
	if (fd < 0) {
		SKIP("cooked capture", "no /dev/net/tun");
		return;
	}
	struct sock_filter code[64];
	struct source_options o = cable_options("t2");
	struct cable_log log = { 0 };
	o.code = code;
	o.code_count = cable_compile("icmp", DLT_LINUX_SLL2, code);
	o.snaplen = 40;
	struct source *s = cable_source(CABLE_RING, &o);
	uint8_t udp[sizeof(ipv4)];
	memcpy(udp, ipv4, sizeof(udp));
	udp[9] = 17;
	CHECK(s && source_linktype(s) == LINKTYPE_LINUX_SLL2);
	CHECK(write(fd, udp, sizeof(udp)) == sizeof(udp));
	CHECK(write(fd, ipv4, sizeof(ipv4)) == sizeof(ipv4));
	CHECK(cable_wait(s, &log, 1));
	cable_settle(s, &log);
	CHECK(log.seen.count == 1);

	const struct seen *seen = &log.seen.items[0];
	uint8_t want[20] = {
		0x08, 0, 0, 0, 0, 0, 0, (uint8_t)o.ifindex, ARPHRD_PPP >> 8
	};
	CHECK(!memcmp(seen->bytes, want, sizeof(want)));
	CHECK(!memcmp(seen->bytes + 20, ipv4, 20));
	CHECK(seen->packet.captured == 40);
	CHECK(seen->packet.length == 20 + sizeof(ipv4));
	CHECK(source_counts(s).received == 1);
	source_close(s);
	close(fd);
	cable_log_free(&log);
}

static void test_bridge(enum cable_kind kind)
{
	cable_run("ip link add br0 type bridge && ip link set b0 master br0 &&"
		  " ip link set br0 up arp off");
	struct sock_filter code[16]; /* the bridge has IGMP reports of its own */
	struct source_options o = cable_options("br0");
	o.code = code;
	o.code_count = cable_compile("ether proto 0x88b5", DLT_EN10MB, code);
	struct source *s = cable_source(kind, &o);
	struct cable_log log = { 0 };
	int fd = cable_socket("a0");
	frames_send(fd, 10); /* to everybody: flooded */
	CHECK(cable_wait(s, &log, 10));
	CHECK(in_order(&log, 10,
		       kind == CABLE_RING ? DIRECTION_IN : DIRECTION_UNKNOWN));
	close(fd);
	source_close(s);
	cable_log_free(&log);
	cable_run("ip link del br0");
}

static void test_refused(enum cable_kind kind)
{
	struct error e = { 0 };
	struct source_options o = cable_options("nosuch0");
	struct source *s = kind == CABLE_RING ? source_open_ring(&o, &e)
					      : source_open_pcap(&o, &e);
	CHECK(!s);
	CHECK_STR(e.text, "no interface nosuch0: No such device");

	const struct sock_filter bad = BPF_STMT(BPF_LD | BPF_IMM, 0);
	o = cable_options("a0");
	o.code = &bad;
	o.code_count = 1;
	s = kind == CABLE_RING ? source_open_ring(&o, &e) : source_open_pcap(&o, &e);
	CHECK(!s);
	CHECK_STR(e.text, "filter program does not end in a return");
}

/* libpcap takes some names for devices of its own: that is said, not captured. */
static void test_name(void)
{
	cable_veth("nflog0", "any");
	for (int i = 0; i < 2; i++) {
		struct error e = { 0 };
		struct source_options o = cable_options(i ? "any" : "nflog0");
		struct source *s = source_open_pcap(&o, &e);
		CHECK(!s && strstr(e.text, "for an interface"));
		s = source_open_ring(&o, &e);
		CHECK(s && source_linktype(s) == LINKTYPE_ETHERNET);
		source_close(s);
	}
	cable_run("ip link del any");
}

static void test_kind(enum cable_kind kind)
{
	test_both_ends(kind);
	test_one_way(kind);
	test_loopback(kind);
	test_gso(kind);
	test_snaplen(kind);
	test_promiscuous(kind);
	test_budget(kind);
	test_down_and_up(kind);
	test_gone(kind, "ip link del c0");
	test_gone(kind, "ip link del c1");
	test_gone(kind, "ip link set c0 down && ip link del c0");
	test_moved(kind);
	test_renamed(kind);
	test_tap(kind);
	test_raw(kind);
	test_bridge(kind);
	test_refused(kind);
}

int main(void)
{
	if (!cable_open())
		return test_done();
	cable_veth("a0", "b0");
	test_kind(CABLE_RING);
	test_kind(CABLE_PCAP);
	test_name();
	test_overflow();
	test_opened_down();
	test_cooked();
	return test_done();
}
