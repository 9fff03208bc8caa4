/* A filter moved behind the outer headers of a tunnel says of every datagram what it
 * says of the frame inside: in libpcap's interpreter and in the kernel, both ways, for
 * expressions and frames made at random from all that libpcap knows. */
#include <linux/filter.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/analysis/filter.h"
#include "core/base/text.h"
#include "core/capture/kernel_filter.h"
#include "core/capture/source_kind.h"
#include "core/capture/tunnel_filter.h"
#include "core/lab/tunnel.h"
#include "tests/frames.h"
#include "tests/test.h"
#include "tests/wrap.h"

enum { EXPRESSIONS = 700, IN_KERNEL = 40, FRAMES = 700, CODE_MAX = BPF_MAXINSNS };

/* Reproducible: the same set in every run (xorshift). */
static uint32_t chance(uint32_t *state, uint32_t below)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state % below;
}

/* What there is to say, as tcpdump's users say it (pcap-filter(7)). */
static const char *const terms[] = {
	"ip",
	"ip6",
	"arp",
	"icmp",
	"icmp6",
	"tcp",
	"udp",
	"sctp",
	"igmp",
	"stp",
	"vlan",
	"vlan 10",
	"vlan 20",
	"mpls",
	"mpls 100",
	"pppoes",
	"llc",
	"iso",
	"host 10.0.0.1",
	"src host 10.0.0.2",
	"net 10.0.0.0/8",
	"dst net 10.0.0.0/30",
	"ip6 host fe80::1",
	"src net fe80::/10",
	"port 53",
	"tcp port 80",
	"tcp dst port 179",
	"udp portrange 500-4500",
	"port 179 or port 646",
	"ether host 52:54:00:00:00:01",
	"ether dst 52:54:00:00:00:02",
	"ether proto 0x88cc",
	"ether multicast",
	"ip multicast",
	"ip6 multicast",
	"ether broadcast",
	"ip proto 89",
	"ip6 proto 58",
	"proto 47",
	"rarp",
	"greater 60",
	"less 60",
	"len = 64",
	"len - 14 > 40",
	"len & 1 = 1",
	"len / 2 = 30",
	"tcp[tcpflags] & (tcp-syn|tcp-ack) = tcp-syn",
	"tcp[((tcp[12:1] & 0xf0) >> 2):4] = 0x47455420",
	"icmp[icmptype] = icmp-echo",
	"icmp6[icmp6type] = 135",
	"ip[6:2] & 0x1fff != 0",
	"ip[8] = 64",
	"ip[0] & 15 > 5",
	"udp[4:2] = 8",
	"ip6[6] = 17",
	"ether[0] & 1 = 1",
	"ether[12:2] = 0x800",
	"ether[14:4] & 0xff00ffff != 0",
	"ether[ether[14] & 15:2] > 8",
	"ether[ether[0] - 20] = 5",
	"ether[ether[13] - ether[14]] != 0",
	"ether[len - 1] = 0",
	"ether[len - 60:4] = 0",
	"ether[4294967290] = 1",
	"ether[ether[5] * 4:1] < 9",
	"ether[12:2] % 7 = 3",
	"ether[20] / ether[21] = 0",
	"ether[len + 4294967290:1] = 0",
	"(ip and tcp) or (ip6 and udp)",
};

static void expression(struct text *t, uint32_t *state, unsigned depth)
{
	static const char *const joints[] = { " and ", " or ", " and not ",
					      " or not " };
	if (!depth || !chance(state, 4)) {
		text_printf(t, "(%s)", terms[chance(state, COUNT(terms))]);
		return;
	}
	text_str(t, chance(state, 6) ? "(" : "not (");
	expression(t, state, depth - 1);
	text_str(t, joints[chance(state, COUNT(joints))]);
	expression(t, state, depth - 1);
	text_char(t, ')');
}

struct program {
	struct sock_filter code[CODE_MAX];
	uint32_t count;
};

/* What libpcap has no words for since 1.11. */
static bool compile_direction(struct program *p, const char *text)
{
	struct error e;
	struct filter *f = strstr(text, "bound") ? filter_new(text, NULL, &e) : NULL;
	int n = f ? filter_program(f, LINKTYPE_ETHERNET, p->code, CODE_MAX, &e) : -1;
	filter_free(f);
	p->count = n > 0 ? (uint32_t)n : 0;
	return n > 0;
}

/* False: it cannot be compiled (rejects all packets), or loops. */
static bool compile(struct program *p, const char *text)
{
	struct bpf_program made;
	struct error e;
	pcap_t *dead = pcap_open_dead(DLT_EN10MB, 262144);
	bool ok = !pcap_compile(dead, &made, text, 1, PCAP_NETMASK_UNKNOWN);
	pcap_close(dead);
	if (!ok)
		return compile_direction(p, text);
	p->count = made.bf_len < CODE_MAX ? made.bf_len : CODE_MAX;
	memcpy(p->code, made.bf_insns, p->count * sizeof(p->code[0]));
	pcap_freecode(&made);
	return source_code_check(p->code, p->count, &e);
}

static uint32_t run(const struct program *p, const uint8_t *bytes, uint32_t size)
{
	const struct packet packet = {
		.bytes = bytes,
		.captured = size,
		.length = size,
	};
	return source_pcap_run(p->code, &packet);
}

/* False: it cannot be moved. */
static bool move(struct program *to, const struct program *from, const struct outer *o)
{
	struct error e;
	uint32_t guard = tunnel_filter_guard(to->code, o, false, false);
	uint32_t moved = tunnel_filter_shift(to->code + guard, CODE_MAX - guard,
					     from->code, from->count, o);
	to->count = guard + moved;
	return moved && guard <= TUNNEL_GUARD_MAX &&
	       source_code_check(to->code, to->count, &e);
}

/* One of every kind we know, then with tags, cut, with other bytes changed. */
static void frames_fill(struct frame *frames, uint32_t *state)
{
	static struct frame_kind kinds[FRAME_KINDS];
	size_t count = frames_make(kinds);
	for (size_t i = 0; i < FRAMES; i++) {
		struct frame *f = &frames[i];
		*f = kinds[i % count].frame;
		if (i >= count && !chance(state, 4))
			*f = frame_tag(*f, chance(state, 3) ? 0x8100 : 0x88a8,
				       10 * (1 + chance(state, 2)));
		if (i >= count && chance(state, 2))
			f->size += chance(state, 256 - f->size);
		else if (i >= count && !chance(state, 4))
			f->size = 14 + chance(state, f->size - 13);
		for (uint32_t n = i < count ? 0 : chance(state, 4); n; n--)
			f->bytes[chance(state, f->size)] = (uint8_t)chance(state, 256);
	}
}

struct score {
	uint64_t pairs, matched, wrong, moved, compiled;
};

static void compare(struct score *score, const struct program *inner,
		    const struct program *moved, const struct outer *o,
		    const struct frame *f)
{
	uint32_t want = run(inner, f->bytes, f->size);
	for (int back = 0; back < 2; back++) {
		struct wrapped w;
		wrap(&w, o, f->bytes, f->size, back);
		uint32_t got = run(moved, w.bytes, w.size);
		score->pairs++;
		score->matched += want > 0;
		score->wrong += got != (want ? want + outer_size(o) : 0);
	}
}

static void test_interpreter(const struct outer *o, const struct frame *frames)
{
	static struct program inner, moved;
	struct score score = { 0 };
	uint32_t state = 4711;
	for (unsigned i = 0; i < EXPRESSIONS; i++) {
		char text[1024];
		struct text t = text_over(text, sizeof(text));
		expression(&t, &state, i % 4);
		if (!compile(&inner, i < COUNT(terms) ? terms[i] : text))
			continue;
		score.compiled++;
		if (!move(&moved, &inner, o))
			continue;
		score.moved++;
		uint64_t before = score.wrong;
		for (size_t n = 0; n < FRAMES; n++)
			compare(&score, &inner, &moved, o, &frames[n]);
		if (score.wrong != before)
			printf("# differs: %s\n", i < COUNT(terms) ? terms[i] : text);
	}
	printf("# %llu pairs, %llu of them match, %llu of %llu programs moved\n",
	       (unsigned long long)score.pairs, (unsigned long long)score.matched,
	       (unsigned long long)score.moved, (unsigned long long)score.compiled);
	CHECK(score.wrong == 0);
	CHECK(score.pairs > 300000 && score.matched > 50000);
	CHECK(score.moved * 10 >= score.compiled * 9);
}

/* The one program of many tunnels says the same, of both families. */
static void test_shared(const struct frame *frames)
{
	const struct outer tunnels[] = { wrap_outer6, wrap_outer4 };
	const struct tunnel_ports ports = {
		.ranges = { { 10002, 10003 } },
		.count = 1,
		.tunnels = tunnels,
		.tunnel_count = COUNT(tunnels),
	};
	static const struct outer *const outers[] = { &wrap_outer4, &wrap_outer6 };
	static struct program inner, all;
	struct score score = { 0 };
	for (size_t i = 0; i < COUNT(terms); i++) {
		struct error e;
		if (!compile(&inner, terms[i]))
			continue;
		const struct tunnel_program p = { inner.code, inner.count };
		score.compiled++;
		all.count = tunnel_filter_shared(all.code, CODE_MAX, &ports, &p);
		if (!all.count)
			continue;
		score.moved += source_code_check(all.code, all.count, &e);
		for (size_t n = 0; n < 2 * FRAMES; n++)
			compare(&score, &inner, &all, outers[n & 1], &frames[n / 2]);
	}
	printf("# shared: %llu pairs, %llu of %llu programs moved\n",
	       (unsigned long long)score.pairs, (unsigned long long)score.moved,
	       (unsigned long long)score.compiled);
	CHECK(score.wrong == 0 && score.pairs > 100000);
	CHECK(score.moved * 10 >= score.compiled * 9);
}

/* Filters of packet(7) sockets run on datagrams of unix(7) ones just as well, from
 * their first byte on, and need no rights there. -1: not passed. */
static ssize_t through_kernel(const int pair[2], const struct wrapped *w)
{
	static uint8_t got[WRAP_MAX];
	if (send(pair[0], w->bytes, w->size, 0) != (ssize_t)w->size)
		abort();
	return recv(pair[1], got, sizeof(got), MSG_DONTWAIT);
}

static bool same_in_kernel(const struct program *p, const struct kernel_filter_rule *r,
			   const int pair[2], const struct frame *f)
{
	struct wrapped w;
	uint32_t want = run(p, f->bytes, f->size);
	for (int back = 0; back < 2; back++) {
		wrap(&w, &r->outer, f->bytes, f->size, back);
		bool wanted = want && !(back ? r->only_out : r->only_in);
		uint32_t keep = want < r->snaplen ? want : r->snaplen;
		keep += outer_size(&r->outer);
		ssize_t size = keep < w.size ? keep : w.size;
		if (through_kernel(pair, &w) != (wanted ? size : -1))
			return false;
	}
	return true;
}

static unsigned differs_in_kernel(const struct program *p,
				  const struct kernel_filter_rule *rule,
				  const struct frame *frames, bool *exact)
{
	int pair[2];
	unsigned wrong = 0;
	struct error e;
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) ||
	    !kernel_filter_attach(pair[1], rule, p->code, p->count, exact, &e))
		abort();
	for (size_t i = 0; *exact && i < FRAMES; i += 3)
		wrong += !same_in_kernel(p, rule, pair, &frames[i]);
	close(pair[0]);
	close(pair[1]);
	return wrong;
}

static void test_kernel(const struct outer *o, const struct frame *frames)
{
	static struct program p;
	static const uint32_t snaplens[] = { KERNEL_FILTER_WHOLE, 20 };
	uint32_t state = 1;
	unsigned wrong = 0, exacts = 0;
	for (unsigned i = 0; i < COUNT(terms) + IN_KERNEL; i++) {
		char text[1024];
		struct text t = text_over(text, sizeof(text));
		expression(&t, &state, 3);
		if (!compile(&p, i < COUNT(terms) ? terms[i] : text))
			continue;
		const struct kernel_filter_rule rule = {
			.outer = *o,
			.only_in = i % 5 == 0,
			.only_out = i % 5 == 1,
			.snaplen = snaplens[i % 2],
		};
		bool exact;
		unsigned now = differs_in_kernel(&p, &rule, frames, &exact);
		wrong += now;
		exacts += exact;
		if (now)
			printf("# kernel differs: %s\n",
			       i < COUNT(terms) ? terms[i] : text);
	}
	printf("# %u programs ran in the kernel\n", exacts);
	CHECK(wrong == 0);
	CHECK(exacts > 70);
}

/* What the user's words for the direction mean at the tunnel's ends, in the kernel and
 * where we judge ourselves. */
static unsigned directed_wrong(const struct judge *judge,
			       const struct kernel_filter_rule *rule,
			       const struct frame *frames, const int pair[2])
{
	unsigned wrong = 0;
	for (size_t i = 0; i < FRAMES; i += 3) {
		for (int back = 0; back < 2; back++) {
			const struct frame *f = &frames[i];
			const struct packet packet = {
				.bytes = f->bytes,
				.captured = f->size,
				.length = f->size,
				.direction = back ? DIRECTION_IN : DIRECTION_OUT,
			};
			struct wrapped w;
			wrap(&w, &rule->outer, f->bytes, f->size, back);
			bool want = judge_frame(judge, &packet);
			wrong += (through_kernel(pair, &w) > 0) != want;
		}
	}
	return wrong;
}

static void test_directions(const struct outer *o, const struct frame *frames)
{
	static const struct {
		const char *text;
		bool out, in; /* of a frame that is no IP */
	} cases[] = {
		{ "inbound", false, true },
		{ "outbound", true, false },
		{ "not inbound and not ip", true, false },
		{ "(outbound and len > 60) or (inbound and not icmp)", false, true },
		{ "ether[0] & 1 = 0 and (inbound or vlan 10)", false, true },
	};
	static struct program p;
	const struct kernel_filter_rule rule = { .outer = *o,
						 .snaplen = KERNEL_FILTER_WHOLE };
	for (size_t i = 0; i < COUNT(cases); i++) {
		static const uint8_t plain[20] = { 2, [12] = 0x88, 0xb5 };
		struct packet packet = { .bytes = plain, .captured = 20, .length = 20 };
		struct judge judge = { .all = false };
		struct error e;
		bool exact;
		int pair[2];
		if (!compile(&p, cases[i].text) ||
		    socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) ||
		    !kernel_filter_attach(pair[1], &rule, p.code, p.count, &exact, &e))
			abort();
		judge_add(&judge, p.code, p.count, true, 0);
		packet.direction = DIRECTION_OUT;
		CHECK_AS(cases[i].text, !judge_frame(&judge, &packet) == !cases[i].out);
		packet.direction = DIRECTION_IN;
		CHECK_AS(cases[i].text, !judge_frame(&judge, &packet) == !cases[i].in);
		CHECK(exact);
		CHECK_AS(cases[i].text, !directed_wrong(&judge, &rule, frames, pair));
		judge_free(&judge);
		close(pair[0]);
		close(pair[1]);
	}
	/* Of many tunnels, or of a group, nobody knows there. */
	const struct outer many = { .family = o->family };
	CHECK(!tunnel_filter_shift((struct sock_filter[64]){ 0 }, 64, p.code, p.count,
				   &many));
}

/* Cannot be moved: the guard alone, and the frame is judged by us. */
static void test_refused(void)
{
	static const struct {
		const char *why;
		struct sock_filter code[3];
	} cases[] = {
		{ "ldx #len", { BPF_STMT(BPF_LDX | BPF_W | BPF_LEN, 0) } },
		{ "ret a", { BPF_STMT(BPF_RET | BPF_A, 0) } },
		{ "offset", { BPF_STMT(BPF_LD | BPF_B | BPF_ABS, INT32_MAX - 41) } },
		{ "metadata",
		  { BPF_STMT(BPF_LD | BPF_B | BPF_ABS,
			     (uint32_t)SKF_AD_OFF + SKF_AD_PKTTYPE) } },
		{ "index", { BPF_STMT(BPF_LD | BPF_B | BPF_IND, INT32_MAX) } },
		{ "offset of a length", { BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, ~0u) } },
	};
	struct sock_filter to[64];
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_AS(cases[i].why,
			 !tunnel_filter_shift(to, COUNT(to), cases[i].code, 1,
					      &wrap_outer4));
	static const struct sock_filter fine = BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0);
	CHECK(tunnel_filter_shift(to, 2, &fine, 1, &wrap_outer4) == 2);
	CHECK(!tunnel_filter_shift(to, 1, &fine, 1, &wrap_outer4));
}

/* Jumps of at most 255 instructions, which 60 more in between do not allow. */
static void test_far_jump(void)
{
	static struct program p, to;
	const struct sock_filter length = BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0);
	for (unsigned between = 100; between <= 250; between += 150) {
		p.count = 0;
		p.code[p.count++] = (struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, 1, (uint8_t)between, 0);
		while (p.count <= between)
			p.code[p.count++] = length;
		p.code[p.count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 9);
		uint32_t size = tunnel_filter_shift(to.code, CODE_MAX, p.code, p.count,
						    &wrap_outer4);
		CHECK(size == (between == 100 ? 202 : 0));
		if (size)
			CHECK(to.code[0].jt == 200 && to.code[0].jf == 0 &&
			      to.code[size - 1].k == 51);
	}
}

/* What the guard drops, and what it passes for being counted. */
enum change { SET, CUT, GROW };

static const struct odd {
	const char *what;
	enum change change;
	uint32_t at, value; /* SET: a byte; CUT, GROW: bytes at the end */
	int passed;
	enum tunnel_kind kind;
} odds4[] = {
	{ "as it is", CUT, 0, 0, 142, TUNNEL_FRAME },
	{ "other type", SET, 13, 6, -1, TUNNEL_FOREIGN },
	{ "IPv5", SET, 14, 0x55, -1, TUNNEL_FOREIGN },
	{ "TCP", SET, 23, 6, -1, TUNNEL_FOREIGN },
	{ "other source", SET, 29, 9, 128, TUNNEL_STRANGER },
	{ "other target", SET, 33, 9, -1, TUNNEL_FOREIGN },
	{ "same address twice", SET, 33, 1, 128, TUNNEL_STRANGER },
	{ "other source port", SET, 35, 9, 128, TUNNEL_STRANGER },
	{ "other target port", SET, 37, 9, -1, TUNNEL_FOREIGN },
	{ "first fragment", SET, 20, 0x20, 128, TUNNEL_FRAGMENT },
	{ "later fragment", SET, 21, 8, 128, TUNNEL_LATER },
	{ "may not be fragmented", SET, 20, 0x40, 142, TUNNEL_FRAME },
	{ "no frame inside", CUT, 0, 100, 42, TUNNEL_DAMAGED },
	{ "length too small", SET, 39, 21, 128, TUNNEL_SHORT },
	{ "length below its own", SET, 39, 3, 128, TUNNEL_SHORT },
	{ "length too large", SET, 38, 1, 142, TUNNEL_DAMAGED },
	{ "padded", GROW, 0, 4, 146, TUNNEL_PADDED },
	{ "cut on the way", CUT, 0, 4, 138, TUNNEL_DAMAGED },
};

static struct wrapped odd_make(const struct odd *odd, const struct outer *o)
{
	static const uint8_t frame[100] = { 1, 2, 3 };
	struct wrapped w;
	wrap(&w, o, frame, sizeof(frame), false);
	memset(w.bytes + w.size, 0, 8);
	if (odd->change == SET)
		w.bytes[odd->at] = (uint8_t)odd->value;
	else
		w.size += odd->change == GROW ? odd->value : -odd->value;
	return w;
}

static void check_odd(const struct odd *odd, const int pair[2], const struct wrapped *w,
		      const struct outer *o)
{
	struct tunnel_packet p = {
		.bytes = w->bytes,
		.captured = w->size,
		.length = w->size,
	};
	enum tunnel_kind kind = tunnel_strip(o, &p);
	ssize_t passed = through_kernel(pair, w);
	if (!CHECK_AS(odd->what, kind == odd->kind))
		printf("# kind %d\n", (int)kind);
	if (!CHECK_AS(odd->what, passed == odd->passed))
		printf("# passed %zd\n", passed);
	if (kind <= TUNNEL_PADDED)
		CHECK(p.length == 100 && p.captured == 100 && p.bytes[2] == 3 &&
		      p.way == TUNNEL_OUT);
	else
		CHECK(p.length == w->size && p.bytes == w->bytes);
}

static void guard_open(int pair[2], const struct outer *o)
{
	const struct kernel_filter_rule rule = { .outer = *o,
						 .snaplen = KERNEL_FILTER_WHOLE };
	bool exact;
	struct error e;
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) ||
	    !kernel_filter_attach(pair[1], &rule, NULL, 0, &exact, &e) || !exact)
		abort();
}

static void test_guard4(void)
{
	int pair[2];
	guard_open(pair, &wrap_outer4);
	for (size_t i = 0; i < COUNT(odds4); i++) {
		struct wrapped w = odd_make(&odds4[i], &wrap_outer4);
		check_odd(&odds4[i], pair, &w, &wrap_outer4);
	}
	close(pair[0]);
	close(pair[1]);
}

/* Six words of options move the ports away: found all the same, and not decoded. */
static void test_options(void)
{
	static const struct odd odd = { "options", SET, 14, 0x46, 128, TUNNEL_OPTIONS };
	int pair[2];
	guard_open(pair, &wrap_outer4);
	struct wrapped w = odd_make(&odd, &wrap_outer4);
	memmove(w.bytes + 38, w.bytes + 34, w.size - 34);
	w.size += 4;
	check_odd(&odd, pair, &w, &wrap_outer4);
	close(pair[0]);
	close(pair[1]);
}

/* Of a fragment behind the first the addresses decide, and the way they say. */
static void test_later(void)
{
	static const struct {
		const char *what;
		uint8_t from, to;
		bool only_in, only_out, passed;
		enum tunnel_way way;
	} cases[] = {
		{ "sent", 1, 2, false, false, true, TUNNEL_OUT },
		{ "received", 2, 1, false, false, true, TUNNEL_IN },
		{ "from elsewhere", 3, 2, false, false, false, TUNNEL_EITHER },
		{ "to elsewhere", 1, 3, false, false, false, TUNNEL_EITHER },
		{ "sent, not wanted", 1, 2, true, false, false, TUNNEL_OUT },
		{ "received, not wanted", 2, 1, false, true, false, TUNNEL_IN },
	};
	static const struct odd odd = { "later fragment", SET, 21, 8, 0, TUNNEL_LATER };
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct kernel_filter_rule rule = {
			.outer = wrap_outer4,
			.snaplen = KERNEL_FILTER_WHOLE,
			.only_in = cases[i].only_in,
			.only_out = cases[i].only_out,
		};
		struct wrapped w = odd_make(&odd, &wrap_outer4);
		w.bytes[29] = cases[i].from;
		w.bytes[33] = cases[i].to;
		const struct tunnel_packet t = {
			.bytes = w.bytes,
			.captured = w.size,
			.length = w.size,
		};
		int pair[2];
		bool exact;
		struct error e;
		enum tunnel_way way;
		if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) ||
		    !kernel_filter_attach(pair[1], &rule, NULL, 0, &exact, &e))
			abort();
		CHECK_AS(cases[i].what,
			 (through_kernel(pair, &w) == 128) == cases[i].passed);
		tunnel_is_later(&wrap_outer4, &t, &way);
		CHECK(way == cases[i].way);
		close(pair[0]);
		close(pair[1]);
	}
}

static void test_guard6(void)
{
	static const struct odd odds[] = {
		{ "IPv6 as it is", CUT, 0, 0, 162, TUNNEL_FRAME },
		{ "IPv6 other type", SET, 12, 8, -1, TUNNEL_FOREIGN },
		{ "IPv6 TCP", SET, 20, 6, -1, TUNNEL_FOREIGN },
		{ "IPv6 other source", SET, 37, 9, 128, TUNNEL_STRANGER },
		{ "IPv6 other target", SET, 38, 9, -1, TUNNEL_FOREIGN },
		{ "IPv6 other port", SET, 57, 9, -1, TUNNEL_FOREIGN },
		{ "IPv6 too short", SET, 59, 21, 128, TUNNEL_SHORT },
		{ "IPv6 padded", GROW, 0, 4, 166, TUNNEL_PADDED },
	};
	static const struct odd fragment = { "IPv6 fragment", SET, 20, 44, 128,
					     TUNNEL_FRAGMENT };
	static const struct odd later = {
		"IPv6 later", SET, 20, 44, 128, TUNNEL_LATER
	};
	static const struct odd extended = { "IPv6 options", SET, 20, 60, 128,
					     TUNNEL_OPTIONS };
	static const struct odd foreign = {
		"IPv6 options, another port", SET, 20, 60, 128, TUNNEL_FOREIGN
	};
	static const uint8_t header[8] = { 17, 0, 0, 1, 0, 0, 0, 7 };
	int pair[2];
	guard_open(pair, &wrap_outer6);
	for (size_t i = 0; i < COUNT(odds); i++) {
		struct wrapped w = odd_make(&odds[i], &wrap_outer6);
		check_odd(&odds[i], pair, &w, &wrap_outer6);
	}
	struct wrapped w = odd_make(&fragment, &wrap_outer6);
	memmove(w.bytes + 62, w.bytes + 54, w.size - 54);
	memcpy(w.bytes + 54, header, sizeof(header));
	w.size += 8;
	check_odd(&fragment, pair, &w, &wrap_outer6);
	w.bytes[57] = 8; /* its offset */
	check_odd(&later, pair, &w, &wrap_outer6);
	w.bytes[20] = 60; /* a header with options instead, of the same size */
	w.bytes[55] = 0;
	check_odd(&extended, pair, &w, &wrap_outer6);
	w.bytes[65] = 9; /* to another port */
	check_odd(&foreign, pair, &w, &wrap_outer6);
	w.bytes[55] = 200; /* too long to be all there */
	check_odd(&foreign, pair, &w, &wrap_outer6);
	close(pair[0]);
	close(pair[1]);
}

int main(void)
{
	static struct frame frames[FRAMES];
	uint32_t state = 20240229;
	frames_fill(frames, &state);
	test_interpreter(&wrap_outer4, frames);
	test_interpreter(&wrap_outer6, frames);
	test_kernel(&wrap_outer4, frames);
	test_kernel(&wrap_outer6, frames);
	test_shared(frames);
	test_directions(&wrap_outer4, frames);
	test_directions(&wrap_outer6, frames);
	test_refused();
	test_far_jump();
	test_guard4();
	test_options();
	test_later();
	test_guard6();
	return test_done();
}
