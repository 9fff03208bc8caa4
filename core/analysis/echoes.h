/* Echo requests that may still be answered (RFC 792, 4443): a fixed number of slots, a
 * newer request takes the slot of an older one. */
#ifndef ANALYSIS_ECHOES_H
#define ANALYSIS_ECHOES_H

#include "core/dissect/context.h"

enum { ECHOES = 1 << 12 };

struct echo {
	uint64_t print;	 /* of who asked whom for what, and where that was seen */
	uint64_t number; /* packet of the request, 0: free */
	uint32_t digest; /* of the request */
};

struct echoes {
	struct echo slots[ECHOES];
	struct echo early[ECHOES / 4]; /* replies without a request so far */
};

/* Notes packet `number`, a request. */
void echoes_ask(struct echoes *e, const struct segment *s, uint32_t iface,
		uint64_t number);

/* The packet that asked exactly this before, 0: none, or nobody can tell. */
uint64_t echoes_same(const struct echoes *e, const struct segment *s, uint32_t iface);

/* The packet whose request this reply answers, 0: not seen. The one on the same
 * interface, else the last on any: of a link each frame is captured once, and then
 * request and reply are at different ends (`here` is false). */
uint64_t echoes_answer(const struct echoes *e, const struct segment *s, uint32_t iface,
		       bool *here);

/* The points of a capture are read one after the other: a reply may come before its
 * request. Notes packet `number`, a reply to none that is known. */
void echoes_reply(struct echoes *e, const struct segment *s, uint32_t iface,
		  uint64_t number);

/* The reply to this request that came before it, 0: none. */
uint64_t echoes_early(const struct echoes *e, const struct segment *s, uint32_t iface);

#endif
