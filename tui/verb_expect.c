/* `labtap expect`: are these packets seen here, so many of them, within this time? For
 * the CI of a lab: an answer in the exit status, the packets as evidence. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/helper.h"
#include "core/store/export.h"
#include "tui/expect_text.h"
#include "tui/expectation.h"
#include "tui/host_wait.h"
#include "tui/rowtext.h"
#include "tui/say.h"
#include "tui/session_once.h"
#include "tui/signals.h"
#include "tui/textfile.h"
#include "tui/verb.h"
#include "tui/verb_table.h"

enum {
	OPTION_WITHIN = OPTION_OWN,
	OPTION_EACH,
	OPTION_ALL,
	OPTION_JUNIT,
	OPTION_JSON,
	OPTION_OVERWRITE,
	EXIT_NOT_MET = 1,
	EXIT_COULD_NOT = 3,
	WITHIN_MS = 30000,
	STEP_MS = 100,
	ROWS_SHOWN = 20,
	ROW_BYTES = 4096,
	TEXT_BYTES = 2048, /* of the expectation, escaped */
};

struct expect_options {
	unsigned long count, within; /* within: ms, 0: the default */
	const char *write, *junit;
	bool counted, each, all, json, overwrite;
};

/* One run of the verb. */
struct expecting {
	const struct expect_options *options;
	struct session *session;
	char *words;
	struct expectation wanted;
	struct export *export; /* NULL: no evidence is kept */
	VEC(uint64_t) matched; /* packets */
	VEC(uint64_t) seen;    /* of each point */
	uint64_t next;	       /* packet to look at */
	int64_t since, took;   /* clock_mono() when all points were open; ns */
	bool saved;
	bool stop, interrupted; /* the time is up; the user does not want to wait */
};

static const struct verb_option expect_table[] = {
	{ OPTION_WITHIN, "within", "TIME", "how long to wait (30s): 500ms, 40s, 2m" },
	{ 'c', "count", "N", "so many packets (1); 0: there should be none" },
	{ OPTION_EACH, "each", NULL, "so many at each of the points" },
	{ 'w', "write", "FILE", "save the packets that were counted as pcapng" },
	{ OPTION_ALL, "all", NULL, "save all that passed the points, not only these" },
	{ OPTION_JUNIT, "junit", "FILE", "write the result as JUnit's XML" },
	{ OPTION_JSON, "json", NULL, "print the result as an object" },
	{ OPTION_OVERWRITE, "overwrite", NULL, "replace existing files" },
};

static bool expect_option(void *options, int letter, const char *argument,
			  struct error *e)
{
	struct expect_options *o = options;
	switch (letter) {
	case OPTION_WITHIN:
		return verb_time(argument, &o->within, e);
	case 'c':
		o->counted = true;
		return verb_number(argument, 0, 1000000, &o->count, e);
	case OPTION_EACH:
		return o->each = true;
	case 'w':
		return (o->write = argument) != NULL;
	case OPTION_ALL:
		return o->all = true;
	case OPTION_JUNIT:
		return (o->junit = argument) != NULL;
	case OPTION_JSON:
		return o->json = true;
	default:
		return o->overwrite = true;
	}
}

static uint64_t count_wanted(const struct expecting *x)
{
	return x->options->counted ? x->options->count : 1;
}

static int64_t time_given(const struct expecting *x)
{
	unsigned long ms = x->options->within;
	return (int64_t)(ms ? ms : WITHIN_MS) * CLOCK_MS;
}

/* Points -------------------------------------------------------------------- */

static bool resolve(void *owner, struct session *s, struct error *e)
{
	struct expecting *x = owner;
	if (!expectation_read(&x->wanted, s->lab, x->words, e))
		return false;
	session_select_list(s, &x->wanted.list);
	return true;
}

/* The kernel filters where it can; what it cannot look for is looked for here. */
static bool set_filters(struct expecting *x, struct error *e)
{
	struct session *s = x->session;
	const char *text = x->wanted.filter;
	struct filter_mark mark = { .size = 0 };
	struct error ignored;
	if (!session_filter(s, text, &mark, e)) {
		verb_point_at(text, &mark);
		return false;
	}
	if (!x->options->all)
		(void)session_capture_filter(s, text, NULL, &ignored);
	return true;
}

/* All points are open: the time begins. */
static bool points_open(const struct session *s, bool *all, struct error *e)
{
	*all = true;
	for (size_t i = 0; i < s->taps.count; i++) {
		const struct tap *tap = &s->taps.items[i];
		*all &= tap->state == CAPTURE_UP || tap->state == CAPTURE_DOWN;
		if (tap->state == CAPTURE_FAILED || tap->state == CAPTURE_GONE)
			return error_set(e, 0, "%s", tap->text);
	}
	return !s->engine_ended || error_set(e, 0, "capturing has ended");
}

/* Packets --------------------------------------------------------------------- */

static uint64_t seen_least(const struct expecting *x)
{
	uint64_t least = x->seen.items[0];
	for (size_t i = 1; i < x->seen.count; i++)
		least = x->seen.items[i] < least ? x->seen.items[i] : least;
	return least;
}

static uint64_t seen_so_far(const struct expecting *x)
{
	return x->options->each ? seen_least(x) : x->matched.count;
}

static bool is_decided(const struct expecting *x)
{
	uint64_t wanted = count_wanted(x);
	return wanted ? seen_so_far(x) >= wanted : x->matched.count > 0;
}

static void take_packet(struct expecting *x, const struct packet *packet)
{
	const struct session *s = x->session;
	const char *name = store_iface(s->store, packet->iface)->name;
	if (!filter_match(s->filter, packet))
		return;
	vec_push(&x->matched, packet->number);
	for (size_t i = 0; i < x->seen.count; i++)
		x->seen.items[i] += expected_at(&x->wanted.points.items[i], name);
}

static void take_packets(struct expecting *x)
{
	struct store *store = x->session->store;
	while (store && x->next <= store_last(store) && !is_decided(x)) {
		struct packet packet;
		if (store_get(store, x->next++, &packet))
			take_packet(x, &packet);
	}
}

static void on_time(void *owner, uint32_t events UNUSED)
{
	struct expecting *x = owner;
	x->stop = true;
}

static void on_signal(void *owner, uint32_t events UNUSED)
{
	struct expecting *x = owner;
	x->interrupted = true;
}

static void start_clock(struct expecting *x, int timer)
{
	x->since = clock_mono();
	loop_timer_set(timer, (unsigned)(time_given(x) / CLOCK_MS), 0);
	say("labtap: waiting for packets at");
	for (size_t i = 0; i < x->wanted.points.count; i++)
		say("%s %s", i ? "," : "", x->wanted.points.items[i].name);
	say("\n");
}

/* What came before the time was up is in the spool a moment later. */
static void look_again(struct expecting *x)
{
	struct session *s = x->session;
	while (session_advance(s, STEP_MS * CLOCK_MS))
		;
	take_packets(x);
}

static bool wait_for_packets(struct expecting *x, int timer, struct error *e)
{
	struct session *s = x->session;
	bool last = false;
	while (!is_decided(x) && !last) {
		bool all;
		last = x->stop;
		if (!loop_step(s->loop, STEP_MS, e) || !points_open(s, &all, e))
			return false;
		if (all && !x->since)
			start_clock(x, timer);
		look_again(x);
		if (x->interrupted)
			return error_set(e, 0, "interrupted");
	}
	x->took = clock_mono() - x->since;
	return true;
}

/* Evidence ---------------------------------------------------------------------- */

static bool open_evidence(struct expecting *x, struct error *e)
{
	const struct expect_options *o = x->options;
	char comment[TEXT_BYTES];
	struct text t = text_over(comment, sizeof(comment));
	text_printf(&t, "labtap expect: %s", x->words);
	if (o->junit && !o->overwrite && !access(o->junit, F_OK))
		return error_set(e, 0, "%s: exists already; --overwrite replaces it",
				 o->junit);
	if (o->write)
		x->export =
			export_new(o->write, EXPORT_PCAPNG, o->overwrite, comment, e);
	return !o->write || x->export;
}

static bool save_packet(struct expecting *x, uint64_t number, struct error *e)
{
	struct packet packet;
	struct store *store = x->session->store;
	return !store_get(store, number, &packet) ||
	       export_add(x->export, store, &packet, e);
}

static bool save_evidence(struct expecting *x, struct error *e)
{
	struct store *store = x->session->store;
	bool ok = true;
	if (!x->export)
		return true;
	uint64_t last = store && x->options->all ? store_last(store) : 0;
	for (uint64_t n = last ? store_first(store) : 1; ok && n <= last; n++)
		ok = save_packet(x, n, e);
	for (size_t i = 0; ok && !x->options->all && i < x->matched.count; i++)
		ok = save_packet(x, x->matched.items[i], e);
	if (!ok)
		return false;
	struct export *done = x->export;
	x->export = NULL;
	return x->saved = export_finish(done, e);
}

/* The first packets as lines; "" where there are none. */
static char *rows_make(struct expecting *x)
{
	const struct rowtext_options options = { .digits = 6 };
	struct session *s = x->session;
	struct rowtext rows;
	struct lines out;
	char *text = mem_new(ROWS_SHOWN * ROW_BYTES + 1);
	struct text t = text_over(text, ROWS_SHOWN * ROW_BYTES + 1);
	if (!x->matched.count)
		return text;
	rowtext_init(&rows, &options);
	lines_init(&out, -1);
	rows.options.endpoint = rowtext_has_places(s->store);
	for (size_t i = 0; i < x->matched.count && i < ROWS_SHOWN; i++) {
		struct packet packet;
		if (!store_get(s->store, x->matched.items[i], &packet))
			continue;
		flows_reach(s->flows, packet.number);
		rowtext_put(&rows, &out, s->store, s->flows, &packet);
	}
	text_str(&t, out.text.start);
	lines_done(&out);
	rowtext_done(&rows);
	return text;
}

/* The answer -------------------------------------------------------------------- */

static bool put_file(const struct expect_options *o, const char *xml, struct error *e)
{
	if (o->overwrite)
		unlink(o->junit);
	return textfile_new(o->junit, xml, e);
}

static bool put_report(const struct expect_options *o, const struct expect_report *r,
		       struct error *e)
{
	autofree char *buffer = mem_new(EXPECT_TEXT_SIZE);
	struct text text = text_over(buffer, EXPECT_TEXT_SIZE);
	if (o->json || !r->error)
		(o->json ? expect_json_put : expect_text_put)(&text, r);
	bool ok = !text_length(&text) ||
		  (fwrite(buffer, text_length(&text), 1, stdout) == 1 &&
		   !fflush(stdout)) ||
		  error_set(e, errno, "standard output");
	if (!o->junit)
		return ok;
	text = text_over(buffer, EXPECT_TEXT_SIZE);
	expect_junit_put(&text, r);
	return put_file(o, buffer, e) && ok;
}

static const char *lab_name(const struct session *s)
{
	return s && s->lab->topology ? s->lab->topology->name : NULL;
}

static bool report(struct expecting *x, const char *why, struct error *e)
{
	struct session *s = x->session;
	size_t points = x->since ? x->seen.count : 0;
	char words[TEXT_BYTES];
	struct text t = text_over(words, sizeof(words));
	text_escape(&t, x->words, strlen(x->words));
	autofree struct expect_seen *seen = mem_new((points + 1) * sizeof(*seen));
	for (size_t i = 0; i < points; i++)
		seen[i] = (struct expect_seen){ x->wanted.points.items[i].name,
						x->seen.items[i] };
	autofree char *rows = x->since ? rows_make(x) : mem_strdup("");
	bool decided = points && is_decided(x);
	const struct expect_report r = {
		.text = words,
		.lab = lab_name(s),
		.error = why,
		.met = decided == (count_wanted(x) > 0),
		.each = x->options->each,
		.wanted = count_wanted(x),
		.seen = points ? seen_so_far(x) : 0,
		.within = time_given(x),
		.took = x->took,
		.points = seen,
		.point_count = points,
		.dropped = s ? session_totals(s).lost : 0,
		.evidence = x->saved ? x->options->write : NULL,
		.rows = rows,
	};
	return put_report(x->options, &r, e);
}

/* Packets that the capture lost may have been those that were waited for, or those that
 * should not be there. */
static bool is_doubtful(const struct expecting *x)
{
	return session_totals(x->session).lost && !is_decided(x);
}

static bool expect(struct expecting *x, const struct verb_call *call, struct error *e)
{
	struct session *s = x->session;
	autoclose int timer = loop_timer_open(e);
	autoclose int signals = signals_open(e);
	const struct host_wait wait = { .resolve = resolve, .owner = x };
	bool ok = timer >= 0 && signals >= 0 && open_evidence(x, e) &&
		  host_lab(s, call->lab, e) && host_wait(s, &wait, e) &&
		  set_filters(x, e);
	for (size_t i = 0; ok && i < x->wanted.points.count; i++)
		vec_push(&x->seen, 0);
	x->next = 1;
	ok = ok && session_capture(s, e) &&
	     loop_add(s->loop, signals, EPOLLIN, on_signal, x, e) &&
	     loop_add(s->loop, timer, EPOLLIN, on_time, x, e) &&
	     wait_for_packets(x, timer, e) && save_evidence(x, e);
	loop_remove(s->loop, signals);
	loop_remove(s->loop, timer);
	return ok && (!is_doubtful(x) ||
		      error_set(e, 0,
				"the capture itself lost %llu packets: what was "
				"expected may be among them",
				(unsigned long long)session_totals(s).lost));
}

static int answer(struct expecting *x, const struct verb_call *call)
{
	struct error e = { .code = 0 }, late = { .code = 0 };
	bool ran = x->session && expect(x, call, &e);
	bool told = report(x, ran ? NULL : e.text, &late);
	if (!ran)
		(void)verb_failed(&e);
	if (!told)
		(void)verb_failed(&late);
	if (!ran || !told)
		return EXIT_COULD_NOT;
	return is_decided(x) == (count_wanted(x) > 0) ? EXIT_FINE : EXIT_NOT_MET;
}

static int run_expect(struct verb_call *call)
{
	const struct expect_options *o = call->options;
	const struct session_options options = { .helper = call->helper };
	struct error e = { .code = 0 };
	if (!call->count || (o->all && !o->write)) {
		client_stop(call->client);
		helper_stop(call->helper);
		return verb_misused(call->verb, call->count ? "--all needs -w FILE"
							    : "what is expected?");
	}
	struct expecting x = { .options = o, .words = verb_join(call, 0) };
	struct loop *loop = loop_new(&e);
	x.session = loop ? session_new(loop, call->client, &options, &e) : NULL;
	int status = x.session ? answer(&x, call) : EXIT_COULD_NOT;
	if (!x.session)
		(void)verb_failed(&e);
	export_cancel(x.export);
	session_free(x.session);
	loop_free(loop);
	expectation_done(&x.wanted);
	free(x.matched.items);
	free(x.seen.items);
	free(x.words);
	return status;
}

static const char *expect_target(const struct verb_call *call)
{
	const struct expect_options *o = call->options;
	return o->write ? o->write : o->junit;
}

const struct verb verb_expect = {
	.name = "expect",
	.help = "wait for packets that should come, for tests: met or not",
	.usage = "expect 'FILTER and POINT' [--within TIME] [--count N]",
	.notes = "POINT is link:NODE-NODE, link:NAME, bridge:NAME, node:NAME or "
		 "NODE:IF,\n"
		 "several as ( POINT or POINT ); in front of the filter no \"and\" is\n"
		 "needed. The first packets are shown, and counted for each point "
		 "where\n"
		 "there are several.\n\n"
		 "Exit status: 0 met, 1 not met, 2 usage, 3 it could not be found "
		 "out.\n",
	.options = expect_table,
	.option_count = COUNT(expect_table),
	.words = WORDS_ENDPOINTS,
	.size = sizeof(struct expect_options),
	.option = expect_option,
	.target = expect_target,
	.engine = ENGINE_ALWAYS,
	.spools = true,
	.labs = true,
	.run = run_expect,
};
