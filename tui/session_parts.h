/* Small parts of a session. */
#ifndef TUI_SESSION_PARTS_H
#define TUI_SESSION_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/analysis/filter.h"
#include "core/analysis/timeline.h"
#include "core/analysis/trails.h"
#include "core/base/vec.h"
#include "core/capture/client.h"

/* Words of the user about a packet. */
struct note_line {
	uint64_t number;
	char *text;
};

/* About a link, node, bridge or point, by its name. */
struct note_point {
	char *name, *text;
};

/* In no order. */
struct session_notes {
	VEC(struct note_line) packets;
	VEC(struct note_point) points;
};

/* Packets from `next` on are tried. */
struct trigger {
	struct filter *filter; /* NULL: not armed */
	uint64_t next;
};

/* A tunnel whose frames are or were counted, for its rate. */
struct tunnel_count {
	char *name;    /* of the tunnel (struct endpoint) */
	char why[160]; /* why it is not, "" it is */
};

/* What a session knows of tunnels beside the lab (session_tunnel.h). */
struct session_tunnels {
	VEC(char *) given;		  /* by hand: names of endpoints of every lab */
	VEC(struct tunnel_count) counts;  /* by id - 1; they stay, so do their rates */
	VEC(struct tunnel_meter) counted; /* those that the engine was told */
};

/* The line about losses between two points. */
struct lane_told {
	uint64_t lost, since; /* when it was last told, and before this line */
	int64_t time;
	struct event *event;
};

/* From when to when an endpoint was captured, in stamps of packets. */
struct watch {
	char name[128];
	int64_t since, until; /* ns; until INT64_MAX: it is */
};

/* The ways of packets (session_trails.h). */
struct session_trails {
	struct trails *trails; /* NULL: there is one point at the most */
	bool folded;	       /* copies are one row */
	bool chosen;	       /* by who looks on; else as session_fold_usual() */
	bool ended;	       /* nothing more comes */
	unsigned lab_serial;   /* of what the points were told */
	size_t points;
	uint64_t taps;
	VEC(struct watch) watches;
	VEC(struct lane_told) told; /* by lane */
	uint64_t lost;
};

#endif
