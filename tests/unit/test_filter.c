/* Filters: what words expand to, where errors are, which frames match, what a capture
 * filter is made of, and that compiling never asks anybody for a name. */
#include "core/analysis/bpf.h"
#include "core/analysis/expand.h"
#include "core/analysis/filter.h"

#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/analysis/words.h"
#include "core/base/mem.h"
#include "tests/frames.h"
#include "tests/test.h"

static void test_expansions(void)
{
	static const struct {
		const char *text, *expanded;
	} cases[] = {
		{ "", "" },
		{ " \t ", "" },
		{ "icmp", "icmp" },
		{ "ospf", "(proto 89)" },
		{ "ospf or icmp or arp", "(proto 89) or icmp or arp" },
		{ "not ospf", "not (proto 89)" },
		{ "!ospf&&!icmp", "not (proto 89) and not icmp" },
		{ "ldp and host 10.0.0.1",
		  "(tcp port 646 or udp port 646) and host 10.0.0.1" },
		{ "port bgp", "port 179" },
		{ "port bgp or ssh", "port 179 or port 22" },
		{ "tcp dst port ftp or ftp-data or domain",
		  "tcp dst port 21 or tcp dst port 20 or tcp dst port 53" },
		{ "port bgp or ospf or ssh", "port 179 or (proto 89) or port 22" },
		{ "port (bgp or ssh)", "(port 179 or port 22)" },
		{ "port not 80", "not port 80" },
		{ "port 80 or (22 or 23)", "port 80 or (port 22 or port 23)" },
		{ "host 1.2.3.4 and (port 80 or 443) or 5.6.7.8",
		  "host 1.2.3.4 and (port 80 or port 443) or host 5.6.7.8" },
		{ "not host 10.0.0.1 and 10.0.0.2",
		  "not host 10.0.0.1 and host 10.0.0.2" },
		{ "src or dst port 80", "src or dst port 80" },
		{ "src && dst net 10", "src and dst net 10" },
		{ "portrange 6000-6008", "portrange 6000-6008" },
		{ "portrange ftp-data-ssh", "portrange 20-22" },
		{ "ip proto ospf", "ip proto 89" },
		{ "ip proto \\tcp or \\udp", "ip proto 6 or ip proto 17" },
		{ "ip6 proto tcp", "ip6 proto 6" },
		{ "proto gre", "proto 47" },
		{ "ether proto \\arp", "ether proto 0x0806" },
		{ "ether proto lldp", "ether proto 0x88cc" },
		{ "iso proto \\isis", "iso proto 0x83" },
		{ "net 10/8", "net 10.0.0.0/8" },
		{ "net 172.16 mask 255.255.0.0", "net 172.16 mask 255.255.0.0" },
		{ "net fe80::/10", "net fe80::/10" },
		{ "ether host 52:54:0:0:0:1", "ether host 52:54:0:0:0:1" },
		{ "ether src 5254.0000.0001", "ether src 5254.0000.0001" },
		{ "icmp[icmptype]==icmp-echo", "icmp[icmptype] == icmp-echo" },
		{ "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0",
		  "tcp[tcpflags] & (tcp-syn | tcp-fin) != 0" },
		{ "ip[0]&0xf!=5", "ip[0] & 0xf != 5" },
		{ "len > 100 and less 200", "len > 100 and less 200" },
		{ "((ip[2:2] - 4) = 5)", "((ip[2:2] - 4) = 5)" },
		{ "vlan 10 and ospf", "vlan 10 and (proto 89)" },
		{ "vlan and vlan 3 and lacp",
		  "vlan and vlan 3 and (ether proto 0x8809 and ether[22] = 1)" },
		{ "lacp", "(ether proto 0x8809 and ether[14] = 1)" },
		{ "isis", "isis" },
		{ "stp or vrrp or pim", "stp or vrrp or pim" },
		{ "ra", "(ip6[6] = 58 and ip6[40] = 134)" },
		{ "inbound and not outbound", "inbound and not outbound" },
		{ "ip multicast", "ip multicast" },
		{ "type mgt subtype beacon", "type mgt subtype beacon" },
		{ "llc ui or arp", "llc ui or arp" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error e = { 0 };
		struct filter *f = filter_new(cases[i].text, NULL, &e);
		if (CHECK_AS(cases[i].text, f != NULL))
			test_same(filter_expanded(f), cases[i].expanded, cases[i].text,
				  __FILE__, __LINE__);
		else
			printf("# %s\n", e.text);
		filter_free(f);
	}
}

static void test_errors(void)
{
	static const char unknown[] = "not a word the filter language knows";
	static const struct {
		const char *text;
		size_t offset, size;
		const char *suggestion, *error; /* how the error begins */
	} cases[] = {
		{ "icmp and prot ospf", 9, 4, "proto",
		  "not a word the filter language knows - did you mean proto?" },
		{ "opsf", 0, 4, "ospf", unknown },
		{ "(icmp or bpg)", 9, 3, "bgp", unknown },
		{ "ICMP", 0, 4, "icmp", unknown },
		{ "broad", 0, 5, "broadcast", unknown },
		{ "port 22 or sshh", 11, 4, "ssh", unknown },
		{ "xyzzyx", 0, 6, "", unknown },
		{ "tcp port bpg", 9, 3, "bgp", "not the name of a port" },
		{ "ip proto osfp", 9, 4, "ospf", "not the name of a protocol" },
		{ "ether proto arpp", 12, 4, "arp", "not the name of a protocol" },
		{ "imap", 0, 4, "port imap", "the name of a port" },
		{ "host router1", 5, 7, "", "names are not looked up" },
		{ "src host a.example.com", 9, 13, "", "names are not looked up" },
		{ "src router1", 4, 7, "", "names are not looked up" },
		{ "src bgp", 4, 3, "port bgp", "an address goes here" },
		{ "net localnet", 4, 8, "", "networks have no names" },
		{ "ether host router1", 11, 7, "", "names are not looked up" },
		{ "gateway router1", 0, 7, "", "needs names" },
		{ "host 1:2:3:4:5:6", 0, 4, "ether host", "this is a MAC address" },
		{ "ether host 10.0.0.1", 11, 8, "", "a MAC address goes here" },
		{ "host 10.0.0.0/8", 0, 4, "net", "this is a network" },
		{ "port 80-90", 0, 4, "portrange", "this is a range of ports" },
		{ "10.0.0.1", 0, 8, "host 10.0.0.1", "a word is missing" },
		{ "tcp 80", 4, 2, "port 80", "port, proto or host is missing" },
		{ "icmp and 80", 9, 2, "port 80", "a word is missing" },
		{ "tcp bgp", 4, 3, "and bgp", "and or or is missing" },
		{ "icmp or", 5, 2, "", "something is missing" },
		{ "port", 0, 4, "", "a value is missing" },
		{ "and icmp", 0, 3, "", "not expected here" },
		{ "(icmp", 0, 1, "", "never closed" },
		{ "icmp)", 4, 1, "", "no ( for this" },
		{ "ip[0", 3, 1, "", "a ] is missing" },
		{ "ip[0] and icmp", 6, 3, "", "a comparison is missing" },
		{ "len >", 4, 1, "", "a number is missing" },
		{ "icmp and 'arp'", 9, 1, "", "quotes are for the shell" },
		{ "icmp ; arp", 5, 1, "", "not a character" },
		{ "icmp – arp", 5, 3, "", "not a character" },
		{ "less 99999999999", 5, 11, "", "not a number of 32 bits" },
		{ "\\tcp", 1, 3, "", "a \\ belongs behind proto" },
		{ "vpi 5", 0, 3, "", "only for ATM" },
		{ "mpls and cdp", 9, 3, "", "cannot be found behind mpls" },
		/* what only libpcap knows: the primitive, or the whole */
		{ "icmp or ip6 host 1.2.3.4", 17, 7, "", "'ip6' modifier" },
		{ "arp or net 10.0.0.1/8", 11, 10, "", "non-network bits" },
		{ "udp or port 65536", 12, 5, "", "illegal port number" },
		{ "icmp and host 1.2.3.400", 14, 9, "", "invalid IPv4 address" },
		{ "arp and ldp", 0, 0, "", "expression rejects all packets" },
		{ "inbound and outbound", 0, 0, "", "expression rejects all" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error e = { 0 };
		struct filter_mark m = { .offset = 99 };
		struct filter *f = filter_new(cases[i].text, &m, &e);
		bool ok = !f && m.offset == cases[i].offset &&
			  m.size == cases[i].size &&
			  !strcmp(m.suggestion, cases[i].suggestion) &&
			  !strncmp(e.text, cases[i].error, strlen(cases[i].error)) &&
			  e.text[0];
		if (!CHECK_AS(cases[i].text, ok))
			printf("# %zu+%zu '%s' %s\n", m.offset, m.size, m.suggestion,
			       f ? "accepted" : e.text);
		filter_free(f);
	}
}

static struct packet packet_of(const struct frame *f)
{
	return (struct packet){ .linktype = LINKTYPE_ETHERNET,
				.captured = f->size,
				.length = f->size,
				.bytes = f->bytes };
}

static bool matches(const char *text, const struct packet *p)
{
	struct error e;
	struct filter *f = filter_new(text, NULL, &e);
	if (!f) {
		printf("# %s: %s\n", text, e.text);
		return false;
	}
	bool verdict = filter_match(f, p);
	filter_free(f);
	return verdict;
}

/* Every own word against every frame: the words that are listed, and no other. */
static void test_own_words(void)
{
	static struct frame_kind kinds[FRAME_KINDS];
	size_t count = frames_make(kinds), words;
	const struct word *list = word_list(&words);
	for (size_t i = 0; i < words; i++) {
		if (!list[i].expansion)
			continue;
		struct error e;
		struct filter *f = filter_new(list[i].word, NULL, &e);
		unsigned wrong = 0, hits = 0;
		char blank[40];
		snprintf(blank, sizeof(blank), " %s ", list[i].word);
		for (size_t j = 0; f && j < count; j++) {
			struct packet p = packet_of(&kinds[j].frame);
			bool want = strstr(kinds[j].words, blank) != NULL;
			hits += want;
			if (filter_match(f, &p) == want)
				continue;
			wrong++;
			printf("# %s and %s\n", list[i].word, kinds[j].name);
		}
		CHECK_AS(list[i].word, f && !wrong && hits);
		filter_free(f);
	}
}

/* The same behind a tag, where a word must be asked for with vlan. */
static void test_tagged(void)
{
	static struct frame_kind kinds[FRAME_KINDS];
	size_t count = frames_make(kinds);
	for (size_t i = 0; i < count; i++) {
		char word[32], text[80];
		if (sscanf(kinds[i].words, "%31s", word) != 1)
			continue;
		struct frame once = frame_tag(kinds[i].frame, 0x8100, 100);
		struct frame twice = frame_tag(once, 0x88a8, 200);
		struct packet p = packet_of(&once), q = packet_of(&twice);
		snprintf(text, sizeof(text), "vlan 100 and %s", word);
		bool ok = !matches(word, &p) && matches(text, &p) && !matches(text, &q);
		snprintf(text, sizeof(text), "vlan 200 and vlan 100 and %s", word);
		ok = ok && matches(text, &q) && !matches(text, &p);
		CHECK_AS(text, ok);
	}
}

static void test_precedence(void)
{
	struct frame bgp = frame_port(FRAME_TCP, 40000, 179);
	struct packet p = packet_of(&bgp);
	CHECK(matches("udp and ospf or bgp", &p));
	CHECK(!matches("udp and (ospf or bgp)", &p));
	CHECK(!matches("bgp or ospf and udp", &p));
	CHECK(matches("bgp and not ldp", &p));
	CHECK(!matches("not (bgp or ldp)", &p));
	CHECK(matches("tcp and port ssh or bgp", &p));
	CHECK(matches("dst port bgp", &p));
	CHECK(!matches("src port ssh or bgp", &p));
	CHECK(matches("host 10.0.0.1 and tcp port bgp", &p));
	CHECK(matches("greater 30 and less 60", &p));
	p.captured = 20;
	CHECK(!matches("bgp", &p));
	CHECK(matches("ip", &p));
	p.length = 1000;
	CHECK(matches("len = 1000", &p));
}

static void test_directions(void)
{
	static const struct {
		const char *text;
		bool unknown, in, out;
	} cases[] = {
		{ "inbound", false, true, false },
		{ "outbound", false, false, true },
		{ "not inbound", true, false, true },
		{ "inbound or outbound", false, true, true },
		{ "inbound and bgp", false, true, false },
		{ "outbound or ospf", false, false, true },
		{ "bgp and (inbound or ospf)", false, true, false },
	};
	struct frame bgp = frame_port(FRAME_TCP, 40000, 179);
	struct packet p = packet_of(&bgp);
	for (size_t i = 0; i < COUNT(cases); i++) {
		p.direction = DIRECTION_UNKNOWN;
		bool ok = matches(cases[i].text, &p) == cases[i].unknown;
		p.direction = DIRECTION_IN;
		ok = ok && matches(cases[i].text, &p) == cases[i].in;
		p.direction = DIRECTION_OUT;
		ok = ok && matches(cases[i].text, &p) == cases[i].out;
		p.direction = 3; /* as a file may say */
		ok = ok && matches(cases[i].text, &p) == cases[i].unknown;
		CHECK_AS(cases[i].text, ok);
	}
}

/* The same IPv4 packet as raw IP and behind a cooked header. */
static void test_link_types(void)
{
	struct frame eth = frame_port(FRAME_TCP, 40000, 179);
	struct frame cooked = { .size = 0 };
	frame_hex(&cooked, "0800" /* protocol */ "0000"
			   "00000007" /* interface */
			   "0001"
			   "04" /* outgoing */ "06"
			   "5254000000010000");
	memcpy(cooked.bytes + 20, eth.bytes + 14, eth.size - 14);
	struct packet raw = { .linktype = LINKTYPE_RAW,
			      .captured = eth.size - 14,
			      .length = eth.size - 14,
			      .bytes = eth.bytes + 14 };
	struct packet sll = { .linktype = LINKTYPE_LINUX_SLL2,
			      .captured = eth.size + 6,
			      .length = eth.size + 6,
			      .bytes = cooked.bytes };
	CHECK(matches("bgp", &raw) && !matches("ospf", &raw));
	CHECK(matches("bgp", &sll) && !matches("ospf", &sll));
	CHECK(matches("not cdp and not lacp", &raw));
	CHECK(matches("bgp or cdp", &raw));
	CHECK(matches("outbound", &sll) && !matches("inbound", &sll));
	CHECK(matches("ifindex 7", &sll) && !matches("ifindex 8", &sll));
	CHECK(!matches("ifindex 7", &raw));

	struct frame cdp = { .size = 0 };
	frame_hex(&cdp, "0004"
			"0000"
			"00000007"
			"0001"
			"00"
			"06"
			"5254000000010000"
			"aaaa0300000c2000"
			"02b4");
	struct packet p = { .linktype = LINKTYPE_LINUX_SLL2,
			    .captured = cdp.size,
			    .length = cdp.size,
			    .bytes = cdp.bytes };
	CHECK(matches("cdp", &p) && !matches("pvst", &p));

	/* AF_INET6 of macOS, FreeBSD and NetBSD, which is not that of Linux */
	for (uint32_t family = 24; family <= 30; family += family == 24 ? 4 : 2) {
		struct frame inner = frame_port6(FRAME_TCP, 40000, 179);
		struct frame loop = { .size = inner.size - 10 };
		memcpy(loop.bytes, &family, 4);
		memcpy(loop.bytes + 4, inner.bytes + 14, inner.size - 14);
		struct packet q = packet_of(&loop);
		q.linktype = LINKTYPE_NULL;
		CHECK(matches("bgp", &q) && matches("ip6", &q) && !matches("ip", &q));
	}

	struct error e = { 0 };
	struct filter *f = filter_new("vlan 5", NULL, &e);
	CHECK(f && filter_usable(f, LINKTYPE_ETHERNET, &e));
	CHECK(f && !filter_usable(f, LINKTYPE_RAW, &e) && e.text[0]);
	CHECK(f && !filter_match(f, &raw));
	filter_free(f);
	f = filter_new("", NULL, &e);
	raw.linktype = 4711;
	CHECK(f && filter_match(f, &raw) && filter_usable(f, 4711, &e));
	filter_free(f);
	f = filter_new("bgp", NULL, &e);
	bool any = false;
	for (raw.linktype = 0; raw.linktype < 65536; raw.linktype++)
		any |= f && filter_match(f, &raw) && raw.linktype > 300;
	CHECK_AS("65536 link types in one file", !any);
	filter_free(f);
}

static int program(const char *text, struct sock_filter *code, size_t room,
		   struct error *e)
{
	struct filter *f = filter_new(text, NULL, e);
	int n = f ? filter_program(f, LINKTYPE_ETHERNET, code, room, e) : -2;
	filter_free(f);
	return n;
}

/* Since 1.11 libpcap refuses the words, and what they stand for takes their place. */
static struct bpf *directed(const char *text, enum expand_direction direction)
{
	const struct expand_aim aim = { .linktype = LINKTYPE_ETHERNET,
					.direction = direction };
	struct expansion x;
	struct filter_mark mark;
	struct error e;
	if (!expand_text(&x, text, &aim, &mark, &e))
		return NULL;
	struct bpf *program = bpf_new_live(x.text, LINKTYPE_ETHERNET, &e);
	expand_free(&x);
	return program;
}

static void test_direction_loads(void)
{
	static const char *const words[] = { "inbound", "outbound", "icmp and outbound",
					     "arp or inbound" };
	for (size_t i = 0; i < COUNT(words); i++) {
		struct bpf *word = directed(words[i], EXPAND_KEEP);
		struct bpf *load = directed(words[i], EXPAND_LOAD);
		bool same = load && (!word || bpf_size(word) == bpf_size(load));
		for (unsigned k = 0; same && word && k < bpf_size(word); k++) {
			struct sock_filter a = bpf_at(word, k), b = bpf_at(load, k);
			same = !memcmp(&a, &b, sizeof(a));
		}
		CHECK_AS(words[i], same);
		bpf_free(word);
		bpf_free(load);
	}
}

static void test_programs(void)
{
	struct sock_filter code[4096];
	struct error e = { 0 };
	CHECK(program("", code, COUNT(code), &e) == 0);
	CHECK(program("ip", code, COUNT(code), &e) == 4);
	CHECK(code[0].code == (BPF_LD | BPF_H | BPF_ABS) && code[0].k == 12);
	CHECK(code[1].k == 0x800 && code[2].k == 262144 && code[3].k == 0);
	CHECK(program("ip", code, 3, &e) == -1 && strstr(e.text, "too long"));
	int n = program("icmp and inbound", code, COUNT(code), &e);
	if (!CHECK(n == 8))
		printf("# %d %s\n", n, e.text);
	CHECK(program("outbound", code, COUNT(code), &e) == 4 &&
	      code[0].k == (uint32_t)(SKF_AD_OFF + SKF_AD_PKTTYPE));
	CHECK(program("ifindex 3", code, COUNT(code), &e) == -1);
	CHECK(program("ip6 protochain 6", code, COUNT(code), &e) == -1 &&
	      strstr(e.text, "protochain"));
}

static void repeat(char *to, size_t room, const char *part, const char *last)
{
	size_t used = 0, size = strlen(part);
	while (used + size + strlen(last) < room) {
		memcpy(to + used, part, size);
		used += size;
	}
	snprintf(to + used, room - used, "%s", last);
}

/* Texts of 4 KiB that libpcap alone would need minutes for, or a deep stack. */
static void test_limits(void)
{
	static const char *const parts[] = {
		"bfd or ",
		"port 5||",
		"(",
		"not ",
		"-",
		"ip[",
		"host fe80::1 and not ",
		"1+",
		"a",
		"portrange 1-9 or ",
		"[",
		"vlan and ",
		"geneve and ",
	};
	char text[4097];
	struct error e;
	for (size_t i = 0; i < COUNT(parts); i++) {
		repeat(text, sizeof(text), parts[i], "icmp");
		struct filter *f = filter_new(text, NULL, &e);
		CHECK_AS(parts[i], f || e.text[0]);
		filter_free(f);
	}
	memset(text, ' ', sizeof(text));
	text[4096] = '\0';
	struct filter *f = filter_new(text, NULL, &e);
	CHECK_AS("4096 bytes", f != NULL);
	filter_free(f);
	char longer[4098];
	memset(longer, ' ', sizeof(longer));
	longer[4097] = '\0';
	f = filter_new(longer, NULL, &e);
	CHECK_AS("4097 bytes", !f && strstr(e.text, "4096"));
	filter_free(f);
}

static bool deny_lookups(void)
{
	static const int calls[] = { SCMP_SYS(open),	SCMP_SYS(openat),
				     SCMP_SYS(openat2), SCMP_SYS(creat),
				     SCMP_SYS(socket),	SCMP_SYS(socketpair),
				     SCMP_SYS(connect), SCMP_SYS(execve) };
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	int bad = ctx ? 0 : -1;
	for (size_t i = 0; ctx && i < COUNT(calls); i++)
		bad |= seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS, calls[i], 0);
	bad |= ctx ? seccomp_load(ctx) : -1;
	seccomp_release(ctx);
	return !bad;
}

static void compile_all(const char *const *texts, size_t count)
{
	static const uint32_t linktypes[] = { LINKTYPE_NULL,	   LINKTYPE_ETHERNET,
					      LINKTYPE_RAW,	   LINKTYPE_LINUX_SLL,
					      LINKTYPE_LINUX_SLL2, 105 };
	for (size_t i = 0; i < count; i++) {
		struct error e;
		struct filter *f = filter_new(texts[i], NULL, &e);
		for (size_t j = 0; f && j < COUNT(linktypes); j++)
			(void)filter_usable(f, linktypes[j], &e);
		filter_free(f);
	}
}

/* In a child that dies at once when it opens a file or a socket. */
static int watched(const char *const *texts, size_t count, bool cheat)
{
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		if (!deny_lookups())
			_exit(2);
		compile_all(texts, count);
		if (cheat)
			(void)!open("/etc/services", O_RDONLY | O_CLOEXEC);
		_exit(0);
	}
	int status = -1;
	waitpid(child, &status, 0);
	return status;
}

static void test_no_lookups(void)
{
	static const char *const texts[] = {
		"host router1",
		"host localhost",
		"src bgp",
		"port nosuchport",
		"port bgp or nosuchport",
		"portrange ssh-telnet",
		"net loopback",
		"ether host router1",
		"ip proto nosuch",
		"ip proto ospf",
		"proto icmp",
		"ether proto foo",
		"ether proto \\arp",
		"gateway router1",
		"host 10.0.0.1 or router1",
		"port 22 or (23 or foo)",
		"ip6 host ip6-localhost",
		"host fe80::1",
		"net fe80::/10",
		"host ::ffff:10.0.0.1",
		"host 10.0.0.1",
		"dst net 10/8",
		"decnet host 1.1",
		"type mgt",
		"type foo",
		"subtype foo",
		"dir foo",
		"llc foo",
		"iso proto foo",
		"on eth0",
		"rset foo",
		"tcp port http and foo",
		"\\localhost",
		"host \\localhost",
		"port \\http",
		"host a.b.c",
		"host 1.2.3.4.5",
		"ether host 1:2:3:4:5:6",
		"vlan foo",
		"tcp[foo] = 1",
		"foo[0] = 1",
		"host 10.0.0.1 and foo = 1",
		"isis proto foo",
		"icmp6-echo",
		"host 1.1.1.1 or icmp6-echo",
		"1.1.1.1 or localhost",
		"arp host 10.0.0.1",
	};
	size_t count;
	const struct word *words = word_list(&count);
	const char **names = mem_new(count * sizeof(*names));
	for (size_t i = 0; i < count; i++)
		names[i] = words[i].word;
	if (!WIFSIGNALED(watched(texts, 1, true))) {
		SKIP("compiling opens nothing", "seccomp does not work here");
	} else {
		CHECK(watched(texts, COUNT(texts), false) == 0);
		CHECK(watched(names, count, false) == 0);
	}
	free(names);
}

static void test_words(void)
{
	size_t count;
	const struct word *words = word_list(&count);
	struct error e;
	bool told = true, once = true, own = true;
	for (size_t i = 0; i < count; i++) {
		told = told && words[i].meaning[0];
		for (size_t j = 0; j < i; j++)
			once = once && strcmp(words[i].word, words[j].word) != 0;
		enum word_part part = word_part(words[i].word, strlen(words[i].word));
		own = own && (words[i].expansion ? part == PART_NONE || part == PART_DIR
						 : part != PART_NONE);
		if (!words[i].expansion)
			continue;
		struct filter *f = filter_new(words[i].word, NULL, &e);
		CHECK_AS(words[i].word, f && filter_usable(f, LINKTYPE_ETHERNET, &e));
		filter_free(f);
	}
	CHECK(told);
	CHECK(once);
	CHECK_AS("libpcap's words keep libpcap's meaning", own);
}

int main(void)
{
	test_expansions();
	test_errors();
	test_words();
	test_own_words();
	test_tagged();
	test_precedence();
	test_directions();
	test_link_types();
	test_programs();
	test_direction_loads();
	test_limits();
	test_no_lookups();
	return test_done();
}
