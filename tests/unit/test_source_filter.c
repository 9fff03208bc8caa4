/* Capture filters on live sources mean what they mean on a file: the same frames match
 * whether the VLAN tag arrives in line (sending side) or outside (receiving side), and
 * a filter that is replaced has judged what came before, and nothing after. */
#include "tests/test.h"

#include <fcntl.h>
#include <pthread.h>

#include "tests/cable.h"

enum { SIZE = 80, PROGRAM = 4096 };

struct program {
	struct sock_filter code[PROGRAM];
	uint32_t count;
};

/* The frame from its ethertype on; zeros follow, and the index ends it. */
static const struct {
	const char *name, *bytes;
	size_t size;
} frames[] = {
#define ICMP                                                                           \
	"\x08\x00\x45\x00\x00\x1c\x00\x00\x00\x00\x40\x01\x00\x00\x0a\x00\x00\x01\x0a" \
	"\x00\x00\x02\x08"
#define UDP                                                                            \
	"\x08\x00\x45\x00\x00\x1c\x00\x00\x00\x00\x40\x11\x00\x00\x0a\x00\x00\x01\x0a" \
	"\x00\x00\x02\x08"
#define ARP  "\x08\x06\x00\x01\x08\x00\x06\x04\x00\x01"
#define IPV6 "\x86\xdd\x60\x00\x00\x00\x00\x08\x3a\x40"
#define FRAME(name, bytes)                                                             \
	{                                                                              \
		name, bytes, sizeof(bytes) - 1                                         \
	}
	FRAME("icmp", ICMP),
	FRAME("udp", UDP),
	FRAME("arp", ARP),
	FRAME("ip6", IPV6),
	FRAME("vlan 10 icmp", "\x81\x00\x00\x0a" ICMP),
	FRAME("vlan 10 priority 5 udp", "\x81\x00\xa0\x0a" UDP),
	FRAME("vlan 20 icmp", "\x81\x00\x00\x14" ICMP),
	FRAME("vlan 10 arp", "\x81\x00\x00\x0a" ARP),
	FRAME("vlan 0 icmp", "\x81\x00\x00\x00" ICMP),
	FRAME("vlan 4095 ip6", "\x81\x00\xff\xff" IPV6),
	FRAME("802.1ad 100", "\x88\xa8\x00\x64" ICMP),
	FRAME("802.1ad 100, vlan 10", "\x88\xa8\x00\x64\x81\x00\x00\x0a" ICMP),
	FRAME("vlan 10, vlan 20", "\x81\x00\x00\x0a\x81\x00\x00\x14" ICMP),
	FRAME("vlan 10 in 9100", "\x91\x00\x00\x0a" ICMP),
};

static const char *const filters[] = {
	"icmp",
	"vlan 10",
	"not ip",
	"not vlan",
	"ip",
	"arp",
	"ether[12:2] = 0x8100",
	"vlan and icmp",
	"vlan 100 and vlan 10",
	"ether[14:2] & 0xfff = 10",
	"ip6 or vlan 4095",
	"len = 80 and not arp",
	"ether[79] & 1 = 1", /* the last byte */
	"greater 81",
};

static void frame_fill(uint8_t frame[SIZE], size_t which)
{
	memset(frame, 0, SIZE);
	memset(frame, 0xff, 6);
	frame[6] = 2;
	memcpy(frame + 12, frames[which].bytes, frames[which].size);
	frame[SIZE - 1] = (uint8_t)which;
}

static void frames_send(int fd)
{
	uint8_t frame[SIZE];
	for (size_t i = 0; i < COUNT(frames); i++) {
		frame_fill(frame, i);
		if (!cable_send(fd, frame, SIZE))
			abort();
	}
}

/* Bit i: frame i matches, as libpcap says of a file. */
static unsigned offline(const struct program *p)
{
	const struct bpf_program bpf = { .bf_len = p->count,
					 .bf_insns = (void *)(uintptr_t)p->code };
	const struct pcap_pkthdr h = { .caplen = SIZE, .len = SIZE };
	uint8_t frame[SIZE];
	unsigned set = 0;
	for (size_t i = 0; i < COUNT(frames); i++) {
		frame_fill(frame, i);
		set |= pcap_offline_filter(&bpf, &h, frame) ? 1U << i : 0;
	}
	return set;
}

/* The same from what was captured; ~0 when a frame came twice or is not the one that
 * was sent. */
static unsigned captured(const struct cable_log *log)
{
	uint8_t frame[SIZE];
	unsigned set = 0;
	for (size_t i = 0; i < log->seen.count; i++) {
		const struct seen *s = &log->seen.items[i];
		size_t which = s->bytes[SIZE - 1];
		if (which >= COUNT(frames) || set & 1U << which)
			return ~0U;
		frame_fill(frame, which);
		if (s->packet.captured != SIZE || s->packet.length != SIZE ||
		    memcmp(s->bytes, frame, SIZE))
			return ~0U;
		set |= 1U << which;
	}
	return set;
}

/* One end of the wire: the source under test, and one that sees all frames and so says
 * when they have arrived. */
struct end {
	struct source *source, *witness;
	struct cable_log log, all;
	size_t sent;
};

static bool end_open(struct end *e, enum cable_kind kind, const char *ifname,
		     const struct program *p, uint32_t snaplen)
{
	struct source_options o = cable_options(ifname);
	o.buffer_kib = 4096; /* a block each for rounds that are not drained */
	*e = (struct end){ .witness = cable_source(CABLE_RING, &o) };
	o.snaplen = snaplen;
	if (p)
		o.code = p->code;
	o.code_count = p ? p->count : 0;
	e->source = cable_source(kind, &o);
	return CHECK_AS(cable_name(kind), e->source && e->witness);
}

static void end_arrived(struct end *e, size_t count)
{
	e->sent += count;
	if (!cable_wait(e->witness, &e->all, e->sent))
		CHECK_AS("all frames reached the interface", false);
}

static void end_close(struct end *e)
{
	source_close(e->source);
	source_close(e->witness);
	cable_log_free(&e->log);
	cable_log_free(&e->all);
}

static void compare(enum cable_kind kind, const char *ifname, const char *text,
		    const struct program *p)
{
	char what[128];
	struct end e;
	int fd = cable_socket("a0");
	if (!end_open(&e, kind, ifname, p, 262144))
		return;
	frames_send(fd);
	end_arrived(&e, COUNT(frames));
	cable_settle(e.source, &e.log);
	unsigned want = p ? offline(p) : (1U << COUNT(frames)) - 1;
	unsigned got = captured(&e.log);
	snprintf(what, sizeof(what), "%s %s %s", cable_name(kind), ifname, text);
	if (!CHECK_AS(what, got == want)) {
		for (size_t i = 0; i < COUNT(frames); i++)
			if ((got ^ want) >> i & 1)
				printf("# %s: %s\n", frames[i].name,
				       got >> i & 1 ? "wrong" : "missing");
	}
	CHECK(source_counts(e.source).kept == e.log.seen.count);
	close(fd);
	end_close(&e);
}

static void test_matrix(enum cable_kind kind)
{
	static struct program p;
	compare(kind, "a0", "everything", NULL);
	compare(kind, "b0", "everything", NULL);
	for (size_t i = 0; i < COUNT(filters); i++) {
		p.count = cable_compile(filters[i], DLT_EN10MB, p.code);
		compare(kind, "a0", filters[i], &p);
		compare(kind, "b0", filters[i], &p);
	}
}

/* Too long for the kernel: its limit, and its memory per socket. */
static void test_long(enum cable_kind kind)
{
	static struct program p;
	struct sock_filter tail[256];
	uint32_t size = cable_compile("vlan 10 or arp", DLT_EN10MB, tail);
	static const uint32_t lengths[] = { PROGRAM, PROGRAM - 5, 1000 };
	for (size_t n = 0; n < COUNT(lengths); n++) {
		uint32_t length = p.count = lengths[n];
		for (uint32_t i = 0; i < length - size; i++)
			p.code[i] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_IMM, i);
		memcpy(p.code + length - size, tail, size * sizeof(*tail));
		compare(kind, "a0", "long program", &p);
		compare(kind, "b0", "long program", &p);
	}
}

static void test_little_memory(enum cable_kind kind)
{
	/* There only where it is the namespace's own, so nothing else is touched. */
	int fd = open("/proc/sys/net/core/optmem_max", O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "4096", 4) != 4)
		SKIP("filter beyond optmem_max", "not per namespace in this kernel");
	else
		test_long(kind);
	if (fd >= 0) {
		CHECK(write(fd, "131072", 6) == 6);
		close(fd);
	}
}

/* What is cut off was still looked at, and the tag counts in both lengths. */
static void test_snaplen(enum cable_kind kind)
{
	static struct program p;
	p.count = cable_compile("ether[79] > 3 and vlan 10", DLT_EN10MB, p.code);
	unsigned wanted = (unsigned)__builtin_popcount(offline(&p));
	for (uint32_t snaplen = 11; snaplen <= 20; snaplen += 3) {
		struct end e;
		int fd = cable_socket("a0");
		if (!end_open(&e, kind, "b0", &p, snaplen))
			return;
		frames_send(fd);
		end_arrived(&e, COUNT(frames));
		cable_settle(e.source, &e.log);
		CHECK(wanted > 2 && e.log.seen.count == wanted);
		bool fine = true;
		uint8_t frame[SIZE];
		frame_fill(frame, 4); /* the first that matches */
		for (size_t i = 0; i < e.log.seen.count; i++)
			fine &= e.log.seen.items[i].packet.captured == snaplen &&
				e.log.seen.items[i].packet.length == SIZE;
		CHECK(fine && !memcmp(e.log.seen.items[0].bytes, frame, snaplen));
		close(fd);
		end_close(&e);
	}
}

/* A program's own snap length, tcpdump's `-d` last line: ret #20. */
static void test_return(enum cable_kind kind)
{
	static struct program p = { .code = { BPF_STMT(BPF_RET | BPF_K, 20) },
				    .count = 1 };
	struct end e;
	int fd = cable_socket("a0");
	if (!end_open(&e, kind, "b0", &p, 60))
		return;
	frames_send(fd);
	end_arrived(&e, COUNT(frames));
	cable_settle(e.source, &e.log);
	bool fine = e.log.seen.count == COUNT(frames);
	for (size_t i = 0; i < e.log.seen.count; i++)
		fine &= e.log.seen.items[i].packet.captured == 20;
	CHECK(fine);
	close(fd);
	end_close(&e);
}

/* Frames of three classes, with and without a tag: one filter takes classes 0 and 2,
 * the other 1 and 2. */
#define NOT_CLASS(n)                                                                   \
	"(ether[12:2] = 0x88b5 and ether[14] != " n ")"                                \
	" or (ether[12:2] = 0x8100 and ether[18] != " n ")"

static void numbered_fill(uint8_t frame[SIZE], unsigned class, unsigned number)
{
	memset(frame, 0, SIZE);
	memset(frame, 0xff, 6);
	memcpy(frame + 12, number & 1 ? "\x81\x00\x00\x07\x88\xb5" : "\x88\xb5",
	       number & 1 ? 6 : 2);
	frame[number & 1 ? 18 : 14] = (uint8_t) class;
	number = htonl(number);
	memcpy(frame + 40, &number, 4);
}

static unsigned numbered(const struct seen *s)
{
	unsigned number;
	memcpy(&number, s->bytes + 40, 4);
	return ntohl(number);
}

/* Filters change while frames of earlier ones still wait in the ring: each frame was
 * judged by the filter of its time. */
static void test_change(enum cable_kind kind, const char *ifname)
{
	enum { ROUNDS = 24, EACH = 12 };
	static struct program p[2];
	p[0].count = cable_compile(NOT_CLASS("1"), DLT_EN10MB, p[0].code);
	p[1].count = cable_compile(NOT_CLASS("0"), DLT_EN10MB, p[1].code);
	VEC(unsigned) want = { 0 };
	struct error error;
	struct end e;
	int fd = cable_socket("a0");
	if (!end_open(&e, kind, ifname, NULL, 262144))
		return;
	for (unsigned round = 0; round < ROUNDS; round++) {
		unsigned by = round % 2;
		if (!source_filter(e.source, p[by].code, p[by].count, &error))
			CHECK_AS(error.text, false);
		for (unsigned i = 0; i < EACH; i++) {
			uint8_t frame[SIZE];
			unsigned class = i / 2 % 3, number = round * EACH + i;
			numbered_fill(frame, class, number);
			if (class == 2 || class == by)
				vec_push(&want, number);
			if (!cable_send(fd, frame, SIZE))
				abort();
		}
		end_arrived(&e, EACH);
		if (round % 7 == 6)
			cable_settle(e.source, &e.log);
	}
	cable_settle(e.source, &e.log);
	bool same = want.count == e.log.seen.count;
	for (size_t i = 0; same && i < want.count; i++)
		same = want.items[i] == numbered(&e.log.seen.items[i]);
	if (!CHECK_AS(ifname, same))
		printf("# %zu of %zu\n", e.log.seen.count, want.count);
	free(want.items);
	close(fd);
	end_close(&e);
}

enum { LOAD = 20000 };

static void *load_send(void *owner)
{
	int fd = *(int *)owner;
	uint8_t frame[SIZE];
	for (unsigned i = 0; i < LOAD; i++) {
		numbered_fill(frame, 2, i);
		if (!cable_send(fd, frame, SIZE))
			abort();
	}
	return NULL;
}

/* Both filters want all of these: none is lost, none is seen twice. */
static void test_load(enum cable_kind kind)
{
	static struct program p[2];
	p[0].count = cable_compile(NOT_CLASS("1"), DLT_EN10MB, p[0].code);
	p[1].count = cable_compile(NOT_CLASS("0"), DLT_EN10MB, p[1].code);
	struct source_options o = cable_options("b0");
	o.buffer_kib = 32 << 10; /* holds all of them: a slow machine loses none */
	struct source *s = cable_source(kind, &o);
	struct cable_log log = { 0 };
	struct error error;
	pthread_t thread;
	int fd = cable_socket("a0");
	if (!s || pthread_create(&thread, NULL, load_send, &fd))
		abort();
	unsigned changes = 0;
	int64_t end = clock_mono() + 20 * CLOCK_SEC;
	while (log.seen.count < LOAD && clock_mono() < end) {
		unsigned by = changes++ % 2;
		if (!source_filter(s, p[by].code, p[by].count, &error))
			CHECK_AS(error.text, false);
		source_drain(s, 500, cable_emit, &log);
	}
	pthread_join(thread, NULL);
	cable_settle(s, &log);
	bool all = log.seen.count == LOAD;
	for (unsigned i = 0; all && i < LOAD; i++)
		all = numbered(&log.seen.items[i]) == i;
	if (!CHECK_AS(cable_name(kind), all))
		printf("# %zu of %u\n", log.seen.count, LOAD);
	printf("# %u changes\n", changes);
	CHECK(changes > 10);
	close(fd);
	source_close(s);
	cable_log_free(&log);
}

/* A program that is refused changes nothing. */
static void test_refused(enum cable_kind kind)
{
	static struct program p;
	static const struct sock_filter bad =
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)SKF_AD_OFF);
	p.count = cable_compile("arp", DLT_EN10MB, p.code);
	struct error error;
	struct end e;
	int fd = cable_socket("a0");
	if (!end_open(&e, kind, "b0", &p, 262144))
		return;
	CHECK(!source_filter(e.source, &bad, 1, &error));
	CHECK(!source_filter(e.source, p.code, PROGRAM + 1, &error));
	frames_send(fd);
	end_arrived(&e, COUNT(frames));
	cable_settle(e.source, &e.log);
	CHECK(captured(&e.log) == offline(&p));
	/* And none at all takes everything. */
	CHECK(source_filter(e.source, NULL, 0, &error));
	e.log.seen.count = 0;
	frames_send(fd);
	end_arrived(&e, COUNT(frames));
	cable_settle(e.source, &e.log);
	CHECK(captured(&e.log) == (1U << COUNT(frames)) - 1);
	close(fd);
	end_close(&e);
}

static void test_kind(enum cable_kind kind)
{
	test_matrix(kind);
	test_long(kind);
	test_little_memory(kind);
	test_snaplen(kind);
	test_return(kind);
	test_change(kind, "a0");
	test_change(kind, "b0");
	test_load(kind);
	test_refused(kind);
}

int main(void)
{
	if (!cable_open())
		return test_done();
	cable_veth("a0", "b0");
	test_kind(CABLE_RING);
	test_kind(CABLE_PCAP);
	return test_done();
}
