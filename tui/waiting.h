/* `labtap capture --wait`: endpoints that do not exist yet, or not any more, are opened
 * as soon as they are there. Who is missing, and who came back after how long, is said
 * on stderr. */
#ifndef TUI_WAITING_H
#define TUI_WAITING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/vec.h"
#include "tui/session.h"

struct waiting {
	VEC(struct waiting_for) names; /* one per selected endpoint, in their order */
	unsigned lab; /* the session's lab_serial when the missing ones were tried */
	int64_t retry_at;
};

/* Looks at every selected endpoint and starts those that are missing when the host has
 * changed, or after a second. *wait: ms until it must be called again, if that is less;
 * -1 is for ever. */
void waiting_step(struct waiting *w, struct session *s, int *wait);
void waiting_done(struct waiting *w);

#endif
