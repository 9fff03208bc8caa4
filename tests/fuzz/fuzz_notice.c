/* Notices as an engine that went wrong might send them: refused with words, or such
 * that what is sent again means the same. */
#include <stdlib.h>
#include <string.h>

#include "core/capture/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* As in fuzz_order.c: the first byte chooses kind and size, the rest is laid over a
 * notice of this version; 0xff takes the input as it is. */
static size_t notice_dress(struct wire_notice *raw, const uint8_t *bytes, size_t size)
{
	size_t left = size < 1 ? 0 : size - 1;
	if (left > sizeof(*raw))
		left = sizeof(*raw);
	memset(raw, 0, sizeof(*raw));
	if (left)
		memcpy(raw, bytes + 1, left);
	if (size < 1 || bytes[0] == 0xff)
		return left;
	raw->version = WIRE_VERSION;
	raw->kind = bytes[0] % (NOTICE_ENDED + 1);
	raw->state %= CAPTURE_RELEASED + 2;
	raw->count %= COUNTERS_PER_NOTICE + 2;
	raw->fd_mask %= (1u << WIRE_FDS) + 1;
	size_t fixed = sizeof(*raw) - sizeof(raw->counters);
	return fixed + raw->count * sizeof(raw->counters[0]) + bytes[0] / 64;
}

static void check_sound(struct notice *n, struct wire_notice *raw)
{
	static const int given[WIRE_FDS] = { 7, 8, 9 };
	static struct notice again;
	struct error e;
	unsigned count = 0;
	for (unsigned i = 0; i < WIRE_FDS; i++)
		if (n->fds[i] >= 0 && n->fds[i] != given[count++])
			abort();
	if (strlen(n->text) >= sizeof(n->text) || strlen(n->path) >= sizeof(n->path))
		abort();
	size_t size = notice_write(raw, n);
	if (!notice_read(&again, raw, size, given, count, &e) ||
	    memcmp(n, &again, offsetof(struct notice, counters)) != 0 ||
	    memcmp(n->counters, again.counters,
		   n->counter_count * sizeof(n->counters[0])) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const int given[WIRE_FDS] = { 7, 8, 9 };
	static struct notice n;
	struct wire_notice *raw = malloc(2 * sizeof(*raw));
	struct error e = { .text = "" };
	if (!raw)
		abort();
	memset(raw, 0, 2 * sizeof(*raw));
	size_t dressed = notice_dress(raw, bytes, size);
	unsigned fds = (unsigned)__builtin_popcount(raw->fd_mask);
	if (fds > WIRE_FDS || size % 7 == 0)
		fds = size % (WIRE_FDS + 1);
	if (notice_read(&n, raw, dressed, given, fds, &e))
		check_sound(&n, raw);
	else if (!e.text[0])
		abort();
	free(raw);
	return 0;
}
