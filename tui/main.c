/* The order of start-up: words of the command line, the privileged process, our own
 * privileges away, and only then anything that somebody else wrote. */
#include <fcntl.h>
#include <libgen.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/ancestors.h"
#include "core/base/build.h"
#include "core/base/mem.h"
#include "core/base/sandbox.h"
#include "core/base/user.h"
#include "core/capture/client.h"
#include "core/lab/topology.h"
#include "tui/helpers.h"
#include "tui/own.h"
#include "tui/runner.h"
#include "tui/signals.h"
#include "tui/verb.h"

#define SPOOL_DIR   "/var/tmp"
#define SPOOL_LIMIT (UINT64_C(2) << 30) /* bytes of capture kept by the browser */

static bool parse_as(const struct verb *v, struct verb_parse *p, struct verb_call *call,
		     const char **words, struct error *e)
{
	free(call->options);
	call->verb = v;
	call->options = mem_new(v->size + 1);
	return verb_parse(p, call, words, e);
}

/* Finds the verb in the command line and reads its options. */
static bool read_command_line(struct verb_parse *p, struct verb_call *call,
			      const char **words, struct error *e)
{
	struct verb_parse front = *p;
	front.first_word = true;
	bool ok = parse_as(verb_default(), &front, call, words, e);
	const struct verb *named = ok && front.used < front.argc
					   ? verb_find(front.argv[front.used])
					   : NULL;
	if (named) {
		p->user = front.user;
		p->asked = front.asked;
		p->argc -= front.used;
		p->argv += front.used;
		return parse_as(named, p, call, words, e) &&
		       (named->hosts || !call->hosts.count ||
			error_set(e, 0, "--host is for list, capture and the browser"));
	}
	if (parse_as(verb_default(), p, call, words, e))
		return true;
	const struct verb *implied = verb_implied(p->argc, p->argv);
	p->asked = 0;
	return implied && parse_as(implied, p, call, words, e);
}

/* A lab is found by the names of files alone: they are read when no privilege is left.
 */
static bool wants_engine(const struct verb_call *call)
{
	return call->verb->engine == ENGINE_ALWAYS ||
	       (call->verb->engine == ENGINE_WITHOUT_WORDS &&
		(!call->count || topology_is_at(call->words[0])));
}

static bool wants_runner(const struct verb_call *call)
{
	return call->verb->runs || call->hosts.count;
}

static bool start_engine(struct verb_call *call, const struct user *user,
			 struct error *e)
{
	struct engine_options options = {
		.user = user,
		.spool_dir = call->spool_dir,
		.spool_limit = call->spool_limit,
	};
	if (!wants_engine(call))
		return true;
	call->client = client_start(&options, e);
	call->helper = call->client ? helpers_start(user, e) : NULL;
	return call->helper;
}

/* Becomes the user, for good. A root login writes only here, where the spool is, and
 * beside the file it was told to write. */
static bool drop_privileges(const struct verb_call *call, const struct user *user,
			    struct error *e)
{
	const char *path = call->verb->target ? call->verb->target(call) : NULL;
	autofree char *copy = mem_strdup(path ? path : "./");
	char state[OWN_PATH], config[OWN_PATH];
	if (!user_environment(user, e))
		return false;
	/* Without them nothing is remembered, and that is all. */
	if (user->uid == 0)
		(void)(own_make(OWN_STATE, e) && own_make(OWN_CONFIG, e));
	const char *writable[] = {
		".",
		call->spool_dir,
		dirname(copy),
		own_path(OWN_STATE, "", state) ? state : ".",
		own_path(OWN_CONFIG, "", config) ? config : ".",
		getenv("TMPDIR"),
		NULL,
	};
	return sandbox_front(user, writable, e);
}

/* Everything that happens with privileges, and their end. */
static bool start(struct verb_call *call, const char *name, struct error *e)
{
	struct user user;
	if (!user_find(&user, name, e))
		return false;
	call->as_root = user.uid == 0;
	bool ok = start_engine(call, &user, e);
	/* Not readable any more when no privilege is left; read, not understood. */
	if (call->client || wants_runner(call))
		call->ancestry = ancestry_read();
	if (ok && wants_runner(call)) {
		call->runner =
			runner_start(&user, &call->hosts, call->ancestry.agent, e);
		ok = call->runner;
	}
	ok = ok && drop_privileges(call, &user, e);
	user_done(&user);
	return ok;
}

/* What --help and --version ask for. */
static int answer(const struct verb_parse *p, const struct verb_call *call)
{
	if (p->asked == OPTION_HELP)
		verb_print_help(call->verb->name ? call->verb : NULL);
	else
		printf("labtap " VERSION "\n");
	return EXIT_FINE;
}

static int run(struct verb_parse *p, struct verb_call *call, const char **words)
{
	struct error e = { .code = 0 };
	if (!read_command_line(p, call, words, &e))
		return verb_misused(call->verb, "%s", e.text);
	if (p->asked)
		return answer(p, call);
	bool ok = call->verb->bare || start(call, p->user, &e);
	setlocale(LC_CTYPE, "");
	int status = ok ? call->verb->run(call) : verb_failed(&e);
	runner_stop(call->runner);
	return status;
}

/* What was closed is not to be opened as something else: rows would go there. Writing
 * to these fails, as it should. */
static bool open_standard(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd)
			return false;
	return true;
}

int main(int argc, char **argv)
{
	signals_memory();
	autofree const char **words = mem_new(sizeof(*words) * (size_t)argc);
	struct verb_parse parse = { .argc = argc, .argv = argv };
	struct verb_call call = { .spool_dir = SPOOL_DIR, .spool_limit = SPOOL_LIMIT };
	/* A limit of file sizes is an error of the write, and not the end. */
	signal(SIGXFSZ, SIG_IGN);
	if (!open_standard())
		return EXIT_FAILED;
	int status = run(&parse, &call, words);
	free(call.options);
	return status;
}
