/* Why a packet did not get from one point to another, as far as the host knows: an end
 * is down or gone, the packet is larger than the MTU, a port of a bridge does not
 * forward, the interface or a queue (tc) dropped. */
#ifndef TUI_PATH_CAUSE_H
#define TUI_PATH_CAUSE_H

#include "core/base/text.h"
#include "tui/session.h"

/* `next` may be NULL; length: of the frame, 0: unknown. Nothing is put where nothing is
 * known. */
void path_cause_put(struct text *t, const struct session *s, const char *last,
		    const char *next, uint32_t length);

/* From now on what is dropped at the points that are captured, and at the other ends of
 * their wires, is asked for every second. */
void path_cause_watch(struct session *s);

/* The point that a frame that came in at a port of a bridge should leave by: the one
 * whose other end has the address it is for. NULL: nobody knows. */
const struct endpoint *path_cause_port(const struct session *s, const char *last,
				       const struct packet *packet);

#endif
