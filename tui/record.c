#include "tui/record.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/store/tape.h"
#include "tui/record_shown.h"

enum {
	SLICE = 4 << 20, /* bytes of a turn: a few ms */
	SLICE_MS = 8,
	RETRY_MS = 500, /* after a write that failed */
};

struct record {
	struct ring *ring;
	struct tape *tape; /* NULL: only what is shown */
	struct shown *shown;
	char *path;
	uint64_t limit;	  /* packets, 0: none */
	int64_t end_at;	  /* clock_mono(), 0: never */
	char told[240];	  /* what is in the way, "" nothing */
	uint64_t skipped; /* told already */
	unsigned files;
	bool over;
};

/* Where packets come from ------------------------------------------------------- */

static bool source_open(struct record *r, struct session *s,
			const struct record_options *o, struct error *e)
{
	if (o->shown)
		r->shown = shown_new(s, e);
	else
		r->tape = tape_new(s->spool_control, s->spool_dir, o->everything, e);
	return r->shown || r->tape;
}

static void source_free(struct record *r)
{
	tape_free(r->tape);
	shown_free(r->shown);
}

static bool source_file(struct record *r, struct error *e)
{
	return r->tape ? tape_file(r->tape, ring_file(r->ring), e)
		       : shown_file(r->shown, ring_file(r->ring), e);
}

static bool source_copy(struct record *r, bool *more, struct error *e)
{
	return r->tape ? tape_copy(r->tape, SLICE, more, e)
		       : shown_copy(r->shown, SLICE_MS * CLOCK_MS, more, e);
}

static uint64_t source_length(const struct record *r)
{
	return r->tape ? tape_length(r->tape) : shown_length(r->shown);
}

static uint64_t source_packets(const struct record *r)
{
	return r->tape ? tape_packets(r->tape) : shown_packets(r->shown);
}

static uint64_t source_skipped(const struct record *r)
{
	return r->tape ? tape_skipped(r->tape) : shown_skipped(r->shown);
}

/* The recording ------------------------------------------------------------------- */

struct record *record_new(struct session *s, const struct record_options *options,
			  struct error *e)
{
	struct record *r = mem_new(sizeof(*r));
	struct ring_options ring = options->ring;
	ring.path = r->path = mem_strdup(options->ring.path);
	r->files = 1;
	r->limit = ring.packets;
	if (options->seconds)
		r->end_at = clock_mono() + (int64_t)options->seconds * CLOCK_SEC;
	r->ring = source_open(r, s, options, e) ? ring_new(&ring, e) : NULL;
	if (r->ring && source_file(r, e))
		return r;
	if (r->ring)
		ring_discard(r->ring);
	ring_free(r->ring);
	source_free(r);
	free(r->path);
	free(r);
	return NULL;
}

/* Once per reason, not once per try. */
static bool tell(struct record *r, const struct error *why, struct error *e)
{
	bool new = strcmp(r->told, why->text) != 0;
	snprintf(r->told, sizeof(r->told), "%s", why->text);
	if (!new)
		return true;
	return error_set(e, why->code,
			 "recording to %s: %s; what comes is kept and written when it "
			 "goes again",
			 ring_name(r->ring), why->text);
}

static bool go_on(struct record *r, int *wait, struct error *why)
{
	bool turned, more = false;
	if (!source_copy(r, &more, why))
		return false;
	if (!ring_turn(r->ring, source_length(r), &turned, wait, why))
		return false;
	r->files += turned;
	if (turned && !source_file(r, why))
		return false;
	*wait = more ? 0 : *wait;
	return true;
}

static int until_end(const struct record *r, int wait)
{
	if (!r->end_at)
		return wait;
	int64_t left = (r->end_at - clock_mono()) / CLOCK_MS + 1;
	int end = left < 0 ? 0 : (int)left;
	return wait < 0 || end < wait ? end : wait;
}

bool record_step(struct record *r, int *wait, struct error *e)
{
	struct error why;
	bool ok = go_on(r, wait, &why);
	if (ok && source_skipped(r) != r->skipped) {
		r->skipped = source_skipped(r);
		error_set(&why, 0,
			  "%llu parts of the spool went before they were written",
			  (unsigned long long)r->skipped);
		return tell(r, &why, e);
	}
	if (ok)
		r->told[0] = '\0';
	else
		*wait = RETRY_MS;
	r->over |= ring_is_over(r->ring) || (r->end_at && clock_mono() >= r->end_at);
	*wait = until_end(r, *wait);
	return ok || tell(r, &why, e);
}

bool record_is_over(const struct record *r)
{
	return r->over;
}

void record_finish(struct record *r, struct text *words)
{
	struct error e = { .code = 0 };
	bool more = true, ok = true;
	while (ok && more && !ring_is_over(r->ring))
		ok = source_copy(r, &more, &e);
	uint64_t packets = source_packets(r), limit = r->limit;
	char name[PATH_MAX];
	snprintf(name, sizeof(name), "%s", ring_name(r->ring));
	ok = ring_finish(r->ring, &e) && ok;
	text_printf(words, "recorded %llu packets to %s",
		    (unsigned long long)(limit && packets > limit ? limit : packets),
		    name);
	if (r->files > 1)
		text_printf(words, ", the last of %u files", r->files);
	if (!ok)
		text_printf(words, "; the end is missing: %s", e.text);
	ring_free(r->ring);
	source_free(r);
	free(r->path);
	free(r);
}

const char *record_name(const struct record *r)
{
	return ring_name(r->ring);
}

uint64_t record_packets(const struct record *r)
{
	return source_packets(r);
}

bool record_is_stuck(const struct record *r)
{
	return r->told[0];
}
