#include "core/capture/streams.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/vec.h"
#include "core/capture/relay.h"
#include "core/capture/sharing.h"
#include "core/capture/stream.h"

enum {
	/* Every endpoint has at most one job in a mailbox: no more than its pipe holds.
	 */
	STREAMS_MAX = 2000,
	/* Descriptors of one: socket, what libpcap adds or the namespace while it is
	 * opened, the process that stands for the namespace. */
	FILES_EACH = 3,
	/* Segments, snapshots and discovery need some whatever happens. */
	FILES_KEPT = 96,
};

/* A block that was being filled at the end is handed over within its timeout. */
enum { LAST_BLOCK_MS = 60 };

struct streams {
	struct streams_parts parts;
	int end_timer;
	struct sharing sharing;
	size_t most; /* endpoints that there are descriptors for */
	VEC(struct stream *) items;
};

/* Ring size by the number of endpoints: few ones get much. */
static const struct {
	size_t count;
	uint32_t kib;
} rings[] = {
	{ 2, 64 << 10 },
	{ 8, 16 << 10 },
	{ 32, 8 << 10 },
	{ SIZE_MAX, 1 << 10 },
};

static uint32_t ring_for(size_t count)
{
	size_t i = 0;
	while (count > rings[i].count)
		i++;
	return rings[i].kib;
}

/* getrlimit(2) RLIMIT_NOFILE: what discovery and the spool need is left to them. */
static size_t most_of_files(void)
{
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files))
		return STREAMS_MAX;
	return files.rlim_cur < FILES_KEPT
		       ? 0
		       : (size_t)(files.rlim_cur - FILES_KEPT) / FILES_EACH;
}

static void end_due(void *owner, uint32_t events);

struct streams *streams_new(const struct streams_parts *parts, struct error *e)
{
	struct streams *all = mem_new(sizeof(*all));
	all->parts = *parts;
	all->sharing =
		(struct sharing){ .loop = parts->rings, .openers = parts->openers };
	all->most = most_of_files();
	all->end_timer = loop_timer_open(e);
	if (all->end_timer >= 0 &&
	    loop_add(parts->loop, all->end_timer, EPOLLIN, end_due, all, e))
		return all;
	free(all);
	return NULL;
}

size_t streams_count(const struct streams *all)
{
	return all->items.count;
}

static struct stream *find(struct streams *all, uint32_t id)
{
	for (size_t i = 0; i < all->items.count; i++)
		if (all->items.items[i]->order->id == id)
			return all->items.items[i];
	return NULL;
}

static void forget(struct streams *all, struct stream *s)
{
	for (size_t i = 0; i < all->items.count; i++)
		if (all->items.items[i] == s)
			all->items.items[i] = all->items.items[--all->items.count];
	stream_free(s);
}

static void close_now(struct streams *all, struct stream *s)
{
	if (s->shared) {
		struct job *job = stream_job_close(s);
		source_close(job->source);
		job->source = NULL;
		shared_leave(&all->sharing, s->shared);
		openers_send(all->parts.openers, job);
		return;
	}
	loop_remove(all->parts.rings, s->watched);
	openers_send(all->parts.openers, stream_job_close(s));
}

static void gone(struct streams *all, struct stream *s, const char *why)
{
	struct error e;
	error_set(&e, 0, "%s", why);
	s->wanted = false;
	s->gone = true;
	stream_tell_state(s, CAPTURE_GONE, &e);
	if (s->phase == STREAM_NEW)
		forget(all, s);
	else if (s->phase == STREAM_LIVE || s->phase == STREAM_ENDING)
		close_now(all, s);
}

static void ready(void *owner, uint32_t events);

static bool watch(struct streams *all, struct stream *s, struct error *e)
{
	s->watched = source_fd(s->source);
	return loop_add(all->parts.rings, s->watched, EPOLLIN, ready, s, e);
}

static void drop(struct streams *all, struct stream *s, struct source *source)
{
	if (source)
		openers_send(all->parts.openers, stream_job_drop(s, source));
}

/* The ring that it reads may be another one since the last time. */
static void follow_growth(struct streams *all, struct stream *s)
{
	struct error e;
	drop(all, s, growth_step(s));
	if (s->shared || source_fd(s->source) == s->watched)
		return;
	loop_remove(all->parts.rings, s->watched);
	if (!watch(all, s, &e))
		outbox_trouble(all->parts.outbox, &e);
}

/* May close s, but never frees it: that takes a job, or a stream that is not open. */
static void drain(struct streams *all, struct stream *s)
{
	enum source_result r = stream_drain(s);
	if (r == SOURCE_GONE) {
		gone(all, s, "the interface was deleted or moved away");
		return;
	}
	follow_growth(all, s);
	bool down = r == SOURCE_DOWN || (s->down && !source_is_up(s->source));
	if (down == s->down || s->phase != STREAM_LIVE)
		return;
	s->down = down;
	stream_tell_state(s, down ? CAPTURE_DOWN : CAPTURE_UP, NULL);
}

static void refuse(struct streams *all, const struct order *o, const char *why)
{
	struct notice *n = outbox_begin(all->parts.outbox, NOTICE_CAPTURE, o->id);
	struct text t = text_over(n->text, sizeof(n->text));
	n->state = CAPTURE_FAILED;
	text_str(&t, why);
	outbox_end(all->parts.outbox);
}

/* Rings are memory that the kernel cannot swap: those of a size that was asked for stay
 * below half of what there is. */
static bool is_too_much(const struct streams *all, uint32_t more)
{
	uint64_t kib = more;
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	for (size_t i = 0; i < all->items.count; i++)
		kib += all->items.items[i]->order->buffer;
	return more && kib > (uint64_t)sysconf(_SC_PHYS_PAGES) * page / 2048;
}

static const char *why_not(const struct streams *all, const struct order *o)
{
	if (!recorder_is_open(all->parts.recorder))
		return "there is no place for packets yet";
	if (recorder_is_crowded(all->parts.recorder))
		return "too many endpoints since the start: begin a new capture";
	if (all->items.count >= STREAMS_MAX)
		return "too many endpoints at once";
	if (all->items.count >= all->most)
		return "too many endpoints for the limit of open files: raise it "
		       "(ulimit -n)";
	if (is_too_much(all, o->buffer))
		return "the buffers would take more than half of the memory: ask for "
		       "smaller ones (-B)";
	return NULL;
}

static struct stream *add(struct streams *all, const struct order *o)
{
	struct error e;
	const char *why = why_not(all, o);
	if (find(all, o->id)) {
		error_set(&e, 0, "capture %u is there already", o->id);
		outbox_trouble(all->parts.outbox, &e);
		return NULL;
	}
	if (why) {
		refuse(all, o, why);
		return NULL;
	}
	struct stream *s = stream_new(o, all->parts.recorder, all->parts.outbox);
	s->all = all;
	vec_push(&all->items, s);
	stream_tell_state(s, CAPTURE_OPENING, NULL);
	return s;
}

void streams_add(struct streams *all, const struct order *o)
{
	(void)add(all, o);
}

/* Tunnels that the same interface carries. */
static size_t neighbours(const struct streams *all, const struct order *o)
{
	size_t count = 0;
	for (size_t i = 0; i < all->items.count; i++) {
		const struct order *other = all->items.items[i]->order;
		count += other->cookie == o->cookie && other->ifindex == o->ifindex &&
			 sharing_can(other);
	}
	return count;
}

static void opened(struct streams *all, struct stream *s, struct job *job);

static void ready_shared(void *owner, uint32_t events UNUSED)
{
	const struct shared *shared = owner;
	struct streams *all = shared->owner;
	for (size_t i = 0; i < all->items.count; i++) {
		struct stream *s = all->items.items[i];
		bool open = s->phase == STREAM_LIVE || s->phase == STREAM_ENDING;
		if (s->shared != shared || !open)
			continue;
		drain(all, s); /* the ring is that of all of them */
		return;
	}
}

static void join(struct streams *all, struct stream *s)
{
	struct job *job = stream_job_open(s, 0);
	job->source =
		hub_join(s->shared->source, &job->options, stream_take, s, &job->error);
	if (job->source) {
		opened(all, s, job);
		free(job);
	} else {
		openers_send(all->parts.openers, job);
	}
}

static void open_shared(struct streams *all, struct stream *s)
{
	struct shared *shared = shared_enter(&all->sharing, s->order, all);
	s->shared = shared;
	if (shared->source) {
		join(all, s);
		return;
	}
	s->phase = STREAM_OPENING;
	if (!shared->opening)
		collector_send_job(all->parts.collector, shared_job(shared, s->order));
}

void streams_open_new(struct streams *all)
{
	uint32_t kib = ring_for(all->items.count);
	for (size_t i = 0; i < all->items.count; i++) {
		struct stream *s = all->items.items[i];
		if (s->phase != STREAM_NEW)
			continue;
		if (sharing_can(s->order) && neighbours(all, s->order) > SHARING_FROM)
			open_shared(all, s);
		else
			collector_send_job(all->parts.collector,
					   stream_job_open(s, kib));
	}
}

/* The source for many is there, or is not: that decides for all who wait for it. */
static void take_shared(struct streams *all, struct job *job)
{
	struct shared *shared =
		sharing_find(&all->sharing, job->cookie, job->options.ifindex);
	struct error e;
	if (!shared || job->close)
		return;
	shared->opening = false;
	shared->source = job->source;
	if (job->source && !loop_add(all->parts.rings, source_fd(job->source), EPOLLIN,
				     ready_shared, shared, &e))
		job->error = e;
	for (size_t i = all->items.count; i-- > 0;) {
		struct stream *s = all->items.items[i];
		if (s->shared != shared || s->phase != STREAM_OPENING)
			continue;
		if (job->source && s->wanted) {
			join(all, s);
			continue;
		}
		if (s->wanted)
			stream_tell_state(s, CAPTURE_FAILED, &job->error);
		else if (!s->gone)
			stream_tell_state(s, CAPTURE_RELEASED, NULL);
		shared_leave(&all->sharing, shared);
		forget(all, s);
	}
}

static void release(struct streams *all, struct stream *s)
{
	s->wanted = false;
	if (s->phase == STREAM_NEW) {
		stream_tell_state(s, CAPTURE_RELEASED, NULL);
		forget(all, s);
	} else if (s->phase == STREAM_LIVE) {
		drop(all, s, growth_stop(s));
		stream_stop(s);
		s->end_at = clock_mono() + LAST_BLOCK_MS * CLOCK_MS;
		loop_timer_set(all->end_timer, LAST_BLOCK_MS, LAST_BLOCK_MS);
	}
}

void streams_release(struct streams *all, uint32_t id)
{
	struct stream *s = find(all, id);
	if (s)
		release(all, s);
}

void streams_release_all(struct streams *all)
{
	for (size_t i = all->items.count; i-- > 0;)
		release(all, all->items.items[i]);
}

void streams_filter(struct streams *all, const struct order *o)
{
	struct stream *s = find(all, o->id);
	struct error e;
	if (s && s->wanted)
		drop(all, s, growth_stop(s));
	if (s && s->wanted && !stream_filter(s, o, &e))
		outbox_trouble(all->parts.outbox, &e);
}

static void end_due(void *owner, uint32_t events UNUSED)
{
	struct streams *all = owner;
	bool left = false;
	loop_drain(all->end_timer);
	for (size_t i = 0; i < all->items.count; i++) {
		struct stream *s = all->items.items[i];
		if (s->phase != STREAM_ENDING)
			continue;
		drain(all, s);
		bool over = clock_mono() >= s->end_at && !s->more;
		if (s->phase == STREAM_ENDING && over)
			close_now(all, s);
		left |= s->phase == STREAM_ENDING;
	}
	if (!left)
		loop_timer_set(all->end_timer, 0, 0);
}

static void ready(void *owner, uint32_t events UNUSED)
{
	struct stream *s = owner;
	drain(s->all, s);
}

static void opened(struct streams *all, struct stream *s, struct job *job)
{
	struct error e;
	bool filtered = stream_open(s, job->source, &e);
	if (!filtered || (!s->shared && !watch(all, s, &e))) {
		stream_tell_state(s, CAPTURE_FAILED, &e);
		s->gone = true;
		close_now(all, s);
		return;
	}
	stream_tell_state(s, CAPTURE_UP, NULL);
}

void streams_add_relay(struct streams *all, const struct order *o, int pipe)
{
	struct stream *s = add(all, o);
	if (!s) {
		close(pipe);
		return;
	}
	struct job *job = stream_job_open(s, 0);
	job->source =
		source_open_relay(pipe, o->linktype, o->snaplen, job->options.code,
				  job->options.code_count, &job->error);
	if (job->source) {
		opened(all, s, job);
	} else {
		stream_tell_state(s, CAPTURE_FAILED, &job->error);
		forget(all, s);
	}
	free(job);
}

static void closed(struct streams *all, struct stream *s)
{
	if (!s->gone)
		stream_tell_state(s, CAPTURE_RELEASED, NULL);
	forget(all, s);
}

static void take_grown(struct streams *all, struct job *job)
{
	struct stream *s = find(all, job->id);
	if (job->close || (s && growth_take(s, job)) || !job->source) {
		free(job);
		return;
	}
	job->close = true;
	openers_send(all->parts.openers, job);
}

void streams_take_job(struct streams *all, struct job *job)
{
	if (job->grow) {
		take_grown(all, job);
		return;
	}
	if (job->shared) {
		take_shared(all, job);
		free(job);
		return;
	}
	struct stream *s = find(all, job->id);
	if (job->source && !s->wanted) {
		/* Nobody waits for it any more: round again, to be closed. */
		job->close = true;
		s->phase = STREAM_CLOSING;
		openers_send(all->parts.openers, job);
		return;
	}
	if (job->source) {
		opened(all, s, job);
	} else if (job->close || !s->wanted) {
		closed(all, s);
	} else {
		stream_tell_state(s, CAPTURE_FAILED, &job->error);
		if (s->shared)
			shared_leave(&all->sharing, s->shared);
		forget(all, s);
	}
	free(job);
}

void streams_space_lost(struct streams *all, uint64_t cookie)
{
	for (size_t i = all->items.count; i-- > 0;) {
		struct stream *s = all->items.items[i];
		if (s->order->cookie == cookie && !s->gone)
			gone(all, s, "its network namespace was deleted");
	}
}

/* Rings that grow by themselves stay below an eighth of the memory. */
static uint64_t room_for_rings(const struct streams *all)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t most = (uint64_t)sysconf(_SC_PHYS_PAGES) * page / 8192, used = 0;
	for (size_t i = 0; i < all->items.count; i++)
		used += all->items.items[i]->growth.kib;
	return used < most ? most - used : 0;
}

static void grow(struct streams *all, struct stream *s)
{
	struct job *job = growth_begin(s, room_for_rings(all));
	if (job)
		collector_send_job(all->parts.collector, job);
}

/* An interface that comes back sends nothing: looking is the only way to know. */
void streams_tell_counts(struct streams *all)
{
	for (size_t i = 0; i < all->items.count; i++) {
		struct stream *s = all->items.items[i];
		if (s->phase == STREAM_LIVE)
			drain(all, s);
		if (s->phase != STREAM_LIVE)
			continue;
		stream_tell_counts(s);
		stream_tell_name(s);
		grow(all, s);
	}
}

bool streams_drain_more(struct streams *all)
{
	bool more = false;
	for (size_t i = 0; i < all->items.count; i++) {
		struct stream *s = all->items.items[i];
		if (s->more && s->phase == STREAM_LIVE)
			drain(all, s);
		more |= s->more && s->phase == STREAM_LIVE;
	}
	return more;
}

int64_t streams_patience(const struct streams *all)
{
	int64_t least = INT64_MAX;
	for (size_t i = 0; i < all->items.count; i++) {
		const struct stream *s = all->items.items[i];
		if (s->phase != STREAM_LIVE)
			continue;
		int64_t patience = source_patience(s->source);
		least = patience < least ? patience : least;
	}
	return least;
}
