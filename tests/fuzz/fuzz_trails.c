/* Packets at several points, as bytes or as pieces of one stream that overlap: every
 * way is made of packets that are there, and has the one that was asked about. Input: a
 * byte that chooses; then packets, each after its point, the time since the one before,
 * and its size; or pieces of six bytes each. */
#include <stdint.h>
#include <stdlib.h>

#include "core/analysis/acks.h"
#include "core/analysis/trails.h"
#include "tests/craft.h"

enum { POINTS = 4, HEAD = 3, PIECE = 6, PACKETS = 400 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put(struct craft *c, uint8_t point, const uint8_t *bytes, size_t size,
		uint64_t *time, uint8_t after)
{
	*time += UINT64_C(1) << after % 32;
	craft_packet(c, point % POINTS, *time, bytes, (uint32_t)size);
}

static void put_bytes(struct craft *c, const uint8_t *data, size_t size)
{
	uint64_t time = 1;
	for (unsigned i = 0; size > HEAD && i < PACKETS; i++) {
		size_t n = data[2] < size - HEAD ? data[2] : size - HEAD;
		put(c, data[0], data + HEAD, n, &time, data[1]);
		data += HEAD + n;
		size -= HEAD + n;
	}
}

/* A segment of the stream, or a fragment of one datagram. */
static void put_piece(struct craft *c, const uint8_t *at, uint64_t *time)
{
	struct craft p = { .big = true };
	bool tcp = at[5] & 1;
	uint32_t from = at[2] % 16 * 512u, length = (at[3] % 12 + 1) * 512u;
	craft_u16(&p, 0x4500);
	craft_u16(&p, (tcp ? 40 : 20) + length);
	craft_u16(&p, tcp ? at[4] : at[4] & 3);
	craft_u16(&p, tcp ? 0 : from / 8 | (at[5] & 2 ? 0x2000 : 0));
	craft_u16(&p, tcp ? 0x4006 : 0x4011);
	craft_u16(&p, 0);
	craft_number(&p, UINT64_C(0x0a0000010a000002), 8);
	if (tcp) {
		craft_u32(&p, 0x9c400050);
		craft_u32(&p, from);
		craft_u32(&p, 0);
		craft_u16(&p, 0x5010 | (at[5] & 8));
		craft_number(&p, 0, 6);
	}
	for (uint32_t i = from; i < from + length; i++)
		craft_u8(&p, (i ^ i >> 8) & 255);
	put(c, at[0], p.bytes, p.size, time, at[1]);
	craft_free(&p);
}

static void check(struct trails *t, uint64_t last)
{
	for (uint64_t n = 1; n <= last; n++) {
		struct trail trail;
		bool there = false;
		trails_get(t, n, &trail);
		if (trail.count > TRAIL_HOPS || trails_leader(t, n) > n)
			abort();
		for (size_t i = 0; i < trail.count; i++) {
			if (!trail.hops[i] || trail.hops[i] > last)
				abort();
			there |= trail.hops[i] == n;
		}
		if (trail.count && trail.count < TRAIL_HOPS && !there)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[POINTS] = { "a:eth1", "host:p", "host:q",
						   "b:eth1" };
	struct craft c = { .big = false };
	struct error e;
	uint64_t time = 1;
	if (!size)
		return 0;
	craft_section(&c, false, NULL);
	for (size_t i = 0; i < POINTS; i++)
		craft_iface(&c, data[0] & 2 ? 1 : 101, 0, names[i], 9);
	if (data[0] & 1)
		put_bytes(&c, data + 1, size - 1);
	for (size_t i = 1; !(data[0] & 1) && i + PIECE <= size && i < PACKETS * PIECE;
	     i += PIECE)
		put_piece(&c, data + i, &time);
	struct store *s = store_open_file(craft_fd(&c, c.size), "F", &e);
	while (s && store_advance(s, 100))
		;
	struct trails *t = trails_new(s, 100);
	while (trails_advance(t, 7))
		;
	check(t, store_last(s));
	trails_settle(t, INT64_MAX);
	check(t, store_last(s));
	for (uint64_t n = 1, last = store_last(s); n <= last; n++) {
		uint64_t answer = acks_find(s, n);
		if (answer && (answer <= n || answer > last))
			abort();
	}
	trails_free(t);
	store_free(s);
	craft_free(&c);
	return 0;
}
