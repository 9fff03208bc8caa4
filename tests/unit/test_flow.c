/* What rows say about earlier packets: real capture files, packet by packet, in order
 * and at random. */
#include "tests/test.h"

#include <stdlib.h>

#include "core/analysis/flow.h"
#include "tests/craft.h"
#include "tests/unit/dissect_sound.h"

enum {
	MS = 1000000,
	A = 1,
	B = 2,
	FLAG_FIN = 1,
	FLAG_SYN = 2,
	FLAG_RST = 4,
	FLAG_ACK = 16
};

/* A file in the making: three interfaces, the last two of one name. */
struct file {
	struct craft c;
	uint64_t time; /* ns */
	uint8_t vni;   /* what follows is inside VXLAN, 0: not */
	bool ip6;
	uint32_t iface; /* of echoes */
	struct store *store;
	struct flows *flows;
};

/* A segment from A to B (or back), with defaults for what a test is not about. */
struct seg {
	uint32_t from, iface, flags, sequence, ack, window, size, port, after, shift;
	const char *text; /* its payload; else x, over and over */
};

static struct file file_new(void)
{
	struct file f = { .time = UINT64_C(1700000000000) * MS };
	craft_section(&f.c, false, NULL);
	craft_iface(&f.c, 1, 0, "a:eth1", 9);
	craft_iface(&f.c, 1, 0, "b:eth1", 9);
	craft_iface(&f.c, 1, 0, "a:eth1", 9);
	return f;
}

static void put_ip4(struct craft *p, unsigned protocol, unsigned from, size_t size)
{
	craft_u16(p, 0x4500);
	craft_u16(p, 20 + size);
	craft_u32(p, 0);
	craft_u8(p, 64);
	craft_u8(p, protocol);
	craft_u16(p, 0);
	craft_u32(p, 0x0a000000 | from);
	craft_u32(p, 0x0a000000 | (3 - from));
}

static void put_ip6(struct craft *p, unsigned protocol, unsigned from, size_t size)
{
	craft_u32(p, 0x60000000);
	craft_u16(p, size);
	craft_u8(p, protocol);
	craft_u8(p, 64);
	for (unsigned end = from;; end = 3 - end) {
		craft_number(p, UINT64_C(0x20010db800000000), 8);
		craft_number(p, end, 8);
		if (end != from)
			return;
	}
}

static void put_ethernet(struct craft *p, unsigned type)
{
	craft_number(p, 0x020000000002, 6);
	craft_number(p, 0x020000000001, 6);
	craft_u16(p, type);
}

/* Ethernet, IP and what `inner` holds, with a tunnel in front if asked for. */
static void file_frame(struct file *f, uint32_t iface, unsigned protocol, unsigned from,
		       const struct craft *inner)
{
	struct craft p = { .big = true };
	size_t head = f->ip6 ? 40 : 20;
	if (f->vni) {
		put_ethernet(&p, 0x0800);
		put_ip4(&p, 17, from, 8 + 8 + 14 + head + inner->size);
		craft_u16(&p, 40000 + from);
		craft_u16(&p, 4789);
		craft_u16(&p, 8 + 8 + 14 + head + inner->size);
		craft_u16(&p, 0);
		craft_u32(&p, 0x08000000);
		craft_u32(&p, (uint32_t)f->vni << 8);
	}
	put_ethernet(&p, f->ip6 ? 0x86dd : 0x0800);
	if (f->ip6)
		put_ip6(&p, protocol, from, inner->size);
	else
		put_ip4(&p, protocol, from, inner->size);
	craft_bytes(&p, inner->bytes, inner->size);
	craft_packet(&f->c, iface, f->time, p.bytes, (uint32_t)p.size);
	craft_free(&p);
}

static void add(struct file *f, struct seg s)
{
	struct craft p = { .big = true };
	unsigned server = s.port ? s.port : 80, from = s.from ? s.from : A;
	f->time += (s.after ? s.after : 100) * (uint64_t)MS;
	craft_u16(&p, from == A ? 40000 : server);
	craft_u16(&p, from == A ? server : 40000);
	craft_u32(&p, s.sequence);
	craft_u32(&p, s.ack);
	craft_u8(&p, s.shift ? 0x60 : 0x50);
	craft_u8(&p, s.flags ? s.flags : FLAG_ACK);
	craft_u16(&p, s.window ? s.window - 1 : 500); /* 1: zero */
	craft_u32(&p, 0);
	if (s.shift)
		craft_u32(&p, 0x01030300 | s.shift);
	for (uint32_t i = 0; i < s.size; i++)
		craft_u8(&p, s.text ? (uint8_t)s.text[i] : 'x');
	file_frame(f, s.iface, 6, from, &p);
	craft_free(&p);
}

static void add_echo(struct file *f, bool reply, unsigned sequence, unsigned after)
{
	struct craft p = { .big = true };
	f->time += after * (uint64_t)MS;
	craft_u16(&p, f->ip6 ? (reply ? 0x8100 : 0x8000) : (reply ? 0 : 0x0800));
	craft_u16(&p, 0);
	craft_u16(&p, 7);
	craft_u16(&p, sequence);
	file_frame(f, f->iface, f->ip6 ? 58 : 1, reply ? B : A, &p);
	craft_free(&p);
}

static void file_open(struct file *f)
{
	struct error e;
	f->store = store_open_file(craft_fd(&f->c, f->c.size), "F", &e);
	if (!f->store) {
		printf("# %s\n", e.text);
		exit(1);
	}
	while (store_advance(f->store, 1000))
		;
	f->flows = flows_new(f->store);
}

static void file_done(struct file *f)
{
	flows_free(f->flows);
	store_free(f->store);
	craft_free(&f->c);
}

/* Info of a packet as it is known now; good until the next call. */
static const char *info_with(struct file *f, struct flows *flows, uint64_t number)
{
	static struct row row, bare;
	static struct fields *tree;
	struct packet p;
	tree = tree ? tree : fields_new();
	if (!store_get(f->store, number, &p))
		return "gone";
	flows_dissect(flows, &row, NULL, &p);
	bare = row;
	flows_dissect(flows, &row, tree, &p);
	if (strcmp(bare.info, row.info) != 0 && flows_next(f->flows) > number + 1)
		return "another one with a tree";
	return dissect_unsound(&row, tree, p.captured) ? "unsound" : bare.info;
}

/* The packet being drawn as the pass reaches it. */
static const char *info(struct file *f, uint64_t number)
{
	flows_reach(f->flows, number);
	return info_with(f, f->flows, number);
}

static void handshake(struct file *f, uint32_t iface)
{
	add(f,
	    (struct seg){
		    .iface = iface, .flags = FLAG_SYN, .sequence = 1000, .shift = 7 });
	add(f, (struct seg){ .from = B,
			     .iface = iface,
			     .flags = FLAG_SYN | FLAG_ACK,
			     .sequence = 0xfffffff0,
			     .ack = 1001,
			     .shift = 2 });
	add(f, (struct seg){ .iface = iface, .sequence = 1001, .ack = 0xfffffff1 });
}

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
	char in_order[ROWS][200];
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

static void test_echo(bool ip6)
{
	struct file f = file_new();
	f.ip6 = ip6;
	add_echo(&f, false, 1, 1);
	add_echo(&f, true, 1, 1);
	add_echo(&f, false, 2, 1);
	add_echo(&f, false, 3, 900);
	add_echo(&f, true, 3, 200);
	add_echo(&f, true, 9, 1);
	file_open(&f);
	CHECK(!strstr(info(&f, 1), " in ") && !strstr(info(&f, 1), "response"));
	CHECK(strstr(info(&f, 2), "(request in 1)"));
	CHECK(strstr(info(&f, 1), "(reply in 2)"));
	CHECK(!strstr(info(&f, 4), "response"));
	CHECK_AS("patience", !strstr(info(&f, 3), "response"));
	CHECK(strstr(info(&f, 5), "(request in 4)"));
	CHECK(strstr(info(&f, 3), "(no response found!)"));
	CHECK(!strstr(info(&f, 6), "request in"));
	file_done(&f);
}

/* Each frame where it is received, and the points are read one after the other. */
static void test_echo_early(void)
{
	struct file f = file_new();
	f.iface = 1;
	add_echo(&f, true, 1, 100);
	f.time -= 50 * (uint64_t)MS;
	f.iface = 0;
	add_echo(&f, false, 1, 0);
	add_echo(&f, false, 2, 100);
	add_echo(&f, false, 3, 2000);
	file_open(&f);
	flows_reach(f.flows, 5);
	CHECK(strstr(info(&f, 1), "(request in 2)"));
	CHECK(flows_round_trip(f.flows) == 50 * (int64_t)MS);
	CHECK(strstr(info(&f, 2), "(reply in 1)"));
	CHECK(strstr(info(&f, 3), "(no response found!)"));
	CHECK(flows_round_trip(f.flows) == 0);
	file_done(&f);
}

/* A datagram between A's port 40000 and B's `port`. */
static void add_datagram(struct file *f, unsigned from, unsigned port,
			 const uint8_t *bytes, size_t size)
{
	struct craft p = { .big = true };
	f->time += MS;
	craft_u16(&p, from == A ? 40000 : port);
	craft_u16(&p, from == A ? port : 40000);
	craft_u16(&p, 8 + size);
	craft_u16(&p, 0);
	craft_bytes(&p, bytes, size);
	file_frame(f, 0, 17, from, &p);
	craft_free(&p);
}

/* The value of a field of the tree, "" where there is none. */
static const char *field_of(struct file *f, uint64_t number, const char *name)
{
	static struct fields *tree;
	static struct row row;
	struct packet p;
	tree = tree ? tree : fields_new();
	if (!store_get(f->store, number, &p))
		return "gone";
	flows_dissect(f->flows, &row, tree, &p);
	for (size_t i = 0; i < fields_count(tree); i++)
		if (!strcmp(fields_at(tree, i)->name, name))
			return fields_at(tree, i)->value;
	return "";
}

/* Requests and replies by their number: the tree names the other, Info does not. */
static void test_transactions(void)
{
	static const uint8_t asks[] = { 0, 7, 1, 0,   0, 1, 0, 0, 0, 0,
					0, 0, 1, 'a', 0, 0, 1, 0, 1 };
	static const uint8_t told[] = { 0, 7, 0x81, 0x80, 0, 1, 0, 0, 0, 0,
					0, 0, 1,    'a',  0, 0, 1, 0, 1 };
	static const uint8_t access[20] = { 1, 9, 0, 20 }, accept[20] = { 2, 9, 0, 20 };
	static const uint8_t get[] = { 0x30, 27,   2, 1, 1, 4,	  1, 'p', 0xa0, 19,
				       2,    1,	   7, 2, 1, 0,	  2, 1,	  0,	0x30,
				       8,    0x30, 6, 6, 1, 0x2b, 5, 0,	  0 };
	uint8_t got[sizeof(get)];
	memcpy(got, get, sizeof(got));
	got[8] = 0xa2;
	struct file f = file_new();
	add_datagram(&f, A, 53, asks, sizeof(asks));
	add_datagram(&f, A, 1812, access, sizeof(access));
	add_datagram(&f, A, 161, get, sizeof(get));
	add_datagram(&f, B, 161, got, sizeof(got));
	add_datagram(&f, B, 1812, accept, sizeof(accept));
	add_datagram(&f, B, 53, told, sizeof(told));
	add_datagram(&f, B, 53, told, sizeof(told));
	add_datagram(&f, A, 5355, asks, sizeof(asks));
	add_datagram(&f, A, 1813, access, sizeof(access));
	f.time += UINT64_C(2000) * MS;
	add_datagram(&f, A, 161, get, sizeof(get));
	file_open(&f);
	for (unsigned n = 1; n <= 3; n++)
		CHECK(!strstr(info(&f, n), " in "));
	flows_reach(f.flows, 11);
	CHECK_STR(field_of(&f, 1, "pair"), "reply in 6");
	CHECK_STR(field_of(&f, 2, "pair"), "reply in 5");
	CHECK_STR(field_of(&f, 3, "pair"), "reply in 4");
	CHECK_STR(field_of(&f, 4, "pair"), "request in 3");
	CHECK_STR(field_of(&f, 5, "pair"), "request in 2");
	CHECK_STR(field_of(&f, 6, "pair"), "request in 1");
	CHECK_STR(field_of(&f, 7, "pair"), "request in 1");
	CHECK_STR(field_of(&f, 8, "pair"), "");
	CHECK_STR(field_of(&f, 9, "pair"), "no response found!");
	CHECK_STR(field_of(&f, 10, "pair"), "");
	CHECK_STR(info(&f, 6), "Standard query response 0x0007 A a");
	file_done(&f);
}

/* A stream of B in segments that end where these sizes say. */
static void add_stream(struct file *f, const char *text, uint32_t port,
		       const uint32_t *sizes, size_t count)
{
	uint32_t sequence = 0xfffffff1;
	for (size_t i = 0; i < count; i++) {
		add(f, (struct seg){ .from = B,
				     .sequence = sequence,
				     .ack = 1001,
				     .size = sizes[i],
				     .port = port,
				     .text = text });
		text += sizes[i];
		sequence += sizes[i];
	}
}

/* A message that ends in a later segment: the row says which, in order and again. */
static void test_unfinished(void)
{
#define MARKER "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
	static const char bgp[] = MARKER "\x00\x1b\x02\x00\x04\x18\x0a\x00\x00"
					 "\x00\x00" MARKER "\x00\x13\x04";
	static const char tls[] = "\x17\x03\x03\x00\x14xxxxxxxxxxxxxxxxxxxx"
				  "\x15\x03\x03\x00\x02\x01\x00";
	static const char http[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
				   "Content-Length: 9\r\n\r\n123456789"
				   "HTTP/1.1 404 Not Found\r\n\r\n";
	static const char chunks[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
				     "\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n";
	static const struct {
		const char *text;
		uint32_t port, sizes[3];
		size_t count;
		const char *info[3];
	} cases[] = {
		{ bgp,
		  179,
		  { 22, 24 },
		  2,
		  { "UPDATE Message (goes on in the next segment)",
		    "UPDATE Message (end), KEEPALIVE Message" } },
		{ bgp,
		  179,
		  { 22, 2, 22 },
		  3,
		  { "UPDATE Message (goes on in the next segment)",
		    "179 → 40000 [ACK] Seq=23 Ack=1 Win=500 Len=2",
		    "UPDATE Message (end), KEEPALIVE Message" } },
		{ tls,
		  443,
		  { 10, 10, 12 },
		  3,
		  { "443 → 40000 [ACK] Seq=1 Ack=1 Win=500 Len=10",
		    "443 → 40000 [ACK] Seq=11 Ack=1 Win=500 Len=10",
		    "Application Data, Alert (Level: Warning, Description: Close "
		    "Notify)" } },
		{ http,
		  80,
		  { 66, 3, 30 },
		  3,
		  { "HTTP/1.1 200 OK", "80 → 40000 [ACK] Seq=67 Ack=1 Win=500 Len=3",
		    "HTTP/1.1 200 OK  (text/html), HTTP/1.1 404 Not Found" } },
		{ chunks,
		  80,
		  { 52, 11, 5 },
		  3,
		  { "HTTP/1.1 200 OK", "80 → 40000 [ACK] Seq=53 Ack=1 Win=500 Len=11",
		    "HTTP/1.1 200 OK" } },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct file f = file_new();
		add(&f, (struct seg){ .from = B,
				      .flags = FLAG_SYN,
				      .port = cases[i].port,
				      .sequence = 0xfffffff0 });
		add_stream(&f, cases[i].text, cases[i].port, cases[i].sizes,
			   cases[i].count);
		file_open(&f);
		for (size_t j = 0; j < cases[i].count; j++)
			CHECK_STR(info(&f, j + 2), cases[i].info[j]);
		for (size_t j = cases[i].count; j--;)
			CHECK_STR(info(&f, j + 2), cases[i].info[j]);
		file_done(&f);
	}
}

/* An answer to HEAD announces what never comes; a segment is lost; a reset. */
static void test_unfinished_ends(void)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n";
	struct file f = file_new();
	const uint32_t n = sizeof(head) - 1;
	add(&f, (struct seg){ .from = B, .sequence = 1, .size = n, .text = head });
	add(&f, (struct seg){ .from = B, .sequence = 1 + n, .size = n, .text = head });
	add(&f, (struct seg){ .from = B, .sequence = 1 + 2 * n + 50, .size = 60 });
	file_open(&f);
	CHECK_STR(info(&f, 1), "HTTP/1.1 200 OK");
	CHECK_STR(info(&f, 2), "HTTP/1.1 200 OK");
	CHECK(strstr(info(&f, 3), "[TCP Previous segment not captured] 80 → 40000"));
	CHECK_STR(info(&f, 2), "HTTP/1.1 200 OK");
	file_done(&f);
}

/* More flows than are kept: the oldest are drawn as if never seen. */
static bool starts(const char *text, const char *with)
{
	bool same = !strncmp(text, with, strlen(with));
	if (!same)
		printf("# %s\n", text);
	return same;
}

/* What the control connection says, and the connection it speaks of. */
static void test_ftp(void)
{
#define PREVIOUS "[TCP Previous segment not captured] "
	static const struct {
		unsigned from, port;
		const char *text, *info;
	} cases[] = {
		{ B, 1025, "early", "1025 → 40000 [ACK] Seq=1 " },
		{ A, 21, "EPSV\r\n", "Request: EPSV" },
		{ B, 21, "229 Extended Passive Mode (|||1025|)\r\n",
		  "Response: 229 Extended Passive Mode (|||1025|)" },
		{ B, 1025, "first", PREVIOUS "FTP Data: 5 bytes (EPASV)" },
		{ A, 21, "RETR a\x1b.txt\r\n", "40000 → 21 [ACK] " },
		{ A, 21, "RETR a.txt\r\n", "Request: RETR a.txt" },
		{ B, 1025, "second",
		  PREVIOUS "FTP Data: 6 bytes (EPASV) (RETR a.txt)" },
		{ A, 21, "LIST\r\n", "Request: LIST" },
		{ A, 1025, "third", "FTP Data: 5 bytes (EPASV) (RETR a.txt)" },
		{ B, 21, "227 Passive (10,0,0,2,4,2).\r\n", "Response: 227 Passive" },
		{ A, 21, "stor b\r\n", "Request: stor b" },
		{ A, 1026, "up", "FTP Data: 2 bytes (PASV) (stor b)" },
		{ A, 21, "PORT 10,0,0,2,4,3\r\n", "Request: PORT" },
		{ A, 1027, "active", "FTP Data: 6 bytes (PORT)" },
		{ A, 21, "EPRT |1|10.0.0.2|1028|\r\n", "Request: EPRT" },
		{ A, 1028, "active", "FTP Data: 6 bytes (EPRT)" },
		{ A, 21, "EPRT |1|10.0.0.300|1029|\r\n", "Request: EPRT" },
		{ A, 1029, "not", "40000 → 1029" },
		{ A, 21, "PORT 10,0,0,2,4,256\r\n", "Request: PORT" },
		{ A, 1280, "not", "40000 → 1280" },
	};
	struct file f = file_new();
	uint32_t next[2] = { 1, 1 };
	for (size_t i = 0; i < COUNT(cases); i++) {
		const uint32_t n = (uint32_t)strlen(cases[i].text);
		uint32_t *own = &next[cases[i].from == B];
		bool control = cases[i].port == 21;
		add(&f, (struct seg){ .from = cases[i].from,
				      .port = cases[i].port,
				      .sequence = control ? *own : 100 * (uint32_t)i,
				      .size = n,
				      .text = cases[i].text });
		*own += control ? n : 0;
	}
	file_open(&f);
	for (unsigned twice = 0; twice < 2; twice++)
		for (size_t i = 0; i < COUNT(cases); i++)
			CHECK_AS(cases[i].info, starts(info(&f, i + 1), cases[i].info));
	file_done(&f);
}

/* A file may say anything about when its packets came. */
static void test_times(void)
{
	struct file f = file_new();
	f.time = 1;
	add_echo(&f, false, 1, 0);
	f.time = UINT64_C(1) << 63;
	add_echo(&f, true, 1, 0);
	f.time = UINT64_MAX;
	add_echo(&f, false, 2, 0);
	f.time = UINT64_C(1) << 62;
	add_echo(&f, true, 2, 0);
	file_open(&f);
	flows_reach(f.flows, 5);
	CHECK(strstr(info(&f, 2), "(request in 1)"));
	CHECK(strstr(info(&f, 4), "(request in 3)"));
	file_done(&f);
}

/* On the port of HTTPS, what begins no record and belongs to none. */
static void test_continuation(void)
{
	struct file f = file_new();
	for (unsigned i = 0; i < 2; i++)
		add(&f,
		    (struct seg){
			    .sequence = 1000, .ack = 5000, .size = 20, .port = 443 });
	add(&f, (struct seg){ .sequence = 1020, .ack = 5000, .size = 4, .port = 443 });
	add(&f, (struct seg){ .sequence = 1024, .ack = 5000, .size = 9, .port = 444 });
	file_open(&f);
	CHECK_STR(info(&f, 1), "Continuation Data");
	CHECK(starts(info(&f, 2), "[TCP Retransmission] 40000 → 443 "));
	CHECK(starts(info(&f, 3), "40000 → 443 "));
	CHECK(starts(info(&f, 4), "40000 → 444 "));
	file_done(&f);
}

/* Resolvers write the length of a message first, and it travels alone. */
static void test_dns_length(void)
{
	static const char stream[] = "\0\x13"
				     "\0\7\x81\x80\0\1\0\0\0\0\0\0\1a\0\0\1\0\1"
				     "\0\x13"
				     "\0\7\x81\x80\0\1\0\0\0\0\0\0\1b\0\0\1\0\1"
				     "\0\x13"
				     "\0\7\x81\x80\0\1\0\0\0\0\0\0\1c\0\0\1\0\1"
				     "\0\x13"
				     "\0\7\x81\x80\0\1\0\0\0\0\0\0\1d\0\0\1\0\1";
	static const uint32_t sizes[] = { 2, 19, 2, 15, 4, 17, 4, 21 };
	struct file f = file_new();
	add_stream(&f, stream, 53, sizes, COUNT(sizes));
	file_open(&f);
	for (unsigned twice = 0; twice < 2; twice++) {
		CHECK(starts(info(&f, 1), "53 → 40000 [ACK] "));
		CHECK_STR(info(&f, 2), "Standard query response 0x0007 A a");
		CHECK(starts(info(&f, 3), "53 → 40000 [ACK] "));
		CHECK(starts(info(&f, 4), "53 → 40000 [ACK] "));
		CHECK_STR(info(&f, 5), "Standard query response (end)");
		CHECK(starts(info(&f, 6), "53 → 40000 [ACK] "));
		CHECK_STR(info(&f, 7), "Standard query response (end)");
		CHECK_STR(info(&f, 8), "Standard query response 0x0007 A d");
	}
	file_done(&f);
}

/* A long header, and nothing that could be opened behind it. */
static void add_quic(struct file *f, unsigned from, const char *id, const char *own_id)
{
	struct craft p = { .big = true };
	craft_u8(&p, 0xc0);
	craft_u32(&p, 1);
	craft_u8(&p, (uint8_t)strlen(id));
	craft_bytes(&p, id, strlen(id));
	craft_u8(&p, (uint8_t)strlen(own_id));
	craft_bytes(&p, own_id, strlen(own_id));
	craft_u8(&p, 0);
	craft_u8(&p, 30);
	for (unsigned i = 0; i < 30; i++)
		craft_u8(&p, 0);
	add_datagram(f, from, 443, p.bytes, p.size);
	craft_free(&p);
}

static void add_quic_short(struct file *f, unsigned from)
{
	static const uint8_t packet[40] = { 0x40, 'a', 'b', 'c', 'd', 'e', 'f' };
	add_datagram(f, from, 443, packet, sizeof(packet));
}

/* A second connection on the ports of the first has keys and ids of its own, and the
 * first one's packets keep theirs. The server's packet is RFC 9001 A.3. */
static void test_quic_again(const char *own_id)
{
	static const uint8_t sealed[] = {
		0xcf, 0x00, 0x00, 0x00, 0x01, 0x00, 0x08, 0xf0, 0x67, 0xa5, 0x50, 0x2a,
		0x42, 0x62, 0xb5, 0x00, 0x40, 0x75, 0xc0, 0xd9, 0x5a, 0x48, 0x2c, 0xd0,
		0x99, 0x1c, 0xd2, 0x5b, 0x0a, 0xac, 0x40, 0x6a, 0x58, 0x16, 0xb6, 0x39,
		0x41, 0x00, 0xf3, 0x7a, 0x1c, 0x69, 0x79, 0x75, 0x54, 0x78, 0x0b, 0xb3,
		0x8c, 0xc5, 0xa9, 0x9f, 0x5e, 0xde, 0x4c, 0xf7, 0x3c, 0x3e, 0xc2, 0x49,
		0x3a, 0x18, 0x39, 0xb3, 0xdb, 0xcb, 0xa3, 0xf6, 0xea, 0x46, 0xc5, 0xb7,
		0x68, 0x4d, 0xf3, 0x54, 0x8e, 0x7d, 0xde, 0xb9, 0xc3, 0xbf, 0x9c, 0x73,
		0xcc, 0x3f, 0x3b, 0xde, 0xd7, 0x4b, 0x56, 0x2b, 0xfb, 0x19, 0xfb, 0x84,
		0x02, 0x2f, 0x8e, 0xf4, 0xcd, 0xd9, 0x37, 0x95, 0xd7, 0x7d, 0x06, 0xed,
		0xbb, 0x7a, 0xaf, 0x2f, 0x58, 0x89, 0x18, 0x50, 0xab, 0xbd, 0xca, 0x3d,
		0x20, 0x39, 0x8c, 0x27, 0x64, 0x56, 0xcb, 0xc4, 0x21, 0x58, 0x40, 0x7d,
		0xd0, 0x74, 0xee,
	};
	static const char id[] = "\x83\x94\xc8\xf0\x3e\x51\x57\x08";
	struct file f = file_new();
	add_quic(&f, A, "firstone", own_id);
	add_quic(&f, B, own_id, "abcd");
	add_quic(&f, A, "abcd", own_id);
	add_quic_short(&f, A);
	add_quic(&f, A, id, own_id);
	add_datagram(&f, B, 443, sealed, sizeof(sealed));
	add_quic(&f, A, "\xf0\x67\xa5\x50\x2a\x42\x62\xb5", own_id);
	add_datagram(&f, B, 443, sealed, sizeof(sealed));
	add_quic_short(&f, A);
	add_quic(&f, A, "thirdone", "another");
	add_quic_short(&f, A);
	add_quic(&f, A, "fourthone", "yetanother");
	add_quic_short(&f, B);
	file_open(&f);
	for (unsigned twice = 0; twice < 2; twice++) {
		CHECK_STR(info(&f, 4), "Protected Payload (KP0), DCID=61626364");
		CHECK(strstr(info(&f, 6), "PKN: 1, ACK, CRYPTO"));
		CHECK(strstr(info(&f, 8), "PKN: 1, ACK, CRYPTO"));
		CHECK_STR(info(&f, 9),
			  "Protected Payload (KP0), DCID=6162636465660000");
		CHECK_STR(info(&f, 11), "Protected Payload (KP0)");
		CHECK_STR(info(&f, 13),
			  "Protected Payload (KP0), DCID=61626364656600000000");
	}
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
	test_echo(false);
	test_echo(true);
	test_echo_early();
	test_transactions();
	test_unfinished();
	test_unfinished_ends();
	test_ftp();
	test_dns_length();
	test_continuation();
	test_times();
	test_quic_again("");
	test_quic_again("mine");
	test_bounds();
	return test_done();
}
