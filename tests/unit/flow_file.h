/* Captures in the making, for tests of what rows say about earlier packets. */
#ifndef TESTS_UNIT_FLOW_FILE_H
#define TESTS_UNIT_FLOW_FILE_H

#include <stdlib.h>

#include "core/analysis/flow.h"
#include "tests/craft.h"
#include "tests/test.h"
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

static inline struct file file_new(void)
{
	struct file f = { .time = UINT64_C(1700000000000) * MS };
	craft_section(&f.c, false, NULL);
	craft_iface(&f.c, 1, 0, "a:eth1", 9);
	craft_iface(&f.c, 1, 0, "b:eth1", 9);
	craft_iface(&f.c, 1, 0, "a:eth1", 9);
	return f;
}

static inline void put_ip4(struct craft *p, unsigned protocol, unsigned from,
			   size_t size)
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

static inline void put_ip6(struct craft *p, unsigned protocol, unsigned from,
			   size_t size)
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

static inline void put_ethernet(struct craft *p, unsigned type)
{
	craft_number(p, 0x020000000002, 6);
	craft_number(p, 0x020000000001, 6);
	craft_u16(p, type);
}

/* Ethernet, IP and what `inner` holds, with a tunnel in front if asked for. */
static inline void file_frame(struct file *f, uint32_t iface, unsigned protocol,
			      unsigned from, const struct craft *inner)
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

static inline void add(struct file *f, struct seg s)
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

static inline void add_echo(struct file *f, bool reply, unsigned sequence,
			    unsigned after)
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

static inline void file_open(struct file *f)
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

static inline void file_done(struct file *f)
{
	flows_free(f->flows);
	store_free(f->store);
	craft_free(&f->c);
}

/* Info of a packet as it is known now; good until the next call. */
static inline const char *info_with(struct file *f, struct flows *flows,
				    uint64_t number)
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
static inline const char *info(struct file *f, uint64_t number)
{
	flows_reach(f->flows, number);
	return info_with(f, f->flows, number);
}

/* The value of a field of the tree, "" where there is none. */
static inline const char *field_of(struct file *f, uint64_t number, const char *name)
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

static inline void handshake(struct file *f, uint32_t iface)
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

#endif
