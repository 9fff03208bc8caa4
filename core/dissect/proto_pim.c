/* Protocol independent multicast, version 2 (RFC 7761, 3973, 5015), with its bootstrap
 * (RFC 5059).
 *
 *	0    4    8        16               32
 *	+----+----+--------+----------------+
 *	|ver |type| flags  | checksum       |
 *	+----+----+--------+----------------+
 *	unicast:  family:1  encoding:1  address
 *	group:	  family:1  encoding:1  flags:1  mask bits:1  address
 *	source:	  family:1  encoding:1  flags:1  mask bits:1  address */
#include "core/dissect/checksum.h"

enum { IPPROTO_NUMBER = 103, REGISTER_COVERED = 8 };

enum type {
	HELLO = 0,
	REGISTER = 1,
	REGISTER_STOP = 2,
	JOIN_PRUNE = 3,
	BOOTSTRAP = 4,
	ASSERT = 5,
	GRAFT = 6,
	GRAFT_ACK = 7,
	CANDIDATE = 8,
	STATE_REFRESH = 9,
	ELECTION = 10,
};

static const struct name types[] = {
	{ HELLO, "Hello" },
	{ REGISTER, "Register" },
	{ REGISTER_STOP, "Register-stop" },
	{ JOIN_PRUNE, "Join/Prune" },
	{ BOOTSTRAP, "Bootstrap" },
	{ ASSERT, "Assert" },
	{ GRAFT, "Graft" },
	{ GRAFT_ACK, "Graft-Ack" },
	{ CANDIDATE, "Candidate-RP-Advertisement" },
	{ STATE_REFRESH, "State-Refresh" },
	{ ELECTION, "DF election" },
	{ 11, "ECMP redirect" },
	{ 12, "PFM source discovery" },
	{ 0, NULL },
};

enum option {
	HOLD = 1,
	PRUNE_DELAY = 2,
	PRIORITY = 19,
	GENERATION = 20,
	REFRESH = 21,
	LIST = 24
};

static const struct name options[] = {
	{ HOLD, "hold time" },
	{ PRUNE_DELAY, "LAN prune delay" },
	{ PRIORITY, "DR priority" },
	{ GENERATION, "generation id" },
	{ REFRESH, "state refresh" },
	{ 22, "bidirectional" },
	{ LIST, "addresses" },
	{ 65001, "addresses, old" },
	{ 0, NULL },
};

static const struct name source_flags[] = {
	{ 4, "sparse" },
	{ 2, "wildcard" },
	{ 1, "rendezvous point tree" },
	{ 0, NULL },
};

static const struct name group_flags[] = {
	{ 0x80, "bidirectional" },
	{ 0x01, "admin scope zone" },
	{ 0, NULL },
};

struct address {
	const uint8_t *ip; /* NULL: cut off, or of no family we know */
	size_t size;
	uint32_t flags, bits;
};

static void put_address(struct text *t, const struct address *a)
{
	if (a->size == 4)
		addr_ip4(t, a->ip);
	else if (a->size == 16)
		addr_ip6(t, a->ip);
}

/* With flags and a mask where `flags` names them. An address of unknown family has an
 * unknown size: nothing behind it makes sense. */
static struct address read_ip(struct dissect *d, const char *name,
			      const struct name *flags)
{
	struct address a = { 0 };
	uint32_t family = reader_u8(&d->r);
	size_t head = flags ? 4 : 2;
	reader_skip(&d->r, 1);
	if (flags) {
		a.flags = reader_u8(&d->r);
		a.bits = reader_u8(&d->r);
	}
	if (d->r.cut)
		return a;
	a.size = family == 1 ? 4 : family == 2 ? 16 : 0;
	if (!a.size) {
		layer_malformed(d);
		return a;
	}
	a.ip = reader_bytes(&d->r, a.size);
	struct text *t = field_over(d, name, a.size + head);
	if (t) {
		put_address(t, &a);
		if (flags) {
			text_char(t, '/');
			text_uint(t, a.bits);
			text_str(t, a.flags ? "  " : "");
			names_flags(t, flags, a.flags, ", ");
		}
	}
	return a;
}

static void put_ip(struct text *info, const char *label, const struct address *a)
{
	if (!a->ip)
		return;
	text_str(info, label);
	put_address(info, a);
}

static void put_uint(struct text *info, const char *label, uint32_t value)
{
	text_str(info, label);
	text_uint(info, value);
}

static void read_option(struct dissect *d, struct text *info)
{
	uint32_t type = field_named(d, "option", 2, options);
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, field_uint(d, "length", 2));
	if (type == HOLD) {
		(void)field_uint(d, "seconds", 2);
	} else if (type == PRUNE_DELAY) {
		uint32_t delay = reader_u16(&d->r);
		if (d->tree) {
			field_show_uint(d, "propagation ms", 2, delay & 0x7fff);
			field_show_str(d, "tracking", 2,
				       delay & 0x8000 ? "can be" : "no");
		}
		(void)field_uint(d, "override ms", 2);
	} else if (type == PRIORITY) {
		put_uint(info, ", DR priority ", field_uint(d, "priority", 4));
	} else if (type == GENERATION) {
		(void)field_hex(d, "id", 4);
	} else if (type == REFRESH) {
		(void)field_uint(d, "version", 1);
		(void)field_uint(d, "interval s", 1);
	} else if (type == LIST) {
		while (part_more(d))
			(void)read_ip(d, "address", NULL);
	}
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
}

static void read_hello(struct dissect *d, struct text *info)
{
	while (part_more(d))
		read_option(d, info);
}

/* As in Wireshark the row has the addresses of the packet inside, and no more of it. */
static void quote_inner(struct dissect *d, uint32_t version)
{
	const uint8_t *ip = d->r.at;
	size_t left = reader_left(&d->r);
	if (version != 4 && version != 6)
		return;
	if (version == 4 && left >= 20)
		columns_address(d, ADDRESS_IP4, ip + 12, ip + 16);
	else if (version == 6 && left >= 40)
		columns_address(d, ADDRESS_IP6, ip + 8, ip + 24);
	layer_quote(d);
	next(d, SPACE_ETHERTYPE, version == 4 ? 0x0800 : 0x86dd);
}

static void read_register(struct dissect *d, struct text *info)
{
	static const struct name flags[] = {
		{ 0x80000000, "border" },
		{ 0x40000000, "null" },
		{ 0, NULL },
	};
	uint32_t value = field_flags(d, "flags", 4, flags);
	if (value & 0x40000000)
		text_str(info, ", null");
	quote_inner(d, part_more(d) ? *d->r.at >> 4 : 0);
}

static void read_pair(struct dissect *d, struct text *info)
{
	struct address group = read_ip(d, "group", group_flags);
	struct address source = read_ip(d, "source", NULL);
	put_ip(info, ", (", &source);
	put_ip(info, ", ", &group);
	text_str(info, source.ip ? ")" : "");
}

static void read_sources(struct dissect *d, struct text *info, const char *word,
			 uint32_t count, const struct address *group)
{
	for (uint32_t i = 0; i < count && part_more(d); i++) {
		struct address source = read_ip(d, word, source_flags);
		if (!source.ip)
			return;
		text_str(info, ", ");
		text_str(info, word);
		if (source.flags & 2)
			text_str(info, " (*");
		else
			put_ip(info, " (", &source);
		put_ip(info, ", ", group);
		text_char(info, ')');
	}
}

static void read_join(struct dissect *d, struct text *info)
{
	struct address upstream = read_ip(d, "upstream neighbour", NULL);
	reader_skip(&d->r, 1);
	uint32_t groups = field_uint(d, "groups", 1);
	(void)field_uint(d, "hold time", 2);
	put_ip(info, ", to ", &upstream);
	for (uint32_t i = 0; i < groups && part_more(d); i++) {
		struct address group = read_ip(d, "group", group_flags);
		struct nest nest = field_enter(d);
		uint32_t joins = field_uint(d, "joins", 2);
		uint32_t prunes = field_uint(d, "prunes", 2);
		read_sources(d, info, "join", joins, &group);
		read_sources(d, info, "prune", prunes, &group);
		field_leave(d, nest);
	}
}

static void read_rps(struct dissect *d, struct text *info, uint32_t count)
{
	for (uint32_t i = 0; i < count && part_more(d); i++) {
		struct address rp = read_ip(d, "rendezvous point", NULL);
		struct nest nest = field_enter(d);
		(void)field_uint(d, "hold time", 2);
		(void)field_uint(d, "priority", 1);
		reader_skip(&d->r, 1);
		field_leave(d, nest);
		put_ip(info, ", RP ", &rp);
	}
}

static void read_bootstrap(struct dissect *d, struct text *info)
{
	(void)field_hex(d, "fragment tag", 2);
	(void)field_uint(d, "hash mask bits", 1);
	uint32_t priority = field_uint(d, "priority", 1);
	struct address router = read_ip(d, "bootstrap router", NULL);
	put_ip(info, ", BSR ", &router);
	put_uint(info, " priority ", priority);
	while (part_more(d)) {
		struct address group = read_ip(d, "group", group_flags);
		struct nest nest = field_enter(d);
		(void)field_uint(d, "rendezvous points", 1);
		uint32_t here = field_uint(d, "in this fragment", 1);
		reader_skip(&d->r, 2);
		put_ip(info, ", ", &group);
		if (group.ip)
			put_uint(info, "/", group.bits);
		read_rps(d, info, here);
		field_leave(d, nest);
	}
}

static void read_candidate(struct dissect *d, struct text *info)
{
	uint32_t count = field_uint(d, "prefixes", 1);
	uint32_t priority = field_uint(d, "priority", 1);
	(void)field_uint(d, "hold time", 2);
	struct address rp = read_ip(d, "rendezvous point", NULL);
	put_ip(info, ", RP ", &rp);
	put_uint(info, " priority ", priority);
	for (uint32_t i = 0; i < count && part_more(d); i++) {
		struct address group = read_ip(d, "group", group_flags);
		put_ip(info, ", ", &group);
		if (group.ip)
			put_uint(info, "/", group.bits);
	}
}

static void read_preference(struct dissect *d)
{
	uint32_t preference = reader_u32(&d->r);
	if (d->tree) {
		field_show_str(d, "tree", 4,
			       preference >> 31 ? "rendezvous point" : "source");
		field_show_uint(d, "preference", 4, preference & 0x7fffffff);
	}
	(void)field_uint(d, "metric", 4);
}

static void read_assert(struct dissect *d, struct text *info)
{
	read_pair(d, info);
	read_preference(d);
}

/* RFC 3973 4.7.10 */
static void read_refresh(struct dissect *d, struct text *info)
{
	static const struct name flags[] = {
		{ 0x80, "prune indicator" },
		{ 0x40, "prune now" },
		{ 0x20, "assert override" },
		{ 0, NULL },
	};
	read_pair(d, info);
	(void)read_ip(d, "originator", NULL);
	read_preference(d);
	(void)field_uint(d, "mask bits", 1);
	(void)field_uint(d, "ttl", 1);
	(void)field_flags(d, "flags", 1, flags);
	(void)field_uint(d, "interval s", 1);
}

/* RFC 5015 3.7: who forwards for a bidirectional group; the message is in the byte of
 * flags. */
static void read_election(struct dissect *d, struct text *info)
{
	static const struct name messages[] = {
		{ 1, "offer" }, { 2, "winner" }, { 3, "backoff" },
		{ 4, "pass" },	{ 0, NULL },
	};
	uint32_t message = d->r.at[-3] >> 4;
	struct text *t = field_at(d, "election", d->r.at - 3, 1);
	if (t)
		text_str(t, name_of(messages, message, "unknown"));
	(void)info;
	(void)read_ip(d, "rendezvous point", NULL);
	(void)field_uint(d, "preference", 4);
	(void)field_uint(d, "metric", 4);
	if (part_more(d)) {
		(void)read_ip(d, "other", NULL);
		(void)field_uint(d, "preference", 4);
		(void)field_uint(d, "metric", 4);
	}
	if (part_more(d))
		(void)field_uint(d, "interval ms", 2);
}

static void read_rest(struct dissect *d, struct text *info)
{
	(void)info;
	field_rest(d, "content");
}

typedef void reader(struct dissect *d, struct text *info);

static reader *const readers[] = {
	[HELLO] = read_hello,	      [REGISTER] = read_register,
	[REGISTER_STOP] = read_pair,  [JOIN_PRUNE] = read_join,
	[BOOTSTRAP] = read_bootstrap, [ASSERT] = read_assert,
	[GRAFT] = read_join,	      [GRAFT_ACK] = read_join,
	[CANDIDATE] = read_candidate, [STATE_REFRESH] = read_refresh,
	[ELECTION] = read_election,
};

/* A register is covered without the packet inside (RFC 7761 4.9). */
static void show_checksum(struct dissect *d, const uint8_t *start, uint32_t type)
{
	size_t all = (size_t)(d->r.end - start) + d->beyond;
	size_t n = type == REGISTER ? REGISTER_COVERED : all;
	reader_skip(&d->r, 2);
	if (!d->tree)
		return;
	if (d->ip.size == 16)
		checksum_field(d, CHECKSUM_PSEUDO,
			       checksum_pseudo(d, IPPROTO_NUMBER, n), start, n);
	else
		checksum_field(d, CHECKSUM_PLAIN, 0, start, n);
}

static void read_pim(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	uint32_t first = reader_u8(&d->r);
	uint32_t version = first >> 4, type = first & 15;
	struct text *info = info_start(d);
	if (d->tree) {
		field_show_uint(d, "version", 1, version);
		field_show_named(d, "type", 1, type, types);
	}
	if (d->r.cut)
		return;
	columns_protocol(d, version == 2 ? "PIMv2" : "PIM");
	names_put(info, types, type, "Unknown", 0);
	(void)field_hex(d, "flags", 1);
	show_checksum(d, start, type);
	if (d->r.cut)
		return;
	reader *read = type < COUNT(readers) ? readers[type] : read_rest;
	read(d, info);
	layer_repeats_info(d);
}

const struct proto proto_pim = {
	.name = "PIM",
	.column = "PIM",
	.family = FAMILY_ROUTING,
	.read = read_pim,
};
