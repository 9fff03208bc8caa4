/* A tunnel on real interfaces: inner frames come out, of both backends, with the right
 * lengths and direction, filtered by the kernel, and nothing else does. */
#include <linux/filter.h>
#include <netinet/in.h>

#include "core/base/clock.h"
#include "tests/cable.h"
#include "tests/frames.h"
#include "tests/wrap.h"

enum { CODE_MAX = 512 };

/* One end of a tunnel in user space, as QEMU has it. */
static int end_open(const char *address, uint16_t port)
{
	struct sockaddr_in sin = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	inet_pton(AF_INET, address, &sin.sin_addr);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&sin, sizeof(sin)))
		abort();
	return fd;
}

static void end_send(int fd, const char *to, uint16_t port, const void *frame,
		     size_t size)
{
	struct sockaddr_in sin = { .sin_family = AF_INET, .sin_port = htons(port) };
	inet_pton(AF_INET, to, &sin.sin_addr);
	if (sendto(fd, frame, size, 0, (const struct sockaddr *)&sin, sizeof(sin)) !=
	    (ssize_t)size)
		abort();
}

struct link {
	int a, b;	   /* 127.1.1.1:10002, 127.1.1.2:10002 */
	int noise, noise2; /* the same ports elsewhere, another port of a */
};

static struct link link_open(void)
{
	return (struct link){
		.a = end_open("127.1.1.1", 10002),
		.b = end_open("127.1.1.2", 10002),
		.noise = end_open("127.1.1.3", 10002),
		.noise2 = end_open("127.1.1.1", 10003),
	};
}

static void link_close(const struct link *l)
{
	close(l->a);
	close(l->b);
	close(l->noise);
	close(l->noise2);
}

/* Each frame from a to b, then half of them back, noise in between. */
static void link_send(const struct link *l, const struct frame_kind *kinds,
		      size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct frame *f = &kinds[i].frame;
		end_send(l->a, "127.1.1.2", 10002, f->bytes, f->size);
		end_send(l->noise, "127.1.1.2", 10002, f->bytes, f->size);
		end_send(l->noise2, "127.1.1.2", 10002, f->bytes, f->size);
		end_send(l->a, "127.1.1.3", 10002, f->bytes, f->size);
		if (i % 2)
			end_send(l->b, "127.1.1.1", 10002, f->bytes, f->size);
	}
}

static struct source_options options(const char *ifname, const struct outer *outer)
{
	struct source_options o = cable_options(ifname);
	o.promiscuous = false;
	o.buffer_kib = 8192;
	o.outer = *outer;
	return o;
}

struct want {
	const struct frame *frame;
	enum direction direction;
};

/* What was sent and matches, in order. */
static size_t wanted(struct want *want, const struct frame_kind *kinds, size_t count,
		     const struct source_options *o)
{
	const struct bpf_program bpf = { .bf_len = o->code_count,
					 .bf_insns = (void *)(uintptr_t)o->code };
	size_t n = 0;
	for (size_t i = 0; i < count; i++) {
		const struct frame *f = &kinds[i].frame;
		const struct pcap_pkthdr h = { .caplen = f->size, .len = f->size };
		if (o->code_count && !pcap_offline_filter(&bpf, &h, f->bytes))
			continue;
		if (!o->only_in)
			want[n++] = (struct want){ f, DIRECTION_OUT };
		if (i % 2 && !o->only_out)
			want[n++] = (struct want){ f, DIRECTION_IN };
	}
	return n;
}

static bool is_same(const struct seen *s, const struct want *w, uint32_t snaplen)
{
	uint32_t size = w->frame->size;
	uint32_t kept = size < snaplen ? size : snaplen;
	uint32_t shown = kept < sizeof(s->bytes) ? kept : sizeof(s->bytes);
	return s->packet.length == size && s->packet.captured == kept &&
	       s->packet.direction == w->direction &&
	       s->packet.linktype == LINKTYPE_ETHERNET &&
	       !memcmp(s->bytes, w->frame->bytes, shown);
}

static void check_case(enum cable_kind kind, const struct source_options *o,
		       const char *what)
{
	static struct frame_kind kinds[FRAME_KINDS];
	static struct want want[2 * FRAME_KINDS];
	char name[160];
	struct cable_log log = { 0 };
	size_t sent = frames_make(kinds), count = wanted(want, kinds, sent, o);
	struct link l = link_open();
	struct source *s = cable_source(kind, o);
	if (!CHECK(s))
		return;
	link_send(&l, kinds, sent);
	cable_wait(s, &log, count);
	cable_settle(s, &log);
	bool same = log.seen.count == count;
	for (size_t i = 0; same && i < count; i++)
		same = is_same(&log.seen.items[i], &want[i], o->snaplen);
	snprintf(name, sizeof(name), "%s %s: %zu of %zu", cable_name(kind), what, count,
		 sent + sent / 2);
	if (!CHECK_AS(name, same))
		printf("# %zu came\n", log.seen.count);
	struct source_counts c = source_counts(s);
	/* The noise to the remote end: two others send there. */
	uint64_t strangers = o->only_in ? 0 : 2 * sent;
	CHECK(c.kept == count && c.odd[TUNNEL_STRANGER] == strangers);
	CHECK(c.dropped_us == strangers && c.received == c.kept + strangers);
	uint8_t mac[6];
	CHECK(!source_mac(s, mac));
	source_close(s);
	link_close(&l);
	cable_log_free(&log);
}

static void test_filters(enum cable_kind kind)
{
	static const char *const filters[] = {
		"icmp",	   "arp",	 "tcp port 179",
		"vlan",	   "ip6",	 "not arp",
		"port 53", "greater 60", "ether[14] & 1 = 1",
		"stp",	   "len = 42",	 "not ip and not ip6",
	};
	struct sock_filter code[CODE_MAX];
	struct source_options o = options("lo", &wrap_outer4);
	check_case(kind, &o, "everything");
	o.only_in = true;
	check_case(kind, &o, "in");
	o.only_in = false;
	o.only_out = true;
	check_case(kind, &o, "out");
	o.only_out = false;
	o.code = code;
	for (size_t i = 0; i < COUNT(filters); i++) {
		o.code_count = cable_compile(filters[i], DLT_EN10MB, code);
		check_case(kind, &o, filters[i]);
	}
	/* ldx #len cannot be moved: the kernel passes all, the filter is applied here.
	 */
	code[0] = (struct sock_filter)BPF_STMT(BPF_LDX | BPF_W | BPF_LEN, 0);
	o.code_count = 1 + cable_compile("icmp or arp", DLT_EN10MB, code + 1);
	check_case(kind, &o, "icmp or arp, by us");
	o.code_count = cable_compile("not ip and not ip6", DLT_EN10MB, code);
	o.snaplen = 20;
	check_case(kind, &o, "snap length 20, no IP");
}

/* The kernel did it: frames that do not match never reach the ring. */
static void test_kernel_counts(void)
{
	static struct frame_kind kinds[FRAME_KINDS];
	static struct want want[2 * FRAME_KINDS];
	struct sock_filter code[CODE_MAX];
	struct source_options o = options("lo", &wrap_outer4);
	struct error e;
	size_t sent = frames_make(kinds);
	o.code = code;
	o.code_count = cable_compile("arp", DLT_EN10MB, code);
	struct link l = link_open();
	struct source *s = source_open_ring(&o, &e);
	struct source_options all = cable_options("lo");
	struct source *witness = source_open_ring(&all, &e);
	if (!CHECK(s && witness))
		return;
	link_send(&l, kinds, sent);
	CHECK(source_counts(witness).received >= sent * 4 + sent / 2);
	size_t count = wanted(want, kinds, sent, &o);
	CHECK(count > 0 && source_counts(s).received == count + 2 * sent);
	source_close(s);
	source_close(witness);
	link_close(&l);
}

static void test_jumbo(enum cable_kind kind)
{
	static uint8_t frame[9014] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 6, 7 };
	struct source_options o = options("lo", &wrap_outer4);
	struct cable_log log = { 0 };
	struct link l = link_open();
	struct source *s = cable_source(kind, &o);
	if (!CHECK(s))
		return;
	end_send(l.a, "127.1.1.2", 10002, frame, sizeof(frame));
	CHECK(cable_wait(s, &log, 1));
	CHECK(log.seen.count == 1 && log.seen.items[0].packet.length == 9014 &&
	      log.seen.items[0].packet.captured == 9014);
	source_close(s);
	link_close(&l);
	cable_log_free(&log);
}

static void odd_send(const struct link *l)
{
	static const uint8_t frame[3000] = { 1 };
	static const uint8_t options_4[4] = { 1, 1, 1, 0 };
	end_send(l->a, "127.1.1.2", 10002, frame, 13);
	end_send(l->a, "127.1.1.2", 10002, frame, 0);
	end_send(l->a, "127.1.1.2", 10002, frame, 2500); /* the MTU is 1500 */
	setsockopt(l->a, IPPROTO_IP, IP_OPTIONS, options_4, sizeof(options_4));
	end_send(l->a, "127.1.1.2", 10002, frame, 100);
	setsockopt(l->a, IPPROTO_IP, IP_OPTIONS, NULL, 0);
	end_send(l->a, "127.1.1.2", 10002, frame, 100);
}

/* What holds no frame is counted, by what is wrong, once per datagram. */
static void test_odd(enum cable_kind kind)
{
	struct source_options o = options("lo", &wrap_outer4);
	struct cable_log log = { 0 };
	CHECK(cable_run("ip link set lo mtu 1500"));
	struct link l = link_open();
	struct source *s = cable_source(kind, &o);
	if (!CHECK(s))
		return;
	odd_send(&l);
	CHECK(cable_wait(s, &log, 1));
	cable_settle(s, &log);
	struct source_counts c = source_counts(s);
	CHECK(log.seen.count == 1 && log.seen.items[0].packet.length == 100);
	CHECK(c.odd[TUNNEL_SHORT] == 2 && c.odd[TUNNEL_FRAGMENT] == 1 &&
	      c.odd[TUNNEL_OPTIONS] == 1 && c.odd[TUNNEL_DAMAGED] == 0);
	CHECK(c.odd[TUNNEL_LATER] == 1);
	CHECK(c.dropped_us == 5 && c.kept == 1 && c.received == 6);
	source_close(s);
	link_close(&l);
	cable_log_free(&log);
	CHECK(cable_run("ip link set lo mtu 65536"));
}

/* Not on a loopback: both directions are of the interface, and padding is no frame. */
static void test_wire(enum cable_kind kind)
{
	static const uint8_t frame[15] = { 1, 2, 3, [14] = 9 };
	struct sock_filter code[CODE_MAX];
	struct source_options o = options("b0", &wrap_outer6);
	struct cable_log log = { 0 };
	o.code = code;
	o.code_count = cable_compile("len = 15", DLT_EN10MB, code);
	struct source *s = cable_source(kind, &o);
	int to = cable_socket("a0"), from = cable_socket("b0");
	struct wrapped w;
	if (!CHECK(s))
		return;
	wrap(&w, &wrap_outer6, frame, sizeof(frame), true);
	memset(w.bytes + w.size, 0, 9);
	cable_send(to, w.bytes, w.size + 9);
	wrap(&w, &wrap_outer6, frame, sizeof(frame), false);
	cable_send(from, w.bytes, w.size);
	wrap(&w, &wrap_outer6, frame, 14, false);
	cable_send(from, w.bytes, w.size);
	CHECK(cable_wait(s, &log, 2));
	cable_settle(s, &log);
	CHECK(log.seen.count == 2);
	for (size_t i = 0; i < log.seen.count; i++)
		CHECK(log.seen.items[i].packet.length == 15 &&
		      log.seen.items[i].bytes[14] == 9 &&
		      log.seen.items[i].packet.direction ==
			      (i ? DIRECTION_OUT : DIRECTION_IN));
	close(to);
	close(from);
	source_close(s);
	cable_log_free(&log);
}

/* Of a multicast group as well, whoever sends. */
static void test_group_counts(void)
{
	static struct frame_kind kinds[FRAME_KINDS];
	static struct want want[2 * FRAME_KINDS];
	const struct outer group = { .family = AF_INET,
				     .kind = OUTER_GROUP,
				     .local_port = 10002,
				     .local = { 230, 0, 0, 1 } };
	struct sock_filter code[CODE_MAX];
	struct source_options o = options("b0", &group);
	struct error e;
	size_t sent = frames_make(kinds);
	o.code = code;
	o.code_count = cable_compile("arp", DLT_EN10MB, code);
	struct source *s = source_open_ring(&o, &e);
	int to = cable_socket("a0");
	if (!CHECK(s))
		return;
	for (size_t i = 0; i < 2 * sent; i++) {
		struct outer sender = wrap_outer4;
		struct wrapped w;
		sender.local[3] = (uint8_t)i;
		memcpy(sender.remote, group.local, sizeof(group.local));
		wrap(&w, &sender, kinds[i / 2].frame.bytes, kinds[i / 2].frame.size,
		     false);
		cable_send(to, w.bytes, w.size);
	}
	o.only_out = true; /* one of each, for wanted() */
	size_t count = wanted(want, kinds, sent, &o);
	CHECK(count > 0 && source_counts(s).received == 2 * count);
	close(to);
	source_close(s);
}

static void test_kind(enum cable_kind kind)
{
	test_filters(kind);
	test_jumbo(kind);
	test_odd(kind);
	test_wire(kind);
}

int main(void)
{
	if (!cable_open())
		return test_done();
	cable_veth("a0", "b0");
	test_kind(CABLE_RING);
	test_kind(CABLE_PCAP);
	test_kernel_counts();
	test_group_counts();
	return test_done();
}
