/* Small parts of a session. */
#ifndef TUI_SESSION_PARTS_H
#define TUI_SESSION_PARTS_H

#include <stdint.h>

#include "core/analysis/filter.h"
#include "core/base/vec.h"

/* Words of the user about a packet. */
struct note_line {
	uint64_t number;
	char *text;
};

/* Packets from `next` on are tried. */
struct trigger {
	struct filter *filter; /* NULL: not armed */
	uint64_t next;
};

/* What a session knows of tunnels beside the lab (session_tunnel.h). */
struct session_tunnels {
	VEC(char *) given; /* by hand: names of endpoints of every lab */
};

#endif
