/* One endpoint being captured: its source, its interface in the spool, its counts. */
#ifndef CAPTURE_STREAM_H
#define CAPTURE_STREAM_H

#include "core/base/attr.h"
#include "core/capture/growth.h"
#include "core/capture/note.h"
#include "core/capture/outbox.h"
#include "core/capture/recorder.h"

enum stream_phase {
	STREAM_NEW,	/* no job yet */
	STREAM_OPENING, /* its job is on the way */
	STREAM_LIVE,
	STREAM_ENDING,	/* takes no new frames, waits for the last block */
	STREAM_CLOSING, /* its job to close is on the way */
};

struct streams;

struct stream {
	struct streams *all; /* the table it is in */
	enum stream_phase phase;
	bool wanted;	       /* false: to be closed as soon as it is open */
	bool gone;	       /* the front was told that it is */
	bool more;	       /* the last drain left frames behind */
	bool refilter;	       /* the filter changed while opening */
	bool down;	       /* the interface is */
	struct shared *shared; /* whose source feeds this one, NULL: it has its own */
	bool comment_due;      /* the next packet says that there was a gap */
	char remark[320];      /* the next packet says this as well, or "" */
	struct growth growth;
	int watched;	     /* descriptor of its own source that the loop waits for */
	int64_t end_at;	     /* ENDING: clock_mono() */
	struct order *order; /* how to capture; the filter in it is the newest */
	struct source *source;
	struct recorder *recorder; /* borrowed */
	struct outbox *outbox;	   /* borrowed */
	uint32_t iface, old_iface;
	int64_t changed_at;	    /* frames older than this belong to old_iface */
	int64_t changed;	    /* the same in clock_mono(), 0: none is left */
	struct source_counts start; /* when iface began */
	uint64_t sent;		    /* kept frames that go out */
	uint64_t unwritten;	    /* frames the disk did not take */
	uint64_t buffered, flushes; /* frames not in the file yet, since which flush */
	uint64_t untold;	    /* of these, not yet in a packet's drop count */
	int64_t lost_at; /* time of the first packet behind a loss not told yet, or 0 */
	struct source_counts told; /* to the front */
};

struct stream *stream_new(const struct order *o, struct recorder *recorder,
			  struct outbox *outbox);
void stream_free(struct stream *s);

/* The job that opens it with a ring of so many KiB. */
struct job *stream_job_open(struct stream *s, uint32_t buffer_kib);

/* The job that opens a larger one beside it. */
struct job *stream_job_grow(struct stream *s, uint32_t buffer_kib);

/* The job that closes this source, which is none of its own any more. */
struct job *stream_job_drop(const struct stream *s, struct source *source);

/* The job that closes its source; its counts are told and written before. */
struct job *stream_job_close(struct stream *s);

/* Takes an opened source and declares it as a pcapng interface. False: the filter that
 * was asked for meanwhile does not work. */
bool stream_open(struct stream *s, struct source *source, struct error *e);

/* Takes one frame of its source (a source_emit). */
void stream_take(void *stream, struct packet *packet);

/* Moves frames into the recorder, at most some thousand. */
enum source_result stream_drain(struct stream *s);

/* Swaps the filter: from now on frames belong to a new pcapng interface. */
bool stream_filter(struct stream *s, const struct order *o, struct error *e);

/* Nothing that arrives from now on is captured. */
void stream_stop(struct stream *s);

void stream_tell_state(struct stream *s, enum capture_state state,
		       const struct error *why);
void stream_tell_counts(struct stream *s);

/* The next packet's comment, and a line in the list. */
void stream_remark(struct stream *s, const char *words);

/* Has the interface another name than before? That is worth a remark. */
void stream_tell_name(struct stream *s);

#endif
