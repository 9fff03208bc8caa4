/* Orders and notices: what fits is understood, everything else is refused. */
#include "core/capture/wire.h"

#include <stddef.h>

#include "core/base/mem.h"
#include "tests/test.h"

static const struct sock_filter accept_all[] = { BPF_STMT(BPF_RET | BPF_K, 262144) };

static struct order capture_order(void)
{
	struct capture_request r = {
		.name = "a:eth1",
		.description = "veth to b",
		.filter_text = "icmp",
		.cookie = 4711,
		.ifindex = 2,
		.ifname = "eth1",
		.snaplen = 262144,
		.promiscuous = true,
		.only_in = true,
		.backend = BACKEND_PCAP,
		.code = accept_all,
		.code_count = 1,
	};
	struct order o;
	struct error e;
	order_init(&o, ORDER_CAPTURE, 5);
	CHECK(order_request(&o, &r, &e));
	return o;
}

static bool accepted(const struct order *o, size_t size, unsigned fds)
{
	autofree struct order *got = mem_new(sizeof(*got));
	struct error e = { .text = "" };
	bool ok = order_read(got, o, size, fds, &e);
	if (!ok && strncmp(e.text, "order refused: ", 15))
		printf("# unexpected words: %s\n", e.text);
	return ok;
}

static void test_round_trip(void)
{
	struct order o = capture_order(), got;
	struct error e;
	CHECK(order_size(&o) == offsetof(struct order, items) + 8);
	CHECK(order_read(&got, &o, order_size(&o), 0, &e));
	CHECK(got.kind == ORDER_CAPTURE && got.id == 5 && got.cookie == 4711);
	CHECK_STR(got.name, "a:eth1");
	CHECK_STR(got.filter_text, "icmp");
	CHECK(got.flags == (ORDER_PROMISCUOUS | ORDER_ONLY_IN));
	CHECK(got.count == 1 && got.items.code[0].k == 262144);
}

/* One change each, in an order that is fine otherwise. */
static void test_refused(void)
{
	const struct order good = capture_order();
	size_t size = order_size(&good);
	struct order o = good;
	CHECK(accepted(&o, size, 0));
	CHECK(!accepted(&o, size - 1, 0));
	CHECK(!accepted(&o, size + 1, 0));
	CHECK(!accepted(&o, 0, 0));
	CHECK(!accepted(&o, 3, 0));
	CHECK(!accepted(&o, offsetof(struct order, items) - 1, 0));
	CHECK(!accepted(&o, size, 1));
	CHECK((o.version = WIRE_VERSION + 1, !accepted(&o, size, 0)));
	o = good;
	CHECK((o.kind = 0, !accepted(&o, size, 0)));
	CHECK((o.kind = ORDER_KINDS, !accepted(&o, size, 0)));
	CHECK((o.kind = UINT32_MAX, !accepted(&o, size, 0)));
	o = good;
	CHECK((o.count = 2, !accepted(&o, size, 0)));
	CHECK((o.count = SOURCE_CODE_MAX + 1, !accepted(&o, size, 0)));
	CHECK((o.count = UINT32_MAX, !accepted(&o, size, 0)));
	o = good;
	CHECK((o.snaplen = 0, !accepted(&o, size, 0)));
	CHECK((o.snaplen = 262145, !accepted(&o, size, 0)));
	o = good;
	CHECK((o.buffer = WIRE_BUFFER + 1, !accepted(&o, size, 0)));
	o = good;
	CHECK((o.backend = 2, !accepted(&o, size, 0)));
	o = good;
	CHECK((o.flags = 32, !accepted(&o, size, 0)));
	CHECK((o.flags = ORDER_AGAIN, accepted(&o, size, 0)));
	CHECK((o.flags = ORDER_ONLY_IN | ORDER_ONLY_OUT, !accepted(&o, size, 0)));
	o = good;
	CHECK((o.name[0] = 0, !accepted(&o, size, 0)));
	o = good;
	CHECK((o.ifindex = 0, !accepted(&o, size, 0)));
}

static void test_strings_without_end(void)
{
	const struct order good = capture_order();
	struct order o = good;
	size_t size = order_size(&good);
	memset(o.name, 'x', sizeof(o.name));
	CHECK(!accepted(&o, size, 0));
	o = good;
	memset(o.ifname, 'x', sizeof(o.ifname));
	CHECK(!accepted(&o, size, 0));
	o = good;
	memset(o.description, 'x', sizeof(o.description));
	CHECK(!accepted(&o, size, 0));
	o = good;
	memset(o.filter_text, 'x', sizeof(o.filter_text));
	CHECK(!accepted(&o, size, 0));
}

static void test_kinds(void)
{
	struct order o;
	order_init(&o, ORDER_SPOOL, 0);
	CHECK(accepted(&o, order_size(&o), 0));
	CHECK(accepted(&o, order_size(&o), 1));
	CHECK(!accepted(&o, order_size(&o), 2));
	order_init(&o, ORDER_WATCH, 0);
	o.count = WIRE_KEYS;
	CHECK(accepted(&o, order_size(&o), 0));
	o.count++;
	CHECK(!accepted(&o, sizeof(o), 0));
	order_init(&o, ORDER_RESCAN, 0);
	CHECK(accepted(&o, order_size(&o), 0));
	o.count = 1;
	CHECK(!accepted(&o, order_size(&o), 0));
}

/* Tunnels to count: of UDP, sound, each with an id and an interface. */
static void test_meters(void)
{
	struct order o;
	order_init(&o, ORDER_METERS, 0);
	CHECK(accepted(&o, order_size(&o), 0));
	struct order_meter *m = o.items.meters;
	for (o.count = 0; o.count < WIRE_METERS; o.count++)
		m[o.count] = (struct order_meter){
			.cookie = 1,
			.ifindex = 1,
			.id = o.count + 1,
			.outer = { .family = AF_INET,
				   .local_port = 1,
				   .remote_port = 2 },
		};
	size_t size = order_size(&o);
	CHECK(accepted(&o, size, 0) && !accepted(&o, size - 1, 0));
	const struct order_meter good = m[WIRE_METERS - 1];
	struct order_meter *last = &m[WIRE_METERS - 1];
	CHECK((last->id = 0, !accepted(&o, size, 0)));
	*last = good;
	CHECK((last->ifindex = 0, !accepted(&o, size, 0)));
	*last = good;
	CHECK((last->outer.kind = OUTER_TCP, !accepted(&o, size, 0)));
	*last = good;
	CHECK((last->outer.remote_port = 0, !accepted(&o, size, 0)));
	*last = good;
	CHECK((last->outer.family = 0, !accepted(&o, size, 0)));
	o.count++;
	CHECK(!accepted(&o, sizeof(o), 0));
}

static void test_notices(void)
{
	static struct notice n, got;
	static struct wire_notice w;
	const int fds[] = { 70, 71 };
	struct error e;
	memset(n.fds, -1, sizeof(n.fds));
	n.kind = NOTICE_SPOOL;
	n.fds[0] = 7;
	n.fds[2] = 9;
	size_t size = notice_write(&w, &n);
	CHECK(notice_read(&got, &w, size, fds, 2, &e));
	CHECK(got.fds[0] == 70 && got.fds[1] == -1 && got.fds[2] == 71);
	CHECK(!notice_read(&got, &w, size, fds, 1, &e));
	CHECK(!notice_read(&got, &w, size - 1, fds, 2, &e));
	CHECK((w.count = 1, !notice_read(&got, &w, size, fds, 2, &e)));
	w.count = 0;
	CHECK((w.kind = NOTICE_ENDED, !notice_read(&got, &w, size, fds, 2, &e)));
	n.kind = NOTICE_COUNTERS;
	n.fds[0] = n.fds[2] = -1;
	n.counter_count = COUNTERS_PER_NOTICE;
	n.counters[COUNTERS_PER_NOTICE - 1].rx_bytes = 99;
	size = notice_write(&w, &n);
	CHECK(size == sizeof(w) && notice_read(&got, &w, size, fds, 0, &e));
	CHECK(got.counters[COUNTERS_PER_NOTICE - 1].rx_bytes == 99);
	memset(w.text, 'x', sizeof(w.text));
	CHECK(!notice_read(&got, &w, size, fds, 0, &e));
}

/* Frames of another host: with a pipe, and nothing that is of an interface here. */
static void test_relays(void)
{
	const struct capture_request r = { .name = "s2/a:eth1",
					   .linktype = 1,
					   .snaplen = 100 };
	struct order o, other;
	struct error e;
	order_init(&o, ORDER_RELAY, 5);
	CHECK(order_request(&o, &r, &e));
	CHECK(accepted(&o, order_size(&o), 1));
	CHECK(!accepted(&o, order_size(&o), 0));
	other = o;
	other.linktype = UINT16_MAX + 1u;
	CHECK(!accepted(&other, order_size(&other), 1));
	other = o;
	other.cookie = 1;
	CHECK(!accepted(&other, order_size(&other), 1));
	other = o;
	other.snaplen = 0;
	CHECK(!accepted(&other, order_size(&other), 1));
}

int main(void)
{
	test_round_trip();
	test_refused();
	test_strings_without_end();
	test_kinds();
	test_meters();
	test_relays();
	test_notices();
	return test_done();
}
