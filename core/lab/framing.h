/* Frames out of a TCP connection between two QEMU processes (qemu(1), -netdev stream,
 * socket,listen= and connect=; net/stream.c): each behind its length, 4 bytes, in
 * network order. Segments are put in order, what comes twice is dropped. After bytes
 * that were not captured - certain once the other end has acknowledged them, or too
 * much waits behind them - the next frame is the next that is one beyond doubt
 * (plausible.h); none is made of bytes that do not belong together. Memory is bounded
 * whatever the segments say. */
#ifndef LAB_FRAMING_H
#define LAB_FRAMING_H

#include "core/lab/tunnel.h"

struct framing;

/* Takes one frame; or learns what was not one, frame NULL: TUNNEL_GAP, once per gap;
 * TUNNEL_SHORT; TUNNEL_DAMAGED, a length that no frame has. */
typedef void framing_emit(void *owner, enum tunnel_kind kind,
			  const struct tunnel_packet *frame);

struct framing *framing_new(void);
void framing_free(struct framing *f); /* NULL is fine */

/* Takes the next segment, in the order of capture, and hands on the frames that are
 * complete with it. */
void framing_take(struct framing *f, const struct segment *s, framing_emit *emit,
		  void *owner);

#endif
