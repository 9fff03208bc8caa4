/* A save under way: chosen packets to a file, in slices, with a name proposed. */
#ifndef TUI_SAVE_H
#define TUI_SAVE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/vec.h"
#include "core/store/export.h"
#include "tui/session.h"

enum save_what {
	SAVE_SHOWN,
	SAVE_ALL,
	SAVE_MARKED,
	SAVE_WHATS,
};

enum save_format {
	SAVE_PCAPNG,
	SAVE_PCAP,
	SAVE_POINTS, /* pcap, a file for each point: NAME-a.eth1.pcap */
};

/* One file of it; of a single one the point is "". */
struct save_part {
	char *point;
	struct export *export;
};

struct save {
	struct session *session;
	enum save_what what;
	enum save_format format;
	VEC(struct save_part) parts;
	char path[512];
	uint64_t next, end; /* row + base, packet number, or index of a mark */
	unsigned serial;    /* of the rows it goes through */
	/* Of a folded list, whose rows stand for all copies: those of the copies. */
	struct rows *every;
	struct filter *filter;
	bool found;
	uint64_t last; /* packet */
	uint64_t written, total;
	uint64_t missing; /* of those that should have been written */
	size_t files;	  /* once it is done */
};

/* Packets of each choice, now: of a folded list all copies. */
uint64_t save_count(const struct session *s, enum save_what what);

/* Bytes of a packet of them in the mean, from a few that are looked at. */
double save_mean(struct session *s, enum save_what what);

/* Do all endpoints have one link type? Then classic pcap is possible. */
bool save_can_pcap(const struct session *s);

/* "a.eth1+2-20260314-124108.pcapng" in the current directory; with "-2" behind the time
 * when such a file is there. */
void save_name(const struct session *s, bool pcap, char *path, size_t size);

/* Creates the file (those of points when there is a packet). The packets are those of
 * now: later ones are not saved. */
bool save_start(struct save *save, struct session *s, enum save_what what,
		const char *path, enum save_format format, struct error *e);

/* Copies for at most budget_ns. True: it goes on; otherwise what was written is in
 * place, or e->code or e->text says why not and nothing is left of it. */
bool save_step(struct save *save, int64_t budget_ns, bool *failed, struct error *e);

void save_cancel(struct save *save);

/* The path that was written; of several files "X-*.pcap". */
void save_written(const struct save *save, struct text *t);

#endif
