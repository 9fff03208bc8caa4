#include "tui/session.h"
#include "tui/session_notes.h"
#include "tui/session_trails.h"
#include "tui/session_trigger.h"
#include "tui/session_tunnel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/dissect/decode_as.h"
#include "core/lab/foreign.h"
#include "tui/gather.h"
#include "tui/leftover.h"
#include "tui/odd.h"
#include "tui/session_events.h"
#include "tui/session_gather.h"
#include "tui/session_lab.h"
#include "tui/session_remote.h"
#include "tui/session_sides.h"
#include "tui/temp.h"

enum {
	STEP = 512,	/* packets between two looks at the clock */
	MERGE_MS = 100, /* two block timeouts of the ring */
};

/* The store --------------------------------------------------------------- */

/* A new filter, or a new store, is a new set of rows. */
void session_rows_renew(struct session *s)
{
	rows_free(s->rows);
	s->rows = s->store ? rows_new(s->store, s->filter, s->merge) : NULL;
	if (s->rows && s->trace.folded && s->trace.trails)
		rows_fold(s->rows, s->trace.trails);
	timeline_set(s->timeline, s->rows, s->store, s->merge);
	s->rows_serial++;
	s->changes++;
}

static void flows_renew(struct session *s)
{
	flows_free(s->flows);
	s->flows = flows_new(s->store);
	flows_decode_as(s->flows, s->decode_as);
}

static void store_set(struct session *s, struct store *store)
{
	rows_free(s->rows);
	s->rows = NULL;
	timeline_set(s->timeline, NULL, NULL, 0);
	session_tally_drop(s);
	session_trails_drop(s);
	flows_free(s->flows);
	s->flows = NULL;
	store_free(s->store);
	s->store = store;
	flows_renew(s);
	session_rows_renew(s);
}

/* A file of the frames in its tunnels, which grows while it is read. */
static bool unwrap_start(struct session *s, const char *name, struct error *e)
{
	s->unwrap_file = temp_open(e);
	if (s->unwrap_file < 0)
		return false;
	s->unwrap = unwrap_new(s->wrapped, s->unwrap_file, s->options.unwrap, e);
	if (!s->unwrap)
		return false;
	int reader = fcntl(s->unwrap_file, F_DUPFD_CLOEXEC, 0);
	struct store *store = store_open_file(reader, name, e);
	if (store)
		store_set(s, store);
	return store;
}

static bool store_show(struct session *s, struct store *store, const char *name,
		       struct error *e)
{
	s->merge = 0;
	snprintf(s->spool, sizeof(s->spool), "%s", name);
	if (!s->options.unwrap) {
		store_set(s, store);
		return true;
	}
	s->wrapped = store;
	return unwrap_start(s, name, e);
}

const struct store *session_file(const struct session *s)
{
	return s->wrapped ? s->wrapped : s->store;
}

bool session_open_fd(struct session *s, int fd, const char *name, struct error *e)
{
	bool damaged;
	fd = temp_unpacked(fd, &damaged, e);
	if (fd < 0)
		return error_in(e, "%s", name);
	if (damaged) {
		error_in(e, "%s", name);
		memcpy(s->trouble, e->text, sizeof(s->trouble));
	}
	session_fold_usual(s, false);
	struct store *store = store_open_file(fd, name, e);
	if (store && s->options.ahead)
		store_read_ahead(store);
	return store && store_show(s, store, name, e);
}

static bool open_directory(struct session *s, int dir, const char *path,
			   struct error *e)
{
	int64_t merge = s->merge;
	struct store *store = store_open_left(dir, path, e);
	if (!store || !store_show(s, store, path, e))
		return false;
	s->merge = merge;
	return true;
}

bool session_open_file(struct session *s, const char *path, struct error *e)
{
	/* Not to hang on a pipe nobody writes to. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;
	if (fd < 0 || fstat(fd, &st)) {
		error_set(e, errno, "%s", path);
		if (fd >= 0)
			close(fd);
		return false;
	}
	if (S_ISDIR(st.st_mode))
		return open_directory(s, fd, path, e);
	if (S_ISREG(st.st_mode))
		return session_open_fd(s, fd, path, e);
	close(fd);
	return error_set(e, 0, "%s: not a regular file; labtap read - reads a pipe",
			 path);
}

bool session_decode_as(struct session *s, const char *text, struct error *e)
{
	if (!decode_as_add(s->decode_as, text, e))
		return false;
	if (!s->store)
		return true;
	flows_renew(s); /* what was learnt took the packets for something else */
	session_rows_renew(s);
	return true;
}

void session_names_here(struct session *s)
{
	struct error ignored;
	struct topology *t = topology_is_at(".") ? topology_load(".", &ignored) : NULL;
	if (!t)
		return;
	struct lab *lab = lab_new_declared(NULL, t, false);
	hosts_free(s->hosts);
	s->hosts = hosts_new(lab);
	lab_free(lab);
	topology_free(t);
}

bool session_filter(struct session *s, const char *text, struct filter_mark *mark,
		    struct error *e)
{
	struct filter *f = filter_new_named(text, s->hosts, mark, e);
	if (!f)
		return false;
	struct filter *old = s->filter;
	filter_decode_as(f, s->decode_as);
	s->filter = f;
	session_rows_renew(s);
	filter_free(old);
	return true;
}

/* A full disk ends it, and is said. */
static bool unwrap_step(struct session *s)
{
	struct error e;
	bool more = false;
	if (!s->unwrap || unwrap_advance(s->unwrap, STEP, &more, &e))
		return more;
	struct text t = text_over(s->trouble, sizeof(s->trouble));
	text_printf(&t, "%s: frames of tunnels are missing: %s", s->spool, e.text);
	unwrap_free(s->unwrap);
	s->unwrap = NULL;
	return false;
}

bool session_advance(struct session *s, int64_t budget_ns)
{
	if (!s->rows)
		return false;
	int64_t end = clock_mono() + budget_ns;
	uint64_t seen = rows_seen(s->rows);
	bool more;
	bool gathers = session_gather(s);
	do {
		more = unwrap_step(s);
		more |= store_advance(s->store, STEP);
		more |= rows_advance(s->rows, STEP);
		/* Ways cost ten times what an index does: no row waits for them. */
		if (!more)
			more = session_trails_step(s, STEP);
	} while (more && clock_mono() < end);
	timeline_update(s->timeline);
	if (rows_seen(s->rows) != seen)
		s->changes++;
	return more || gathers;
}

bool session_learn(struct session *s, int64_t budget_ns)
{
	if (!s->flows)
		return false;
	int64_t end = clock_mono() + budget_ns;
	uint64_t next = flows_next(s->flows);
	bool more;
	do
		more = flows_advance(s->flows, STEP);
	while (more && clock_mono() < end);
	if (flows_next(s->flows) != next)
		s->changes++;
	return more;
}

/* What the engine says ---------------------------------------------------- */

static void on_hello(struct session *s, const struct notice *n)
{
	s->missing_caps = n->missing_caps;
}

static void on_spool(struct session *s, const struct notice *n)
{
	struct error e;
	snprintf(s->spool, sizeof(s->spool), "%s", n->path);
	s->spool_control = fcntl(n->fds[0], F_DUPFD_CLOEXEC, 0);
	if (n->fds[2] < 0) {
		leftover_lock(n->fds[1]);
		s->spool_dir = fcntl(n->fds[1], F_DUPFD_CLOEXEC, 0);
	}
	if (s->options.unread) {
		for (size_t i = 0; i < COUNT(n->fds); i++)
			if (n->fds[i] >= 0)
				close(n->fds[i]);
		return;
	}
	struct store *store = store_open_spool(n->fds[0], n->fds[1], n->fds[2], &e);
	if (store)
		store_set(s, store);
	else
		snprintf(s->trouble, sizeof(s->trouble), "%s", e.text);
}

static void on_facts(struct session *s, const struct notice *n)
{
	struct facts facts;
	struct error e;
	bool ok = facts_open(&facts, n->fds[0], &e);
	close(n->fds[0]);
	if (!ok) {
		snprintf(s->trouble, sizeof(s->trouble), "%s", e.text);
		return;
	}
	facts_close(&s->facts);
	s->facts = facts;
	s->lab_known = true;
	session_renew_lab(s);
	rates_prune(&s->rates, s->lab);
}

static void on_census(struct session *s, const struct notice *n)
{
	struct error e;
	bool ok = residents_take(&s->residents, n->fds[0], &e);
	close(n->fds[0]);
	if (ok)
		session_renew_lab(s);
	else
		snprintf(s->trouble, sizeof(s->trouble), "%s", e.text);
}

static void on_counters(struct session *s, const struct notice *n)
{
	size_t count = n->counter_count;
	if (count > COUNTERS_PER_NOTICE)
		return;
	rates_take(&s->rates, n->counters, count, clock_mono());
	session_compare_sides(s, n->counters, count);
}

static struct tap *tap_of(struct session *s, uint32_t id)
{
	for (size_t i = 0; i < s->taps.count; i++)
		if (s->taps.items[i].id == id)
			return &s->taps.items[i];
	return NULL;
}

static void on_capture(struct session *s, const struct notice *n)
{
	struct tap *tap = tap_of(s, n->id);
	if (!tap)
		return;
	enum capture_state was = tap->state;
	tap->state = n->state;
	if (n->state == CAPTURE_GONE) {
		tap->gone_at = clock_mono();
		tap->tried = s->lab_serial;
	}
	struct text why = text_over(tap->text, sizeof(tap->text));
	/* Interfaces are called the same in many namespaces, and renamed. */
	bool ended = n->state == CAPTURE_GONE || n->state == CAPTURE_FAILED;
	if (ended && !strstr(n->text, tap->name))
		text_printf(&why, "%s: ", tap->name);
	text_str(&why, n->text);
	session_event_state(s, tap, was, n->time);
}

static void on_stats(struct session *s, const struct notice *n)
{
	struct tap *tap = tap_of(s, n->id);
	if (!tap)
		return;
	session_event_loss(s, tap, n);
	session_event_odd(s, tap, n);
	tap->received = n->received;
	tap->kept = n->kept;
	tap->dropped_kernel = n->dropped_kernel;
	tap->dropped_us = n->dropped_us - odd_sum(n->odd);
	tap->sent = n->sent;
	memcpy(tap->odd, n->odd, sizeof(tap->odd));
	tap->shared = n->shared;
}

static void on_filter(struct session *s, const struct notice *n)
{
	if (s->refilter[0])
		session_event(s, n->time, false, "%s", s->refilter);
	s->refilter[0] = '\0';
}

static void on_remark(struct session *s, const struct notice *n)
{
	const struct tap *tap = tap_of(s, n->id);
	if (tap)
		session_event_news(s, n->time, false, "%s: %s", tap->name, n->text);
}

static void on_trouble(struct session *s, const struct notice *n)
{
	snprintf(s->trouble, sizeof(s->trouble), "%s", n->text);
}

static void client_drop(struct session *s)
{
	loop_remove(s->loop, client_notice_fd(s->client));
	loop_remove(s->loop, client_wake_fd(s->client));
	client_stop(s->client);
	s->client = NULL;
}

static void on_ended(struct session *s, const struct notice *n)
{
	struct text t = text_over(s->trouble, sizeof(s->trouble));
	text_str(&t, "capturing has ended unexpectedly");
	if (n->text[0]) {
		text_str(&t, ": ");
		text_str(&t, n->text);
	}
	if (s->spool[0]) {
		text_str(&t, "; the packets so far stay in ");
		text_str(&t, s->spool);
	}
	s->engine_ended = true;
	client_drop(s);
}

typedef void notice_fn(struct session *s, const struct notice *n);

static notice_fn *const notice_table[] = {
	[NOTICE_HELLO] = on_hello,	   [NOTICE_SPOOL] = on_spool,
	[NOTICE_FACTS] = on_facts,	   [NOTICE_COUNTERS] = on_counters,
	[NOTICE_CAPTURE] = on_capture,	   [NOTICE_STATS] = on_stats,
	[NOTICE_FILTER] = on_filter,	   [NOTICE_TROUBLE] = on_trouble,
	[NOTICE_ENDED] = on_ended,	   [NOTICE_CENSUS] = on_census,
	[NOTICE_METER] = session_on_meter, [NOTICE_REMARK] = on_remark,
};

static void notices_take(void *owner, uint32_t events UNUSED)
{
	struct session *s = owner;
	struct notice n;
	while (s->client && client_next(s->client, &n)) {
		if ((size_t)n.kind < COUNT(notice_table))
			notice_table[n.kind](s, &n);
		s->changes++;
	}
}

static void wake_take(void *owner, uint32_t events UNUSED)
{
	struct session *s = owner;
	loop_drain(client_wake_fd(s->client));
	s->changes++;
}

/* Marks ------------------------------------------------------------------- */

/* The first mark that is not below number. */
static size_t mark_find(const struct session *s, uint64_t number)
{
	size_t low = 0, high = s->marks.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (s->marks.items[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool session_is_marked(const struct session *s, uint64_t number)
{
	size_t i = mark_find(s, number);
	return i < s->marks.count && s->marks.items[i] == number;
}

uint64_t session_mark_above(const struct session *s, uint64_t number)
{
	size_t i = mark_find(s, number);
	return i ? s->marks.items[i - 1] : 0;
}

void session_mark(struct session *s, uint64_t number, bool on)
{
	size_t i = mark_find(s, number);
	if (on == session_is_marked(s, number))
		return;
	if (on) {
		vec_reserve(&s->marks);
		memmove(&s->marks.items[i + 1], &s->marks.items[i],
			(s->marks.count - i) * sizeof(s->marks.items[0]));
		s->marks.items[i] = number;
		s->marks.count++;
	} else {
		s->marks.count--;
		memmove(&s->marks.items[i], &s->marks.items[i + 1],
			(s->marks.count - i) * sizeof(s->marks.items[0]));
	}
	s->changes++;
}

void session_mark_none(struct session *s)
{
	s->marks.count = 0;
	s->changes++;
}

/* Rates --------------------------------------------------------------------- */

const struct rate *session_rate(const struct session *s, uint64_t cookie,
				uint32_t ifindex)
{
	return rates_find(&s->rates, cookie, ifindex);
}

void session_watch(struct session *s, const struct link_key *keys, size_t count)
{
	bool same = s->watched.count == count;
	for (size_t i = 0; same && i < count; i++) {
		const struct link_key *known = &s->watched.items[i];
		same = known->cookie == keys[i].cookie &&
		       known->ifindex == keys[i].ifindex &&
		       known->queues == keys[i].queues;
	}
	if (same)
		return;
	s->watched.count = 0;
	for (size_t i = 0; i < count; i++)
		vec_push(&s->watched, keys[i]);
	/* Other hosts tell their rates themselves. */
	autofree struct link_key *here = mem_new((count + 1) * sizeof(*here));
	size_t own = 0;
	for (size_t i = 0; i < count; i++)
		if (!foreign_cookie(keys[i].cookie))
			here[own++] = keys[i];
	if (s->client)
		client_watch(s->client, here, own);
}

/* Life -------------------------------------------------------------------- */

static bool client_join(struct session *s, struct error *e)
{
	return client_watch_stops(s->client, e) &&
	       loop_add(s->loop, client_notice_fd(s->client), EPOLLIN, notices_take, s,
			e) &&
	       loop_add(s->loop, client_wake_fd(s->client), EPOLLIN, wake_take, s, e);
}

struct session *session_new(struct loop *loop, struct client *client,
			    const struct session_options *options, struct error *e)
{
	struct session *s = mem_new(sizeof(*s));
	s->loop = loop;
	s->client = client;
	s->options = *options;
	s->merge = MERGE_MS * CLOCK_MS;
	s->spool_control = s->spool_dir = s->unwrap_file = -1;
	session_renew_lab(s);
	s->timeline = timeline_new();
	s->filter = filter_new("", NULL, e);
	s->decode_as = decode_as_new();
	for (size_t i = 0; options->decode && i < options->decode->count; i++)
		(void)decode_as_add(s->decode_as, options->decode->items[i], e);
	const char *text = options->capture_filter ? options->capture_filter : "";
	s->capture_filter = filter_new(text, NULL, e);
	s->helpers.helper = options->helper;
	s->started = clock_mono();
	if (s->filter && s->capture_filter && (!client || client_join(s, e)) &&
	    session_join_helpers(s, e))
		return s;
	session_free(s);
	return NULL;
}

void session_keep(struct session *s)
{
	if (s->client && s->store && store_last(s->store))
		client_keep(s->client);
}

void session_free(struct session *s)
{
	if (!s)
		return;
	remotes_free(s->remotes);
	if (s->client)
		client_drop(s);
	timeline_free(s->timeline);
	session_tally_drop(s);
	session_trails_drop(s);
	rows_free(s->rows);
	flows_free(s->flows);
	store_free(s->store);
	unwrap_free(s->unwrap);
	gather_free(s->gather);
	store_free(s->wrapped);
	if (s->unwrap_file >= 0)
		close(s->unwrap_file);
	if (s->spool_dir >= 0)
		close(s->spool_dir);
	if (s->spool_control >= 0)
		close(s->spool_control);
	filter_free(s->filter);
	filter_free(s->capture_filter);
	filter_free(s->host_filter);
	decode_as_free(s->decode_as);
	lab_free(s->lab);
	hosts_free(s->hosts);
	facts_close(&s->facts);
	residents_done(&s->residents);
	states_done(&s->states);
	if (s->helpers.helper)
		loop_remove(s->loop, helper_fd(s->helpers.helper));
	helpers_done(&s->helpers);
	for (size_t i = 0; i < s->topologies.count; i++)
		topology_free(s->topologies.items[i]);
	free(s->topologies.items);
	rates_done(&s->rates);
	session_select_none(s);
	free(s->selected.items);
	free(s->once.items);
	free(s->taps.items);
	free(s->watched.items);
	free(s->marks.items);
	session_notes_done(s);
	session_trigger_done(s);
	session_tunnels_done(s);
	free(s);
}
