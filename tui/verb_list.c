/* `labtap list`: what there is to capture, as columns or as JSON. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "tui/host_wait.h"
#include "tui/lab_json.h"
#include "tui/lab_text.h"
#include "tui/limits.h"
#include "tui/list_watch.h"
#include "tui/say.h"
#include "tui/session_lab.h"
#include "tui/session_remote.h"
#include "tui/topology_text.h"
#include "tui/verb.h"
#include "tui/verb_table.h"

enum { OPTION_JSON = OPTION_OWN, OPTION_NAMES, OPTION_WATCH };

/* A host that takes longer to look through is shown as far as it is known. */
enum { WAIT_MS = 3000, STEP_MS = 100 };

struct list_options {
	bool json, names, watch;
};

static const struct verb_option list_table[] = {
	{ OPTION_JSON, "json", NULL, "one JSON object, for scripts" },
	{ OPTION_NAMES, "names", NULL,
	  "the names of the endpoints alone, a line each" },
	{ OPTION_WATCH, "watch", NULL,
	  "with --json: a line for each change, and one each second of what passes" },
};

static bool list_option(void *options, int letter, const char *argument UNUSED,
			struct error *e UNUSED)
{
	struct list_options *o = options;
	if (letter == OPTION_NAMES)
		return o->names = true;
	if (letter == OPTION_WATCH)
		return o->watch = true;
	return o->json = letter == OPTION_JSON;
}

static bool is_known(const struct session *s)
{
	return s->lab_known && s->lab->complete && session_settled(s);
}

static bool wait_for_lab(struct session *s, struct error *e)
{
	int64_t end = clock_mono() + WAIT_MS * CLOCK_MS;
	while (!is_known(s) && !s->engine_ended) {
		int64_t left = (end - clock_mono()) / CLOCK_MS;
		if (left <= 0)
			break;
		if (!loop_step(s->loop, left < STEP_MS ? (int)left : STEP_MS, e))
			return false;
	}
	if (s->lab_known || s->topologies.count)
		return true;
	return error_set(e, 0, "interfaces cannot be listed: %s",
			 s->trouble[0] ? s->trouble : "no answer within 3 s");
}

/* Columns of the terminal, 0 when it is none: then lines stay whole. */
static size_t terminal_width(void)
{
	struct winsize size = { .ws_col = 0 };
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		return 0;
	return size.ws_col;
}

/* Scripts find the limits in the object, people on the other stream. */
static void put_limits(const struct session *s, struct text *limits)
{
	char remedy[1024];
	struct text t = text_over(remedy, sizeof(remedy));
	unsigned serial;
	const char *note = session_shortfall(s, &serial);
	if (!note[0] && !helpers_heard(&s->helpers))
		note = "libvirt has not answered yet";
	limits_list(limits, s->missing_caps);
	limits_remedy(&t);
	if (text_length(limits)) {
		say_lines(limits->start);
		say_lines(remedy);
	}
	if (!note[0])
		return;
	say("labtap: %s\n", note);
	text_printf(limits, "%s\n", note);
}

static void put_text(struct lines *out, const struct lab *lab)
{
	if (lab->topology)
		topology_text_put(out, lab);
	lab_text_put(out, lab, terminal_width());
}

static bool put_lab(const struct session *s, const struct list_options *o,
		    struct error *e)
{
	char limits[2048];
	struct text t = text_over(limits, sizeof(limits));
	struct lines out;
	lines_init(&out, STDOUT_FILENO);
	put_limits(s, &t);
	if (o->json)
		lab_json_put(&out, s->lab, limits);
	else if (o->names)
		lab_text_put_names(&out, s->lab);
	else
		put_text(&out, s->lab);
	bool ok = lines_flush(&out) || error_set(e, out.code, "standard output");
	lines_done(&out);
	if (!s->lab->complete)
		say("labtap: this is not all: the host was not read%s\n",
		    s->engine_ended ? "" : " within 3 s");
	return ok;
}

/* The labs that were named; without a name that of this folder, or those that run. */
static bool find_lab(struct session *s, const struct verb_call *call, struct error *e)
{
	if (call->count && !call->lab)
		return session_topologies(s, call->words, call->count, e);
	return host_lab(s, call->lab, e);
}

static int run_list(struct verb_call *call)
{
	const struct list_options *o = call->options;
	const struct session_options options = { .helper = call->helper };
	struct error e = { .code = 0 };
	if (o->watch && !o->json) {
		client_stop(call->client);
		helper_stop(call->helper);
		return verb_misused(call->verb, "--watch needs --json");
	}
	struct loop *loop = loop_new(&e);
	struct session *s = loop ? session_new(loop, call->client, &options, &e) : NULL;
	bool ok = s && session_reach(s, call->runner, &call->hosts, &e) &&
		  find_lab(s, call, &e) && wait_for_lab(s, &e) &&
		  (o->watch ? list_watch(s, &e) : put_lab(s, o, &e));
	session_free(s);
	loop_free(loop);
	return ok ? EXIT_FINE : verb_failed(&e);
}

const struct verb verb_list = {
	.name = "list",
	.help = "list nodes, links and what can be captured, in all namespaces",
	.usage = "list [--json [--watch] | --names] [TOPOLOGY...]",
	.notes = "TOPOLOGY is the file of a lab, or the folder it is in: a "
		 "containerlab\n"
		 "topology or netlab's snapshot; this folder's when there is one, "
		 "else\n"
		 "those that run. Ports stand under their bridge. The names are what\n"
		 "labtap capture takes.\n",
	.options = list_table,
	.option_count = COUNT(list_table),
	.words = WORDS_FILES,
	.size = sizeof(struct list_options),
	.option = list_option,
	.engine = ENGINE_ALWAYS,
	.labs = true,
	.hosts = true,
	.run = run_list,
};
