/* All endpoints being captured, each from its order to its release: opened by the
 * openers, drained by the engine's loop into the recorder, told to the front. */
#ifndef CAPTURE_STREAMS_H
#define CAPTURE_STREAMS_H

#include "core/base/attr.h"
#include "core/base/loop.h"
#include "core/capture/collector.h"
#include "core/capture/opener.h"
#include "core/capture/outbox.h"
#include "core/capture/recorder.h"
#include "core/capture/wire.h"

struct streams;

struct streams_parts {
	struct loop *loop;
	struct loop *rings; /* where sources are watched */
	struct outbox *outbox;
	struct recorder *recorder;
	struct collector *collector;
	const struct openers *openers;
};

struct streams *streams_new(const struct streams_parts *parts, struct error *e);

/* The three orders; what is wrong with them is told to the front. */
void streams_add(struct streams *all, const struct order *o);
/* The same of frames that come through a pipe (taken over). */
void streams_add_relay(struct streams *all, const struct order *o, int pipe);

void streams_release(struct streams *all, uint32_t id);
void streams_filter(struct streams *all, const struct order *o);

/* Sends new ones off to be opened, with rings sized by how many there are by now. */
void streams_open_new(struct streams *all);

/* A finished job comes back; it is freed. */
void streams_take_job(struct streams *all, struct job *job);

/* Nobody but us is left in this namespace: everything there is closed at once. */
void streams_space_lost(struct streams *all, uint64_t cookie);

/* Counts that changed go to the front. */
void streams_tell_counts(struct streams *all);

/* Drains those that had more than their share; true while some still have. */
bool streams_drain_more(struct streams *all);

/* How long (ns) all of them may be left alone: source_patience(). */
int64_t streams_patience(const struct streams *all);

void streams_release_all(struct streams *all);
size_t streams_count(const struct streams *all);

#endif
