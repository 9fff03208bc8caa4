#include "core/capture/tunnel_filter.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/capture/tunnel_table.h"
#include "core/capture/way.h"

enum {
	PENDING = 255,	 /* a jump whose target is not known yet */
	ETHER_SIZE = 14, /* IP begins behind it */
	TCP = 6,
	UDP = 17,
	HOP_BY_HOP = 0, /* IPv6 next headers */
	ROUTING = 43,
	FRAGMENT = 44,
	DESTINATION = 60,
	HEADERS = 128, /* bytes kept of what is only counted */
	WHOLE = 0x40000,
	TUNNEL_SHAPE_MAX = 24,	/* instructions of put_shape() */
	UDP_AND_ETHER = 8 + 14, /* the shortest datagram with a frame */
};

/* Offsets from the start of the packet (RFC 791, RFC 8200, RFC 768). */
struct layout {
	uint32_t source, target; /* addresses */
	uint32_t udp;		 /* where no options are */
};

static const struct layout layout4 = { .source = 26, .target = 30, .udp = 34 };
static const struct layout layout6 = { .source = 22, .target = 38, .udp = 54 };

struct guard {
	struct sock_filter *code;
	uint32_t count;
	const struct outer *outer;
	const struct layout *at;
	uint8_t protocol;
};

static void put(struct guard *g, unsigned code, uint32_t k)
{
	g->code[g->count++] = (struct sock_filter){ .code = (uint16_t)code, .k = k };
}

static void put_jump(struct guard *g, unsigned code, uint32_t k, unsigned jt,
		     unsigned jf)
{
	put(g, code, k);
	g->code[g->count - 1].jt = (uint8_t)jt;
	g->code[g->count - 1].jf = (uint8_t)jf;
}

/* Goes on where A is k, else to where the test lands. */
static void put_test(struct guard *g, uint32_t k)
{
	put_jump(g, BPF_JMP | BPF_JEQ | BPF_K, k, 0, PENDING);
}

/* The tests since `start` that have no target yet lead here. */
static void land(struct guard *g, uint32_t start)
{
	for (uint32_t i = start; i < g->count; i++)
		if (BPF_CLASS(g->code[i].code) == BPF_JMP && g->code[i].jf == PENDING)
			g->code[i].jf = (uint8_t)(g->count - i - 1);
}

/* A datagram or segment over IPv4 whose ports are here (in its first fragment); X:
 * where, behind the Ethernet header. */
static void put_ip4(struct guard *g)
{
	put(g, BPF_LD | BPF_H | BPF_ABS, 12);
	put_test(g, 0x0800);
	put(g, BPF_LD | BPF_B | BPF_ABS, 23);
	put_test(g, g->protocol);
	put(g, BPF_LD | BPF_B | BPF_ABS, 14);
	put(g, BPF_ALU | BPF_AND | BPF_K, 0xf0);
	put_test(g, 0x40);
	put(g, BPF_LD | BPF_H | BPF_ABS, 20);
	put(g, BPF_ALU | BPF_AND | BPF_K, 0x1fff);
	put_test(g, 0);
	put(g, BPF_LDX | BPF_B | BPF_MSH, 14);
}

/* The same over IPv6. Of extension headers only a fragment's is understood. */
static void put_ip6(struct guard *g)
{
	put(g, BPF_LD | BPF_H | BPF_ABS, 12);
	put_test(g, 0x86dd);
	put(g, BPF_LDX | BPF_IMM, 40);
	put(g, BPF_LD | BPF_B | BPF_ABS, 20);
	put_jump(g, BPF_JMP | BPF_JEQ | BPF_K, g->protocol, 7, 0);
	put_test(g, FRAGMENT);
	put(g, BPF_LDX | BPF_IMM, 48);
	put(g, BPF_LD | BPF_B | BPF_ABS, 54);
	put_test(g, g->protocol);
	put(g, BPF_LD | BPF_H | BPF_ABS, 56);
	put(g, BPF_ALU | BPF_AND | BPF_K, 0xfff8);
	put_test(g, 0);
}

static void put_address(struct guard *g, uint32_t at, const uint8_t *bytes)
{
	for (uint32_t i = 0; i < outer_address_size(g->outer); i += 4) {
		put(g, BPF_LD | BPF_W | BPF_ABS, at + i);
		put_test(g, (uint32_t)bytes[i] << 24 | (uint32_t)bytes[i + 1] << 16 |
				    (uint32_t)bytes[i + 2] << 8 | bytes[i + 3]);
	}
}

/* Goes on where A has one of these bits, else to where the test lands. */
static void put_test_bits(struct guard *g, uint32_t bits)
{
	put_jump(g, BPF_JMP | BPF_JSET | BPF_K, bits, 0, PENDING);
}

/* A fragment behind the first. */
static void put_later4(struct guard *g)
{
	put(g, BPF_LD | BPF_H | BPF_ABS, 12);
	put_test(g, 0x0800);
	put(g, BPF_LD | BPF_B | BPF_ABS, 23);
	put_test(g, UDP);
	put(g, BPF_LD | BPF_H | BPF_ABS, 20);
	put_test_bits(g, 0x1fff);
}

/* The same, or one with other extension headers, behind which we look ourselves. */
static void put_later6(struct guard *g)
{
	put(g, BPF_LD | BPF_H | BPF_ABS, 12);
	put_test(g, 0x86dd);
	put(g, BPF_LD | BPF_B | BPF_ABS, 20);
	put_jump(g, BPF_JMP | BPF_JEQ | BPF_K, HOP_BY_HOP, 5, 0);
	put_jump(g, BPF_JMP | BPF_JEQ | BPF_K, ROUTING, 4, 0);
	put_jump(g, BPF_JMP | BPF_JEQ | BPF_K, DESTINATION, 3, 0);
	put_test(g, FRAGMENT);
	put(g, BPF_LD | BPF_H | BPF_ABS, 56);
	put_test_bits(g, 0xfff8);
}

/* Between these two addresses: it is counted. NULL: from anybody. */
static void put_counted(struct guard *g, const uint8_t *from, const uint8_t *to)
{
	uint32_t start = g->count;
	if (from)
		put_address(g, g->at->source, from);
	put_address(g, g->at->target, to);
	put(g, BPF_RET | BPF_K, HEADERS);
	land(g, start);
}

/* What has no ports, or not where they are looked for. */
static void put_portless(struct guard *g, bool only_in, bool only_out)
{
	const struct outer *o = g->outer;
	uint32_t start = g->count;
	if (o->family == AF_INET6)
		put_later6(g);
	else
		put_later4(g);
	if (o->kind == OUTER_GROUP)
		put_counted(g, NULL, o->local);
	if (o->kind == OUTER_UDP && !only_in)
		put_counted(g, o->local, o->remote);
	if (o->kind == OUTER_UDP && !only_out)
		put_counted(g, o->remote, o->local);
	land(g, start);
}

/* Sent by the local end, or (back) by the remote one: jumps to the match, else on. */
static void put_way(struct guard *g, bool back)
{
	const struct outer *o = g->outer;
	uint32_t start = g->count;
	uint16_t from = back ? o->remote_port : o->local_port;
	uint16_t to = back ? o->local_port : o->remote_port;
	put(g, BPF_LD | BPF_W | BPF_IND, ETHER_SIZE);
	put_test(g, (uint32_t)from << 16 | to);
	put_address(g, g->at->source, back ? o->remote : o->local);
	put_address(g, g->at->target, back ? o->local : o->remote);
	put(g, BPF_JMP | BPF_JA, PENDING);
	land(g, start);
}

/* One end alone: the local one as the source, or as the target. */
static void put_end(struct guard *g, bool target)
{
	uint32_t start = g->count;
	put(g, BPF_LD | BPF_H | BPF_IND, ETHER_SIZE + (target ? 2 : 0));
	put_test(g, g->outer->local_port);
	put_address(g, target ? g->at->target : g->at->source, g->outer->local);
	put(g, BPF_JMP | BPF_JA, PENDING);
	land(g, start);
}

/* To this end, from anybody: it is counted. */
static void put_stranger(struct guard *g, bool remote)
{
	const struct outer *o = g->outer;
	uint32_t start = g->count;
	put(g, BPF_LD | BPF_H | BPF_IND, ETHER_SIZE + 2);
	put_test(g, remote ? o->remote_port : o->local_port);
	put_address(g, g->at->target, remote ? o->remote : o->local);
	put(g, BPF_RET | BPF_K, HEADERS);
	land(g, start);
}

static void put_ends(struct guard *g, bool only_in, bool only_out)
{
	if (g->outer->kind == OUTER_GROUP) {
		put_end(g, true);
	} else if (!g->outer->remote_port) {
		put_end(g, false);
		put_end(g, true);
	} else {
		/* Of TCP what one end acknowledges tells what the other has sent. */
		bool both = g->outer->kind == OUTER_TCP;
		if (both || !only_in)
			put_way(g, false);
		if (both || !only_out)
			put_way(g, true);
		if (!both && !only_out)
			put_stranger(g, false);
		if (!both && !only_in)
			put_stranger(g, true);
	}
}

/* What matched goes on here, the rest is dropped. */
static void put_verdict(struct guard *g, uint32_t start)
{
	land(g, start);
	put(g, BPF_RET | BPF_K, 0);
	for (uint32_t i = 0; i < g->count; i++)
		if (g->code[i].code == (BPF_JMP | BPF_JA))
			g->code[i].k = g->count - i - 1;
}

static void put_plain_header(struct guard *g)
{
	if (g->outer->family == AF_INET6) {
		put(g, BPF_LD | BPF_B | BPF_ABS, 20);
		put_test(g, UDP);
		return;
	}
	put(g, BPF_LD | BPF_B | BPF_ABS, 14);
	put_test(g, 0x45);
	put(g, BPF_LD | BPF_H | BPF_ABS, 20);
	put(g, BPF_ALU | BPF_AND | BPF_K, 0x2000);
	put_test(g, 0);
}

/* Is there one whole frame right behind headers of the usual size? */
static void put_shape(struct guard *g)
{
	uint32_t start = g->count;
	put_plain_header(g);
	put(g, BPF_LD | BPF_H | BPF_ABS, g->at->udp + 4);
	put_jump(g, BPF_JMP | BPF_JGE | BPF_K, UDP_AND_ETHER, 0, PENDING);
	put(g, BPF_MISC | BPF_TAX, 0);
	put(g, BPF_LD | BPF_W | BPF_LEN, 0);
	put(g, BPF_ALU | BPF_SUB | BPF_K, g->at->udp);
	put_jump(g, BPF_JMP | BPF_JEQ | BPF_X, 0, 2, 0);
	put(g, BPF_RET | BPF_K, WHOLE);
	land(g, start);
	put(g, BPF_RET | BPF_K, HEADERS);
	put(g, BPF_LD | BPF_IMM, 0);
	put(g, BPF_MISC | BPF_TAX, 0);
}

uint32_t tunnel_filter_guard(struct sock_filter *to, const struct outer *outer,
			     bool only_in, bool only_out)
{
	bool six = outer->family == AF_INET6;
	struct guard g = {
		.code = to,
		.outer = outer,
		.at = six ? &layout6 : &layout4,
		.protocol = outer->kind == OUTER_TCP ? TCP : UDP,
	};
	if (outer->kind != OUTER_TCP)
		put_portless(&g, only_in, only_out);
	uint32_t start = g.count;
	if (six)
		put_ip6(&g);
	else
		put_ip4(&g);
	put_ends(&g, only_in, only_out);
	put_verdict(&g, start);
	if (outer->kind != OUTER_TCP)
		put_shape(&g);
	return g.count;
}

/* Behind a jump that failed another range is tried; beside all of them so many bytes
 * pass. */
static void put_ports(struct guard *g, const struct tunnel_ports *ports, uint32_t at,
		      uint32_t beside)
{
	uint32_t left = ports->count * 2;
	put(g, BPF_LD | BPF_H | BPF_IND, at);
	for (uint32_t i = 0; i < ports->count; i++, left -= 2) {
		put_jump(g, BPF_JMP | BPF_JGE | BPF_K, ports->ranges[i].low, 0, 1);
		put_jump(g, BPF_JMP | BPF_JGT | BPF_K, ports->ranges[i].high, 0,
			 left - 1);
	}
	put(g, BPF_RET | BPF_K, beside);
}

/* Datagrams of this family from and to these ports go on at the jump, whose place it
 * returns; the rest falls off the end. What is to one of them from elsewhere, or has no
 * ports, is counted. */
static uint32_t put_family(struct guard *g, const struct tunnel_ports *ports)
{
	bool six = g->outer->family == AF_INET6;
	uint32_t start = g->count;
	(six ? put_later6 : put_later4)(g);
	put(g, BPF_RET | BPF_K, ports->count ? HEADERS : 0);
	land(g, start);
	start = g->count;
	(six ? put_ip6 : put_ip4)(g);
	put_ports(g, ports, ETHER_SIZE + 2, 0);
	if (!ports->any_source)
		put_ports(g, ports, ETHER_SIZE, HEADERS);
	put(g, BPF_JMP | BPF_JA, PENDING);
	land(g, start);
	return g->count - 1;
}

/* Where the jump leads: what is of a tunnel, to the program for the frame inside. */
static bool put_inner(struct guard *g, uint32_t jump, uint32_t room,
		      const struct tunnel_ports *ports,
		      const struct tunnel_program *inner)
{
	uint32_t beside = ports->any_source ? WHOLE : HEADERS;
	g->code[jump].k = g->count - jump - 1;
	uint32_t added =
		tunnel_table(g->code + g->count, room - g->count, g->outer->family,
			     ports->tunnels, ports->tunnel_count, beside);
	g->count += added;
	if (added == 1)
		return true; /* none of this family */
	if (!added || g->count + TUNNEL_SHAPE_MAX > room)
		return false;
	put_shape(g);
	added = tunnel_filter_shift(g->code + g->count, room - g->count, inner->code,
				    inner->count, g->outer);
	g->count += added;
	return added;
}

uint32_t tunnel_filter_shared(struct sock_filter *to, uint32_t room,
			      const struct tunnel_ports *ports,
			      const struct tunnel_program *inner)
{
	static const struct outer four = { .family = AF_INET };
	static const struct outer six = { .family = AF_INET6 };
	struct guard g = { .code = to, .protocol = UDP };
	uint32_t jump4 = (g.outer = &four, put_family(&g, ports));
	uint32_t jump6 = (g.outer = &six, put_family(&g, ports));
	put(&g, BPF_RET | BPF_K, 0);
	if (!inner->count) {
		g.code[jump4].k = g.count - jump4 - 1;
		g.code[jump6].k = g.count - jump6 - 1;
		put(&g, BPF_RET | BPF_K, ports->keep > HEADERS ? ports->keep : HEADERS);
		return g.count;
	}
	g.outer = &four;
	g.at = &layout4;
	if (!put_inner(&g, jump4, room, ports, inner))
		return 0;
	g.outer = &six;
	g.at = &layout6;
	return put_inner(&g, jump6, room, ports, inner) ? g.count : 0;
}

/* Shifting ---------------------------------------------------------------- */

/* An instruction becomes at most GROUP_MAX; the last of them is the one that jumps. */
enum { GROUP_MAX = 16 };

struct group {
	struct sock_filter code[GROUP_MAX];
	uint32_t count; /* 0: it cannot be moved */
};

static struct group group_of(const struct sock_filter *code, uint32_t count)
{
	struct group g = { .count = count };
	memcpy(g.code, code, count * sizeof(*code));
	return g;
}

static struct group shift_offset(struct sock_filter i, uint32_t by)
{
	if (i.k > INT32_MAX - by)
		return (struct group){ .count = 0 };
	i.k += by;
	return group_of(&i, 1);
}

/* An X that is negative in the 32 bits it has (`ether[ether[0] - 20]`) means an offset
 * outside the frame; with `by` added it would lie in the outer headers. The load
 * replaces A anyway. */
static struct group shift_indirect(struct sock_filter i, uint32_t by)
{
	struct sock_filter code[4] = {
		BPF_STMT(BPF_MISC | BPF_TXA, 0),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, INT32_MAX - by - i.k, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct group moved = shift_offset(i, by);
	if (!moved.count)
		return moved;
	code[3] = moved.code[0];
	return group_of(code, COUNT(code));
}

/* What leaves the local end goes out. */
static struct group shift_way(const struct outer *outer)
{
	struct group made = { .count = 0 };
	struct guard g = { .code = made.code, .outer = outer };
	g.at = outer->family == AF_INET6 ? &layout6 : &layout4;
	if (!outer->remote_port)
		return made;
	put(&g, BPF_LD | BPF_H | BPF_ABS, g.at->udp);
	put_test(&g, outer->local_port);
	put_address(&g, g.at->source, outer->local);
	g.code[g.count++] = way_answer(true);
	put(&g, BPF_JMP | BPF_JA, 1);
	land(&g, 0);
	g.code[g.count++] = way_answer(false);
	made.count = g.count;
	return made;
}

static struct group shift_length(struct sock_filter i, uint32_t by)
{
	const struct sock_filter code[] = {
		i,
		BPF_STMT(BPF_ALU | BPF_SUB | BPF_K, by),
	};
	return group_of(code, COUNT(code));
}

static struct group shift_return(struct sock_filter i, uint32_t by)
{
	uint32_t most = UINT32_MAX - by;
	if (i.k)
		i.k = (i.k < most ? i.k : most) + by;
	return group_of(&i, 1);
}

static struct group shift_one(struct sock_filter i, const struct outer *outer)
{
	uint32_t by = outer_size(outer);
	if (way_is_asked(&i))
		return shift_way(outer);
	switch (i.code) {
	case BPF_LD | BPF_W | BPF_ABS:
	case BPF_LD | BPF_H | BPF_ABS:
	case BPF_LD | BPF_B | BPF_ABS:
	case BPF_LDX | BPF_B | BPF_MSH:
		return shift_offset(i, by);
	case BPF_LD | BPF_W | BPF_IND:
	case BPF_LD | BPF_H | BPF_IND:
	case BPF_LD | BPF_B | BPF_IND:
		return shift_indirect(i, by);
	case BPF_LD | BPF_W | BPF_LEN:
		return shift_length(i, by);
	case BPF_RET | BPF_K:
		return shift_return(i, by);
	case BPF_LDX | BPF_W | BPF_LEN:
	case BPF_RET | BPF_A:
		return (struct group){ .count = 0 };
	default:
		return group_of(&i, 1);
	}
}

/* Where each instruction of the program begins after the move; [count]: the end. */
struct map {
	uint16_t start[BPF_MAXINSNS + 1];
};

static bool map_jump(const struct map *m, struct sock_filter *jump, uint32_t old,
		     uint32_t at)
{
	if (jump->code == (BPF_JMP | BPF_JA)) {
		jump->k = m->start[old + 1 + jump->k] - at - 1;
		return true;
	}
	uint32_t jt = m->start[old + 1 + jump->jt] - at - 1;
	uint32_t jf = m->start[old + 1 + jump->jf] - at - 1;
	jump->jt = (uint8_t)jt;
	jump->jf = (uint8_t)jf;
	return jt <= UINT8_MAX && jf <= UINT8_MAX;
}

uint32_t tunnel_filter_shift(struct sock_filter *to, uint32_t room,
			     const struct sock_filter *code, uint32_t count,
			     const struct outer *outer)
{
	struct map m;
	uint32_t size = 0;
	for (uint32_t i = 0; i < count; i++) {
		struct group g = shift_one(code[i], outer);
		if (!g.count || g.count > room - size)
			return 0;
		m.start[i] = (uint16_t)size;
		memcpy(to + size, g.code, g.count * sizeof(*to));
		size += g.count;
	}
	m.start[count] = (uint16_t)size;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = m.start[i + 1] - 1u;
		if (BPF_CLASS(code[i].code) == BPF_JMP && !map_jump(&m, &to[at], i, at))
			return 0;
	}
	return size;
}
