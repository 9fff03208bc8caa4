/* Any packets between a tunnel's ends: the headers are read, a datagram is stripped,
 * and segments with whatever numbers and bytes are put in order; what comes out is a
 * frame that can be read from end to end. */
#include <stdlib.h>
#include <string.h>

#include "core/lab/framing.h"
#include "core/lab/plausible.h"
#include "tests/wrap.h"

static void take(void *owner, enum tunnel_kind kind, const struct tunnel_packet *frame)
{
	unsigned *sum = owner;
	if (!frame != (kind != TUNNEL_FRAME))
		abort();
	if (frame && (frame->length < 14 || frame->captured != frame->length))
		abort();
	for (uint32_t i = 0; frame && i < frame->captured; i++)
		*sum += frame->bytes[i];
}

/* As much as is left, in memory of its own. */
static uint8_t *piece(const uint8_t **data, size_t *size, uint32_t *want)
{
	if (*want > *size)
		*want = (uint32_t)*size;
	uint8_t *copy = malloc(*want + !*want);
	memcpy(copy, *data, *want);
	*data += *want;
	*size -= *want;
	return copy;
}

static void read_packet(const struct outer *o, const uint8_t *bytes, uint32_t size)
{
	struct tunnel_packet p = { .bytes = bytes, .captured = size, .length = size };
	struct segment s;
	if (tunnel_segment(o, &p, &s) == TUNNEL_FRAME &&
	    (s.captured > s.length || s.bytes + s.captured > bytes + size))
		abort();
	if (tunnel_strip(o, &p) <= TUNNEL_PADDED && p.bytes + p.captured > bytes + size)
		abort();
}

/* Headers that match, over the rest as it is. */
static void read_packets(const uint8_t *data, size_t size)
{
	struct wrapped w;
	uint32_t many = size < 1000 ? (uint32_t)size : 1000;
	for (unsigned i = 0; i < 2 * OUTER_KINDS; i++) {
		struct outer o = i % 2 ? wrap_outer6 : wrap_outer4;
		o.kind = (uint16_t)(i / 2);
		if (o.kind != OUTER_UDP)
			o.remote_port = 0;
		wrap(&w, i % 2 ? &wrap_outer6 : &wrap_outer4, data, many, i > 2);
		if (many > 8) /* any byte of the headers is another one */
			w.bytes[data[0] % 62] = data[1];
		w.bytes[i % 2 ? 20 : 23] = o.kind == OUTER_TCP ? 6 : 17;
		uint32_t cut = w.size;
		const uint8_t *at = w.bytes;
		size_t left = w.size - (many ? data[0] % (w.size + 1) : 0);
		uint8_t *copy = piece(&at, &left, &cut);
		read_packet(&o, copy, cut);
		free(copy);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t peer[4] = { 1, 2, 3, 4 };
	struct framing *f = framing_new();
	unsigned sum = 0;
	uint32_t seqs[2] = { 0, 0 };
	read_packets(data, size);
	while (size > 6) {
		bool out = data[0] & 1;
		struct segment s = {
			.way = out ? TUNNEL_OUT : TUNNEL_IN,
			.peer = peer,
			.peer_size = sizeof(peer),
			.peer_port = data[0] & 2 ? data[1] & 7 : 1,
			.syn = (data[0] & 0x1c) == 0x1c,
			.acks = data[0] & 0x20,
			.reset = data[0] == 0xff,
			.ack = seqs[!out] - (data[0] & 0x40 ? data[1] : 0),
			.captured = data[2] + (data[0] & 0x80 ? data[3] * 256u : 0u),
		};
		/* Mostly the next byte, now and then anything. */
		uint32_t step = data[4] < 160 ? 0 : (uint32_t)(int8_t)data[5] * data[4];
		s.seq = seqs[out] + (data[4] == 255 ? step << 20 : step);
		data += 6;
		size -= 6;
		uint8_t *copy = piece(&data, &size, &s.captured);
		s.bytes = copy;
		s.length = s.captured + (s.peer_port == 5);
		seqs[out] = s.seq + s.length;
		framing_take(f, &s, take, &sum);
		plausible_frame(copy, s.captured, s.length);
		free(copy);
	}
	framing_free(f);
	return 0;
}
