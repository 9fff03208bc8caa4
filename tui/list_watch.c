#include "tui/list_watch.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "tui/lab_json.h"
#include "tui/limits.h"
#include "tui/lines.h"
#include "tui/rowjson.h"
#include "tui/session_lab.h"
#include "tui/session_tunnel.h"
#include "tui/signals.h"

enum {
	RATES_MS = 1000,
	QUIET_MS = 200, /* changes come in bursts */
	RATE_BYTES = 1024,
};

struct watching {
	struct session *s;
	struct lines out;
	unsigned shown;	    /* the lab_serial that was written last */
	int64_t rates_at;   /* clock_mono() of the next ones */
	int64_t changed_at; /* of a change that was not written yet; 0: none */
};

static bool put_end(struct watching *w)
{
	lines_flush(&w->out);
	w->out.joined = false;
	text_char(lines_room(&w->out, 1), '\n');
	return lines_flush(&w->out);
}

/* Everything that has counters is asked for. */
static void watch_all(struct session *s)
{
	const struct lab *lab = s->lab;
	size_t keys = 0, tunnels = 0;
	autofree struct link_key *key =
		mem_new((lab->endpoint_count + 1) * sizeof(*key));
	autofree const struct endpoint **tunnel =
		mem_new((lab->endpoint_count + 1) * sizeof(*tunnel));
	for (size_t i = 0; i < lab->endpoint_count; i++) {
		const struct endpoint *e = &lab->endpoints[i];
		if (e->space != NO_SPACE)
			key[keys++] = (struct link_key){ e->cookie, e->ifindex, false };
		else if (e->tunnel && e->can_capture)
			tunnel[tunnels++] = e;
	}
	session_watch(s, key, keys);
	session_count_tunnels(s, tunnel, tunnels);
}

static bool put_lab(struct watching *w)
{
	char limits[2048];
	struct text t = text_over(limits, sizeof(limits));
	limits_list(&t, w->s->missing_caps);
	w->shown = w->s->lab_serial;
	w->changed_at = 0;
	w->out.joined = true;
	lab_json_put(&w->out, w->s->lab, limits);
	watch_all(w->s);
	return put_end(w);
}

static bool put_rates(struct watching *w)
{
	const struct lab *lab = w->s->lab;
	const char *between = "";
	text_str(lines_room(&w->out, RATE_BYTES), "{ \"rates\": [");
	for (size_t i = 0; i < lab->endpoint_count; i++) {
		const struct endpoint *e = &lab->endpoints[i];
		const struct rate *r = session_rate_of(w->s, e);
		if (!r || !r->known || (!r->packets && !r->bits))
			continue;
		struct text *t = lines_room(&w->out, RATE_BYTES);
		text_str(t, between);
		text_char(t, '[');
		rowjson_string(t, e->name);
		text_str(t, ", ");
		text_uint(t, r->packets);
		text_str(t, ", ");
		text_uint(t, r->bits);
		text_char(t, ']');
		between = ", ";
	}
	text_str(lines_room(&w->out, RATE_BYTES), "] }");
	return put_end(w);
}

static bool step(struct watching *w, struct error *e)
{
	int64_t now = clock_mono(), due = w->rates_at;
	if (w->shown != w->s->lab_serial && !w->changed_at)
		w->changed_at = now;
	int64_t quiet = w->changed_at + QUIET_MS * CLOCK_MS;
	if (w->changed_at && quiet <= now && !put_lab(w))
		return false;
	if (now >= w->rates_at) {
		w->rates_at = due = now + RATES_MS * CLOCK_MS;
		if (!put_rates(w))
			return false;
	}
	due = w->changed_at && quiet < due ? quiet : due;
	int64_t left = due > now ? (due - now) / CLOCK_MS + 1 : 0;
	return loop_step(w->s->loop, (int)left, e);
}

static bool is_ready(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	return poll(&p, 1, 0) > 0;
}

static void ignore(void *owner UNUSED, uint32_t events UNUSED)
{
}

bool list_watch(struct session *s, struct error *e)
{
	autoclose int signals = signals_open(e);
	struct watching w = { .s = s, .rates_at = clock_mono() };
	if (signals < 0 || !loop_add(s->loop, signals, EPOLLIN, ignore, NULL, e))
		return false;
	lines_init(&w.out, STDOUT_FILENO);
	w.out.stop = signals;
	e->code = 0;
	e->text[0] = '\0';
	bool ok = put_lab(&w);
	while (ok && !s->engine_ended && !is_ready(signals))
		ok = step(&w, e);
	loop_remove(s->loop, signals);
	int code = w.out.code;
	lines_done(&w.out);
	if (code && code != EPIPE && !is_ready(signals))
		return error_set(e, code, "standard output");
	if (s->engine_ended)
		return error_set(e, 0, "%s", s->trouble);
	return !e->text[0];
}
