/* What rows say of what was there before: addresses that two claim (ARP), requests and
 * replies of RADIUS, numbers of SCTP. Wireshark's words. */
#include "core/dissect/context.h"
#include "tests/unit/flow_file.h"

/* In order, and again in the other one, when all is known. */
static void check_rows(struct file *f, const char *const *want, size_t count)
{
	for (size_t i = 0; i < count; i++)
		CHECK_STR(info(f, i + 1), want[i]);
	for (size_t i = count; i--;)
		CHECK_STR(info(f, i + 1), want[i]);
}

enum { REQUEST = 1, REPLY = 2, INVERSE = 8 };

/* 10.0.0.X at 02:..:0X; mac 0: unknown. */
static void add_arp(struct file *f, unsigned operation, unsigned mac, unsigned address,
		    unsigned target_mac, unsigned target)
{
	struct craft p = { .big = true };
	f->time += MS;
	put_ethernet(&p, 0x0806);
	craft_number(&p, 0x000108000604, 6);
	craft_u16(&p, operation);
	craft_number(&p, mac ? 0x020000000000 | mac : 0, 6);
	craft_u32(&p, address ? 0x0a000000 | address : 0);
	craft_number(&p, target_mac ? 0x020000000000 | target_mac : 0, 6);
	craft_u32(&p, 0x0a000000 | target);
	craft_packet(&f->c, f->iface, f->time, p.bytes, (uint32_t)p.size);
	craft_free(&p);
}

static void test_claims(void)
{
	static const char *const want[] = {
		"Who has 10.0.0.2? Tell 10.0.0.1",
		"10.0.0.2 is at 02:00:00:00:00:02",
		"10.0.0.2 is at 02:00:00:00:00:03 (duplicate use of 10.0.0.2 "
		"detected!)",
		"10.0.0.2 is at 02:00:00:00:00:02",
		"Who has 10.0.0.4? Tell 10.0.0.1 (duplicate use of 10.0.0.1 detected!)",
		"Who has 10.0.0.1? (ARP Probe)",
		"10.0.0.5 is at 02:00:00:00:00:05 (duplicate use of 10.0.0.2 "
		"detected!)",
		"Who is 02:00:00:00:00:02? Tell 02:00:00:00:00:03",
		"Who has 10.0.0.4? Tell 10.0.0.1",
		"ARP Announcement for 10.0.0.1 (duplicate use of 10.0.0.1 detected!)",
		"10.0.0.1 is at 02:00:00:00:00:03 (duplicate use of 10.0.0.1 detected!)"
		" (duplicate use of 10.0.0.2 detected!)",
	};
	struct file f = file_new();
	add_arp(&f, REQUEST, 1, 1, 0, 2);
	add_arp(&f, REPLY, 2, 2, 1, 1);
	add_arp(&f, REPLY, 3, 2, 1, 1);
	add_arp(&f, REPLY, 2, 2, 1, 1);
	add_arp(&f, REQUEST, 3, 1, 0, 4);
	add_arp(&f, REQUEST, 3, 0, 0, 1);
	add_arp(&f, REPLY, 5, 5, 9, 2);
	add_arp(&f, INVERSE, 3, 1, 2, 2);
	f.iface = 1; /* another wire */
	add_arp(&f, REQUEST, 9, 1, 0, 4);
	add_arp(&f, REQUEST, 3, 1, 0, 1);
	f.iface = 2; /* the first one */
	add_arp(&f, REPLY, 3, 1, 9, 2);
	file_open(&f);
	check_rows(&f, want, COUNT(want));
	CHECK_STR(field_of(&f, 3, "duplicate use"), "10.0.0.2, in use by another in 2");
	CHECK_STR(field_of(&f, 4, "duplicate use"), "");
	CHECK(!flows_reply(f.flows));
	flows_name_none(f.flows);
	CHECK_STR(field_of(&f, 3, "duplicate use"), "10.0.0.2");
	file_done(&f);
}

/* More addresses than are remembered: the first ones are forgotten, no other is taken
 * for them. */
static void test_many_claims(void)
{
	enum { MANY = 20000 };
	struct file f = file_new();
	for (unsigned i = 1; i <= MANY; i++)
		add_arp(&f, REQUEST, i, i, 0, 1);
	add_arp(&f, REQUEST, 1, MANY, 0, 1);
	file_open(&f);
	for (unsigned i = 1; i <= MANY; i++)
		if (strstr(info(&f, i), "duplicate"))
			CHECK_STR(info(&f, i), "");
	CHECK(strstr(info(&f, MANY + 1), "(duplicate use of 10.0.78.32 detected!)"));
	file_done(&f);
}

static void add_radius(struct file *f, unsigned code, unsigned id, unsigned port,
		       unsigned authenticator)
{
	struct craft p = { .big = true };
	unsigned from = code == 1 || code == 4 ? A : B;
	f->time += 2000 * (uint64_t)MS;
	craft_u16(&p, from == A ? 40000 : port);
	craft_u16(&p, from == A ? port : 40000);
	craft_u32(&p, 28 << 16);
	craft_u8(&p, code);
	craft_u8(&p, id);
	craft_u16(&p, 20);
	craft_number(&p, authenticator, 8);
	craft_number(&p, 0, 8);
	file_frame(f, f->iface, 17, from, &p);
	craft_free(&p);
}

static void test_requests(void)
{
	static const char *const want[] = {
		"Access-Request id=7",
		"Access-Request id=7, Duplicate Request",
		"Access-Accept id=7",
		"Access-Accept id=7, Duplicate Response",
		"Access-Request id=7, Duplicate Request",
		"Access-Request id=7",
		"Access-Reject id=7",
		"Accounting-Request id=7",
		"Access-Request id=8",
		"Access-Request id=7",
		"Access-Accept id=7",
		"Access-Accept id=9",
		"Access-Accept id=9",
		"Access-Reject id=8",
		"Access-Reject id=8",
	};
	struct file f = file_new();
	add_radius(&f, 1, 7, 1812, 1);
	add_radius(&f, 1, 7, 1812, 1);
	add_radius(&f, 2, 7, 1812, 2);
	add_radius(&f, 2, 7, 1812, 2);
	add_radius(&f, 1, 7, 1812, 1);
	add_radius(&f, 1, 7, 1812, 3); /* the id once more, another request */
	add_radius(&f, 3, 7, 1812, 4);
	add_radius(&f, 4, 7, 1813, 1);
	add_radius(&f, 1, 8, 1812, 1);
	f.iface = 1; /* a copy of the third, and its reply */
	add_radius(&f, 1, 7, 1812, 3);
	add_radius(&f, 2, 7, 1812, 4);
	add_radius(&f, 2, 9, 1812, 5); /* nobody asked */
	add_radius(&f, 2, 9, 1812, 5);
	f.iface = 0;
	add_radius(&f, 3, 8, 1812, 5);
	f.iface = 1; /* its copy, whose request was not seen here */
	add_radius(&f, 3, 8, 1812, 5);
	file_open(&f);
	check_rows(&f, want, COUNT(want));
	CHECK_STR(field_of(&f, 1, "pair"), "reply in 3");
	CHECK(flows_reply(f.flows) == 3);
	CHECK_STR(field_of(&f, 2, "pair"), "duplicate of 1");
	CHECK(!flows_reply(f.flows));
	CHECK_STR(field_of(&f, 4, "pair"), "request in 1");
	CHECK_STR(field_of(&f, 6, "pair"), "reply in 7");
	CHECK_STR(field_of(&f, 10, "pair"), "reply in 11");
	file_done(&f);
}

enum { WHOLE = 3, BEGINNING = 2, MIDDLE = 0, SACK = 0x100 };

/* Chunks of data, or an acknowledgment, from A (tag 0x22) or B (tag 0x11); `n` numbers
 * with flags in between. */
static void add_sctp(struct file *f, unsigned from, const uint32_t *chunks, size_t n)
{
	struct craft p = { .big = true };
	f->time += MS;
	craft_u16(&p, from == A ? 5000 : 6000);
	craft_u16(&p, from == A ? 6000 : 5000);
	craft_u32(&p, from == A ? 0x22 : 0x11);
	craft_u32(&p, 0);
	for (size_t i = 0; i + 1 < n; i += 2) {
		bool sack = chunks[i] == SACK;
		craft_u8(&p, sack ? 3 : 0);
		craft_u8(&p, chunks[i]);
		craft_u16(&p, sack ? 16 : 20);
		craft_u32(&p, chunks[i + 1]);
		craft_number(&p, sack ? UINT64_C(1000) << 32 : 0, 8);
		if (!sack)
			craft_u32(&p, 0x61626364);
	}
	file_frame(f, f->iface, 132, from, &p);
	craft_free(&p);
}

#define SCTP(f, from, ...)                                                             \
	add_sctp(f, from, (const uint32_t[]){ __VA_ARGS__ },                           \
		 sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))

static void test_numbers(void)
{
	static const char *const want[] = {
		"SACK (Ack=99, Arwnd=1000)",
		"DATA (TSN=0)",
		"SACK (Ack=0, Arwnd=1000)",
		"DATA (TSN=0) (retransmission)",
		"DATA (TSN=1) DATA (TSN=0) (retransmission) DATA (TSN=2)",
		"DATA (TSN=0) SACK (Ack=2, Arwnd=1000)",
		"DATA (TSN=4294967295)",
		"DATA (TSN=10)",
		"DATA (TSN=5)",
		"DATA (TSN=5) (retransmission)",
		"DATA (TSN=11) (Message Fragment) DATA (TSN=12) (Message Fragment)",
		"DATA (TSN=11) (retransmission)",
		"DATA (TSN=100)",
		"DATA (TSN=3) (retransmission)",
		"DATA (TSN=99)",
		"DATA (TSN=0)",
	};
	struct file f = file_new();
	SCTP(&f, B, SACK, 99);
	SCTP(&f, A, WHOLE, 100);
	SCTP(&f, B, SACK, 100);
	SCTP(&f, A, WHOLE, 100);
	SCTP(&f, A, WHOLE, 101, WHOLE, 100, WHOLE, 102);
	SCTP(&f, B, WHOLE, 100, SACK, 102);
	SCTP(&f, A, WHOLE, 99);
	SCTP(&f, A, WHOLE, 110);
	SCTP(&f, A, WHOLE, 105);
	SCTP(&f, A, WHOLE, 105);
	SCTP(&f, A, BEGINNING, 111, MIDDLE, 112);
	SCTP(&f, A, BEGINNING, 111);
	SCTP(&f, A, WHOLE, 200);
	SCTP(&f, A, WHOLE, 103); /* as far behind as nobody looks any more */
	SCTP(&f, A, WHOLE, 199);
	f.iface = 1;
	SCTP(&f, A, WHOLE, 100);
	file_open(&f);
	check_rows(&f, want, COUNT(want));
	CHECK_STR(field_of(&f, 5, "tsn"), "1  (101 on the wire)");
	CHECK_STR(field_of(&f, 4, "remark"), "retransmission");
	CHECK_STR(field_of(&f, 3, "cumulative tsn"), "0  (100 on the wire)");
	struct flows *wire = flows_new(f.store);
	flows_absolute(wire);
	CHECK_STR(info_with(&f, wire, 4), "DATA (TSN=100)");
	flows_free(wire);
	file_done(&f);
}

/* Numbers wrap, and more chunks come than are asked about. */
static void test_bounds(void)
{
	uint32_t chunks[2 * (TSNS_MAX + 1)];
	struct file f = file_new();
	for (uint32_t i = 0; i < COUNT(chunks); i += 2) {
		chunks[i] = WHOLE;
		chunks[i + 1] = UINT32_MAX - 1 + i / 2;
	}
	add_sctp(&f, A, chunks, COUNT(chunks));
	add_sctp(&f, A, chunks, COUNT(chunks));
	file_open(&f);
	CHECK(!strstr(info(&f, 1), "retransmission"));
	CHECK(strstr(info(&f, 1), "DATA (TSN=15)"));
	CHECK(strstr(info(&f, 2), "DATA (TSN=14) (retransmission) DATA (TSN=15)"));
	CHECK(!strstr(info(&f, 2), "DATA (TSN=15) (retransmission)"));
	CHECK_STR(field_of(&f, 2, "remark"), "retransmission");
	file_done(&f);
}

int main(void)
{
	test_claims();
	test_many_claims();
	test_requests();
	test_numbers();
	test_bounds();
	return test_done();
}
