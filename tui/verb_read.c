/* `labtap read`: the packets of a file as lines, or as a smaller file. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/analysis/filter.h"
#include "core/base/mem.h"
#include "core/store/export.h"
#include "tui/about.h"
#include "tui/keylog.h"
#include "tui/merge.h"
#include "tui/pipe.h"
#include "tui/row_options.h"
#include "tui/session.h"
#include "tui/signals.h"
#include "tui/tunnel_options.h"
#include "tui/verb.h"
#include "tui/verb_table.h"

enum {
	OPTION_OVERWRITE = OPTION_OWN,
	OPTION_SORT,
	OPTION_FOLLOW,
	OPTION_TUNNEL,
	OPTION_TUNNELS_ONLY,
	OPTION_ABOUT,
	OPTION_KEYLOG,
	FOLLOW_MS = 100,   /* between two looks at a file that grows */
	LOOK_EVERY = 4096, /* packets between two looks for ^C */
};

struct read_options {
	struct rowtext_options rows;
	unsigned long count; /* packets, 0: all */
	const char *write;
	const char *keylog;
	bool overwrite, sort, follow, about;
	VEC(const char *) files; /* -r, then those among the words */
	struct tunnel_options tunnels;
};

/* One file. */
struct input {
	const char *name;
	struct session *session;
	struct pipe *pipe; /* NULL: a file */
};

/* One run of the verb. */
struct reading {
	const struct read_options *options;
	VEC(struct input) inputs;
	struct unwrap_options unwrap;
	struct rowtext rows;
	struct lines out;
	struct export *export; /* NULL: lines are printed */
	size_t at;	       /* the next row of the only input */
	unsigned long done;
	int signals; /* readable: the user says stop; -1: that ends us at once */
};

static const struct verb_option read_table[] = {
	{ 'r', "read", "FILE", "one more file, as tcpdump has it" },
	{ 'c', "count", "N", "stop after N packets" },
	{ 'w', "write", "FILE", "write to FILE, - is stdout; pcap when it ends so" },
	{ OPTION_OVERWRITE, "overwrite", NULL, "replace an existing FILE" },
	{ OPTION_SORT, "sort", "ORDER", "time, or file: as the packets stand there" },
	{ OPTION_FOLLOW, "follow", NULL, "go on when the file grows, until ^C" },
	{ OPTION_TUNNEL, "tunnel", "TUNNEL",
	  "the frames inside: LOCAL-REMOTE, udp:.., tcp:.., or auto" },
	{ OPTION_TUNNELS_ONLY, "tunnels-only", NULL, "leave out what is no tunnel's" },
	{ OPTION_ABOUT, "about", NULL,
	  "the lab, the interfaces, losses and notes instead of packets" },
	{ OPTION_KEYLOG, "keylog", "FILE", "with -w: TLS keys that go into the file" },
};

static bool take_sort(struct read_options *o, const char *text, struct error *e)
{
	o->sort = !strcmp(text, "time");
	return o->sort || !strcmp(text, "file") ||
	       error_set(e, 0, "%s: not time or file", text);
}

static bool read_option(void *options, int letter, const char *argument,
			struct error *e)
{
	struct read_options *o = options;
	bool mine;
	switch (letter) {
	case 'r':
		vec_push(&o->files, argument);
		return true;
	case 'c':
		return verb_number(argument, 1, ~0ul, &o->count, e);
	case 'w':
		o->write = argument;
		return true;
	case OPTION_OVERWRITE:
		return o->overwrite = true;
	case OPTION_SORT:
		return take_sort(o, argument, e);
	case OPTION_FOLLOW:
		return o->follow = true;
	case OPTION_TUNNEL:
		return tunnel_option(&o->tunnels, argument, e);
	case OPTION_TUNNELS_ONLY:
		return o->tunnels.only = true;
	case OPTION_ABOUT:
		return o->about = true;
	case OPTION_KEYLOG:
		return (o->keylog = argument);
	default:
		return row_option(&o->rows, letter, argument, &mine, e);
	}
}

/* Which words are files ---------------------------------------------------- */

/* The words from `first` on as a filter: does it compile? */
static bool is_filter(const struct verb_call *call, size_t first)
{
	struct error ignored;
	autofree char *text = verb_join(call, first);
	struct filter *f = filter_new(text, NULL, &ignored);
	bool good = f;
	filter_free(f);
	return good;
}

static bool is_there(const char *path)
{
	return !strcmp(path, "-") || !access(path, F_OK);
}

/* One that is missing, and not a word of a filter that has a mistake in it? */
static bool looks_like_file(const char *word)
{
	return strstr(word, ".pcap") || strstr(word, ".cap");
}

/* Takes the files from the front of the words: the first one anyhow unless -r named
 * some, then those that exist; everything in front of "--". *filter: where that begins.
 */
static bool take_files(const struct verb_call *call, size_t *filter, struct error *e)
{
	struct read_options *o = call->options;
	bool all = call->split < call->count, named = o->files.count;
	size_t at = 0;
	for (; at < call->split; at++) {
		const char *word = call->words[at];
		bool certain = all || (!at && !named), there = is_there(word);
		if (!certain && (!there || named) && !is_filter(call, at) &&
		    looks_like_file(word) && !there)
			return error_set(e, ENOENT, "%s", word);
		if (!certain && (!there || named))
			break;
		if (!certain && is_filter(call, at))
			return error_set(
				e, 0,
				"%s: the file ./%s or a filter? write ./%s, or "
				"-- in front of the filter",
				word, word, word);
		vec_push(&o->files, word);
	}
	*filter = at;
	return true;
}

/* Reading ------------------------------------------------------------------- */

static bool open_stdin(struct input *in, struct error *e)
{
	struct stat st;
	if (!fstat(STDIN_FILENO, &st) && S_ISREG(st.st_mode)) {
		int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
		return session_open_fd(in->session, fd, "standard input", e);
	}
	in->pipe = pipe_new(STDIN_FILENO, e);
	if (!in->pipe)
		return false;
	/* All of it at once: what is unpacked does not grow. */
	e->code = 0;
	while (pipe_is_packed(in->pipe) && pipe_fill(in->pipe, -1, e))
		;
	return !e->code &&
	       session_open_fd(in->session, pipe_reader(in->pipe), "standard input", e);
}

static bool set_filter(struct session *s, const char *text, struct error *e)
{
	struct filter_mark mark = { .size = 0 };
	if (session_filter(s, text, &mark, e))
		return true;
	verb_point_at(text, &mark);
	return false;
}

static bool open_input(struct reading *r, const char *path, const char *filter,
		       struct error *e)
{
	const struct session_options options = {
		.decode = &r->options->rows.decode,
		.unwrap = tunnel_unwrap(&r->options->tunnels, &r->unwrap),
	};
	struct input in = { .name = path };
	in.session = session_new(NULL, NULL, &options, e);
	if (in.session)
		session_names_here(in.session);
	bool ok = in.session &&
		  (strcmp(path, "-") != 0 ? session_open_file(in.session, path, e)
					  : open_stdin(&in, e)) &&
		  set_filter(in.session, filter, e);
	vec_push(&r->inputs, in);
	return ok;
}

/* Reads the packet of the next row, after those before it have been seen. */
static bool take_packet(const struct reading *r, const struct session *s,
			uint64_t number, struct packet *packet)
{
	if (!r->export && !r->rows.options.absolute)
		flows_reach(s->flows, number);
	return store_get(s->store, number, packet);
}

static bool put_packet(struct reading *r, const struct session *s,
		       const struct packet *packet, struct error *e)
{
	r->done++;
	/* Numbers of several files would not tell which. */
	r->rows.number = r->inputs.count > 1 ? r->done : packet->number;
	r->rows.hosts = s->hosts;
	if (!r->export)
		rowtext_put(&r->rows, &r->out, s->store, s->flows, packet);
	else if (!export_add(r->export, s->store, packet, e))
		return false;
	return !r->out.code || error_set(e, r->out.code, "standard output");
}

static bool is_enough(const struct reading *r)
{
	return r->options->count && r->done >= r->options->count;
}

static bool is_stopped(const struct reading *r)
{
	struct pollfd p = { .fd = r->signals, .events = POLLIN };
	return r->signals >= 0 && poll(&p, 1, 0) > 0;
}

/* A copy is complete or absent. */
static bool interrupted(struct error *e)
{
	return error_set(e, 0, "interrupted: nothing was saved");
}

/* Rows and records that are there now. */
static bool put_rows(struct reading *r, struct error *e)
{
	struct session *s = r->inputs.items[0].session;
	size_t count = rows_count(s->rows);
	r->rows.options.endpoint = rowtext_has_places(s->store);
	for (; r->at < count && !is_enough(r); r->at++) {
		struct packet packet;
		if (take_packet(r, s, rows_number(s->rows, r->at), &packet) &&
		    !put_packet(r, s, &packet, e))
			return false;
	}
	return true;
}

static bool flush(struct reading *r, struct error *e)
{
	if (r->export)
		return export_flush(r->export, e);
	return lines_flush(&r->out) || error_set(e, r->out.code, "standard output");
}

/* Goes through everything there is, while it comes. */
static bool read_one(struct reading *r, struct error *e)
{
	const struct input *in = &r->inputs.items[0];
	bool more = true;
	e->code = 0;
	while (more && !is_enough(r)) {
		more = session_advance(in->session, 0);
		if (!put_rows(r, e))
			return false;
		if (more && !in->pipe && !r->options->follow && is_stopped(r))
			return interrupted(e);
		if (!more && in->pipe && !is_enough(r)) {
			if (!flush(r, e))
				return false;
			more = pipe_fill(in->pipe, r->signals, e);
		}
	}
	return !e->code;
}

/* The same until somebody ends it. */
static bool read_on(struct reading *r, struct error *e)
{
	const struct store *s = session_file(r->inputs.items[0].session);
	/* Of a pipe that nobody reads any more poll(2) tells. */
	struct pollfd p[] = {
		{ .fd = r->signals, .events = POLLIN },
		{ .fd = r->export ? -1 : STDOUT_FILENO },
	};
	do {
		if (!read_one(r, e) || !flush(r, e))
			return false;
	} while (!is_enough(r) && !store_is_stopped(s) && poll(p, 2, FOLLOW_MS) == 0);
	return true;
}

static bool places_differ(const struct reading *r)
{
	const struct iface *first = NULL;
	for (size_t i = 0; i < r->inputs.count; i++) {
		const struct store *s = r->inputs.items[i].session->store;
		const struct iface *iface = store_iface(s, 0);
		if (rowtext_has_places(s) ||
		    (first && iface && strcmp(first->name, iface->name) != 0))
			return true;
		first = first ? first : iface;
	}
	return false;
}

static bool put_merged(struct reading *r, struct merge *m, struct error *e)
{
	const struct session *s;
	struct packet packet;
	uint64_t number;
	r->rows.options.endpoint = places_differ(r);
	r->rows.options.start = merge_start(m);
	while (!is_enough(r) && (s = merge_next(m, &number))) {
		if (take_packet(r, s, number, &packet) && !put_packet(r, s, &packet, e))
			return false;
		if (r->done % LOOK_EVERY == 0 && is_stopped(r))
			return interrupted(e);
	}
	return true;
}

static bool fill(const struct reading *r, const struct input *in, struct error *e)
{
	e->code = 0;
	do
		while (session_advance(in->session, 0))
			if (is_stopped(r))
				return interrupted(e);
	while (in->pipe && pipe_fill(in->pipe, r->signals, e));
	return !e->code;
}

/* Everything is looked at before the first row: the order needs all of them. */
static bool read_merged(struct reading *r, struct error *e)
{
	struct merge m = { .lanes.count = 0 };
	bool ok = true;
	for (size_t i = 0; ok && i < r->inputs.count; i++) {
		ok = fill(r, &r->inputs.items[i], e);
		merge_add(&m, r->inputs.items[i].session, r->options->sort);
		if (r->inputs.count > 1)
			flows_name_none(r->inputs.items[i].session->flows);
	}
	ok = ok && put_merged(r, &m, e);
	merge_done(&m);
	return ok;
}

static bool read_about(struct reading *r, struct error *e)
{
	for (size_t i = 0; i < r->inputs.count; i++) {
		const struct input *in = &r->inputs.items[i];
		if (!fill(r, in, e))
			return false;
		if (i)
			text_char(lines_room(&r->out, 1), '\n');
		about_put(&r->out, in->name, in->session->store);
	}
	return true;
}

static bool read_all(struct reading *r, struct error *e)
{
	if (r->options->about)
		return read_about(r, e);
	if (r->options->follow)
		return read_on(r, e);
	return r->inputs.count > 1 || r->options->sort ? read_merged(r, e)
						       : read_one(r, e);
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
	autofree char *keys = o->keylog ? keylog_read(o->keylog, e) : NULL;
	if (o->keylog && !keys)
		return false;
	enum export_format format =
		ends_with(o->write, ".pcap") ? EXPORT_PCAP : EXPORT_PCAPNG;
	const char *comment = store_comment(session_file(r->inputs.items[0].session));
	r->export = strcmp(o->write, "-") != 0
			    ? export_new(o->write, format, o->overwrite, comment, e)
			    : export_stream(STDOUT_FILENO, format, comment, e);
	if (r->export && keys)
		export_secrets(r->export, keys);
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

/* What is wrong with the files, once their packets are out. */
static bool check_files(const struct reading *r, struct error *e)
{
	bool ok = true;
	for (size_t i = 0; !is_enough(r) && i < r->inputs.count; i++) {
		const struct input *in = &r->inputs.items[i];
		const struct store *s = session_file(in->session);
		const char *trouble = store_trouble(s);
		bool growing = r->options->follow && !store_is_stopped(s);
		const char *packed = in->session->trouble;
		if (!*packed && (!trouble || growing))
			continue;
		if (!ok)
			verb_failed(e);
		ok = *packed ? error_set(e, 0, "%s", packed)
			     : error_set(e, 0, "%s: %s", in->name, trouble);
	}
	return ok;
}

static bool run_all(struct reading *r, const char *filter, struct error *e)
{
	const struct read_options *o = r->options;
	for (size_t i = 0; i < o->files.count; i++)
		if (!open_input(r, o->files.items[i], filter, e))
			return false;
	if (!open_output(r, e))
		return false;
	if ((o->write || o->follow) && (r->signals = signals_open(e)) < 0)
		return finish_output(r, false, e);
	r->out.stop = r->signals;
	bool ok = read_all(r, e);
	if (!finish_output(r, ok, e))
		return false;
	for (size_t i = 0; i < r->inputs.count; i++)
		tunnel_report(r->inputs.items[i].session, r->inputs.items[i].name);
	return check_files(r, e);
}

static int read_files(const struct verb_call *call, size_t filter_word)
{
	const struct read_options *o = call->options;
	struct error e = { .code = 0 };
	autofree char *filter = verb_join(call, filter_word);
	struct reading r = { .options = o, .signals = -1 };
	/* That nobody reads any more is an end like others. */
	bool ok = run_all(&r, filter, &e) || e.code == EPIPE;
	int status = ok ? EXIT_FINE : verb_failed(&e);
	rowtext_done(&r.rows);
	lines_done(&r.out);
	for (size_t i = 0; i < r.inputs.count; i++) {
		session_free(r.inputs.items[i].session);
		pipe_free(r.inputs.items[i].pipe);
	}
	free(r.inputs.items);
	if (r.signals >= 0)
		close(r.signals);
	return status;
}

static int run_read(struct verb_call *call)
{
	struct read_options *o = call->options;
	struct error e = { .code = 0 };
	size_t filter = 0;
	o->rows.digits = o->rows.digits ? o->rows.digits : 6;
	int status;
	if (!call->count && !o->files.count)
		status = verb_misused(call->verb, "which file?");
	else if (!take_files(call, &filter, &e))
		status = verb_failed(&e);
	else if (o->tunnels.only && !tunnel_wanted(&o->tunnels))
		status = verb_misused(call->verb, "--tunnels-only needs --tunnel");
	else if (o->keylog && (!o->write || ends_with(o->write, ".pcap")))
		status = verb_misused(call->verb, "--keylog needs -w FILE.pcapng");
	else if (o->about && (o->write || o->follow || filter < call->count))
		status = verb_misused(call->verb,
				      "--about is of whole files: without -w, "
				      "--follow and filter");
	else if (o->follow && (o->files.count > 1 || o->sort))
		status = verb_misused(call->verb,
				      "--follow is for one file in its own order");
	else
		status = read_files(call, filter);
	free(o->files.items);
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
	.usage = "read FILE... [FILTER] [OPTION...]",
	.notes =
		"FILE is pcap or pcapng, also as gz or zst; a spool directory; or - "
		"for a\n"
		"pipe. Several are merged by time. labtap -r FILE is labtap read "
		"FILE.\n"
		"FILTER is a BPF filter, as tcpdump takes it, with words such as "
		"ospf.\n"
		"--tunnel shows and saves the frames inside the tunnels of libvirt and "
		"QEMU;\n"
		"auto finds those that carry nothing but frames.\n",
	.manual = "--format tsv is one line per packet: number, seconds since\n"
		  "frame 1, source, destination, protocol, length, info. --format\n"
		  "json is one object per line. In both, bytes that a terminal\n"
		  "might obey are written as \\xNN.\n\n"
		  "Times are local; a file keeps its own order and numbers. A\n"
		  "word that is a file as well as a filter is refused: write\n"
		  "./FILE, or -- in front of the filter.\n",
	.options = read_table,
	.option_count = COUNT(read_table),
	.shared = row_options,
	.words = WORDS_FILES,
	.size = sizeof(struct read_options),
	.option = read_option,
	.target = read_target,
	.engine = ENGINE_NEVER,
	.implied_by = 'r',
	.run = run_read,
};
