/* Any program that may be attached, moved behind the outer headers of a tunnel, says of
 * a datagram what it says of the frame inside: both ways, IPv4 and IPv6. */
#include <stdlib.h>

#include "core/capture/source_kind.h"
#include "core/capture/tunnel_filter.h"
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

static void compare(const struct outer *o, const struct sock_filter *code,
		    uint32_t count, const uint8_t *frame, uint32_t size)
{
	struct sock_filter both[BPF_MAXINSNS];
	uint32_t guard = tunnel_filter_guard(both, o, false, false);
	uint32_t moved =
		tunnel_filter_shift(both + guard, BPF_MAXINSNS - guard, code, count, o);
	struct error e;
	if (!moved)
		return;
	if (guard > TUNNEL_GUARD_MAX || !source_code_check(both, guard + moved, &e))
		abort();
	uint32_t want = run(code, frame, size);
	for (int back = 0; back < 2; back++) {
		struct wrapped w;
		wrap(&w, o, frame, size, back);
		uint32_t got = run(both, w.bytes, w.size);
		if (got != (want ? want + outer_size(o) : 0))
			abort();
	}
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
	if (!source_code_check(code, count, &e))
		return 0;
	/* A return value that wraps is no snap length. */
	for (uint32_t i = 0; i < count; i++)
		if (code[i].code == (BPF_RET | BPF_K))
			code[i].k %= 262145;
	compare(&wrap_outer4, code, count, frame, length);
	compare(&wrap_outer6, code, count, frame, length);
	return 0;
}
