/* Since when each endpoint is in the state it is in, as far as this run has seen. */
#ifndef TUI_STATES_H
#define TUI_STATES_H

#include <stdint.h>

#include "core/base/vec.h"
#include "core/lab/lab.h"

struct state_since {
	uint64_t cookie;
	uint32_t ifindex;
	enum state state;
	int64_t at;   /* clock_now() */
	bool changed; /* it was in another one before: false when first seen so */
};

struct states {
	VEC(struct state_since) items; /* by cookie and ifindex */
};

/* Compares with the model of before; now: clock_now(). */
void states_take(struct states *s, const struct lab *lab, int64_t now);

/* NULL: no interface. */
const struct state_since *states_find(const struct states *s, const struct endpoint *e);

void states_done(struct states *s);

#endif
