/* `labtap read`: the packets of a file as lines, or as a smaller file. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/store/export.h"
#include "tui/pipe.h"
#include "tui/row_options.h"
#include "tui/session.h"
#include "tui/verb.h"
#include "tui/verb_table.h"

enum { OPTION_OVERWRITE = OPTION_OWN };

struct read_options {
	struct rowtext_options rows;
	unsigned long count; /* packets, 0: all */
	const char *write;
	bool overwrite;
};

/* One run of the verb. */
struct reading {
	const struct read_options *options;
	struct session *session;
	struct pipe *pipe; /* NULL: a file */
	struct rowtext rows;
	struct lines out;
	struct export *export; /* NULL: lines are printed */
	size_t at;	       /* the next row */
	unsigned long done;
};

static const struct verb_option read_table[] = {
	{ 'c', "count", "N", "stop after N packets" },
	{ 'w', "write", "FILE", "write to FILE, - is stdout; pcap when it ends so" },
	{ OPTION_OVERWRITE, "overwrite", NULL, "replace an existing FILE" },
};

static bool read_option(void *options, int letter, const char *argument,
			struct error *e)
{
	struct read_options *o = options;
	bool mine;
	switch (letter) {
	case 'c':
		return verb_number(argument, 1, ~0ul, &o->count, e);
	case 'w':
		o->write = argument;
		return true;
	case OPTION_OVERWRITE:
		return o->overwrite = true;
	default:
		return row_option(&o->rows, letter, argument, &mine, e);
	}
}

static bool open_input(struct reading *r, const char *path, struct error *e)
{
	struct stat st;
	if (strcmp(path, "-") != 0)
		return session_open_file(r->session, path, e);
	if (!fstat(STDIN_FILENO, &st) && S_ISREG(st.st_mode)) {
		int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
		return session_open_fd(r->session, fd, "standard input", e);
	}
	r->pipe = pipe_new(STDIN_FILENO, e);
	return r->pipe &&
	       session_open_fd(r->session, pipe_reader(r->pipe), "standard input", e);
}

/* Rows and records that are there now. False: failed, or enough. */
static bool put_rows(struct reading *r, struct error *e)
{
	struct session *s = r->session;
	size_t count = rows_count(s->rows);
	unsigned long most = r->options->count;
	r->rows.options.endpoint = rowtext_has_places(s->store);
	for (; r->at < count && (!most || r->done < most); r->at++) {
		struct packet packet;
		if (!store_get(s->store, rows_number(s->rows, r->at), &packet))
			continue;
		r->done++;
		if (!r->export)
			rowtext_put(&r->rows, &r->out, s->store, &packet);
		else if (!export_add(r->export, s->store, &packet, e))
			return false;
		if (r->out.code)
			return error_set(e, r->out.code, "standard output");
	}
	return true;
}

static bool is_enough(const struct reading *r)
{
	return r->options->count && r->done >= r->options->count;
}

/* Goes through everything there is. */
static bool read_all(struct reading *r, struct error *e)
{
	bool more = true;
	while (more && !is_enough(r)) {
		more = session_advance(r->session, 0);
		if (!put_rows(r, e))
			return false;
		if (!more && r->pipe && !is_enough(r)) {
			if (!lines_flush(&r->out))
				return error_set(e, r->out.code, "standard output");
			more = pipe_fill(r->pipe, e);
		}
	}
	return true;
}

static bool ends_with(const char *s, const char *end)
{
	size_t a = strlen(s), b = strlen(end);
	return a >= b && !strcmp(s + a - b, end);
}

static bool open_output(struct reading *r, struct error *e)
{
	const struct read_options *o = r->options;
	lines_init(&r->out, STDOUT_FILENO);
	rowtext_init(&r->rows, &o->rows);
	if (!o->write)
		return true;
	enum export_format format =
		ends_with(o->write, ".pcap") ? EXPORT_PCAP : EXPORT_PCAPNG;
	r->export = strcmp(o->write, "-") != 0
			    ? export_new(o->write, format, o->overwrite, NULL, e)
			    : export_stream(STDOUT_FILENO, format, NULL, e);
	return r->export;
}

static bool finish_output(struct reading *r, bool ok, struct error *e)
{
	struct export *x = r->export;
	r->export = NULL;
	if (x && !ok)
		export_cancel(x);
	else if (x)
		return export_finish(x, e);
	return ok &&
	       (lines_flush(&r->out) || error_set(e, r->out.code, "standard output"));
}

static bool set_filter(struct reading *r, const char *text, struct error *e)
{
	struct filter_mark mark = { .size = 0 };
	if (session_filter(r->session, text, &mark, e))
		return true;
	verb_point_at(text, &mark);
	return false;
}

static bool run_all(struct reading *r, const char *path, const char *filter,
		    struct error *e)
{
	if (!open_input(r, path, e) || !set_filter(r, filter, e) || !open_output(r, e))
		return false;
	bool ok = read_all(r, e);
	if (!finish_output(r, ok, e))
		return false;
	const char *trouble = is_enough(r) ? NULL : store_trouble(r->session->store);
	return !trouble || error_set(e, 0, "%s: %s", path, trouble);
}

static int run_read(struct verb_call *call)
{
	struct read_options *o = call->options;
	struct error e = { .code = 0 };
	if (!call->count)
		return verb_misused(call->verb, "which file?");
	if (!o->rows.digits)
		o->rows.digits = 6;
	autofree char *filter = verb_join(call, 1);
	struct session_options none = { .snaplen = 0 };
	struct reading r = { .options = o };
	r.session = session_new(NULL, NULL, &none, &e);
	bool ok = r.session && run_all(&r, call->words[0], filter, &e);
	int status = ok ? EXIT_FINE : verb_failed(&e);
	rowtext_done(&r.rows);
	lines_done(&r.out);
	session_free(r.session);
	pipe_free(r.pipe);
	return status;
}

static const char *read_target(const struct verb_call *call)
{
	const struct read_options *o = call->options;
	return o->write;
}

const struct verb verb_read = {
	.name = "read",
	.help = "print the packets of a capture file",
	.usage = "read FILE [FILTER] [OPTION...]",
	.notes = "FILE is pcap or pcapng, a spool directory, or - for a pipe.\n"
		 "FILTER is a BPF filter, as tcpdump takes it, with words such as "
		 "ospf.\n",
	.options = read_table,
	.option_count = COUNT(read_table),
	.shared = row_options,
	.size = sizeof(struct read_options),
	.option = read_option,
	.target = read_target,
	.engine = ENGINE_NEVER,
	.run = run_read,
};
