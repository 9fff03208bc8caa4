/* What labtap on another host sends: pcapng, as it comes, cut into interfaces and
 * packets. Nothing in it is trusted; a stream that makes no sense ends. */
#ifndef TUI_REMOTE_STREAM_H
#define TUI_REMOTE_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"
#include "core/base/vec.h"
#include "core/store/packet.h"
#include "core/store/pcapng.h"

struct remote_stream {
	/* Of each interface, as it is declared: what its packets are given for; NULL:
	 * they are passed over. */
	void *(*on_iface)(void *owner, const struct iface *iface);
	/* One packet; bytes until it returns. False: no more. */
	bool (*on_packet)(void *owner, void *point, const struct packet *packet);
	void *owner;
	uint8_t *buffer;
	size_t used, room;
	bool swap, begun;
	VEC(struct remote_iface {
		void *point;
		struct pcapng_clock clock;
	})
	ifaces;
};

void remote_stream_done(struct remote_stream *s);

/* Takes what came. False: e says what is wrong with it, or a packet was refused. */
bool remote_stream_take(struct remote_stream *s, const uint8_t *bytes, size_t size,
			struct error *e);

#endif
