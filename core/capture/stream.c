#include "core/capture/stream.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/text.h"
#include "core/capture/source_kind.h"

/* Frames per drain: a few milliseconds of work, so that no endpoint starves another. */
enum { BUDGET = 4096 };

/* Behind a change of filters, a frame may still be the old one's. */
static const int64_t SWAPPING = 10 * CLOCK_MS;
/* By then they are out of the ring when it is empty. */
static const int64_t SWAPPED = CLOCK_SEC;

static struct order *order_copy(const struct order *o)
{
	size_t size = order_size(o);
	return memcpy(mem_new(size), o, size);
}

struct stream *stream_new(const struct order *o, struct recorder *recorder,
			  struct outbox *outbox)
{
	struct stream *s = mem_new(sizeof(*s));
	s->wanted = true;
	s->order = order_copy(o);
	s->comment_due = o->flags & ORDER_AGAIN;
	s->recorder = recorder;
	s->outbox = outbox;
	return s;
}

void stream_free(struct stream *s)
{
	free(s->order);
	free(s);
}

static struct job *job_new(const struct stream *s, uint32_t code_count)
{
	struct job *job =
		mem_new(sizeof(*job) + code_count * sizeof(struct sock_filter));
	job->id = s->order->id;
	job->cookie = s->order->cookie;
	job->space = -1;
	return job;
}

static struct job *job_to_open(const struct stream *s, uint32_t buffer_kib)
{
	const struct order *o = s->order;
	struct job *job = job_new(s, o->count);
	memcpy(job->code, o->items.code, o->count * sizeof(job->code[0]));
	memcpy(job->options.ifname, o->ifname, sizeof(job->options.ifname));
	job->backend = (enum backend)o->backend;
	job->options.ifindex = o->ifindex;
	job->options.outer = o->outer;
	job->options.snaplen = o->snaplen;
	job->options.buffer_kib = buffer_kib;
	job->options.promiscuous = o->flags & ORDER_PROMISCUOUS;
	job->options.only_in = o->flags & ORDER_ONLY_IN;
	job->options.only_out = o->flags & ORDER_ONLY_OUT;
	job->options.keep_outer = o->flags & ORDER_KEEP_OUTER;
	job->options.code = o->count ? job->code : NULL;
	job->options.code_count = o->count;
	return job;
}

struct job *stream_job_open(struct stream *s, uint32_t buffer_kib)
{
	s->phase = STREAM_OPENING;
	s->refilter = false;
	return job_to_open(s, s->order->buffer ? s->order->buffer : buffer_kib);
}

struct job *stream_job_grow(struct stream *s, uint32_t buffer_kib)
{
	struct job *job = job_to_open(s, buffer_kib);
	job->grow = true;
	job->options.stamps = true;
	return job;
}

struct job *stream_job_drop(const struct stream *s, struct source *source)
{
	struct job *job = job_new(s, 0);
	job->close = true;
	job->grow = true;
	job->source = source;
	return job;
}

static struct source_counts counts_now(const struct stream *s)
{
	struct source_counts c = source_counts(s->source);
	c.kept -= s->unwritten < c.kept ? s->unwritten : c.kept;
	c.dropped_us += s->unwritten;
	return c;
}

/* pcapng: an ISB when an interface ends. */
static void iface_end(struct stream *s)
{
	struct source_counts c = counts_now(s);
	uint64_t dropped = c.dropped_kernel + c.dropped_us;
	uint64_t before = s->start.dropped_kernel + s->start.dropped_us;
	recorder_stats(s->recorder, s->iface, c.received - s->start.received,
		       dropped - before);
	s->start = c;
}

static void iface_begin(struct stream *s)
{
	const struct order *o = s->order;
	struct iface iface = {
		.linktype = source_linktype(s->source),
		.snaplen = o->snaplen,
	};
	iface.has_mac = source_mac(s->source, iface.mac);
	memcpy(iface.name, o->name, sizeof(iface.name));
	memcpy(iface.description, o->description, sizeof(iface.description));
	memcpy(iface.filter, o->filter_text, sizeof(iface.filter));
	s->iface = recorder_iface(s->recorder, &iface);
}

bool stream_open(struct stream *s, struct source *source, struct error *e)
{
	const struct order *o = s->order;
	bool late = s->refilter;
	s->source = source;
	s->phase = STREAM_LIVE;
	s->refilter = false;
	iface_begin(s);
	s->growth.kib = source_ring_kib(source);
	return !late || source_filter(source, o->items.code, o->count, e);
}

/* What a full disk never took is not kept. */
static void settle(struct stream *s)
{
	bool waits = recorder_flushes(s->recorder) == s->flushes;
	uint64_t buffered = waits ? s->buffered : 0;
	if (!recorder_settle(s->recorder, buffered))
		s->unwritten += buffered;
	s->buffered = 0;
}

struct job *stream_job_close(struct stream *s)
{
	struct job *job = job_new(s, 0);
	job->close = true;
	job->source = s->source;
	settle(s);
	iface_end(s);
	stream_tell_counts(s);
	s->source = NULL;
	s->phase = STREAM_CLOSING;
	return job;
}

/* A frame is judged just before it gets its stamp, so one that came with the new filter
 * may have been let in by the old one. */
static uint32_t iface_of(const struct stream *s, const struct packet *p)
{
	const struct order *o = s->order;
	if (!s->changed || p->time >= s->changed_at + SWAPPING)
		return s->iface;
	if (p->time < s->changed_at)
		return s->old_iface;
	bool fits = !o->count || o->flags & ORDER_KEEP_OUTER ||
		    source_pcap_run(o->items.code, p);
	return fits ? s->iface : s->old_iface;
}

void stream_take(void *stream, struct packet *p)
{
	struct stream *s = stream;
	p->iface = iface_of(s, p);
	s->sent += p->direction == DIRECTION_OUT;
	p->dropped += s->untold;
	if (s->comment_due || s->remark[0]) {
		p->comment = s->comment_due ? s->order->description : s->remark;
		p->comment_size = (uint32_t)strlen(p->comment);
	}
	if (p->dropped && !s->lost_at)
		s->lost_at = p->time;
	if (recorder_append(s->recorder, p)) {
		uint64_t flushes = recorder_flushes(s->recorder);
		if (!s->comment_due)
			s->remark[0] = '\0';
		s->comment_due = false;
		s->untold = 0;
		s->buffered = flushes == s->flushes ? s->buffered + 1 : 1;
		s->flushes = flushes;
	} else {
		s->untold = p->dropped + 1;
		s->unwritten++;
	}
}

enum source_result stream_drain(struct stream *s)
{
	enum source_result r = source_drain(s->source, BUDGET, stream_take, s);
	s->more = r == SOURCE_MORE;
	/* If the clock is set back now, new frames are no old ones by that. */
	if (s->changed && !s->more && clock_mono() - s->changed > SWAPPED)
		s->changed = 0;
	return r;
}

static bool filter_install(struct stream *s, const struct order *o, struct error *e)
{
	const struct sock_filter *code = o->count ? o->items.code : NULL;
	/* Frames that arrived until now were judged by the old filter; what is left of
	 * them in the ring tells by its time. */
	int64_t now = clock_now();
	if (!source_filter(s->source, code, o->count, e))
		return false;
	s->changed_at = now;
	s->changed = clock_mono();
	s->old_iface = s->iface;
	outbox_begin(s->outbox, NOTICE_FILTER, o->id)->time = now;
	outbox_end(s->outbox);
	return true;
}

bool stream_filter(struct stream *s, const struct order *o, struct error *e)
{
	if (recorder_is_crowded(s->recorder))
		return error_set(e, 0,
				 "%s: the capture filter was changed too often: begin "
				 "a new capture",
				 s->order->name);
	if (s->phase == STREAM_LIVE && !filter_install(s, o, e))
		return error_in(e, "%s: filter", s->order->name);
	/* A filter order has no more than the filter: the rest is the capture's. */
	struct order *next = mem_new(order_size(o));
	memcpy(next, s->order, offsetof(struct order, items));
	memcpy(next->filter_text, o->filter_text, sizeof(next->filter_text));
	memcpy(next->items.code, o->items.code, o->count * sizeof(next->items.code[0]));
	next->count = o->count;
	free(s->order);
	s->order = next;
	s->refilter = s->phase == STREAM_OPENING;
	if (s->phase == STREAM_LIVE) {
		iface_end(s);
		iface_begin(s);
	}
	return true;
}

void stream_stop(struct stream *s)
{
	static const struct sock_filter nothing[] = { BPF_STMT(BPF_RET | BPF_K, 0) };
	struct error ignored;
	(void)source_filter(s->source, nothing, COUNT(nothing), &ignored);
	s->phase = STREAM_ENDING;
}

void stream_tell_state(struct stream *s, enum capture_state state,
		       const struct error *why)
{
	struct notice *n = outbox_begin(s->outbox, NOTICE_CAPTURE, s->order->id);
	struct text t = text_over(n->text, sizeof(n->text));
	n->state = state;
	n->time = clock_now();
	if (s->source)
		n->linktype = source_linktype(s->source);
	if (why) {
		n->code = why->code;
		text_str(&t, why->text);
	}
	outbox_end(s->outbox);
}

void stream_remark(struct stream *s, const char *words)
{
	size_t waiting = strlen(s->remark); /* for a packet that has not come yet */
	struct text t = text_over(s->remark + waiting, sizeof(s->remark) - waiting);
	text_str(&t, waiting ? "; " : "");
	text_str(&t, words);
	struct notice *n = outbox_begin(s->outbox, NOTICE_REMARK, s->order->id);
	struct text line = text_over(n->text, sizeof(n->text));
	n->time = clock_now();
	text_str(&line, words);
	outbox_end(s->outbox);
}

void stream_tell_name(struct stream *s)
{
	char old[16], now[16], words[80];
	struct text t = text_over(words, sizeof(words));
	if (s->shared || !source_renamed(s->source, old, now))
		return;
	text_printf(&t, "the interface %s is called %s now", old, now);
	stream_remark(s, words);
}

void stream_tell_counts(struct stream *s)
{
	struct source_counts c = counts_now(s);
	if (c.received == s->told.received && c.kept == s->told.kept &&
	    c.dropped_kernel == s->told.dropped_kernel &&
	    c.dropped_us == s->told.dropped_us)
		return;
	s->told = c;
	struct notice *n = outbox_begin(s->outbox, NOTICE_STATS, s->order->id);
	n->time = s->lost_at;
	s->lost_at = 0;
	n->received = c.received;
	n->kept = c.kept;
	n->dropped_kernel = c.dropped_kernel;
	n->dropped_us = c.dropped_us;
	n->shared = s->shared;
	n->sent = s->sent;
	memcpy(n->odd, c.odd, sizeof(n->odd));
	outbox_end(s->outbox);
}
