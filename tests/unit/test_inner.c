/* inner ( ): filters that look into tunnels, on the packets of tests/dissect; and the
 * words of decode-as, which make tunnels of ports that are none. */
#include "core/analysis/filter.h"
#include "core/base/mem.h"
#include "core/dissect/decode_as.h"
#include "core/dissect/dissect.h"
#include "core/dissect/protocols.h"
#include "tests/hexfile.h"
#include "tests/test.h"

/* The packet of that title in tests/dissect/NAME.hex. */
static bool find_packet(const char *name, const char *title, struct hexfile_packet *h)
{
	char path[128];
	snprintf(path, sizeof(path), "tests/dissect/%s.hex", name);
	FILE *file = fopen(path, "r");
	bool found = false;
	while (file && !found && hexfile_next(file, h))
		found = h->captured && !strcmp(h->title, title);
	if (file)
		fclose(file);
	return found;
}

static struct packet packet_of(const struct hexfile_packet *h)
{
	return (struct packet){ .linktype = h->link,
				.captured = (uint32_t)h->captured,
				.length = (uint32_t)h->length,
				.bytes = h->bytes };
}

static void test_tunnels(void)
{
	static const struct {
		const char *name, *title, *filter;
		bool matches;
	} cases[] = {
		{ "vxlan", "ICMP inside", "inner ( icmp )", true },
		{ "vxlan", "ICMP inside", "icmp", false },
		{ "vxlan", "ICMP inside", "inner ( arp )", false },
		{ "vxlan", "ARP inside", "inner ( arp )", true },
		{ "vxlan", "ARP inside", "inner ( ether broadcast )", true },
		{ "vxlan", "ICMP inside", "inner ( host 192.168.0.1 )", true },
		{ "vxlan", "ICMP inside", "inner ( host 10.1.0.1 )", false },
		{ "vxlan", "ICMP inside", "host 10.1.0.1 and inner ( icmp )", true },
		{ "vxlan", "ICMP inside", "host 10.9.9.9 and inner ( icmp )", false },
		{ "vxlan", "ICMP inside", "host 10.9.9.9 or inner ( icmp )", true },
		{ "vxlan", "ICMP inside", "not inner ( tcp )", true },
		{ "vxlan", "ICMP inside", "not inner ( icmp or arp )", false },
		{ "vxlan", "ICMP inside", "inner ( ip ) and inner ( ping )", true },
		{ "vxlan", "ICMP inside", "inner (tcp) or inner (ping) and vxlan",
		  true },
		{ "vxlan", "ICMP inside", "inner (tcp) and inner (ping) or tcp",
		  false },
		{ "vxlan", "ICMP inside", "inner(not tcp) and not inner(tcp)", true },
		{ "vxlan", "ICMP inside", "inner ( len = 42 )", true },
		{ "vxlan", "VXLAN in VXLAN", "inner ( icmp )", true },
		{ "vxlan", "VXLAN in VXLAN", "inner ( vxlan )", false },
		{ "vxlan", "in IPv6", "ip6 and inner ( icmp )", true },
		{ "vxlan", "nothing inside", "inner ( not tcp )", false },
		{ "vxlan", "GPE, IPv4 inside", "inner ( icmp )", true },
		{ "vxlan", "GPE, IPv4 inside", "inner ( arp ) or icmp", false },
		{ "vxlan", "GPE, Ethernet inside",
		  "inner ( ether host 52:54:00:31:0a:02 and ping )", true },
		{ "nsh", "in VXLAN-GPE", "inner ( ip6 and udp )", true },
		{ "l2tp", "data", "inner ( icmp )", true },
		{ "l2tp", "data", "udp port 1701 and inner ( host 192.0.2.2 )", true },
		{ "l2tp", "data", "inner ( udp )", false },
		{ "l2tp", "data", "icmp", false },
		{ "l2tp", "hello", "inner ( not tcp )", false },
		{ "l2tp", "3: Linux: sublayer, Ethernet, over UDP",
		  "udp port 1701 and inner ( ping and host 192.168.0.2 )", true },
		{ "l2tp", "3: over IP, cookie of 8, sublayer",
		  "proto 115 and inner ( ether host 52:54:00:31:0a:02 )", true },
		{ "l2tp", "3: over IP, cookie of 4, no sublayer", "inner ( arp )",
		  true },
		{ "l2tp", "3: over IP, bytes that are no frame", "inner ( not tcp )",
		  false },
		{ "geneve", "Ethernet inside", "inner ( udp port 40000 )", true },
		{ "geneve", "IPv6 inside, without Ethernet", "inner (ip6 and udp)",
		  true },
		{ "gre", "IPv4", "inner ( icmp )", true },
		{ "gre", "IPv6 over IPv6", "inner ( ip6 host fe80::1 )", true },
		{ "gre", "bridged Ethernet with a key (NVGRE)", "inner (ping)", true },
		{ "gre", "ERSPAN type II", "inner (ping)", true },
		{ "gre", "keepalive", "inner ( not tcp ) or not gre", false },
		{ "ip4", "IPv4 in IPv4", "inner ( ip )", true },
		{ "ip4", "IPv4 in IPv4", "proto 4 and not inner ( ip6 )", true },
		{ "ip4", "IPv6 in IPv4", "inner ( ip6 )", true },
		{ "ip6", "IPv6 in IPv6", "inner ( ip6 )", true },
		{ "ip6", "segment routing, at the end, with a TLV, IPv4 inside",
		  "ip6 and inner ( ip )", true },
		{ "gtp", "a ping inside", "inner ( icmp )", true },
		{ "gtp", "IPv6 inside", "udp and inner ( ip6 )", true },
		{ "ppp", "IPv4 in a session", "inner ( ip )", true },
		{ "mpls", "one label, IPv4", "inner ( icmp )", true },
		{ "mpls", "Ethernet pseudowire with a control word", "inner ( ping )",
		  true },
		{ "mpls", "associated channel: IPv4", "inner ( udp port 3784 )", true },
		{ "gre", "ERSPAN III", "inner ( udp )", true },
		{ "mpls", "in IPv4", "inner ( icmp ) and proto 137", true },
		{ "nsh", "Ethernet, no context", "inner ( udp )", true },
		{ "etherip", "frame", "inner ( udp )", true },
		{ "lisp", "data, instance 5", "inner ( host 10.1.0.1 )", true },
		{ "teredo", "a bubble", "inner ( ip6 )", true },
		{ "capwap", "data, Ethernet", "inner ( udp )", true },
		{ "udp", "plain", "inner ( udp )", false },
		{ "icmp", "unreachable, code 3", "inner ( udp )", false },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		char name[160];
		struct hexfile_packet h;
		struct error e = { .code = 0 };
		snprintf(name, sizeof(name), "%s, %s: %s", cases[i].name,
			 cases[i].title, cases[i].filter);
		bool there = find_packet(cases[i].name, cases[i].title, &h);
		struct filter *f = filter_new(cases[i].filter, NULL, &e);
		struct packet p = packet_of(&h);
		bool ok = there && f && filter_match(f, &p) == cases[i].matches;
		if (!CHECK_AS(name, ok))
			printf("# %s\n", f ? there ? "verdict" : "no packet" : e.text);
		filter_free(f);
	}
}

static void test_words(void)
{
	static const struct {
		const char *text, *expanded;
	} good[] = {
		{ "inner(ospf)", "inner ((proto 89))" },
		{ "vlan 5 and inner ( lacp or port bgp or ssh ) and cdp and 1 = 1",
		  "vlan 5 and inner ((ether proto 0x8809 and ether[14] = 1) or "
		  "port 179 or port 22) and (ether[16:2] <= 1500 and "
		  "ether[18:4] = 0xaaaa0300 and ether[22:4] = 0x000c2000) and 1 = 1" },
		{ "port bgp and not inner (tcp) and ping or inner (inbound)", NULL },
	};
	static const struct {
		const char *text;
		size_t offset, size;
		const char *error;
	} bad[] = {
		{ "inner", 0, 5, "a ( belongs behind inner" },
		{ "icmp and inner tcp", 9, 5, "a ( belongs behind inner" },
		{ "inner ( inner ( tcp ) )", 8, 5, "inside inner ( ) already" },
		{ "inner ( opsf )", 8, 4, "not a word the filter language knows" },
		{ "tcp or inner ( icmp", 13, 1, "never closed" },
		{ "inner ( )", 8, 1, "not expected here" },
		{ "arp or inner ( port 65536 )", 20, 5, "illegal port number" },
		{ "inner (ip) or inner (arp) or inner (tcp) or inner (udp)", 44, 5,
		  "inner ( ) too often in one filter" },
		{ "port 80 or inner ( tcp ) or 90", 28, 2, "a word is missing" },
	};
	for (size_t i = 0; i < COUNT(good); i++) {
		struct error e = { .code = 0 };
		struct filter *f = filter_new(good[i].text, NULL, &e);
		if (!CHECK_AS(good[i].text, f != NULL))
			printf("# %s\n", e.text);
		else if (good[i].expanded)
			test_same(filter_expanded(f), good[i].expanded, good[i].text,
				  __FILE__, __LINE__);
		filter_free(f);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct error e = { .code = 0 };
		struct filter_mark m = { .offset = 99 };
		struct filter *f = filter_new(bad[i].text, &m, &e);
		if (!CHECK_AS(bad[i].text, !f && m.offset == bad[i].offset &&
						   m.size == bad[i].size &&
						   !strncmp(e.text, bad[i].error,
							    strlen(bad[i].error))))
			printf("# %zu+%zu %s\n", m.offset, m.size,
			       f ? "accepted" : e.text);
		filter_free(f);
	}
}

static void test_capture(void)
{
	struct sock_filter code[64];
	struct error e = { .code = 0 };
	struct filter *f = filter_new("icmp or inner ( icmp )", NULL, &e);
	CHECK(f && filter_program(f, LINKTYPE_ETHERNET, code, 64, &e) == -1);
	CHECK(strstr(e.text, "use it as a view filter"));
	filter_free(f);
}

static void test_decode_as(void)
{
	static const char *const bad[] = {
		"",
		"udp.port",
		"udp.port==,eth",
		"udp.port==70000,eth",
		"udp.port==5-4,eth",
		"udp.port==5:0,eth",
		"udp.port==65535:2,ip",
		"udp.port==10001",
		"udp.port==10001,xyz",
		"sctp.port==1,eth",
		"udp.port=10001,eth",
		"udp.port==-1,eth",
		"udp.port==0x,eth",
	};
	struct decode_as *as = decode_as_new();
	struct error e = { .code = 0 };
	for (size_t i = 0; i < COUNT(bad); i++) {
		e.text[0] = '\0';
		CHECK_AS(bad[i], !decode_as_add(as, bad[i], &e) && e.text[0]);
	}
	CHECK(decode_as_add(as, "udp.port==10001,ethernet", &e));
	CHECK(decode_as_add(as, "tcp.port==8000-8010,HTTP", &e));
	CHECK(decode_as_add(as, "ethertype==0x88b5:2,ip", &e));
	CHECK(decode_as_find(as, SPACE_UDP, 10001) == &proto_ethernet);
	CHECK(!decode_as_find(as, SPACE_TCP, 10001));
	CHECK(!decode_as_find(as, SPACE_TCP, 7999));
	CHECK(decode_as_find(as, SPACE_TCP, 8000) == &proto_http);
	CHECK(decode_as_find(as, SPACE_TCP, 8010) == &proto_http);
	CHECK(!decode_as_find(as, SPACE_TCP, 8011));
	CHECK(decode_as_find(as, SPACE_ETHERTYPE, 0x88b6) == &proto_ip4);
	CHECK(decode_as_add(as, "udp.port==10001,ip", &e));
	CHECK(decode_as_find(as, SPACE_UDP, 10001) == &proto_ip4);
	CHECK(!decode_as_find(NULL, SPACE_UDP, 10001));
	decode_as_free(as);
	decode_as_free(NULL);
}

/* A frame in a datagram to a port that means nothing: QEMU's tunnels. */
static void test_tunnel_of_a_port(void)
{
	static const uint8_t
		bytes[] = {
			0x52, 0x54, 0,	  0,	0, 1,  0x52, 0x54, 0,  0,
			0,    2,    8,	  0, /* Ethernet */
			0x45, 0,    0,	  70,	0, 0,  0,    0,	   64, 17,
			0,    0,    10,	  0,	0, 1,  10,   0,	   0,  2,
			0x27, 0x11, 0x27, 0x12, 0, 50, 0,    0, /* UDP 10001 to 10002 */
			0x52, 0x54, 0,	  0,	0, 3,  0x52, 0x54, 0,  0,
			0,    4,    8,	  0, /* inside */
			0x45, 0,    0,	  28,	0, 0,  0,    0,	   64, 1,
			0,    0,    192,  0,	2, 1,  192,  0,	   2,  2,
			8,    0,    0,	  0,	0, 1,  0,    7,
		};
	const struct packet p = { .linktype = LINKTYPE_ETHERNET,
				  .captured = sizeof(bytes),
				  .length = sizeof(bytes),
				  .bytes = bytes };
	struct decode_as *as = decode_as_new();
	struct dissect_context context = { .decode_as = as };
	struct row row;
	struct error e = { .code = 0 };
	struct filter *f = filter_new("inner ( icmp and host 192.0.2.2 )", NULL, &e);
	dissect_packet_after(&row, NULL, &context, 1, bytes, sizeof(bytes),
			     sizeof(bytes));
	CHECK(!strcmp(row.protocol, "UDP"));
	CHECK(f && !filter_match(f, &p));
	CHECK(decode_as_add(as, "udp.port==10002,eth", &e));
	dissect_packet_after(&row, NULL, &context, 1, bytes, sizeof(bytes),
			     sizeof(bytes));
	CHECK(!strcmp(row.protocol, "ICMP") && !strcmp(row.source, "192.0.2.1"));
	filter_decode_as(f, as);
	CHECK(filter_match(f, &p));
	filter_free(f);
	decode_as_free(as);
}

int main(void)
{
	test_tunnels();
	test_words();
	test_capture();
	test_decode_as();
	test_tunnel_of_a_port();
	return test_done();
}
