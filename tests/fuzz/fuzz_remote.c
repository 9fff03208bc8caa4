/* What another host sends instead of a capture, in pieces of any size: nothing of it is
 * more than its bounds, whatever the pieces. */
#include <stdint.h>
#include <stdlib.h>

#include "core/base/error.h"
#include "tui/remote_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void *on_iface(void *owner, const struct iface *iface)
{
	/* Every third is nobody's. */
	return iface->linktype % 3 ? owner : NULL;
}

static bool on_packet(void *owner, void *point, const struct packet *packet)
{
	uint64_t *sum = owner;
	if (point != owner || packet->captured > packet->length ||
	    packet->captured > 262144)
		abort();
	for (uint32_t i = 0; i < packet->captured; i++)
		*sum += packet->bytes[i];
	return true;
}

/* The first byte says how large the pieces are. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	uint64_t sum = 0;
	struct error e = { .code = 0 };
	struct remote_stream s = { .on_iface = on_iface,
				   .on_packet = on_packet,
				   .owner = &sum };
	size_t piece = size ? bytes[0] + 1u : 1, at = 1;
	bool ok = true;
	while (ok && at < size) {
		size_t n = size - at < piece ? size - at : piece;
		ok = remote_stream_take(&s, bytes + at, n, &e);
		at += n;
	}
	if (!ok && !e.text[0])
		abort();
	remote_stream_done(&s);
	return 0;
}
