/* `labtap capture`: tcpdump for any number of endpoints in any namespaces. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/store/export.h"
#include "core/store/feed.h"
#include "tui/capture.h"
#include "tui/endpoint_find.h"
#include "tui/host_wait.h"
#include "tui/row_options.h"
#include "tui/session_once.h"
#include "tui/session_remote.h"
#include "tui/signals.h"
#include "tui/verb.h"
#include "tui/verb_table.h"

enum {
	OPTION_FOR = OPTION_OWN,
	OPTION_OVERWRITE,
	OPTION_BACKEND,
	OPTION_WAIT,
	OPTION_WITH_SSH,
	OPTION_KEEP_OUTER,
	OPTION_IMMEDIATE,
	OPTION_KEYLOG,
	SNAPLEN_MAX = 262144,
	BUFFER_MAX = 1 << 20, /* KiB */
	TURN_MAX = 366 * 86400,
	FILES_LIMIT = 1000000,
};

struct capture_options {
	struct rowtext_options rows;
	struct session_options session;
	VEC(const char *) interfaces; /* -i */
	unsigned long count, limit;
	const char *write, *keylog;
	bool overwrite, wait;
	uint64_t size;		   /* -C */
	unsigned long turn, files; /* -G, -W */
};

static const struct verb_option capture_table[] = {
	{ 'i', "interface", "ENDPOINT", "one more endpoint" },
	{ 'c', "count", "N", "stop after N packets" },
	{ OPTION_FOR, "for", "TIME", "stop after this time: 30, 500ms, 10s, 2m, 1h" },
	{ 'w', "write", "FILE", "write pcapng to FILE, - is stdout" },
	{ 'C', "file-size", "SIZE", "then the next file: millions of bytes, 500k, 2G" },
	{ 'G', "file-time", "SECONDS", "the same after a time; FILE may hold %H%M%S" },
	{ 'W', "files", "COUNT", "with -C the files go round, with -G it ends" },
	{ OPTION_KEYLOG, "keylog", "FILE",
	  "with -w: TLS keys, as they come, go into the file" },
	{ OPTION_WAIT, "wait", NULL, "for endpoints that are not there, or come back" },
	{ OPTION_WITH_SSH, "with-ssh", NULL, "your own SSH connection, too" },
	{ OPTION_OVERWRITE, "overwrite", NULL, "replace an existing FILE" },
	{ 's', "snapshot-length", "N", "bytes kept of each packet" },
	{ 'p', "no-promiscuous", NULL, "leave the interfaces' mode alone" },
	{ 'Q', "direction", "in|out|inout", "one direction only" },
	{ 'B', "buffer-size", "KIB", "ring of each endpoint" },
	{ OPTION_KEEP_OUTER, "keep-outer", NULL,
	  "of tunnels the packets, not the frames inside" },
	{ OPTION_BACKEND, "backend", "ring|pcap",
	  "our own ring, or libpcap (without direction)" },
	{ 'l', NULL, NULL, "lines at once (always)" },
	{ 'U', NULL, NULL, "packets at once (always)" },
	{ OPTION_IMMEDIATE, "immediate-mode", NULL, "the same (always)" },
};

static bool take_direction(struct session_options *o, const char *text, struct error *e)
{
	o->only_in = !strcmp(text, "in");
	o->only_out = !strcmp(text, "out");
	return o->only_in || o->only_out || !strcmp(text, "inout") ||
	       error_set(e, 0, "%s: not in, out or inout", text);
}

static bool take_backend(struct session_options *o, const char *text, struct error *e)
{
	bool pcap = !strcmp(text, "pcap");
	o->backend = pcap ? BACKEND_PCAP : BACKEND_RING;
	return pcap || !strcmp(text, "ring") ||
	       error_set(e, 0, "%s: not ring or pcap", text);
}

static bool take_number(uint32_t *to, const char *text, unsigned long low,
			unsigned long high, struct error *e)
{
	unsigned long n;
	if (!verb_number(text, low, high, &n, e))
		return false;
	*to = (uint32_t)n;
	return true;
}

static bool capture_option(void *options, int letter, const char *argument,
			   struct error *e)
{
	struct capture_options *o = options;
	bool mine;
	switch (letter) {
	case 'i':
		vec_push(&o->interfaces, argument);
		return true;
	case 'c':
		return verb_number(argument, 1, ~0ul, &o->count, e);
	case OPTION_FOR:
		return verb_time(argument, &o->limit, e);
	case 'w':
		o->write = argument;
		return true;
	case 'C':
		return verb_file_size(argument, &o->size, e);
	case 'G':
		return verb_number(argument, 1, TURN_MAX, &o->turn, e);
	case 'W':
		return verb_number(argument, 1, FILES_LIMIT, &o->files, e);
	case OPTION_KEYLOG:
		o->keylog = argument;
		return true;
	case OPTION_OVERWRITE:
		return o->overwrite = true;
	case 's':
		return take_number(&o->session.snaplen, argument, 0, SNAPLEN_MAX, e);
	case 'p':
		return o->session.no_promiscuous = true;
	case 'Q':
		return take_direction(&o->session, argument, e);
	case 'B':
		return take_number(&o->session.buffer, argument, 1, BUFFER_MAX, e);
	case OPTION_WITH_SSH:
		return o->session.with_ssh = true;
	case OPTION_WAIT:
		return o->wait = true;
	case OPTION_KEEP_OUTER:
		return o->session.keep_outer = true;
	case OPTION_BACKEND:
		return take_backend(&o->session, argument, e);
	case 'l':
	case 'U':
	case OPTION_IMMEDIATE:
		return true;
	default:
		return row_option(&o->rows, letter, argument, &mine, e);
	}
}

/* Endpoints and filter of the command line, against the model of now. */
static bool resolve(const struct verb_call *call, struct session *s, size_t *filter,
		    struct error *e)
{
	const struct capture_options *o = call->options;
	struct endpoint_list list = { .items.count = 0 };
	bool ok = true;
	for (size_t i = 0; ok && i < o->interfaces.count; i++)
		ok = endpoint_add(s->lab, o->interfaces.items[i], &list, e);
	ok = ok && endpoint_words(s->lab, call->words, call->count, call->split, &list,
				  filter, e);
	if (ok && !list.items.count)
		ok = endpoint_missing(s->lab, call->words[0], e);
	if (ok)
		session_select_list(s, &list);
	free(list.items.items);
	free(list.once.items);
	return ok;
}

static void select_named(struct session *s, const char *name)
{
	const struct endpoint *there = endpoint_named(s->lab, name);
	session_select(s, there ? there->name : name, true);
}

/* The same for endpoints that need not exist: names as labtap list will show them. */
static bool resolve_names(const struct verb_call *call, struct session *s,
			  size_t *filter, struct error *e)
{
	const struct capture_options *o = call->options;
	bool all = call->split < call->count;
	for (size_t i = 0; i < o->interfaces.count; i++)
		select_named(s, o->interfaces.items[i]);
	size_t at = 0;
	for (; at < call->split && (all || strchr(call->words[at], ':')); at++)
		select_named(s, call->words[at]);
	*filter = at;
	for (size_t i = 0; i < s->selected.count; i++)
		if (!strchr(s->selected.items[i], ':'))
			return error_set(e, 0, "%s: --wait needs whole names, NODE:IF",
					 s->selected.items[i]);
	return s->selected.count ||
	       error_set(e, 0, "%s: no endpoint; --wait needs whole names, NODE:IF",
			 call->words[0]);
}

/* What the command line is resolved with. */
struct resolving {
	const struct verb_call *call;
	size_t *filter;
};

static bool on_host(void *owner, struct session *s, struct error *e)
{
	const struct resolving *r = owner;
	const struct capture_options *o = r->call->options;
	return (o->wait ? resolve_names : resolve)(r->call, s, r->filter, e);
}

static bool find_endpoints(const struct verb_call *call, struct session *s,
			   size_t *filter, struct error *e)
{
	const struct capture_options *o = call->options;
	struct resolving r = { call, filter };
	const struct host_wait wait = { .resolve = on_host,
					.owner = &r,
					.once = o->wait };
	return host_wait(s, &wait, e);
}

static bool set_filter(const struct verb_call *call, struct session *s, size_t first,
		       struct error *e)
{
	autofree char *text = verb_join(call, first);
	struct filter_mark mark = { .size = 0 };
	if (session_capture_filter(s, text, &mark, e))
		return true;
	verb_point_at(text, &mark);
	return false;
}

static bool open_ring(const struct capture_options *o, struct session *s,
		      struct capture_plan *plan, struct error *e)
{
	const struct ring_options ring = {
		.path = o->write,
		.size = o->size,
		.seconds = o->turn,
		.count = o->files,
		.packets = o->count,
		.overwrite = o->overwrite,
	};
	plan->ring = ring_new(&ring, e);
	if (!plan->ring)
		return false;
	s->options.unread = true;
	return session_spool(s, fcntl(ring_file(plan->ring), F_DUPFD_CLOEXEC, 0), e);
}

/* Opens what -w names: a new file, or something that takes a stream. */
static bool open_target(const struct capture_options *o, struct capture_plan *plan,
			struct error *e)
{
	struct stat st;
	if (!strcmp(o->write, "-") && isatty(STDOUT_FILENO))
		return error_set(e, 0,
				 "-w -: standard output is a terminal; send it "
				 "somewhere: | wireshark -k -i -");
	if (!strcmp(o->write, "-")) {
		plan->stream = STDOUT_FILENO;
		return true;
	}
	bool there = !stat(o->write, &st);
	bool stream = there && !S_ISREG(st.st_mode);
	bool file = !lstat(o->write, &st) && S_ISREG(st.st_mode);
	/* A new one: the old one may be read by others, and is not written through. */
	if (o->overwrite && file && unlink(o->write))
		return error_set(e, errno, "%s", o->write);
	int how = stream ? O_WRONLY : O_RDWR | O_CREAT | O_EXCL;
	int fd = open(o->write, how | O_CLOEXEC, SAVED_MODE);
	if (fd < 0 && errno == EEXIST && o->overwrite)
		return error_set(e, 0, "%s: is not a regular file and is not replaced",
				 o->write);
	if (fd < 0 && errno == EEXIST)
		return error_set(e, 0, "%s: exists already; --overwrite replaces it",
				 o->write);
	if (fd < 0)
		return error_set(e, errno, "%s", o->write);
	*(stream ? &plan->stream : &plan->file) = fd;
	return true;
}

static bool plan_make(const struct capture_options *o, struct session *s,
		      struct capture_plan *plan, struct error *e)
{
	plan->rows = o->rows;
	plan->count = o->count;
	plan->limit = o->limit;
	plan->print = !o->write;
	plan->wait = o->wait;
	if (o->size || o->turn)
		return open_ring(o, s, plan, e);
	if (o->write && !open_target(o, plan, e))
		return false;
	/* One endpoint is in order by itself: its rows need not wait for others. */
	if (s->selected.count == 1)
		s->merge = 0;
	plan->keylog = o->keylog;
	if (plan->file < 0)
		return session_spool(s, -1, e);
	/* The engine writes packets alone: what is between them comes with a copy. */
	if (o->keylog) {
		plan->stream = plan->file;
		return session_spool(s, -1, e);
	}
	int copy = fcntl(plan->file, F_DUPFD_CLOEXEC, 0);
	return session_spool(s, copy, e);
}

/* Asks the file: an engine that was killed has told nothing of its last packets. */
static bool is_empty(int file)
{
	uint64_t offset = 0, packets = 0;
	struct error ignored;
	return feed_count(file, &offset, &packets, 1, &ignored) && !packets;
}

static bool capture_all(const struct verb_call *call, struct session *s,
			struct capture_plan *plan, struct error *e)
{
	size_t filter = 0;
	const struct capture_options *o = call->options;
	autoclose int signals = signals_open(e);
	bool ok = signals >= 0 && host_lab(s, call->lab, e) &&
		  find_endpoints(call, s, &filter, e) &&
		  set_filter(call, s, filter, e) && plan_make(o, s, plan, e) &&
		  capture_run(s, plan, signals, e);
	/* An empty file of a start that failed would only be in the way. */
	if (!ok && plan->file >= 0 && !o->overwrite && is_empty(plan->file))
		unlink(o->write);
	if (!ok && plan->ring && is_empty(ring_file(plan->ring)))
		ring_discard(plan->ring);
	return ok;
}

/* Why this cannot be meant; NULL: it can. */
static const char *misfit(const struct verb_call *call)
{
	const struct capture_options *o = call->options;
	bool turns = o->size || o->turn;
	if (!call->count && !o->interfaces.count)
		return "which endpoint? labtap list shows them all";
	if (turns && (!o->write || !strcmp(o->write, "-")))
		return "-C and -G need -w FILE";
	if (o->keylog && (!o->write || turns))
		return "--keylog needs -w FILE, without -C and -G";
	if (o->files && (o->size > 0) == (o->turn > 0))
		return "-W needs either -C or -G";
	return NULL;
}

static int run_capture(struct verb_call *call)
{
	struct capture_options *o = call->options;
	struct error e = { .code = 0 };
	const char *why = misfit(call);
	if (why) {
		client_stop(call->client);
		helper_stop(call->helper);
		free(o->interfaces.items);
		return verb_misused(call->verb, "%s", why);
	}
	o->session.decode = &o->rows.decode;
	o->session.ancestry = &call->ancestry;
	o->rows.digits = o->rows.digits ? o->rows.digits : 6;
	o->session.helper = call->helper;
	struct capture_plan plan = { .file = -1, .stream = -1 };
	struct loop *loop = loop_new(&e);
	struct session *s =
		loop ? session_new(loop, call->client, &o->session, &e) : NULL;
	bool ok = s && session_reach(s, call->runner, &call->hosts, &e) &&
		  capture_all(call, s, &plan, &e);
	session_free(s);
	loop_free(loop);
	if (ok && plan.file >= 0 && plan.count)
		ok = feed_cut(plan.file, plan.count, &e);
	if (ok && plan.ring)
		ok = ring_finish(plan.ring, &e);
	ring_free(plan.ring);
	free(o->interfaces.items);
	return ok ? EXIT_FINE : verb_failed(&e);
}

static const char *capture_target(const struct verb_call *call)
{
	const struct capture_options *o = call->options;
	return o->write;
}

const struct verb verb_capture = {
	.name = "capture",
	.help = "capture from endpoints, in any namespaces at once",
	.usage = "capture ENDPOINT... [FILTER] [OPTION...]",
	.notes = "ENDPOINT is NODE:IF as labtap list shows it, or as Linux names it or "
		 "in\n"
		 "short (r1:gi0/1); NODE IF; NODE:NODE of a link; NODE alone where it "
		 "has one\n"
		 "interface; link:NAME or link:NODE-NODE and bridge:NAME for all of "
		 "their ends,\n"
		 "node:NAME for all interfaces that a node has on links; with -i an\n"
		 "interface name that is unique. FILTER begins at the first word that "
		 "is no\n"
		 "endpoint, or behind --. The kernel applies it, as for tcpdump.\n\n"
		 "A libvirt or QEMU link that is a UDP tunnel: udp:LOCAL-REMOTE, such "
		 "as\n"
		 "udp:127.1.1.1:10002-127.1.1.2:10002, @NAMESPACE behind it where the\n"
		 "sockets are not the host's; udp:GROUP:PORT of a multicast link; "
		 "tcp:LISTENER\n"
		 "or tcp:LOCAL-REMOTE over TCP. The frames inside are shown and "
		 "filtered;\n"
		 "those of LOCAL go out.\n\n"
		 "It ends by -c, --for, ^C, or with status 1 when no endpoint is "
		 "left.\n",
	.manual = "Rows of several endpoints are merged in time order within 100\n"
		  "ms. At the end stderr has tcpdump's counts, of each endpoint\n"
		  "where there are several; SIGUSR1 asks for them meanwhile. What\n"
		  "the spool's limit took before a slow reader had it is counted\n"
		  "as well.\n\n"
		  "Files of -C and -G are named as tcpdump names them: FILE,\n"
		  "FILE1, FILE2 ...; with -C -W 10 FILE0 to FILE9, round and\n"
		  "round; with -G and a pattern trace-%H%M%S. Each is a complete\n"
		  "pcapng file that can be read while it grows; a name that is\n"
		  "taken is passed over, and refused where it is the first or\n"
		  "will come round. -G -W ends after so many files.\n\n"
		  "With --wait endpoints are whole names, r1:eth1; each is opened\n"
		  "as soon as it is there. After a gap stderr says how long it\n"
		  "was, and the file has a new interface whose description, and\n"
		  "the first packet's comment, say the same.\n\n"
		  "The snap length is 262144; frames over 128 KiB (BIG TCP) are\n"
		  "whole with up to eight endpoints, or -B 16384; else the rest\n"
		  "of them is cut. A ring that is too small moves to one four\n"
		  "times as large while packets come, unless -B is given.\n\n"
		  "Up to 20 tunnels of one interface have a ring each, so that\n"
		  "what one of them loses is told of that one; more share one.\n",
	.options = capture_table,
	.option_count = COUNT(capture_table),
	.shared = row_options,
	.words = WORDS_ENDPOINTS,
	.size = sizeof(struct capture_options),
	.option = capture_option,
	.target = capture_target,
	.engine = ENGINE_ALWAYS,
	.spools = true,
	.labs = true,
	.hosts = true,
	.implied_by = 'i',
	.run = run_capture,
};
