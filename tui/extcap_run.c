/* What is behind the sentences: labtap itself, here or by ssh(1) on the lab's server.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/base/text.h"
#include "core/base/vec.h"
#include "tui/child.h"
#include "tui/extcap.h"
#include "tui/say.h"
#include "tui/shell_text.h"
#include "tui/signals.h"

enum { COMMAND_MAX = 16384, PATH_SIZE = 4096, ANSWER_MS = 30000, LINGER_MS = 1000 };

/* A command line. */
struct words {
	VEC(const char *) items;
	char self[PATH_SIZE], command[COMMAND_MAX];
};

static void add(struct words *w, const char *word)
{
	vec_push(&w->items, word);
}

static void add_option(struct words *w, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	add(w, name);
	add(w, value);
}

static bool is_given(const char *text)
{
	return text && *text;
}

/* sudo must not ask: nobody would see it. */
static void add_sudo(struct words *w, bool needed)
{
	if (!needed)
		return;
	add(w, "sudo");
	add(w, "-n");
}

static bool begin_local(struct words *w, const struct extcap *x, struct error *e)
{
	ssize_t n = readlink("/proc/self/exe", w->self, sizeof(w->self) - 1);
	if (n < 0)
		return error_set(e, errno, "/proc/self/exe");
	w->self[n] = '\0';
	add_sudo(w, !x->no_sudo && !x->able);
	add(w, w->self);
	return true;
}

static void begin_remote(struct words *w, const struct extcap *x)
{
	add_sudo(w, !x->no_sudo);
	add(w, is_given(x->command) ? x->command : "labtap");
}

/* The words so far become one that the other side's shell takes apart again. */
static bool wrap_ssh(struct words *w, const struct extcap *x, struct error *e)
{
	struct text t = text_over(w->command, sizeof(w->command));
	for (size_t i = 0; i < w->items.count; i++) {
		if (i)
			text_char(&t, ' ');
		shell_word(&t, w->items.items[i]);
	}
	if (t.cut)
		return error_set(e, 0, "too many words for ssh");
	w->items.count = 0;
	add(w, "ssh");
	add_option(w, "-o", "BatchMode=yes");
	add_option(w, "-o", "ConnectTimeout=10");
	add_option(w, "-p", x->port);
	add_option(w, "-l", x->user);
	add_option(w, "-i", x->key);
	add(w, "--");
	add(w, x->host);
	add(w, w->command);
	return true;
}

static bool begin(struct words *w, const struct extcap *x, struct error *e)
{
	if (!is_given(x->host))
		return begin_local(w, x, e);
	if (x->host[0] == '-')
		return error_set(e, 0, "%s: not the name of a host", x->host);
	begin_remote(w, x);
	return true;
}

static bool end(struct words *w, const struct extcap *x, struct error *e)
{
	bool ok = !is_given(x->host) || wrap_ssh(w, x, e);
	add(w, NULL);
	return ok;
}

static bool run(struct child *c, struct words *w, struct error *e)
{
	c->argv = w->items.items;
	if (!child_run(c, e))
		return false;
	if (c->stopped || !c->status)
		return true;
	/* Its last words are the reason. */
	say_lines(c->last);
	return error_set(e, 0, "%s ended with status %d", c->argv[0], c->status);
}

/* Reload -------------------------------------------------------------------- */

static void put_values(char *names)
{
	char *rest = names;
	for (char *name; (name = strsep(&rest, "\n"));)
		extcap_put_value(name);
}

bool extcap_reload(const struct extcap *x, struct error *e)
{
	struct words w = { .items.count = 0 };
	struct child c = { .out = -1, .signals = -1, .limit_ms = ANSWER_MS };
	bool ok = begin(&w, x, e);
	add(&w, "list");
	add(&w, "--names");
	add_option(&w, "--lab", x->lab);
	ok = ok && end(&w, x, e) && run(&c, &w, e);
	if (ok && c.output)
		put_values(c.output);
	free(c.output);
	free(w.items.items);
	return ok;
}

/* Capture ------------------------------------------------------------------- */

/* Cuts the text into words; what would be an option is none. */
static bool add_endpoints(struct words *w, char *text, struct error *e)
{
	for (char *word; (word = strsep(&text, " ,"));) {
		if (*word == '-')
			return error_set(e, 0, "%s: not an endpoint", word);
		if (*word)
			add(w, word);
	}
	return true;
}

static void add_rest(struct words *w, const struct extcap *x)
{
	add_option(w, "-w", "-");
	add_option(w, "-s", x->snaplen);
	add_option(w, "-Q", x->direction);
	add_option(w, "--lab", x->lab);
	if (x->keep_outer)
		add(w, "--keep-outer");
	if (x->no_promiscuous)
		add(w, "-p");
	add_option(w, "--", x->filter);
}

static int open_fifo(const struct extcap *x, struct error *e)
{
	if (is_given(x->fifo) && !strcmp(x->fifo, "-"))
		return fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
	int fd = is_given(x->fifo) ? open(x->fifo, O_WRONLY | O_CLOEXEC) : -1;
	if (fd < 0)
		error_set(e, is_given(x->fifo) ? errno : 0, "--fifo %s",
			  is_given(x->fifo) ? x->fifo : "is missing");
	return fd;
}

bool extcap_capture(struct extcap *x, struct error *e)
{
	struct words w = { .items.count = 0 };
	struct child c = { .limit_ms = -1 };
	autofree char *one = mem_strdup(x->endpoint ? x->endpoint : "");
	autofree char *more = mem_strdup(x->endpoints ? x->endpoints : "");
	x->signals = signals_open(e);
	if (x->signals < 0 || (x->out = open_fifo(x, e)) < 0)
		return false;
	if (!*one && !*more)
		return error_set(e, 0,
				 "which endpoint? The wheel beside the interface opens "
				 "its options");
	bool ok = begin(&w, x, e);
	add(&w, "capture");
	ok = ok && add_endpoints(&w, one, e) && add_endpoints(&w, more, e);
	add_rest(&w, x);
	c.signals = x->signals;
	c.out = x->out;
	ok = ok && end(&w, x, e) && run(&c, &w, e);
	free(w.items.items);
	return ok;
}

void extcap_close(const struct extcap *x, bool failed)
{
	struct pollfd p = { .fd = x->signals, .events = POLLIN };
	if (x->out < 0)
		return;
	close(x->out);
	if (failed)
		poll(&p, 1, LINGER_MS);
}
