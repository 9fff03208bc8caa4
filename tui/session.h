/* What the user is doing, without a screen: the engine, the model of the lab, which
 * endpoints are selected and captured, the packets, the view filter. The browser and
 * the verbs `list` and `capture` are two faces of it. */
#ifndef TUI_SESSION_H
#define TUI_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/analysis/filter.h"
#include "core/analysis/flow.h"
#include "core/analysis/hosts.h"
#include "core/analysis/rows.h"
#include "core/analysis/tally.h"
#include "core/analysis/timeline.h"
#include "core/analysis/unwrap.h"
#include "core/base/ancestors.h"
#include "core/base/loop.h"
#include "core/base/vec.h"
#include "core/capture/client.h"
#include "core/lab/lab.h"
#include "core/store/store.h"
#include "tui/decode.h"
#include "tui/helpers.h"
#include "tui/rates.h"
#include "tui/residents.h"
#include "tui/session_parts.h"
#include "tui/states.h"
#include "tui/tap.h"

struct session_options {
	uint32_t snaplen;
	bool no_promiscuous;
	enum backend backend;
	uint32_t buffer; /* KiB, 0: chosen */
	bool only_in, only_out;
	bool unread; /* what is recorded is not looked at: no store */
	bool ahead;  /* a person looks on: reading a file waits for no disk */
	const struct ancestry *ancestry; /* NULL: nobody looks on from elsewhere */
	bool with_ssh; /* the user's own SSH connection is captured as well */
	const char *capture_filter;	     /* kernel filter text, NULL: none */
	bool keep_outer;		     /* of tunnels: their packets as they are */
	uint64_t spool_limit;		     /* bytes of packets kept, 0: any */
	const struct decode_options *decode; /* borrowed, NULL: none */
	struct helper *helper;		     /* owned from here on, NULL: none */
	/* Of a file: take frames out of tunnels; borrowed, NULL: as it is. */
	const struct unwrap_options *unwrap;
};

struct session {
	struct loop *loop;
	struct client *client; /* NULL: no engine (a file, or it ended) */
	int64_t started;       /* clock_mono() */
	struct session_options options;
	uint32_t missing_caps;
	VEC(struct topology *) topologies; /* what files declare */
	struct helpers helpers;		   /* what they say of what runs here */
	struct lab *lab;	       /* never NULL; replaced when any of these is */
	unsigned lab_serial;	       /* grows with every new lab */
	struct hosts *hosts;	       /* names of that lab, never NULL */
	bool lab_known;		       /* a first snapshot has arrived */
	struct facts facts;	       /* the last ones; without a map: none yet */
	struct residents residents;    /* who lives on the host */
	struct states states;	       /* since when what is up or down */
	struct store *store;	       /* NULL until a capture or a file is there */
	struct store *wrapped;	       /* the file as it is; NULL: that is store */
	struct unwrap *unwrap;	       /* makes store out of it */
	int unwrap_file;	       /* behind store, -1: none */
	struct gather *gather;	       /* makes the file grow, NULL: nothing does */
	struct filter *filter;	       /* view filter, never NULL */
	struct filter *capture_filter; /* in the kernel, never NULL */
	struct filter *host_filter;    /* instead of it on the host's interfaces:
					* without the user's SSH; NULL: the same */
	struct decode_as *decode_as;   /* what the user says about ports, never NULL */
	struct rows *rows;	       /* NULL without a store */
	struct flows *flows;	       /* what rows owe to earlier ones; as rows */
	struct tally *tally;	       /* NULL until somebody asks: session_tally() */
	unsigned tally_serial;	       /* of the rows it is about */
	unsigned rows_serial;	       /* grows with every new set of rows */
	struct timeline *timeline;     /* rows and events, never NULL */
	int64_t merge; /* ns rows may be moved: 100 ms live, 0 for a file */
	VEC(struct tap) taps;
	struct remotes *remotes; /* other hosts (session_remote.h), NULL: none */
	struct rates rates;
	VEC(struct link_key) watched; /* as the engine was told last */
	VEC(char *) selected;	      /* endpoint names, in order of selection */
	VEC(char *) once;	      /* of these: as ends of a link (session_once.h) */
	struct session_tunnels tunnels;
	struct session_trails trace;
	VEC(uint64_t) marks;	    /* packet numbers, ascending */
	struct trigger triggers[2]; /* session_trigger.h */
	struct session_notes notes; /* session_notes.h */
	char spool[256];	    /* where the packets are kept, for messages */
	int spool_control;	    /* its control page, -1: none */
	int spool_dir;		    /* its directory, held as in use; -1: a file */
	bool spool_asked;	    /* the engine was told to make one */
	uint32_t last_id;	    /* of a tap */
	unsigned reopened;	    /* lab_serial when that was last looked into */
	bool joining;	    /* what is opened now joins what is captured already */
	char refilter[400]; /* in words, once the engine has done it */
	char trouble[240];  /* the last thing the engine complained about, "" none */
	char news[240];	    /* the last thing to know about an endpoint, "" none */
	bool engine_ended;
	unsigned changes; /* grows with every change of anything above */
};

/* client may be NULL (no engine); owned from here on. */
struct session *session_new(struct loop *loop, struct client *client,
			    const struct session_options *options,
			    struct error *e) MUST_CHECK;
void session_free(struct session *s);

/* What was captured stays in the spool when the session ends. */
void session_keep(struct session *s);

/* The names alone of the lab of this folder, for a file that was captured in it. */
void session_names_here(struct session *s);

/* Opens a capture file, or the directory of a spool that was left behind. */
bool session_open_file(struct session *s, const char *path, struct error *e);

/* The same for a file that is open already (a regular one; owned from here on). One
 * that is compressed is unpacked first; what is damaged in it is a trouble. */
bool session_open_fd(struct session *s, int fd, const char *name, struct error *e);

/* The store of the file that was opened, whatever is shown of it. */
const struct store *session_file(const struct session *s);

/* Starts the spool: in a directory of its own, or (file >= 0, taken over) in this one
 * file. session_capture() does it when nobody did. */
bool session_spool(struct session *s, int file, struct error *e);

/* Swaps the capture filter, which the kernel applies, on everything captured now and
 * later. On an error the old one stays in force. */
bool session_capture_filter(struct session *s, const char *text,
			    struct filter_mark *mark, struct error *e);

/* Is the user's own SSH connection left out of what is captured now? */
bool session_hides_ssh(const struct session *s);

/* Captures it as well, or no longer. */
bool session_with_ssh(struct session *s, bool with, struct error *e);

bool session_is_selected(const struct session *s, const char *endpoint);
void session_select(struct session *s, const char *endpoint, bool on);
void session_select_none(struct session *s);

/* Makes what is captured equal to what is selected: starts new ones, releases others.
 * False with the first thing that went wrong; the others were started all the same. */
bool session_capture(struct session *s, struct error *e);
bool session_is_capturing(const struct session *s);

/* Opens what was captured and disappeared, once something of that name is there again:
 * a node that was restarted. */
void session_reopen(struct session *s);

/* Sets the view filter. On an error the old one stays in force. */
bool session_filter(struct session *s, const char *text, struct filter_mark *mark,
		    struct error *e);

/* The rows anew, which may have become others. */
void session_rows_renew(struct session *s);

/* Decodes a port as another protocol from now on (core/dissect/decode_as.h). False: the
 * text says nothing that can be done. */
bool session_decode_as(struct session *s, const char *text, struct error *e);

/* What happened at a time (ns since the epoch, 0: now), as a line among the packets. */
struct event *session_event(struct session *s, int64_t time, bool alarm,
			    const char *fmt, ...) PRINTF(4, 5);

/* Indexes and filters for at most budget_ns; true while there is more to do now. */
bool session_advance(struct session *s, int64_t budget_ns);

/* Lets the flows see more packets for at most budget_ns; true while there are more. Of
 * the browser, which draws rows in any order; who prints them in order has no need. */
bool session_learn(struct session *s, int64_t budget_ns);

bool session_is_marked(const struct session *s, uint64_t number);
uint64_t session_mark_above(const struct session *s, uint64_t number); /* 0: none */
void session_mark(struct session *s, uint64_t number, bool on);
void session_mark_none(struct session *s);

/* Sums over all taps: what the health line shows. */
struct session_totals {
	uint64_t received, kept, lost, odd;
	unsigned live, failed; /* points that are captured, that should be; not those
				* that are being opened */
};
struct session_totals session_totals(const struct session *s);

const struct rate *session_rate(const struct session *s, uint64_t cookie,
				uint32_t ifindex);

/* Asks for the counters of these links every second (what is on the screen), until
 * others are wanted; asking for the same again costs nothing. */
void session_watch(struct session *s, const struct link_key *keys, size_t count);

#endif
