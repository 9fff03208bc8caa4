/* `labtap path`: does what leaves one point arrive at another, and if not, where was
 * it seen last? */
#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "core/analysis/filter.h"
#include "core/analysis/path.h"
#include "core/analysis/splits.h"
#include "core/base/clock.h"
#include "core/base/helper.h"
#include "tui/endpoint_find.h"
#include "tui/host_wait.h"
#include "tui/path_cause.h"
#include "tui/path_text.h"
#include "tui/say.h"
#include "tui/signals.h"
#include "tui/verb.h"
#include "tui/verb_table.h"

enum {
	OPTION_FROM = OPTION_OWN,
	OPTION_TO,
	OPTION_VIA,
	OPTION_FOR,
	OPTION_JSON,
	OPTION_WITHIN,
	EXIT_LOST = 1,
	EXIT_COULD_NOT = 3,
	WITHIN_MS = 1000,
	STEP_MS = 100,
	NAME_SIZE = 512, /* of a point, escaped */
};

struct path_options_given {
	const char *from, *to, *file;
	VEC(const char *) via;
	unsigned long count, limit, within; /* ms */
	bool json;
};

/* One run of the verb. */
struct tracing {
	const struct path_options_given *given;
	const char *lab; /* that was named, NULL: none */
	struct session *session;
	struct filter *filter; /* of what leaves the first point */
	struct likeness_secret secret;
	struct path *path;
	struct splits *splits;
	struct hops *hops;
	VEC(char *) names;    /* of the points, as the store has them: from, via, to */
	VEC(uint32_t) points; /* by interface of the store, HOPS_NONE: no point */
	uint64_t next;	      /* packet */
	int64_t since;	      /* stamps before are from before all points were open */
	uint64_t dropped;     /* told by the packets of a file */
	bool stop;
};

static const struct verb_option path_table[] = {
	{ OPTION_FROM, "from", "ENDPOINT", "where the packets leave" },
	{ OPTION_TO, "to", "ENDPOINT", "where they should arrive" },
	{ OPTION_VIA, "via", "ENDPOINT", "one more point on the way" },
	{ 'r', "read", "FILE", "from a file with several interfaces, not live" },
	{ 'c', "count", "N", "stop when N packets left" },
	{ OPTION_FOR, "for", "TIME", "stop after this time: 30, 500ms, 10s, 2m, 1h" },
	{ OPTION_WITHIN, "within", "TIME", "what takes longer is lost (1s)" },
	{ OPTION_JSON, "json", NULL, "for scripts" },
};

static bool path_option(void *options, int letter, const char *argument,
			struct error *e)
{
	struct path_options_given *o = options;
	switch (letter) {
	case OPTION_FROM:
		return (o->from = argument) != NULL;
	case OPTION_TO:
		return (o->to = argument) != NULL;
	case OPTION_VIA:
		vec_push(&o->via, argument);
		return true;
	case 'r':
		return (o->file = argument) != NULL;
	case 'c':
		return verb_number(argument, 1, ~0ul, &o->count, e);
	case OPTION_FOR:
		return verb_time(argument, &o->limit, e);
	case OPTION_WITHIN:
		return verb_time(argument, &o->within, e);
	default:
		return o->json = true;
	}
}

/* Points -------------------------------------------------------------------- */

static bool has_point(const struct tracing *t, const char *name)
{
	for (size_t i = 0; i < t->names.count; i++)
		if (!strcmp(t->names.items[i], name))
			return true;
	return false;
}

static bool add_point(struct tracing *t, const char *name, struct error *e)
{
	if (has_point(t, name))
		return true;
	if (t->names.count == HOPS_POINTS_MAX)
		return error_set(e, 0, "%s: more than %d points", name,
				 HOPS_POINTS_MAX);
	char *copy = mem_strdup(name);
	vec_push(&t->names, copy);
	return true;
}

/* The other end of its wire sees everything too, and tells where it was lost. */
static bool add_peer(struct tracing *t, const char *name, struct error *e)
{
	const struct lab *lab = t->session->lab;
	const struct endpoint *ep = lab_endpoint(lab, name);
	const struct endpoint *peer =
		ep && ep->peer ? lab_endpoint(lab, ep->peer) : NULL;
	return !peer || !peer->can_capture || !strcmp(peer->type, "vxlan") ||
	       add_point(t, peer->name, e);
}

static void forget_points(struct tracing *t)
{
	for (size_t i = 0; i < t->names.count; i++)
		free(t->names.items[i]);
	t->names.count = 0;
}

static bool resolve_points(void *owner, struct session *s, struct error *e)
{
	struct tracing *t = owner;
	const struct path_options_given *g = t->given;
	const char *from = endpoint_name(s->lab, g->from, e);
	const char *to = from ? endpoint_name(s->lab, g->to, e) : NULL;
	forget_points(t);
	bool ok = to && (strcmp(from, to) != 0 ||
			 error_set(e, 0, "%s: the way leads nowhere else", from));
	ok = ok && add_point(t, from, e) && add_peer(t, from, e);
	for (size_t i = 0; ok && i < g->via.count; i++) {
		const char *via = endpoint_name(s->lab, g->via.items[i], e);
		ok = via && add_point(t, via, e);
	}
	ok = ok && add_peer(t, to, e);
	/* The last one, even where a wire has brought it in already. */
	for (size_t i = 0; ok && i < t->names.count; i++)
		if (!strcmp(t->names.items[i], to)) {
			free(t->names.items[i]);
			memmove(&t->names.items[i], &t->names.items[i + 1],
				(t->names.count - i - 1) * sizeof(char *));
			t->names.count--;
		}
	return ok && add_point(t, to, e);
}

static bool is_in_file(const struct store *s, const char *name)
{
	for (uint32_t i = 0; i < store_ifaces(s); i++)
		if (!strcmp(store_iface(s, i)->name, name))
			return true;
	return false;
}

static bool check_in_file(const struct store *s, const char *name, struct error *e)
{
	if (is_in_file(s, name))
		return true;
	char list[sizeof(e->text) / 2];
	struct text t = text_over(list, sizeof(list));
	for (uint32_t i = 0; i < store_ifaces(s); i++) {
		const char *other = store_iface(s, i)->name;
		text_str(&t, other[0] && list[0] ? ", " : "");
		text_harmless(&t, other, strlen(other));
	}
	if (!list[0])
		return error_set(e, 0,
				 "%s: not in the file, whose interfaces have no names "
				 "(pcap keeps none)",
				 name);
	return error_set(e, 0, "%s: not in the file, which has %s", name, list);
}

/* All interfaces of a file are points: it was made to be asked. */
static bool file_points(struct tracing *t, struct error *e)
{
	const struct store *s = t->session->store;
	const struct path_options_given *g = t->given;
	if (!check_in_file(s, g->from, e) || !check_in_file(s, g->to, e))
		return false;
	bool ok = add_point(t, g->from, e);
	for (uint32_t i = 0; ok && i < store_ifaces(s); i++) {
		const char *name = store_iface(s, i)->name;
		ok = !name[0] || !strcmp(name, g->to) || add_point(t, name, e);
	}
	return ok && add_point(t, g->to, e);
}

/* What a node sends goes out of its interface; of a tap it comes in from the VM. */
static enum direction usual_way(const struct tracing *t)
{
	const struct endpoint *ep = lab_endpoint(t->session->lab, t->names.items[0]);
	bool tap = ep && !strcmp(ep->type, "tun") && !ep->netns;
	bool port = ep && ep->master;
	return tap || port ? DIRECTION_IN : DIRECTION_OUT;
}

/* Packets --------------------------------------------------------------------- */

static uint32_t point_of(struct tracing *t, uint32_t iface)
{
	while (t->points.count <= iface) {
		uint32_t id = (uint32_t)t->points.count, point = HOPS_NONE;
		const char *name = store_iface(t->session->store, id)->name;
		for (uint32_t i = 0; i < t->names.count; i++)
			if (!strcmp(t->names.items[i], name))
				point = i;
		vec_push(&t->points, point);
	}
	return t->points.items[iface];
}

static void take_packet(struct tracing *t, const struct packet *packet)
{
	struct sighting s = { .number = packet->number,
			      .time = packet->time,
			      .point = point_of(t, packet->iface),
			      .direction = packet->direction };
	t->dropped += packet->dropped;
	struct packet ip;
	if (s.point == HOPS_NONE || !likeness_take(&s.id, &t->secret, packet, &ip))
		return;
	s.followed =
		s.point == 0 && s.time >= t->since && filter_match(t->filter, packet);
	(void)splits_see(t->splits, t->path, &s, &ip);
}

static int64_t window(const struct tracing *t)
{
	unsigned long ms = t->given->within;
	return (int64_t)(ms ? ms : WITHIN_MS) * CLOCK_MS;
}

static void take_packets(struct tracing *t)
{
	struct store *s = t->session->store;
	if (!t->splits)
		t->splits = splits_new(s, &t->secret, window(t));
	while (t->next <= store_last(s)) {
		struct packet packet;
		if (store_get(s, t->next++, &packet))
			take_packet(t, &packet);
	}
}

static void start_path(struct tracing *t)
{
	likeness_secret_make(&t->secret);
	t->hops = hops_new(0, (uint32_t)t->names.count - 1, usual_way(t));
	const struct path_options options = { .window = window(t),
					      .emit = hops_take,
					      .owner = t->hops };
	t->path = path_new(&options);
	t->next = 1;
}

static bool is_enough(const struct tracing *t)
{
	return t->given->count && hops_sent(t->hops) >= t->given->count;
}

static bool trace_file(struct tracing *t, struct error *e)
{
	struct session *s = t->session;
	bool more = true;
	if (!session_open_file(s, t->given->file, e))
		return false;
	/* Interfaces may stand anywhere in a file. */
	while (more)
		more = session_advance(s, 0);
	if (!file_points(t, e))
		return false;
	start_path(t);
	take_packets(t);
	path_settle(t->path, INT64_MAX);
	return true;
}

/* Live ------------------------------------------------------------------------ */

static void on_stop(void *owner, uint32_t events UNUSED)
{
	struct tracing *t = owner;
	t->stop = true;
}

/* All points are open: from now on what does not arrive is lost. */
static bool taps_open(const struct session *s, bool *all, struct error *e)
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

static void say_points(const struct tracing *t)
{
	say("labtap: following packets at ");
	for (size_t i = 0; i < t->names.count; i++)
		say("%s%s", i ? ", " : "", t->names.items[i]);
	say("\n");
}

static bool follow(struct tracing *t, struct error *e)
{
	struct session *s = t->session;
	while (!t->stop && !is_enough(t)) {
		bool all;
		if (!loop_step(s->loop, STEP_MS, e) || !taps_open(s, &all, e))
			return false;
		if (all && t->since == INT64_MAX) {
			t->since = clock_now();
			path_cause_watch(s);
			say_points(t);
		}
		/* The clock was set back. */
		if (all && t->since > clock_now())
			t->since = clock_now();
		if (!s->store)
			continue;
		while (session_advance(s, STEP_MS * CLOCK_MS))
			;
		take_packets(t);
		path_settle(t->path, clock_now() - 2 * window(t));
	}
	/* What left a moment ago may still arrive: it is not judged. */
	if (s->store)
		path_settle(t->path, clock_now() - window(t) - STEP_MS * CLOCK_MS);
	return true;
}

static bool watch(struct tracing *t, int signals, int timer, struct error *e)
{
	if (t->given->limit)
		loop_timer_set(timer, (unsigned)t->given->limit, 0);
	return loop_add(t->session->loop, signals, EPOLLIN, on_stop, t, e) &&
	       loop_add(t->session->loop, timer, EPOLLIN, on_stop, t, e);
}

static bool trace_live(struct tracing *t, int signals, struct error *e)
{
	struct session *s = t->session;
	autoclose int timer = loop_timer_open(e);
	const struct host_wait wait = { .resolve = resolve_points, .owner = t };
	if (timer < 0 || !host_lab(s, t->lab, e) || !host_wait(s, &wait, e))
		return false;
	for (size_t i = 0; i < t->names.count; i++)
		session_select(s, t->names.items[i], true);
	t->since = INT64_MAX;
	start_path(t);
	bool ok = session_capture(s, e) && watch(t, signals, timer, e) && follow(t, e);
	loop_remove(s->loop, signals);
	loop_remove(s->loop, timer);
	return ok;
}

/* The answer -------------------------------------------------------------------- */

static void cause(const void *owner, uint32_t last, uint32_t next, struct text *out)
{
	const struct tracing *t = owner;
	path_cause_put(out, t->session, t->names.items[last], t->names.items[next], 0);
}

static bool put_report(const struct tracing *t, const struct path_report *r,
		       struct error *e)
{
	autofree char *buffer = mem_new(PATH_TEXT_SIZE);
	struct text text = text_over(buffer, PATH_TEXT_SIZE);
	(t->given->json ? path_json_put : path_text_put)(&text, r);
	bool ok = fwrite(buffer, text_length(&text), 1, stdout) == 1 && !fflush(stdout);
	return ok || error_set(e, errno, "standard output");
}

static char **escape_names(const struct tracing *t)
{
	char **names = mem_new(t->names.count * sizeof(*names));
	for (size_t i = 0; i < t->names.count; i++) {
		names[i] = mem_new(NAME_SIZE);
		struct text text = text_over(names[i], NAME_SIZE);
		text_harmless(&text, t->names.items[i], strlen(t->names.items[i]));
	}
	return names;
}

/* The exit status. */
static int answer(struct tracing *t, struct error *e)
{
	struct path_report r = { .point_count = t->names.count,
				 .dropped =
					 t->dropped + session_totals(t->session).lost,
				 .cause = cause,
				 .owner = t,
				 .ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0 };
	hops_sum(t->hops, &r.sum);
	if (!r.sum.sent) {
		error_set(e, 0, "nothing to follow left %s", t->names.items[0]);
		return EXIT_COULD_NOT;
	}
	char **names = escape_names(t);
	r.points = (const char *const *)names;
	bool ok = put_report(t, &r, e);
	for (size_t i = 0; i < t->names.count; i++)
		free(names[i]);
	free(names);
	if (r.dropped)
		say("labtap: the capture itself lost %llu packets: what is called "
		    "lost may be among them\n",
		    (unsigned long long)r.dropped);
	if (!ok)
		return EXIT_COULD_NOT;
	return r.sum.arrived != r.sum.sent ? EXIT_LOST : EXIT_FINE;
}

static bool set_filter(const struct verb_call *call, struct tracing *t, struct error *e)
{
	autofree char *text = verb_join(call, 0);
	struct filter_mark mark = { .size = 0 };
	t->filter = filter_new(text, &mark, e);
	if (!t->filter)
		verb_point_at(text, &mark);
	return t->filter;
}

static int trace(const struct verb_call *call, struct tracing *t)
{
	struct error e = { .code = 0 };
	autoclose int signals = signals_open(&e);
	bool ok = signals >= 0 && set_filter(call, t, &e) &&
		  (t->given->file ? trace_file(t, &e) : trace_live(t, signals, &e));
	int status = ok ? answer(t, &e) : EXIT_COULD_NOT;
	if (status == EXIT_COULD_NOT)
		(void)verb_failed(&e);
	return status;
}

/* A file needs nobody who captures. */
static void release_engine(struct verb_call *call)
{
	client_stop(call->client);
	helper_stop(call->helper);
	call->client = NULL;
	call->helper = NULL;
}

static int run_path(struct verb_call *call)
{
	struct path_options_given *given = call->options;
	struct tracing t = { .given = given, .lab = call->lab };
	struct error e = { .code = 0 };
	if (!given->from || !given->to) {
		release_engine(call);
		free(given->via.items);
		return verb_misused(call->verb, "--from and --to are needed");
	}
	if (given->file)
		release_engine(call);
	const struct session_options options = { .helper = call->helper };
	struct loop *loop = loop_new(&e);
	t.session = loop ? session_new(loop, call->client, &options, &e) : NULL;
	int status = t.session ? trace(call, &t) : EXIT_COULD_NOT;
	if (!t.session)
		(void)verb_failed(&e);
	path_free(t.path);
	splits_free(t.splits);
	hops_free(t.hops);
	filter_free(t.filter);
	forget_points(&t);
	free(t.names.items);
	free(t.points.items);
	free(given->via.items);
	session_free(t.session);
	loop_free(loop);
	return status;
}

const struct verb verb_path = {
	.name = "path",
	.help = "follow packets from point to point: what arrives, where it is lost",
	.usage = "path --from ENDPOINT --to ENDPOINT [--via ENDPOINT]... [FILTER]",
	.notes =
		"FILTER chooses among the packets that leave --from; all are followed\n"
		"without it. Packets are known again behind routers and in tunnels. "
		"The\n"
		"other ends of the two wires are points as well.\n\n"
		"Ends by -c, --for or ^C. Exit status: 0 all arrived, 1 some did not,\n"
		"3 it could not be found out.\n",
	.options = path_table,
	.option_count = COUNT(path_table),
	.size = sizeof(struct path_options_given),
	.option = path_option,
	.engine = ENGINE_ALWAYS,
	.spools = true,
	.labs = true,
	.run = run_path,
};
