/* What rows say about earlier segments of a connection: real capture files, packet by
 * packet, in order and at random. */
#include "core/analysis/remarks.h"
#include "tests/unit/flow_file.h"

static void test_relative(void)
{
	struct file f = file_new();
	handshake(&f, 0);
	add(&f, (struct seg){ .sequence = 1001, .ack = 0xfffffff1, .size = 10 });
	add(&f,
	    (struct seg){ .from = B, .sequence = 0xfffffff1, .ack = 1011, .size = 40 });
	add(&f, (struct seg){ .from = B, .sequence = 25, .ack = 1011, .flags = 17 });
	file_open(&f);
	CHECK_STR(info(&f, 1), "40000 → 80 [SYN] Seq=0 Win=500 Len=0 WS=128");
	CHECK_STR(info(&f, 2), "80 → 40000 [SYN, ACK] Seq=0 Ack=1 Win=500 Len=0 WS=4");
	CHECK_STR(info(&f, 3), "40000 → 80 [ACK] Seq=1 Ack=1 Win=64000 Len=0");
	CHECK_STR(info(&f, 4), "40000 → 80 [ACK] Seq=1 Ack=1 Win=64000 Len=10");
	CHECK_STR(info(&f, 5), "80 → 40000 [ACK] Seq=1 Ack=11 Win=2000 Len=40");
	CHECK_STR(info(&f, 6), "80 → 40000 [FIN, ACK] Seq=41 Ack=11 Win=2000 Len=0");
	CHECK_STR(info_with(&f, NULL, 5),
		  "80 → 40000 [ACK] Seq=4294967281 Ack=1011 Win=500 Len=40");
	file_done(&f);
}

/* A flow that was there before the capture starts at 1. */
static void test_no_syn(bool ip6, uint8_t vni)
{
	struct file f = file_new();
	f.ip6 = ip6;
	f.vni = vni;
	add(&f, (struct seg){ .sequence = 5000, .ack = 9000, .size = 10 });
	add(&f, (struct seg){ .from = B, .sequence = 9000, .ack = 5010, .size = 5 });
	file_open(&f);
	CHECK_STR(info(&f, 1), "40000 → 80 [ACK] Seq=1 Ack=1 Win=500 Len=10");
	CHECK_STR(info(&f, 2), "80 → 40000 [ACK] Seq=1 Ack=11 Win=500 Len=5");
	file_done(&f);
}

/* Only both SYNs together make windows scaled. */
static void test_scale(void)
{
	struct file f = file_new();
	add(&f, (struct seg){ .flags = FLAG_SYN, .sequence = 1, .shift = 3 });
	add(&f, (struct seg){ .from = B, .flags = FLAG_SYN | FLAG_ACK, .ack = 2 });
	add(&f, (struct seg){ .sequence = 2, .ack = 1 });
	file_open(&f);
	CHECK_STR(info(&f, 3), "40000 → 80 [ACK] Seq=1 Ack=1 Win=500 Len=0");
	file_done(&f);
}

static void check_remark(const struct seg *before, size_t count, struct seg last,
			 const char *remark)
{
	struct file f = file_new();
	char want[80];
	handshake(&f, 0);
	for (size_t i = 0; i < count; i++)
		add(&f, before[i]);
	add(&f, last);
	file_open(&f);
	for (size_t i = 0; i < count; i++)
		if (i + 1 < count)
			(void)info(&f, 4 + i);
	snprintf(want, sizeof(want), "%s%s%s", remark, remark[0] ? " " : "",
		 last.from == B ? "80 → " : "40000 → ");
	const char *got = info(&f, 4 + count);
	if (!CHECK_AS(remark[0] ? remark : "no remark",
		      !strncmp(got, want, strlen(want))))
		printf("# got  %s\n", got);
	file_done(&f);
}

#define AFTER(last, remark, ...)                                                       \
	do {                                                                           \
		const struct seg before[] = { __VA_ARGS__ };                           \
		check_remark(before, COUNT(before), (struct seg)last, remark);         \
	} while (0)
#define SEG(...)                                                                       \
	{                                                                              \
		__VA_ARGS__                                                            \
	}

static void test_remarks(void)
{
	const uint32_t b = 0xfffffff1;
	struct seg data = { .sequence = 1001, .ack = b, .size = 100 };
	struct seg more = { .sequence = 1101, .ack = b, .size = 100 };
	struct seg far = { .sequence = 1201, .ack = b, .size = 100 };
	struct seg acked = { .from = B, .sequence = b, .ack = 1101 };
	struct seg shut = { .from = B, .sequence = b, .ack = 1101, .window = 1 };

	AFTER(SEG(.sequence = 1101, .ack = b, .size = 9), "", data);
	AFTER(SEG(.sequence = 1001, .ack = b, .size = 100), "[TCP Retransmission]",
	      data);
	AFTER(SEG(.sequence = 1001, .ack = b, .size = 100),
	      "[TCP Spurious Retransmission]", data, acked);
	AFTER(SEG(.sequence = 1101, .ack = b, .size = 100, .after = 1),
	      "[TCP Out-Of-Order]", data, far);
	AFTER(SEG(.sequence = 1201, .ack = b, .size = 100),
	      "[TCP Previous segment not captured]", data);
	AFTER(SEG(.sequence = 1101, .ack = b, .size = 100, .after = 1),
	      "[TCP Fast Retransmission]", data, acked, far, acked, acked);
	AFTER(SEG(.from = B, .sequence = b, .ack = 1101), "[TCP Dup ACK 5#2]", data,
	      acked, far, acked);
	AFTER(SEG(.sequence = 1100, .ack = b), "[TCP Keep-Alive]", data, acked);
	AFTER(SEG(.from = B, .sequence = b, .ack = 1101), "[TCP Keep-Alive ACK]", data,
	      acked, SEG(.sequence = 1100, .ack = b));
	AFTER(SEG(.from = B, .sequence = b, .ack = 1101, .window = 1),
	      "[TCP ZeroWindow]", data);
	AFTER(SEG(.sequence = 1101, .ack = b, .size = 1), "[TCP ZeroWindowProbe]", data,
	      shut);
	AFTER(SEG(.from = B, .sequence = b, .ack = 1101, .window = 1),
	      "[TCP ZeroWindowProbeAck] [TCP ZeroWindow]", data, shut,
	      SEG(.sequence = 1101, .ack = b, .size = 1));
	AFTER(SEG(.from = B, .sequence = b, .ack = 1101, .window = 900),
	      "[TCP Window Update]", data, acked);
	AFTER(SEG(.from = B, .sequence = b, .ack = 1301), "[TCP ACKed unseen segment]",
	      data, more);
	AFTER(SEG(.flags = FLAG_SYN, .sequence = 77777), "[TCP Port numbers reused]",
	      data);
	AFTER(SEG(.sequence = 1101, .ack = b, .size = 100), "[TCP Window Full]",
	      SEG(.from = B, .sequence = b, .ack = 1001, .window = 51), data);
}

/* A new connection on old ports has numbers of its own; the old rows keep theirs. */
static void test_reuse(void)
{
	struct file f = file_new();
	handshake(&f, 0);
	add(&f, (struct seg){ .flags = FLAG_RST, .sequence = 1001 });
	add(&f, (struct seg){ .flags = FLAG_SYN, .sequence = 50, .shift = 1 });
	add(&f, (struct seg){ .sequence = 51, .ack = 7 });
	file_open(&f);
	CHECK_STR(info(&f, 5), "[TCP Port numbers reused] 40000 → 80 [SYN] Seq=0 "
			       "Win=500 Len=0 WS=2");
	CHECK_STR(info(&f, 6), "40000 → 80 [ACK] Seq=1 Ack=1 Win=1000 Len=0");
	CHECK_STR(info(&f, 3), "40000 → 80 [ACK] Seq=1 Ack=1 Win=64000 Len=0");
	file_done(&f);
}

/* What two interfaces see of one segment is no retransmission; an interface of the same
 * name is the same one. */
static void test_interfaces(void)
{
	struct file f = file_new();
	handshake(&f, 0);
	handshake(&f, 1);
	add(&f,
	    (struct seg){ .iface = 0, .sequence = 1001, .ack = 0xfffffff1, .size = 9 });
	add(&f,
	    (struct seg){ .iface = 1, .sequence = 1001, .ack = 0xfffffff1, .size = 9 });
	add(&f,
	    (struct seg){ .iface = 2, .sequence = 1001, .ack = 0xfffffff1, .size = 9 });
	file_open(&f);
	for (uint64_t n = 1; n <= 8; n++)
		if (!CHECK_AS("no remark", info(&f, n)[0] != '['))
			printf("# packet %d: %s\n", (int)n, info(&f, n));
	CHECK_STR(info(&f, 9), "[TCP Retransmission] 40000 → 80 [ACK] Seq=1 Ack=1 "
			       "Win=64000 Len=9");
	file_done(&f);
}

/* Rows drawn later, backwards, say what they said in order; before the pass comes to
 * them they say what the wire says. */
static void test_random(void)
{
	struct file f = file_new();
	enum { ROWS = 60 };
	char in_order[ROWS][sizeof(((struct row *)NULL)->info)];
	handshake(&f, 0);
	for (uint32_t i = 3; i < ROWS; i++)
		add(&f,
		    (struct seg){ .from = i % 7 < 4 ? A : B,
				  .sequence = (i % 7 < 4 ? 1001 : 0xfffffff1) +
					      i * 37 % 11 * 50,
				  .ack = (i % 7 < 4 ? 0xfffffff1 : 1001) + i % 5 * 50,
				  .window = i % 6 ? 0 : 1 + i,
				  .size = i % 3 * 50,
				  .after = 1 + i % 4 });
	file_open(&f);
	CHECK_STR(info_with(&f, f.flows, 3),
		  "40000 → 80 [ACK] Seq=1001 Ack=4294967281 Win=500 Len=0");
	unsigned remarks = 0;
	for (unsigned i = 0; i < ROWS; i++) {
		snprintf(in_order[i], sizeof(in_order[i]), "%s", info(&f, i + 1));
		remarks += in_order[i][0] == '[';
	}
	CHECK(remarks > 10 && remarks < ROWS);
	unsigned same = 0;
	for (unsigned i = ROWS; i--;)
		same += !strcmp(in_order[i], info(&f, i + 1));
	CHECK(same == ROWS);
	file_done(&f);
}

static void test_bounds(void)
{
	struct file f = file_new();
	enum { FLOWS = 70000 };
	for (uint32_t i = 0; i < FLOWS; i++)
		add(&f, (struct seg){ .flags = FLAG_SYN,
				      .sequence = 100,
				      .iface = i >= 65000,
				      .port = 1 + i % 65000 });
	file_open(&f);
	while (flows_advance(f.flows, 1000))
		;
	CHECK(flows_next(f.flows) == FLOWS + 1);
	CHECK_STR(info(&f, 1), "40000 → 1 [SYN] Seq=100 Win=500 Len=0");
	CHECK_STR(info(&f, FLOWS), "40000 → 5000 [SYN] Seq=0 Win=500 Len=0");
	CHECK_STR(info(&f, FLOWS - 65000), "40000 → 5000 [SYN] Seq=0 Win=500 Len=0");
	file_done(&f);
}

/* A capture of days keeps remarks of the packets that are there, not of all there were.
 */
static void test_dropped(void)
{
	enum { PACKETS = 100000, THERE = 100 };
	const struct past past = { .remarks = REMARK_AGAIN };
	struct remarks r = { 0 };
	size_t most = 0;
	bool found = true;
	for (uint64_t n = 1; n <= PACKETS; n++) {
		uint64_t first = n < THERE ? 1 : n - THERE + 1;
		remarks_add(&r, n, &past, first);
		most = r.entries.count > most ? r.entries.count : most;
		found = found && remarks_find(&r, first) && remarks_find(&r, n);
	}
	CHECK(found);
	CHECK(most <= 2 * THERE + 2);
	remarks_done(&r);
}

int main(void)
{
	test_relative();
	test_no_syn(false, 0);
	test_no_syn(true, 0);
	test_no_syn(false, 9);
	test_no_syn(true, 9);
	test_scale();
	test_remarks();
	test_reuse();
	test_interfaces();
	test_random();
	test_bounds();
	test_dropped();
	return test_done();
}
