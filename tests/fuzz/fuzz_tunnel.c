/* Any program that may be attached, moved behind the outer headers of a tunnel, says of
 * a datagram what it says of the frame inside: both ways, IPv4 and IPv6, of one tunnel
 * and of one among many. */
#include <stdlib.h>

#include "core/capture/source_kind.h"
#include "core/capture/tunnel_filter.h"
#include "core/capture/way.h"
#include "core/lab/tunnel.h"
#include "tests/wrap.h"

enum { CODE_MAX = 256, FRAME_MAX = 128 };

/* As in fuzz_code.c: most instructions get beyond the first check. */
static void tame(struct sock_filter *code, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (code[i].jt % 8)
			code[i].code &= 0xff;
		if (code[i].jf % 8)
			code[i].k %= 80;
		code[i].jt %= 6;
		code[i].jf %= 6;
	}
	code[count - 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 262144);
}

static uint32_t run(const struct sock_filter *code, const uint8_t *bytes, uint32_t size)
{
	uint8_t *copy = malloc(size + !size);
	memcpy(copy, bytes, size);
	const struct packet p = { .bytes = copy, .captured = size, .length = size };
	uint32_t keep = source_pcap_run(code, &p);
	free(copy);
	return keep;
}

/* The direction is no part of a packet: without the kernel such a program ends. */
static bool asks_direction(const struct sock_filter *code, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (way_is_asked(&code[i]))
			return true;
	return false;
}

static void compare(const struct outer *o, const struct sock_filter *moved,
		    uint32_t count, const uint8_t *frame, uint32_t size, uint32_t want)
{
	struct error e;
	if (!source_code_check(moved, count, &e))
		abort();
	for (int back = 0; back < 2; back++) {
		struct wrapped w;
		wrap(&w, o, frame, size, back);
		uint32_t got = run(moved, w.bytes, w.size);
		if (got != (want ? want + outer_size(o) : 0))
			abort();
	}
}

static void compare_one(const struct outer *o, const struct sock_filter *code,
			uint32_t count, const uint8_t *frame, uint32_t size)
{
	struct sock_filter both[BPF_MAXINSNS];
	uint32_t guard = tunnel_filter_guard(both, o, false, false);
	uint32_t moved =
		tunnel_filter_shift(both + guard, BPF_MAXINSNS - guard, code, count, o);
	if (guard > TUNNEL_GUARD_MAX)
		abort();
	if (moved)
		compare(o, both, guard + moved, frame, size, run(code, frame, size));
}

static void compare_many(const struct sock_filter *code, uint32_t count,
			 const uint8_t *frame, uint32_t size)
{
	struct sock_filter all[BPF_MAXINSNS];
	struct outer tunnels[] = { wrap_outer4, wrap_outer4, wrap_outer6, wrap_outer6 };
	const struct tunnel_program inner = { code, count };
	const struct tunnel_ports ports = {
		.ranges = { { 10002, 10003 } },
		.count = 1,
		.tunnels = tunnels,
		.tunnel_count = COUNT(tunnels),
	};
	tunnels[1].remote[3]++;
	tunnels[3].local[9]++;
	for (size_t i = 0; i < COUNT(tunnels); i++)
		tunnel_order(&tunnels[i]);
	uint32_t made = tunnel_filter_shared(all, BPF_MAXINSNS, &ports, &inner);
	uint32_t want = run(code, frame, size);
	for (size_t i = 0; made && i < COUNT(tunnels); i++)
		compare(&tunnels[i], all, made, frame, size, want);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sock_filter code[CODE_MAX];
	uint8_t frame[FRAME_MAX] = { 0 };
	struct error e;
	if (size < 2)
		return 0;
	uint32_t length = 14 + data[0] % (FRAME_MAX - 14);
	uint32_t given = size - 1 < length ? (uint32_t)size - 1 : length;
	memcpy(frame, data + 1, given);
	uint32_t count = (uint32_t)((size - 1 - given) / sizeof(*code));
	if (!count || count > CODE_MAX)
		return 0;
	memcpy(code, data + 1 + given, count * sizeof(*code));
	tame(code, count);
	if (!source_code_check(code, count, &e) || asks_direction(code, count))
		return 0;
	/* A return value that wraps is no snap length. */
	for (uint32_t i = 0; i < count; i++)
		if (code[i].code == (BPF_RET | BPF_K))
			code[i].k %= 262145;
	compare_one(&wrap_outer4, code, count, frame, length);
	compare_one(&wrap_outer6, code, count, frame, length);
	compare_many(code, count, frame, length);
	return 0;
}
