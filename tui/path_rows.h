/* The hops of one packet as rows: where, when, what changed, and where it should have
 * come and did not, with the cause as far as the host knows one. Model in, rows out. */
#ifndef TUI_PATH_ROWS_H
#define TUI_PATH_ROWS_H

#include "core/analysis/trails.h"
#include "tui/session.h"

struct path_row {
	uint64_t number;     /* of the packet there; 0: it was not seen */
	char point[128];     /* escaped */
	char where[64];	     /* namespace, "" unknown */
	const char *way;     /* "in", "out", "" */
	int64_t since, step; /* ns: since the first, since where it came from */
	size_t from;	     /* row it came from, SIZE_MAX: none */
	unsigned changes;    /* enum hop_change, against that */
	bool same;	     /* bytes equal to those of the first */
};

struct path_rows {
	enum trail_state state;
	int64_t start; /* stamp of the first, ns */
	bool translated, lost;
	bool same; /* all bytes equal: one frame, not only one packet */
	struct path_row items[TRAIL_HOPS + 1]; /* the last: not seen, when lost */
	size_t count;
	size_t hops;	  /* rows that are sightings */
	unsigned changes; /* of all hops */
	char cause[240];  /* of a loss, "" unknown; or what is not known of the rest */
	char last[128], next[128]; /* of a loss: points, escaped */
};

void path_rows_build(struct path_rows *r, const struct session *s, uint64_t number);

/* The same of what answers the packet of `asked`: its times go on from those. Empty
 * when no reply is known, or the packet is none that has one. */
void path_rows_reply(struct path_rows *r, const struct session *s,
		     const struct path_rows *asked);

#endif
