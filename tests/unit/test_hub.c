/* Many tunnels through one source: each has its own frames by its own filter, over
 * IPv4, IPv6 and to a group; where all have the same filter the kernel applies it;
 * filters change one by one, members leave, the interface goes. */
#include "core/capture/hub.h"

#include "tests/cable.h"
#include "tests/frames.h"
#include "tests/wrap.h"

enum { MEMBERS = 4, PROGRAM = 256 };

static const struct outer group = {
	.family = AF_INET,
	.kind = OUTER_GROUP,
	.local_port = 10002,
	.local = { 230, 0, 0, 1 },
};

/* Two of IPv4 that share their ports, one of IPv6, a group. */
static struct outer outer_of(size_t member)
{
	struct outer o = wrap_outer4;
	if (member == 1)
		o.remote[3] = 3;
	return member == 2 ? wrap_outer6 : member == 3 ? group : o;
}

struct bench {
	struct source *shared, *members[MEMBERS];
	struct cable_log logs[MEMBERS];
	int wire;
};

struct program {
	struct sock_filter code[PROGRAM];
	uint32_t count;
};

static struct program program_of(const char *text)
{
	struct program p;
	p.count = cable_compile(text, DLT_EN10MB, p.code);
	return p;
}

static struct source *join(struct bench *b, size_t i, const char *filter,
			   uint32_t snaplen)
{
	struct program p = program_of(filter);
	struct error e = { .text = "" };
	const struct source_options o = {
		.outer = outer_of(i),
		.snaplen = snaplen,
		.code = *filter ? p.code : NULL,
		.code_count = *filter ? p.count : 0,
	};
	struct source *s = hub_join(b->shared, &o, cable_emit, &b->logs[i], &e);
	if (!s)
		printf("# %s\n", e.text);
	return s;
}

static void bench_open(struct bench *b, const char *filter)
{
	struct source_options o = cable_options("b0");
	struct error e;
	o.shared = true;
	o.promiscuous = false;
	*b = (struct bench){ .shared = source_open_ring(&o, &e),
			     .wire = cable_socket("a0") };
	if (!b->shared)
		abort();
	for (size_t i = 0; i < MEMBERS; i++)
		b->members[i] = join(b, i, filter, 262144);
}

static void bench_close(struct bench *b)
{
	for (size_t i = 0; i < MEMBERS; i++) {
		source_close(b->members[i]);
		cable_log_free(&b->logs[i]);
	}
	source_close(b->shared);
	close(b->wire);
}

static void send_frame(const struct bench *b, const struct outer *o,
		       const struct frame *f)
{
	struct wrapped w;
	struct outer sent = *o;
	if (o->kind == OUTER_GROUP) {
		/* Somebody sends to the group. */
		sent = wrap_outer4;
		sent.local_port = 777;
		sent.remote_port = o->local_port;
		memcpy(sent.remote, o->local, 4);
	}
	wrap(&w, &sent, f->bytes, f->size, false);
	if (!cable_send(b->wire, w.bytes, w.size))
		abort();
}

/* Into each tunnel a ping and an ARP request, and one that is in none of them. */
static void send_all(const struct bench *b)
{
	const struct frame icmp = frame_ip4(1, "0800000000010001");
	const struct frame arp = frame_eth(0x0806, "0001080006040001");
	struct outer other = wrap_outer4;
	other.local[3] = 77;
	for (size_t i = 0; i < MEMBERS; i++) {
		struct outer o = outer_of(i);
		send_frame(b, &o, &icmp);
		send_frame(b, &o, &arp);
	}
	send_frame(b, &other, &icmp);
}

/* Until the ring is empty: a block is handed over within 50 ms. */
static void settle(struct bench *b)
{
	for (int quiet = 0; quiet < 20; quiet++) {
		uint64_t before = hub_taken(b->shared);
		struct pollfd p = { .fd = source_fd(b->shared), .events = POLLIN };
		poll(&p, 1, 10);
		(void)source_drain(b->shared, 100, NULL, NULL);
		if (hub_taken(b->shared) != before)
			quiet = 0;
	}
}

/* What one round brings: how many each has, "1111", and how many the kernel passed. */
static const char *round_of(struct bench *b, uint64_t *passed)
{
	static char text[MEMBERS + 1];
	size_t before[MEMBERS];
	uint64_t taken = hub_taken(b->shared);
	for (size_t i = 0; i < MEMBERS; i++)
		before[i] = b->logs[i].seen.count;
	send_all(b);
	settle(b);
	for (size_t i = 0; i < MEMBERS; i++)
		text[i] = (char)('0' + b->logs[i].seen.count - before[i]);
	*passed = hub_taken(b->shared) - taken;
	return text;
}

static bool refilter(struct source *s, const char *text)
{
	struct program p = program_of(text);
	struct error e;
	return source_filter(s, p.code, p.count, &e);
}

static void test_filters(void)
{
	struct bench b;
	uint64_t passed;
	bench_open(&b, "icmp");
	CHECK_STR(round_of(&b, &passed), "1111");
	/* Of the group all pass, as does the one of none: it may be a stranger. */
	CHECK_AS("the kernel applies what all have in common", passed == MEMBERS + 2);
	CHECK(b.logs[0].seen.items[0].packet.length == 42 &&
	      b.logs[0].seen.items[0].packet.direction == DIRECTION_OUT &&
	      b.logs[2].seen.items[0].packet.direction == DIRECTION_OUT &&
	      b.logs[3].seen.items[0].packet.direction == DIRECTION_UNKNOWN);
	CHECK(refilter(b.members[0], "arp or icmp"));
	CHECK_STR(round_of(&b, &passed), "2111");
	CHECK_AS("but not where one differs", passed == 2 * MEMBERS + 1);
	for (size_t i = 0; i < MEMBERS; i++)
		CHECK(refilter(b.members[i], "arp"));
	CHECK_STR(round_of(&b, &passed), "1111");
	CHECK_AS("and again", passed == MEMBERS + 2);
	CHECK(b.logs[2].seen.items[2].bytes[13] == 6);
	bench_close(&b);
}

static void test_leaving(void)
{
	struct bench b;
	uint64_t passed;
	struct error e;
	bench_open(&b, "icmp");
	source_close(b.members[2]);
	b.members[2] = NULL;
	CHECK_STR(round_of(&b, &passed), "1101");
	CHECK_AS("the ports of one that left are not looked at", passed == MEMBERS + 1);
	b.members[2] = join(&b, 2, "", 262144);
	CHECK_STR(round_of(&b, &passed), "1121");
	CHECK(hub_pause(b.shared, true, &e));
	CHECK_STR(round_of(&b, &passed), "0000");
	CHECK_AS("nothing passes while it rests", passed == 0);
	CHECK(hub_pause(b.shared, false, &e));
	CHECK_STR(round_of(&b, &passed), "1121");
	bench_close(&b);
}

/* Of what is only counted the headers are enough. */
static void test_lengths(void)
{
	const struct outer o = outer_of(0);
	struct frame f = frame_eth(0x88b5, "00");
	struct bench b;
	bench_open(&b, "");
	for (size_t i = 0; i < MEMBERS; i++) {
		source_close(b.members[i]);
		b.members[i] = join(&b, i, "", 1);
	}
	f.size = 200;
	send_frame(&b, &o, &f);
	settle(&b);
	CHECK(b.logs[0].seen.count == 1);
	CHECK(b.logs[0].seen.items[0].packet.captured == 1 &&
	      b.logs[0].seen.items[0].packet.length == 200);
	/* With a filter that looks further it has to be there. */
	CHECK(refilter(b.members[0], "ether[199] = 0"));
	send_frame(&b, &o, &f);
	settle(&b);
	CHECK(b.logs[0].seen.count == 2);
	bench_close(&b);
}

static void test_odd(void)
{
	const struct outer o = outer_of(0);
	struct outer other = o;
	const struct frame f = { .bytes = "short", .size = 5 };
	struct bench b;
	bench_open(&b, "icmp");
	send_frame(&b, &o, &f);
	settle(&b);
	struct source_counts c = source_counts(b.members[0]);
	CHECK(c.kept == 0 && c.odd[TUNNEL_SHORT] == 1 && c.dropped_us == 1);
	/* Somebody else sends to its remote end, and to one that two tunnels share;
	 * whatever is in it. */
	const struct frame icmp = frame_ip4(1, "0800000000010001");
	const struct frame arp = frame_eth(0x0806, "0001080006040001");
	other.local[3] = 77;
	send_frame(&b, &other, &icmp);
	memcpy(other.remote, o.local, sizeof(o.local));
	send_frame(&b, &other, &arp);
	settle(&b);
	c = source_counts(b.members[0]);
	CHECK(c.kept == 0 && c.odd[TUNNEL_STRANGER] == 2 && c.dropped_us == 3);
	CHECK(source_counts(b.members[1]).odd[TUNNEL_STRANGER] == 1);
	CHECK(source_counts(b.members[2]).dropped_us == 0);
	bench_close(&b);
}

/* More than the ring holds: the number of those that are missing is right, whoever is
 * told of it. */
static void test_losses(void)
{
	enum { SENT = 8000 };
	const struct outer outers[] = { outer_of(0), outer_of(2) };
	struct frame f = frame_eth(0x88b5, "00");
	struct bench b;
	bench_open(&b, "");
	f.size = sizeof(f.bytes);
	for (size_t i = 0; i < SENT; i++)
		send_frame(&b, &outers[i & 1], &f);
	settle(&b);
	send_frame(&b, &outers[0], &f);
	settle(&b);
	uint64_t kept = 0, dropped = 0, told = 0;
	for (size_t i = 0; i < MEMBERS; i++) {
		struct source_counts c = source_counts(b.members[i]);
		kept += c.kept;
		dropped += c.dropped_kernel;
		CHECK(c.received == c.kept + c.dropped_kernel);
		for (size_t k = 0; k < b.logs[i].seen.count; k++)
			told += b.logs[i].seen.items[k].packet.dropped;
	}
	printf("# %llu of %d lost\n", (unsigned long long)dropped, SENT);
	CHECK(dropped > 0 && kept + dropped == SENT + 1 && told == dropped);
	bench_close(&b);
}

/* Each is told once that the interface went down, and that it is gone. */
static void test_end(void)
{
	struct bench b;
	enum source_result r;
	int64_t end = clock_mono() + CABLE_PATIENCE;
	bench_open(&b, "");
	cable_run("ip link set b0 down");
	for (size_t i = 0; i < MEMBERS; i++) {
		while ((r = source_drain(b.members[i], 10, cable_emit, &b.logs[i])) ==
			       SOURCE_OK &&
		       clock_mono() < end)
			usleep(10000);
		CHECK(r == SOURCE_DOWN);
		CHECK(source_drain(b.members[i], 10, cable_emit, &b.logs[i]) ==
		      SOURCE_OK);
	}
	cable_run("ip link del b0");
	for (size_t i = 0; i < MEMBERS; i++) {
		while ((r = source_drain(b.members[i], 10, cable_emit, &b.logs[i])) !=
			       SOURCE_GONE &&
		       clock_mono() < end)
			usleep(10000);
		CHECK(r == SOURCE_GONE);
		CHECK(source_drain(b.members[i], 10, cable_emit, &b.logs[i]) ==
		      SOURCE_OK);
	}
	bench_close(&b);
}

int main(void)
{
	if (!cable_open())
		return test_done();
	cable_veth("a0", "b0");
	test_filters();
	test_leaving();
	test_lengths();
	test_odd();
	test_losses();
	test_end();
	return test_done();
}
