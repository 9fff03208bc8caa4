/* What rows say about earlier messages: requests and their replies, what goes on in the
 * next segment, announced ports, keys of connections. */
#include "tests/unit/flow_file.h"

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
int main(void)
{
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
	return test_done();
}
