#include "tui/capture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/store/feed.h"
#include "core/store/pcapng_write.h"
#include "tui/keylog.h"
#include "tui/odd.h"
#include "tui/say.h"
#include "tui/signals.h"
#include "tui/ssh_self.h"
#include "tui/waiting.h"

enum {
	ADVANCE_MS = 50,
	HOLD_STEP_MS = 10, /* how often rows that wait for earlier ones are looked at */
	KEYS_MS = 200,
	LAST_WORDS_MS = 3000 /* how long the engine may take for its last counts */
};

struct capture {
	const struct capture_plan *plan;
	struct session *session;
	struct rowtext rows;
	struct lines out;
	struct feed *stream;	      /* NULL: none, or the spool is not there yet */
	uint64_t next;		      /* row + base: the next to print */
	unsigned long done;	      /* packets printed or written */
	VEC(enum capture_state) told; /* of each tap, as the user knows it */
	VEC(unsigned) odd;	      /* of each tap: a bit per kind that was named */
	struct waiting waiting;
	char trouble[240], news[240];
	char turning[sizeof(((struct error *)NULL)->text)]; /* why no next file */
	struct keylog_tail keys;
	int64_t held; /* clock_mono(): since when packets wait for keys */
	int stopped;  /* readable: the user, or the time, says stop */
	int asked;    /* readable: the user wants to know the counts */
	bool announced, stop, closed; /* closed: nobody reads our output */
};

static void on_stop(void *owner, uint32_t events UNUSED)
{
	struct capture *c = owner;
	c->stop = true;
}

static void on_closed(void *owner, uint32_t events UNUSED)
{
	struct capture *c = owner;
	c->closed = c->stop = true;
}

/* What the user should know ----------------------------------------------- */

static void tell_state(const struct tap *tap, enum capture_state was)
{
	const char *words = tap->state == CAPTURE_DOWN	   ? "is down, waiting for it"
			    : tap->state == CAPTURE_UP	   ? "is up"
			    : tap->state == CAPTURE_GONE   ? "is gone"
			    : tap->state == CAPTURE_FAILED ? "failed"
							   : NULL;
	bool first = tap->state == CAPTURE_UP && was == CAPTURE_OPENING;
	if (words && !first && tap->text[0])
		say("labtap: %s\n", tap->text);
	else if (words && !first)
		say("labtap: %s %s\n", tap->name, words);
}

static bool is_open(const struct tap *tap)
{
	return tap->state == CAPTURE_UP || tap->state == CAPTURE_DOWN;
}

static void tell_listening(struct capture *c)
{
	const struct session *s = c->session;
	bool some = false;
	for (size_t i = 0; i < s->taps.count; i++) {
		if (s->taps.items[i].state == CAPTURE_OPENING)
			return;
		some |= is_open(&s->taps.items[i]);
	}
	c->announced = some;
	if (!some)
		return;
	const char *between = "labtap: listening on ";
	for (size_t i = 0; i < s->taps.count; i++) {
		if (!is_open(&s->taps.items[i]))
			continue;
		say("%s%s", between, s->taps.items[i].name);
		between = ", ";
	}
	say("\n");
	if (session_hides_ssh(s))
		say("labtap: without %s (--with-ssh takes it as well)\n",
		    ssh_self_words(s->options.ancestry));
}

/* Once per kind: the rest is in the counts. */
static void tell_new_odd(const struct tap *tap, unsigned *told)
{
	for (unsigned kind = 0; kind < TUNNEL_KINDS; kind++) {
		char words[300];
		struct text t = text_over(words, sizeof(words));
		if (!tap->odd[kind] || *told & 1U << kind)
			continue;
		*told |= 1U << kind;
		odd_first(&t, tap->name, (enum tunnel_kind)kind);
		say("labtap: %s\n", words);
	}
}

static void tell(struct capture *c)
{
	const struct session *s = c->session;
	while (c->told.count < s->taps.count)
		vec_push(&c->told, CAPTURE_OPENING);
	while (c->odd.count < s->taps.count)
		vec_push(&c->odd, 0);
	for (size_t i = 0; i < s->taps.count; i++) {
		const struct tap *tap = &s->taps.items[i];
		bool retried = c->plan->wait && tap->state == CAPTURE_FAILED;
		if (tap->state != c->told.items[i] && !c->stop && !retried)
			tell_state(tap, c->told.items[i]);
		c->told.items[i] = tap->state;
		tell_new_odd(tap, &c->odd.items[i]);
	}
	if (!c->announced)
		tell_listening(c);
	if (strcmp(s->trouble, c->trouble) != 0) {
		snprintf(c->trouble, sizeof(c->trouble), "%s", s->trouble);
		say("labtap: %s\n",
		    c->trouble[0] ? c->trouble : "the capture engine goes on");
	}
	if (strcmp(s->news, c->news) != 0) {
		snprintf(c->news, sizeof(c->news), "%s", s->news);
		say("labtap: %s\n", c->news);
	}
}

/* Packets ----------------------------------------------------------------- */

static bool is_enough(const struct capture *c)
{
	return c->plan->count && c->done >= c->plan->count;
}

/* May another one still come in front of it? None does once the clock was set back: its
 * stamp is of a time that is not yet. */
static bool is_fresh(const struct session *s, uint64_t number, int64_t now)
{
	int64_t time = store_time(s->store, number);
	return time > now - s->merge && time <= now;
}

/* Prints the rows that nothing can come in front of any more; all of them when
 * `last`. True: some are held back. */
static bool print_rows(struct capture *c, bool last)
{
	struct session *s = c->session;
	uint64_t base = rows_base(s->rows), end = base + rows_count(s->rows);
	int64_t now = clock_now();
	c->rows.options.endpoint = rowtext_has_places(s->store);
	if (c->next < base)
		c->next = base;
	while (c->next < end && !is_enough(c)) {
		uint64_t number = rows_number(s->rows, (size_t)(c->next - base));
		struct packet packet;
		if (!last && s->merge && is_fresh(s, number, now))
			return true;
		c->next++;
		if (!c->rows.options.absolute)
			flows_reach(s->flows, number);
		if (!store_get(s->store, number, &packet))
			continue;
		c->rows.hosts = s->hosts;
		rowtext_put(&c->rows, &c->out, s->store, s->flows, &packet);
		c->done++;
	}
	return false;
}

/* Nothing moves in front of what is printed: it would push a printed row on. */
static bool print_settled(struct capture *c, bool last)
{
	bool held = print_rows(c, last);
	uint64_t base = rows_base(c->session->rows);
	if (c->next > base)
		rows_settle(c->session->rows, (size_t)(c->next - base));
	return held;
}

static bool output_ended(struct capture *c, int code, struct error *e)
{
	if (code == ECANCELED)
		say("labtap: nobody was reading the output: the last of it is "
		    "missing\n");
	c->closed = code == EPIPE || code == ECANCELED;
	c->stop = true;
	return c->closed || error_set(e, code, "standard output");
}

static void insert_keys(struct capture *c)
{
	autofree char *keys = keylog_more(&c->keys);
	size_t size = keys ? strlen(keys) : 0;
	if (!size)
		return;
	autofree uint8_t *block = mem_new(pcapng_secrets_room(size));
	feed_insert(c->stream, block, pcapng_write_secrets(block, keys, size));
}

/* A program writes its key when the packets that need it are on their way: those are
 * kept back for a moment, so that it stands in front of them. */
static bool copy_with_keys(struct capture *c, bool last, int *wait, struct error *e)
{
	int64_t now = clock_mono();
	*wait = KEYS_MS;
	if (last && !feed_hold(c->stream, false, e))
		return false;
	if (!last && now - c->held < KEYS_MS * CLOCK_MS) {
		*wait = (int)(KEYS_MS - (now - c->held) / CLOCK_MS);
		return true;
	}
	insert_keys(c);
	c->held = now;
	return feed_copy(c->stream, e) && (last || feed_hold(c->stream, true, e));
}

static bool copy_stream(struct capture *c, bool last, int *wait, struct error *e)
{
	struct session *s = c->session;
	const struct capture_plan *plan = c->plan;
	if (!c->stream && s->spool_dir < 0)
		return true;
	const struct feed_options options = {
		.control = s->spool_control,
		.dir = s->spool_dir,
		.to = plan->stream,
		.stop = c->stopped,
		.limit = plan->count,
	};
	if (!c->stream) {
		c->stream = feed_new(&options, e);
		/* What is published before the first look at the keys waits, too. */
		if (c->stream && c->keys.path && !feed_hold(c->stream, true, e))
			return false;
		c->held = clock_mono();
	}
	if (!c->stream)
		return false;
	bool ok = c->keys.path ? copy_with_keys(c, last, wait, e)
			       : feed_copy(c->stream, e);
	*wait = last ? -1 : *wait;
	c->done = feed_packets(c->stream);
	return ok || output_ended(c, e->code, e);
}

/* Goes on with another file when it is time. That it cannot be made is no end. */
static void turn_files(struct capture *c, int *wait)
{
	struct session *s = c->session;
	struct ring *ring = c->plan->ring;
	struct error e;
	if (!s->client)
		return;
	char *told = c->turning;
	if (ring_step(ring, s->spool_control, s->client, wait, &e)) {
		told[0] = '\0';
	} else if (strcmp(told, e.text) != 0) {
		snprintf(told, sizeof(c->turning), "%s", e.text);
		say("labtap: %s; the file before goes on\n", told);
	}
	c->stop |= ring_is_over(ring);
}

/* Takes what came; *wait: how long there is nothing to do, in ms. */
static bool take(struct capture *c, bool last, int *wait, struct error *e)
{
	struct session *s = c->session;
	const struct capture_plan *plan = c->plan;
	*wait = -1;
	if (plan->stream >= 0)
		return copy_stream(c, last, wait, e);
	if (plan->ring) {
		turn_files(c, wait);
		return true;
	}
	/* A file that grows without end needs no index, unless packets are counted. */
	if (!s->rows || (!plan->print && !plan->count))
		return true;
	bool more = session_advance(s, ADVANCE_MS * CLOCK_MS);
	bool held = plan->print && print_settled(c, last);
	*wait = more ? 0 : held ? HOLD_STEP_MS : -1;
	if (!plan->print)
		c->done = store_last(s->store);
	return lines_flush(&c->out) || output_ended(c, c->out.code, e);
}

/* The end ----------------------------------------------------------------- */

/* Lets go of the endpoints and waits for their last packets and counts. */
static void finish(struct capture *c)
{
	struct session *s = c->session;
	struct error e;
	int64_t until = clock_mono() + LAST_WORDS_MS * CLOCK_MS;
	for (size_t i = 0; s->client && i < s->taps.count; i++)
		client_release(s->client, s->taps.items[i].id);
	while (session_is_capturing(s) && s->client && clock_mono() < until)
		if (!loop_step(s->loop, 50, &e))
			break;
	c->stop = true;
	tell(c);
}

static uint64_t at_most(uint64_t value, uint64_t limit)
{
	return limit && value > limit ? limit : value;
}

/* An endpoint that came back has several taps: the first of them, and their sum. */
static bool is_first(const struct session *s, size_t tap)
{
	size_t i = 0;
	while (strcmp(s->taps.items[i].name, s->taps.items[tap].name) != 0)
		i++;
	return i == tap;
}

static struct tap tap_sum(const struct session *s, const char *name)
{
	struct tap sum = { .received = 0 };
	for (size_t i = 0; i < s->taps.count; i++) {
		const struct tap *tap = &s->taps.items[i];
		if (strcmp(tap->name, name) != 0)
			continue;
		sum.received += tap->received;
		sum.dropped_kernel += tap->dropped_kernel;
	}
	return sum;
}

static void tell_count(uint64_t count, const char *what)
{
	say("%llu packet%s %s\n", (unsigned long long)count, count == 1 ? "" : "s",
	    what);
}

/* What passed through tunnels and held no frame. */
static void tell_odd(const struct session *s)
{
	uint64_t sums[TUNNEL_KINDS] = { 0 };
	char words[480];
	struct text t = text_over(words, sizeof(words));
	for (size_t i = 0; i < s->taps.count; i++)
		for (size_t kind = 0; kind < TUNNEL_KINDS; kind++)
			sums[kind] += s->taps.items[i].odd[kind];
	odd_list(&t, sums);
	if (words[0])
		say("not decoded: %s\n", words);
}

/* What the spool let go of before it was printed or written. */
static uint64_t too_late(const struct capture *c, uint64_t kept)
{
	bool whole = !c->closed && !is_enough(c);
	return whole && kept > c->done ? kept - c->done : 0;
}

/* As tcpdump; a line per endpoint when there are several. */
static void tell_counts(const struct capture *c)
{
	const struct session *s = c->session;
	struct session_totals sum = session_totals(s);
	uint64_t ours = 0, kernel = 0, shared = 0;
	for (size_t i = 0; i < s->taps.count; i++) {
		ours += s->taps.items[i].dropped_us;
		kernel += s->taps.items[i].dropped_kernel;
	}
	bool counted = c->plan->print || c->plan->stream >= 0;
	uint64_t captured = counted ? c->done : at_most(sum.kept, c->plan->count);
	tell_count(captured, "captured");
	tell_count(sum.received, "received by filter");
	tell_count(kernel, "dropped by kernel");
	if (ours)
		tell_count(ours, "dropped by labtap");
	tell_odd(s);
	uint64_t late = counted ? too_late(c, sum.kept) : 0;
	if (late)
		tell_count(late, "gone before the output took them: its reader was "
				 "too slow, --spool-limit keeps more");
	for (size_t i = 0; s->taps.count > 1 && i < s->taps.count; i++) {
		const struct tap *tap = &s->taps.items[i];
		if (!is_first(s, i))
			continue;
		struct tap all = tap_sum(s, tap->name);
		say("%s: %llu received by filter", tap->name,
		    (unsigned long long)all.received);
		if (!tap->shared)
			say(", %llu dropped by kernel",
			    (unsigned long long)all.dropped_kernel);
		say("\n");
		shared += tap->shared ? all.dropped_kernel : 0;
	}
	if (shared)
		say("%llu dropped from the ring that tunnels share: of which of "
		    "them is not known\n",
		    (unsigned long long)shared);
}

static void on_asked(void *owner, uint32_t events UNUSED)
{
	const struct capture *c = owner;
	while (signals_next(c->asked))
		tell_counts(c);
}

/* A pipe that nobody reads any more is the end even while no packet comes. */
static bool watch_output(struct capture *c, struct error *e)
{
	struct stat st;
	bool ours = c->plan->print || c->plan->stream == STDOUT_FILENO;
	bool pipe = !fstat(STDOUT_FILENO, &st) &&
		    (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
	return !ours || !pipe ||
	       loop_add(c->session->loop, STDOUT_FILENO, 0, on_closed, c, e);
}

static bool watch(struct capture *c, int signals, int timer, struct error *e)
{
	const int stops[] = { signals, timer };
	if (c->plan->limit)
		loop_timer_set(timer, (unsigned)c->plan->limit, 0);
	c->stopped = loop_join(stops, COUNT(stops), e);
	c->out.stop = c->stopped;
	return c->stopped >= 0 &&
	       loop_add(c->session->loop, c->stopped, EPOLLIN, on_stop, c, e) &&
	       loop_add(c->session->loop, c->asked, EPOLLIN, on_asked, c, e) &&
	       watch_output(c, e);
}

static void unwatch(struct capture *c)
{
	loop_remove(c->session->loop, STDOUT_FILENO);
	loop_remove(c->session->loop, c->stopped);
	loop_remove(c->session->loop, c->asked);
}

/* False: an endpoint could not be opened at the start, or none is left. */
static bool check_taps(const struct capture *c, struct error *e)
{
	const struct session *s = c->session;
	if (c->plan->wait)
		return true;
	for (size_t i = 0; !c->announced && i < s->taps.count; i++)
		if (s->taps.items[i].state == CAPTURE_FAILED)
			return error_set(e, 0, "nothing was captured");
	return session_is_capturing(s) ||
	       error_set(e, 0, "no endpoint is left to capture from");
}

static bool capture_loop(struct capture *c, struct error *e)
{
	struct session *s = c->session;
	int wait = 0;
	while (!c->stop) {
		if (!loop_step(s->loop, wait, e))
			return false;
		bool failing = !check_taps(c, e);
		tell(c);
		if (s->engine_ended)
			return error_set(e, 0, "capturing has ended");
		if (failing)
			return false;
		struct error why;
		if (!take(c, false, &wait, &why)) {
			*e = why;
			return false;
		}
		if (c->plan->wait)
			waiting_step(&c->waiting, s, &wait);
		c->stop |= is_enough(c);
	}
	return true;
}

bool capture_run(struct session *s, const struct capture_plan *plan, int signals,
		 struct error *e)
{
	struct capture c = {
		.plan = plan, .session = s, .stopped = -1, .keys = { plan->keylog, 0 }
	};
	struct error late;
	int wait;
	autoclose int timer = loop_timer_open(e);
	autoclose int asked = timer < 0 ? -1 : signals_asked(e);
	if (asked < 0)
		return false;
	c.asked = asked;
	lines_init(&c.out, STDOUT_FILENO);
	rowtext_init(&c.rows, &plan->rows);
	bool ok = watch(&c, signals, timer, e) &&
		  (session_capture(s, e) || (plan->wait && s->spool_asked)) &&
		  capture_loop(&c, e);
	unwatch(&c);
	finish(&c);
	bool rest = !c.closed;
	for (wait = plan->ring ? -1 : 0; rest && wait == 0;)
		rest = take(&c, true, &wait, &late);
	if (ok && !rest && !c.closed) {
		*e = late;
		ok = false;
	}
	tell_counts(&c);
	feed_free(c.stream);
	rowtext_done(&c.rows);
	lines_done(&c.out);
	free(c.told.items);
	free(c.odd.items);
	waiting_done(&c.waiting);
	if (c.stopped >= 0)
		close(c.stopped);
	return ok;
}
