/* What the engine's threads tell each other through mailboxes. Whatever a note points
 * to belongs to who takes it. */
#ifndef CAPTURE_NOTE_H
#define CAPTURE_NOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/capture/client.h"
#include "core/capture/source.h"
#include "core/capture/wire.h"

/* The slow part of one endpoint: a source to open (main thread, then the collector, who
 * adds the namespace, then an opener, then back) or to close (main thread, opener,
 * back). */
struct job {
	bool close;
	bool grow;	 /* a larger ring for it, or the old one that is left */
	bool shared;	 /* not of one capture: of a source for many, id 0 */
	bool meter;	 /* of one that counts (meters.h), id 0 */
	unsigned serial; /* of growth: which try it is */
	uint32_t id;
	uint64_t cookie;
	int space; /* handle of the namespace, -1 */
	enum backend backend;
	struct source_options options; /* its code is `code` */
	struct source *source;	       /* the outcome; NULL: failed or closed */
	struct error error;
	struct sock_filter code[];
};

struct link_list {
	size_t count;
	struct link_key keys[];
};

struct counter_list {
	uint32_t count;
	struct fact_counters items[COUNTERS_PER_NOTICE];
};

enum note_kind {
	NOTE_JOB,
	NOTE_WATCH,   /* to the collector */
	NOTE_RESCAN,  /* to the collector and the registrar */
	NOTE_CHANGE,  /* to the registrar */
	NOTE_LIBVIRT, /* to it: its files are wanted, or not */
	NOTE_CENSUS,  /* from the registrar */
	NOTE_SPACE,   /* from it to the collector: look for new namespaces */
	NOTE_FACTS,   /* from the collector, as the rest */
	NOTE_COUNTERS,
	NOTE_SPACE_LOST,
	NOTE_TROUBLE,
	NOTE_KINDS
};

struct note {
	enum note_kind kind;
	int fd;	     /* FACTS, CENSUS */
	bool wanted; /* LIBVIRT */
	union {
		struct job *job;
		struct link_list *links;
		struct counter_list *counters;
		struct error *trouble;
		uint64_t cookie; /* SPACE_LOST */
	};
};

#endif
