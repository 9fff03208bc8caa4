#include "core/capture/tunnel_table.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"

enum {
	ETHER_SIZE = 14,
	WORDS_MAX = 9, /* two addresses, and both ports in one */
	ENTRIES_MAX = 512,
	PENDING = INT32_MAX, /* how far it is to the end is not known yet */
};

/* Odd, so that any word follows from the number and the other words. */
static const uint32_t FACTOR = 0x9e3779b1;

struct entry {
	uint32_t number;
	uint32_t words[WORDS_MAX];
};

struct table {
	struct sock_filter *code;
	uint32_t count, room; /* count may get beyond room: nothing is written there */
	uint32_t size;	      /* words of an address */
	uint32_t source;      /* where in the packet; the target's follows */
	uint32_t beside;
	struct entry entries[ENTRIES_MAX];
	uint32_t entry_count;
};

static void put_jump(struct table *t, unsigned code, uint32_t k, unsigned jt,
		     unsigned jf)
{
	const struct sock_filter instruction = {
		.code = (uint16_t)code,
		.jt = (uint8_t)jt,
		.jf = (uint8_t)jf,
		.k = k,
	};
	if (t->count < t->room)
		t->code[t->count] = instruction;
	t->count++;
}

static void put(struct table *t, unsigned code, uint32_t k)
{
	put_jump(t, code, k, 0, 0);
}

/* The jump leads here. */
static void land(struct table *t, uint32_t jump)
{
	if (jump < t->room)
		t->code[jump].k = t->count - jump - 1;
}

/* A and X. */
static void put_pair(struct table *t, uint32_t a, uint32_t x)
{
	put(t, BPF_LD | BPF_MEM, a);
	put(t, BPF_LDX | BPF_MEM, x);
}

/* Each end of the datagram has its place in the scratch memory, as in an entry. */
static void put_words(struct table *t)
{
	uint32_t ports = 2 * t->size;
	put(t, BPF_LD | BPF_W | BPF_IND, ETHER_SIZE);
	put(t, BPF_ST, ports);
	for (uint32_t i = 0; i < ports; i++) {
		put(t, BPF_LD | BPF_W | BPF_ABS, t->source + 4 * i);
		put(t, BPF_ST, i);
	}
}

/* Of each pair the first that differs decides; where both are in order already the
 * jump, whose place is returned, is taken. */
static uint32_t put_compare(struct table *t)
{
	uint32_t ports = 2 * t->size;
	for (uint32_t i = 0; i < t->size; i++) {
		uint32_t left = 4 * (t->size - i - 1); /* of the other words */
		put_pair(t, i, t->size + i);
		put_jump(t, BPF_JMP | BPF_JGT | BPF_X, 0, left + 8, 0);
		put_jump(t, BPF_JMP | BPF_JEQ | BPF_X, 0, 0, left + 6);
	}
	put(t, BPF_LD | BPF_MEM, ports);
	put(t, BPF_ALU | BPF_AND | BPF_K, 0xffff);
	put(t, BPF_MISC | BPF_TAX, 0);
	put(t, BPF_LD | BPF_MEM, ports);
	put(t, BPF_ALU | BPF_RSH | BPF_K, 16);
	put_jump(t, BPF_JMP | BPF_JGT | BPF_X, 0, 1, 0);
	put(t, BPF_JMP | BPF_JA, 0);
	return t->count - 1;
}

static void put_swap(struct table *t)
{
	uint32_t ports = 2 * t->size;
	for (uint32_t i = 0; i < t->size; i++) {
		put_pair(t, i, t->size + i);
		put(t, BPF_ST, t->size + i);
		put(t, BPF_STX, i);
	}
	put(t, BPF_LD | BPF_MEM, ports);
	put(t, BPF_ALU | BPF_LSH | BPF_K, 16);
	put(t, BPF_MISC | BPF_TAX, 0);
	put(t, BPF_LD | BPF_MEM, ports);
	put(t, BPF_ALU | BPF_RSH | BPF_K, 16);
	put(t, BPF_ALU | BPF_OR | BPF_X, 0);
	put(t, BPF_ST, ports);
}

/* As number_of(). */
static void put_number(struct table *t)
{
	put(t, BPF_LD | BPF_MEM, 0);
	for (uint32_t i = 1; i <= 2 * t->size; i++) {
		put(t, BPF_ALU | BPF_MUL | BPF_K, FACTOR);
		put(t, BPF_LDX | BPF_MEM, i);
		put(t, BPF_ALU | BPF_ADD | BPF_X, 0);
	}
}

static uint32_t number_of(const struct table *t, const uint32_t *words)
{
	uint32_t number = words[0];
	for (uint32_t i = 1; i <= 2 * t->size; i++)
		number = number * FACTOR + words[i];
	return number;
}

/* The first word follows from the number and all others. */
static void put_entry(struct table *t, const struct entry *e)
{
	uint32_t left = 2 * 2 * t->size + 1;
	put_jump(t, BPF_JMP | BPF_JEQ | BPF_K, e->number, 0, left);
	for (uint32_t i = 1; i <= 2 * t->size; i++) {
		left -= 2;
		put(t, BPF_LD | BPF_MEM, i);
		put_jump(t, BPF_JMP | BPF_JEQ | BPF_K, e->words[i], 0, left);
	}
	put(t, BPF_JMP | BPF_JA, PENDING);
	put(t, BPF_RET | BPF_K, t->beside);
}

static void put_search(struct table *t, uint32_t low, uint32_t high)
{
	uint32_t middle = low + (high - low) / 2;
	if (high - low == 1) {
		put_entry(t, &t->entries[low]);
		return;
	}
	put_jump(t, BPF_JMP | BPF_JGE | BPF_K, t->entries[middle].number, 0, 1);
	uint32_t jump = t->count;
	put(t, BPF_JMP | BPF_JA, 0);
	put_search(t, low, middle);
	land(t, jump);
	put_search(t, middle, high);
}

/* Jumps to the match lead behind the last instruction. */
static void put_end(struct table *t)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (t->code[i].code == (BPF_JMP | BPF_JA) && t->code[i].k == PENDING)
			t->code[i].k = t->count - i - 1;
}

/* Entries ---------------------------------------------------------------------- */

static void address_read(uint32_t *words, const uint8_t *bytes, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++, bytes += 4)
		words[i] = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
			   (uint32_t)bytes[2] << 8 | bytes[3];
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = ((const struct entry *)a)->number;
	uint32_t y = ((const struct entry *)b)->number;
	return (x > y) - (x < y);
}

/* One captured from both of its ends is there twice. False: two that differ have the
 * same number. */
static bool entries_unite(struct table *t)
{
	uint32_t last = 0;
	qsort(t->entries, t->entry_count, sizeof(t->entries[0]), by_number);
	for (uint32_t i = 1; i < t->entry_count; i++) {
		const struct entry *e = &t->entries[i];
		if (e->number != t->entries[last].number)
			t->entries[++last] = *e;
		else if (memcmp(&t->entries[last], e, sizeof(*e)) != 0)
			return false;
	}
	t->entry_count = t->entry_count ? last + 1 : 0;
	return true;
}

static bool entries_fill(struct table *t, uint16_t family, const struct outer *tunnels,
			 uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct outer *o = &tunnels[i];
		if (o->family != family || o->kind != OUTER_UDP)
			continue;
		if (t->entry_count == ENTRIES_MAX)
			return false;
		struct entry *e = &t->entries[t->entry_count++];
		*e = (struct entry){ .number = 0 };
		address_read(e->words, o->local, t->size);
		address_read(e->words + t->size, o->remote, t->size);
		e->words[2 * t->size] = (uint32_t)o->local_port << 16 | o->remote_port;
		e->number = number_of(t, e->words);
	}
	return entries_unite(t);
}

uint32_t tunnel_table(struct sock_filter *to, uint32_t room, uint16_t family,
		      const struct outer *tunnels, uint32_t count, uint32_t beside)
{
	bool six = family == AF_INET6;
	struct table t = {
		.code = to,
		.room = room,
		.size = six ? 4 : 1,
		.source = six ? 22 : 26,
		.beside = beside,
	};
	if (!entries_fill(&t, family, tunnels, count))
		return 0;
	if (!t.entry_count) {
		put(&t, BPF_RET | BPF_K, beside);
		return t.count <= room ? t.count : 0;
	}
	put_words(&t);
	uint32_t jump = put_compare(&t);
	put_swap(&t);
	land(&t, jump);
	put_number(&t);
	put_search(&t, 0, t.entry_count);
	if (t.count > room)
		return 0;
	put_end(&t);
	return t.count;
}
