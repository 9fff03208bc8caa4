/* What comes back for a segment of TCP, and when nobody can tell. */
#include "core/analysis/acks.h"

#include "tests/unit/flow_file.h"

static const uint32_t START = 0xfffffff0; /* wraps on its way */

static void add_handshake(struct file *f)
{
	add(f, (struct seg){ .flags = FLAG_SYN, .sequence = START });
	add(f, (struct seg){ .from = B,
			     .flags = FLAG_SYN | FLAG_ACK,
			     .sequence = 1000,
			     .ack = START + 1 });
	add(f, (struct seg){ .sequence = START + 1, .ack = 1001 });
}

static void add_data(struct file *f, uint32_t offset, uint32_t size)
{
	add(f, (struct seg){ .sequence = START + 1 + offset,
			     .ack = 1001,
			     .size = size,
			     .after = 10 });
}

static void add_ack(struct file *f, uint32_t iface, uint32_t offset)
{
	add(f, (struct seg){ .from = B,
			     .iface = iface,
			     .sequence = 1001,
			     .ack = START + 1 + offset,
			     .after = 10 });
}

static void test_answers(bool ip6, uint8_t vni)
{
	struct file f = file_new();
	f.ip6 = ip6;
	f.vni = vni;
	add_handshake(&f);
	add_data(&f, 0, 100);  /* 4 */
	add_data(&f, 100, 50); /* 5 */
	add_ack(&f, 1, 150);   /* at another point */
	add_ack(&f, 0, 100);   /* 7 */
	add_ack(&f, 2, 150);   /* 8: an interface of the same name */
	add_data(&f, 150, 10); /* 9: never */
	file_open(&f);
	CHECK(acks_find(f.store, 1) == 2);
	CHECK(acks_find(f.store, 2) == 3);
	CHECK(acks_find(f.store, 3) == 0);
	CHECK(acks_find(f.store, 4) == 7);
	CHECK(acks_find(f.store, 5) == 8);
	CHECK(acks_find(f.store, 7) == 0);
	CHECK(acks_find(f.store, 9) == 0);
	CHECK(acks_find(f.store, 99) == 0);
	file_done(&f);
}

/* One acknowledgment, and the segment was there twice: it may be for either. */
static void test_again(void)
{
	struct file f = file_new();
	add_handshake(&f);
	add_data(&f, 0, 100);
	add_data(&f, 0, 60);
	add_ack(&f, 0, 100);
	add_data(&f, 50, 50); /* 7: acknowledged already */
	add_ack(&f, 0, 100);
	file_open(&f);
	CHECK(acks_find(f.store, 4) == 0);
	CHECK(acks_find(f.store, 5) == 0);
	CHECK(acks_find(f.store, 7) == 0);
	flows_reach(f.flows, 9);
	(void)info(&f, 7);
	CHECK(flows_is_again(f.flows));
	(void)info(&f, 4);
	CHECK(!flows_is_again(f.flows));
	file_done(&f);
}

static void test_refused(void)
{
	struct file f = file_new();
	add(&f, (struct seg){ .flags = FLAG_SYN, .sequence = 7 });
	add(&f, (struct seg){ .from = B, .sequence = 99, .ack = 4000 });
	add(&f, (struct seg){ .from = B, .flags = FLAG_RST | FLAG_ACK, .ack = 8 });
	add(&f, (struct seg){ .flags = FLAG_SYN, .sequence = 70, .port = 81 });
	add(&f, (struct seg){ .from = B,
			      .flags = FLAG_SYN | FLAG_ACK,
			      .ack = 71,
			      .port = 81,
			      .after = 1100 });
	file_open(&f);
	CHECK(acks_find(f.store, 1) == 3);
	CHECK(acks_find(f.store, 3) == 0);
	CHECK_AS("later than a second", acks_find(f.store, 4) == 0);
	file_done(&f);
}

int main(void)
{
	test_answers(false, 0);
	test_answers(true, 0);
	test_answers(false, 7);
	test_again();
	test_refused();
	return test_done();
}
