/* Packets that are nothing but heads, each asking for more work: whatever a packet
 * claims, row and tree are sound, no larger than they may be, and done with at once.
 * The longest packets that there are, so that work which grows with the square of the
 * size shows. */
#include <time.h>

#include "core/dissect/dissect.h"
#include "core/dissect/tree.h"
#include "tests/test.h"
#include "tests/unit/dissect_sound.h"

enum { SIZE = 14 + 65535, SECONDS = 5 };

struct packet {
	uint32_t link;
	size_t at;
	uint8_t bytes[SIZE];
};

static void put(struct packet *p, const char *hex)
{
	unsigned value;
	for (int n; sscanf(hex, " %2x%n", &value, &n) == 1 && p->at < SIZE; hex += n)
		p->bytes[p->at++] = (uint8_t)value;
}

/* The same bytes again and again, to the end. */
static void fill(struct packet *p, const char *hex)
{
	size_t start = p->at;
	put(p, hex);
	size_t n = p->at - start;
	for (; p->at < SIZE; p->at++)
		p->bytes[p->at] = p->bytes[p->at - n];
}

#define MACS  "02 00 00 00 00 01 02 00 00 00 00 02"
#define IP4   MACS "08 00 45 00 ff ff 00 00 00 00 40"
#define HOSTS "00 00 0a 01 00 01 0a 01 00 02"
#define TCP   IP4 "06" HOSTS
#define UDP   IP4 "11" HOSTS
#define BGP                                                                            \
	TCP "9c 40 00 b3 00 00 00 01 00 00 00 01 50 18 ff ff 00 00 00 00"              \
	    "ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff d7 02"

/* Heads as they stand, and what is repeated behind them. */
static const struct {
	const char *name, *head, *again;
} repeated[] = {
	{ "VLAN tags", MACS, "81 00 00 07" },
	{ "labels", MACS "88 47", "00 01 00 40" },
	{ "labels with a control word and Ethernet", MACS "88 47",
	  "00 01 01 40 00 00 00 00" MACS "88 47" },
	{ "IPv6 options headers",
	  MACS "86 dd 60 00 00 00 ff ff 3c 40"
	       "20 01 00 00 00 00 00 00 00 00 00 00 00 00 00 01"
	       "20 01 00 00 00 00 00 00 00 00 00 00 00 00 00 02",
	  "3c 00 01 04 00 00 00 00" },
	{ "IPv6 routing headers",
	  MACS "86 dd 60 00 00 00 ff ff 2b 40"
	       "20 01 00 00 00 00 00 00 00 00 00 00 00 00 00 01"
	       "20 01 00 00 00 00 00 00 00 00 00 00 00 00 00 02",
	  "2b 00 04 00 00 00 00 00" },
	{ "GRE in Ethernet in GRE", IP4 "2f" HOSTS,
	  "00 00 65 58" MACS "08 00 45 00 01 00 00 00 00 00 40 2f" HOSTS },
	{ "VXLAN in VXLAN", UDP,
	  "12 b5 12 b5 ff eb 00 00 08 00 00 00 00 00 01 00" MACS
	  "08 00 45 00 f0 00 00 00 00 00 40 11" HOSTS },
	{ "L2TPv3 in L2TPv3", IP4 "73" HOSTS,
	  "00 00 00 07" MACS "08 06 00 01 08 00 06 04 00 01" },
	{ "ICMP errors that quote ICMP errors", IP4 "01" HOSTS,
	  "0b 00 00 00 00 00 00 00 45 00 f0 00 00 00 00 00 40 01" HOSTS },
	{ "BGP attributes without a value", BGP "00 00 ff c0", "c0 20 00" },
	{ "BGP attributes of a class, extended", BGP "00 00 ff c0", "d0 10 00 00" },
	{ "BGP prefixes of no bits", BGP "00 00 00 00", "00" },
	{ "BGP prefixes withdrawn", BGP "ff c0", "18 0a 01 00" },
	{ "BGP path of empty segments", BGP "00 00 ff c0 50 02 ff b0", "02 00" },
	{ "EVPN routes without a value",
	  BGP "00 00 ff c0 90 0e ff b0 00 19 46 04 0a 00 00 01 00", "02 00" },
	{ "flow specifications", BGP "00 00 ff c0 90 0e ff b0 00 01 85 00 00",
	  "03 03 81 06" },
	{ "BGP keepalives",
	  TCP "9c 40 00 b3 00 00 00 01 00 00 00 01 50 18 ff ff 00 00 00 00",
	  "ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff 00 13 04" },
	{ "DNS questions that point at themselves",
	  UDP "9c 40 00 35 ff eb 00 00 00 01 01 00 ff ff 00 00 00 00 00 00",
	  "c0 0c 00 01 00 01" },
	{ "DNS answers of long names",
	  UDP "9c 40 00 35 ff eb 00 00 00 01 81 80 00 00 ff ff 00 00 00 00"
	      "3f 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61"
	      "61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61"
	      "61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 00 00 05 00 "
	      "01 00 00 00 01 00 02 c0 0c",
	  "c0 0c 00 05 00 01 00 00 00 01 00 02 c0 0c" },
	{ "SNMP sequences in sequences", UDP "9c 40 00 a1 ff eb 00 00", "30 82 ff 00" },
	{ "DHCPv6 relays in relays", UDP "02 23 02 23 ff eb 00 00",
	  "0c 00 20 01 00 00 00 00 00 00 00 00 00 00 00 00 00 01 20 01 00 00 00 00"
	  "00 00 00 00 00 00 00 00 00 02 00 09 f0 00" },
	{ "DHCPv6 containers in containers", UDP "02 22 02 23 ff eb 00 00 07 12 34 56",
	  "00 5e f0 00" },
	{ "SCTP chunks", IP4 "84" HOSTS "00 01 00 02 00 00 00 01 00 00 00 00",
	  "00 03 00 04" },
	{ "IS-IS TLVs",
	  MACS "88 70 fe fe 03 83 1b 01 00 12 01 00 00 ff e0 04 b0"
	       "00 00 00 00 00 01 00 00 00 00 00 01 00 00 03",
	  "16 00" },
	{ "LLDP TLVs", MACS "88 cc", "0e 00" },
	{ "ICMPv6 options",
	  MACS "86 dd 60 00 00 00 ff ff 3a ff"
	       "fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01"
	       "ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 01"
	       "85 00 00 00 00 00 00 00",
	  "0e 01 00 00 00 00 00 00" },
	{ "TLS records",
	  TCP "9c 40 01 bb 00 00 00 01 00 00 00 01 50 18 ff ff 00 00 00 00",
	  "16 03 03 00 04 02 00 00 00" },
	{ "QUIC packets of no length", UDP "9c 40 01 bb ff eb 00 00",
	  "c0 00 00 00 01 00 00 00 00" },
};

static double cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void check(const char *name, const struct packet *p, struct fields *tree)
{
	struct row row, alone;
	double before = cpu_seconds();
	dissect_packet(&row, tree, p->link, p->bytes, p->at, p->at);
	dissect_packet(&alone, NULL, p->link, p->bytes, p->at, p->at);
	double took = cpu_seconds() - before;
	const char *wrong = dissect_unsound(&row, tree, p->at);
	bool ok = !wrong && !strcmp(row.info, alone.info) && took < SECONDS &&
		  fields_count(tree) <= TREE_FIELDS;
	if (!CHECK_AS(name, ok))
		printf("# %s, %.1f s, %zu fields\n", wrong ? wrong : "sound", took,
		       fields_count(tree));
}

/* Total lengths that fit, so that nothing but the number of layers ends it. */
static void put_tunnels(struct packet *p)
{
	put(p, MACS "08 00");
	while (SIZE - p->at > 40) {
		size_t start = p->at, left = SIZE - start;
		put(p, "45 00 00 00 00 00 00 00 40 04" HOSTS);
		p->bytes[start + 2] = (uint8_t)(left >> 8);
		p->bytes[start + 3] = (uint8_t)left;
	}
}

/* Each pointer leads to the one before it; every question to the last. */
static void put_pointers(struct packet *p)
{
	enum { POINTERS = 4000, HEADER = 12 };
	put(p, UDP "9c 40 00 35 ff eb 00 00 00 01 01 00 ff ff 00 00 00 00 00 00");
	size_t message = p->at - HEADER;
	put(p, "00 00 01 00 01");
	for (int i = 0; i < POINTERS; i++) {
		size_t to = i ? p->at - message - 6 : HEADER;
		p->bytes[p->at++] = (uint8_t)(0xc0 | (to >> 8 & 0x3f));
		p->bytes[p->at++] = (uint8_t)to;
		put(p, "00 01 00 01");
		if (p->at - message >= 0x3f00)
			break;
	}
	size_t last = p->at - message - 6;
	while (SIZE - p->at >= 6) {
		p->bytes[p->at++] = (uint8_t)(0xc0 | (last >> 8 & 0x3f));
		p->bytes[p->at++] = (uint8_t)last;
		put(p, "00 01 00 01");
	}
}

int main(void)
{
	static struct packet p;
	struct fields *tree = fields_new();
	for (size_t i = 0; i < COUNT(repeated); i++) {
		p.at = 0;
		p.link = 1;
		put(&p, repeated[i].head);
		fill(&p, repeated[i].again);
		check(repeated[i].name, &p, tree);
	}
	p.at = 0;
	put_tunnels(&p);
	check("IPv4 in IPv4", &p, tree);
	p.at = 0;
	put_pointers(&p);
	check("DNS pointers in a row", &p, tree);
	fields_free(tree);
	return test_done();
}
