/* The browser: `labtap`, `labtap FILE`. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/loop.h"
#include "tui/app.h"
#include "tui/leftover.h"
#include "tui/say.h"
#include "tui/script.h"
#include "tui/session.h"
#include "tui/session_gather.h"
#include "tui/session_lab.h"
#include "tui/session_remote.h"
#include "tui/session_tunnel.h"
#include "tui/tunnel_options.h"
#include "tui/verb.h"
#include "tui/verb_table.h"

enum {
	OPTION_SCRIPT = OPTION_OWN,
	OPTION_CAPTURE_FILTER,
	OPTION_TUNNEL,
	OPTION_TUNNELS_ONLY,
	OPTION_DECODE_AS,
	OPTION_WITH_SSH,
};

struct browse_options {
	const char *script;
	const char *capture_filter;
	struct tunnel_options tunnels;
	struct decode_options decode;
	bool with_ssh;
};

static const struct verb_option browse_table[] = {
	{ OPTION_SCRIPT, "script", "FILE", "keys and waits from FILE, - is stdin" },
	{ OPTION_CAPTURE_FILTER, "capture-filter", "FILTER",
	  "let the kernel keep only these packets" },
	{ OPTION_WITH_SSH, "with-ssh", NULL, "capture your own SSH connection, too" },
	{ OPTION_TUNNEL, "tunnel", "TUNNEL",
	  "a tunnel nothing announces; of FILE: as labtap read" },
	{ OPTION_TUNNELS_ONLY, "tunnels-only", NULL, "of FILE: as labtap read" },
	{ OPTION_DECODE_AS, "decode-as", "PORT,PROTOCOL",
	  "decode a port as another protocol: udp.port==10001,eth" },
};

static bool browse_option(void *options, int letter, const char *argument,
			  struct error *e)
{
	struct browse_options *o = options;
	switch (letter) {
	case OPTION_SCRIPT:
		o->script = argument;
		return true;
	case OPTION_WITH_SSH:
		return o->with_ssh = true;
	case OPTION_TUNNEL:
		return tunnel_option(&o->tunnels, argument, e);
	case OPTION_TUNNELS_ONLY:
		return o->tunnels.only = true;
	case OPTION_DECODE_AS:
		return decode_option(&o->decode, argument, e);
	default:
		o->capture_filter = argument;
		return true;
	}
}

/* What the first screen should say before anything else. */
static void greet(struct app *app, const struct verb_call *call)
{
	struct leftover left;
	if (call->client && leftover_find(&left, call->spool_dir, geteuid()))
		app_message(app, false,
			    "a session that broke off left its packets: labtap %s",
			    left.path);
}

/* The keyboard is where the screen is; standard input is for packets. */
static bool open_stdin(struct session *s, const struct browse_options *o,
		       struct error *e)
{
	int pipe = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	autoclose int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
	if (!o->script && (terminal < 0 || dup3(terminal, STDIN_FILENO, O_CLOEXEC) < 0))
		return error_set(e, errno, "the browser needs a terminal for its keys");
	return pipe >= 0 && session_open_pipe(s, pipe, e);
}

/* How many labs are named before something else is. */
static size_t count_labs(const struct verb_call *call)
{
	size_t labs = 0;
	while (labs < call->count && topology_is_at(call->words[labs]))
		labs++;
	return labs;
}

/* Labs, or packets. */
static bool open_words(struct session *s, const struct verb_call *call, struct error *e)
{
	const char *word = call->words[0];
	if (count_labs(call) == call->count)
		return session_topologies(s, call->words, call->count, e);
	session_names_here(s);
	if (call->count > 1)
		return session_open_files(s, call->words, call->count, e);
	if (!strcmp(word, "-"))
		return open_stdin(s, call->options, e);
	return session_open_file(s, word, e);
}

/* Without packets to unwrap they are points like others, chosen already. */
static bool give_tunnels(struct session *s, const struct browse_options *o,
			 struct error *e)
{
	if (o->tunnels.automatic)
		return error_set(e, 0, "--tunnel auto is for files");
	for (size_t i = 0; i < o->tunnels.count; i++) {
		const char *name = session_give_tunnel(s, o->tunnels.names[i], e);
		if (!name)
			return false;
		session_select(s, name, true);
	}
	return true;
}

static bool browse(const struct verb_call *call, struct loop *loop, struct session *s,
		   int *status, struct error *e)
{
	const struct browse_options *o = call->options;
	struct app app = { .session = s,
			   .loop = loop,
			   .as_root = call->as_root,
			   .runner = call->runner };
	struct error why;
	if (call->count && !open_words(s, call, e))
		return false;
	if (call->lab && !session_lab(s, call->lab, e))
		return false;
	if (!session_file(s) && !give_tunnels(s, o, e))
		return false;
	if (o->script && !(app.script = script_open(o->script, e)))
		return false;
	greet(&app, call);
	if (session_unreached(s, &why))
		app_message(&app, true, "%s", why.text);
	if (!call->count && !call->lab && !session_topology_here(s, &why))
		app_message(&app, true, "%s", why.text);
	e->text[0] = '\0';
	*status = app_run(&app, e);
	if (app.farewell[0])
		say("labtap: %s\n", app.farewell);
	script_free(app.script);
	return *status == EXIT_FINE || !e->text[0];
}

static int run_browse(struct verb_call *call)
{
	struct browse_options *o = call->options;
	struct unwrap_options unwrap;
	const struct session_options options = {
		.capture_filter = o->capture_filter,
		.decode = &o->decode,
		.ancestry = &call->ancestry,
		.with_ssh = o->with_ssh,
		.helper = call->helper,
		.spool_limit = call->spool_limit,
		.unwrap = tunnel_unwrap(&o->tunnels, &unwrap),
		.ahead = true,
	};
	struct error e = { .code = 0 };
	int status = EXIT_FAILED;
	if (call->count && !strpbrk(call->words[0], "./-") &&
	    access(call->words[0], F_OK))
		return verb_unknown(call->verb, call->words[0],
				    "neither a verb nor a file");
	bool captures = call->count > 1 && count_labs(call) < call->count;
	for (size_t i = 0; captures && i < call->count; i++)
		if (topology_is_at(call->words[i]) || !strcmp(call->words[i], "-"))
			return verb_misused(call->verb,
					    "%s: several files must be captures",
					    call->words[i]);
	struct loop *loop = loop_new(&e);
	struct session *s = loop ? session_new(loop, call->client, &options, &e) : NULL;
	bool ok = s && session_reach(s, call->runner, &call->hosts, &e) &&
		  browse(call, loop, s, &status, &e);
	session_free(s);
	loop_free(loop);
	return ok ? status : verb_failed(&e);
}

const struct verb verb_browse = {
	.help = "Shows what is live in every network namespace, captures and decodes "
		"it",
	.usage = "[FILE... | TOPOLOGY] | VERB ...",
	.notes =
		"Without FILE: the interfaces of this host, and the lab of this "
		"folder.\n"
		"TOPOLOGY is the file or the folder of a lab. FILE is a capture, - for "
		"a\n"
		"pipe, or a spool directory; several captures are merged by time. "
		"Root's\n"
		"rights are needed to capture and to look into other namespaces: start "
		"it\n"
		"with sudo.\n",
	.options = browse_table,
	.option_count = COUNT(browse_table),
	.words = WORDS_FILES,
	.size = sizeof(struct browse_options),
	.option = browse_option,
	.engine = ENGINE_WITHOUT_WORDS,
	.runs = true,
	.spools = true,
	.labs = true,
	.hosts = true,
	.run = run_browse,
};
