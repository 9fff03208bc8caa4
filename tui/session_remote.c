#include "tui/session_remote.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/uio.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/capture/relay.h"
#include "core/lab/describe.h"
#include "tui/heard.h"
#include "tui/remote_stream.h"
#include "tui/session_events.h"
#include "tui/session_hosts.h"
#include "tui/session_lab.h"
#include "tui/session_once.h"

enum {
	CODE_MAX = 4096,
	POINTS_EACH = 40, /* of one connection: words of its command line */
	PIECE = 1 << 18,
	PIPE_SIZE = 1 << 20,
	ROOM_MS = 2000, /* until packets that the engine does not take are dropped */
	SNAPLEN_MAX = 262144,
	LIVED_S = 30,
	PAUSE_MOST_S = 60,
};

/* A tap on another host. */
struct point {
	uint32_t tap;
	char name[128]; /* with the host's */
	int pipe;	/* to the engine; -1: no interface of its name has come yet */
	bool wanted;
};

/* One connection that captures. */
struct run_there {
	struct session *session;
	struct remote *remote;
	enum direction way; /* of its points; DIRECTION_UNKNOWN: both */
	int out, err;
	uint32_t id;
	struct heard heard;
	struct remote_stream stream;
	struct point points[POINTS_EACH];
	size_t count;
	bool started, opened; /* opened: an interface has come */
	int64_t started_at;   /* clock_mono() */
};

/* Packets ------------------------------------------------------------------------- */

static struct tap *tap_find(struct session *s, uint32_t id)
{
	for (size_t i = 0; i < s->taps.count; i++)
		if (s->taps.items[i].id == id)
			return &s->taps.items[i];
	return NULL;
}

/* lost: it is opened again when its host can be reached. What the engine says of it
 * from now on is about one that is no more: the tap goes by another number. */
static void tap_end(struct session *s, uint32_t id, bool lost, const char *why)
{
	struct tap *tap = tap_find(s, id);
	if (!tap || !tap->wanted)
		return;
	client_release(s->client, id);
	tap->id = ++s->last_id;
	tap->state = lost ? CAPTURE_GONE : CAPTURE_FAILED;
	tap->gone_at = lost ? clock_mono() : tap->gone_at;
	tap->tried = s->lab_serial;
	snprintf(tap->text, sizeof(tap->text), "%s: %s", tap->name, why);
	session_event(s, 0, true, "%s: %s", tap->name, why);
	s->changes++;
}

/* The engine takes it from here. */
static bool relay_start(struct run_there *run, struct point *p,
			const struct iface *iface, struct error *e)
{
	struct session *s = run->session;
	struct sock_filter code[CODE_MAX];
	int ends[2];
	int count =
		filter_program(s->capture_filter, iface->linktype, code, CODE_MAX, e);
	if (count < 0)
		return false;
	struct capture_request r = {
		.linktype = iface->linktype,
		.snaplen = s->options.snaplen ? s->options.snaplen : SNAPLEN_MAX,
		.code = count ? code : NULL,
		.code_count = (uint32_t)count,
	};
	snprintf(r.name, sizeof(r.name), "%s", p->name);
	snprintf(r.description, sizeof(r.description), "%.120s, on %s: %s",
		 iface->description, run->remote->name,
		 run->remote->about + strlen("by ssh; "));
	const struct tap *tap = tap_find(s, p->tap);
	session_describe_gap(&r, tap ? tap->gap : 0);
	snprintf(r.filter_text, sizeof(r.filter_text), "%s",
		 filter_text(s->capture_filter));
	if (pipe2(ends, O_CLOEXEC))
		return error_set(e, errno, "pipe");
	(void)fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE);
	(void)fcntl(ends[1], F_SETFL, O_NONBLOCK);
	run->opened = true;
	bool ok = client_relay(s->client, p->tap, &r, ends[0], e);
	close(ends[0]);
	p->pipe = ends[1];
	return ok;
}

static void *on_iface(void *owner, const struct iface *iface)
{
	struct run_there *run = owner;
	char name[sizeof(((struct point *)NULL)->name)];
	struct error e;
	struct text t = text_over(name, sizeof(name));
	text_printf(&t, "%s/%s", run->remote->name, iface->name);
	for (size_t i = 0; i < run->count; i++) {
		struct point *p = &run->points[i];
		if (strcmp(p->name, name) != 0)
			continue;
		if (p->pipe < 0 && p->wanted && !relay_start(run, p, iface, &e))
			tap_end(run->session, p->tap, false, e.text);
		return p;
	}
	return NULL;
}

/* The engine never takes long, unless its disk is full: it tells that itself. */
static bool pipe_put(int fd, const void *bytes, size_t size)
{
	const char *from = bytes;
	while (size) {
		struct pollfd p = { .fd = fd, .events = POLLOUT };
		ssize_t n = write(fd, from, size);
		if (n < 0 && errno == EAGAIN && poll(&p, 1, ROOM_MS) > 0)
			continue;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		from += n;
		size -= (size_t)n;
	}
	return true;
}

static bool on_packet(void *owner, void *point, const struct packet *packet)
{
	const struct run_there *run = owner;
	struct point *p = point;
	const struct relay_record record = {
		.time = packet->time - run->remote->offset,
		.captured = packet->captured,
		.length = packet->length,
		.direction = packet->direction,
		.dropped = (uint32_t)packet->dropped,
	};
	if (p->pipe < 0 || !p->wanted)
		return true;
	if (pipe_put(p->pipe, &record, sizeof(record)) &&
	    pipe_put(p->pipe, packet->bytes, packet->captured))
		return true;
	bool released = errno == EPIPE;
	close(p->pipe); /* half a record may be in it */
	p->pipe = -1;
	p->wanted = false;
	if (!released)
		tap_end(run->session, p->tap, false,
			"its packets are not taken any more");
	return true;
}

/* A connection -------------------------------------------------------------------- */

static void fd_drop(struct session *s, int *fd)
{
	if (*fd < 0)
		return;
	loop_remove(s->loop, *fd);
	close(*fd);
	*fd = -1;
}

static void run_free(struct remotes *all, struct run_there *run)
{
	fd_drop(run->session, &run->out);
	fd_drop(run->session, &run->err);
	for (size_t i = 0; i < run->count; i++)
		if (run->points[i].pipe >= 0)
			close(run->points[i].pipe);
	if (run->id)
		runner_forget(all->runner, run->id);
	remote_stream_done(&run->stream);
	free(run);
}

static void run_forget(struct remotes *all, struct run_there *run)
{
	for (size_t i = 0; i < all->runs.count; i++)
		if (all->runs.items[i] == run)
			all->runs.items[i] = all->runs.items[--all->runs.count];
	run_free(all, run);
}

/* One that did not live long is not tried again at once. */
static void plan_again(const struct run_there *run)
{
	struct remote *r = run->remote;
	int64_t now = clock_mono();
	bool lived = now - run->started_at > LIVED_S * CLOCK_SEC;
	r->reopen_pause = lived || !r->reopen_pause ? 1 : r->reopen_pause * 2;
	if (r->reopen_pause > PAUSE_MOST_S)
		r->reopen_pause = PAUSE_MOST_S;
	r->reopen_at = now + r->reopen_pause * CLOCK_SEC;
}

/* It is over: why, for each of its points. */
static void run_end(struct run_there *run, bool lost, const char *why)
{
	struct session *s = run->session;
	if (lost)
		plan_again(run);
	for (size_t i = 0; i < run->count; i++)
		if (run->points[i].wanted)
			tap_end(s, run->points[i].tap, lost, why);
	run_forget(s->remotes, run);
}

/* The last line that ssh, or labtap there, has said; what it tells while all is well is
 * no reason. */
static void last_words(const struct run_there *run, struct text *t)
{
	char line[sizeof(run->heard.text) * 2];
	struct text words = text_over(line, sizeof(line));
	heard_last(&run->heard, &words);
	bool chatter = strstr(line, "listening on") || strstr(line, "your own SSH") ||
		       strstr(line, " by filter") || strstr(line, " by kernel");
	if (!line[0] || (run->opened && chatter))
		return;
	text_str(t, ": ");
	text_str(t, line);
}

static void on_out(void *owner, uint32_t events UNUSED)
{
	struct run_there *run = owner;
	autofree uint8_t *piece = mem_new(PIECE);
	struct error e;
	char why[400];
	struct text t = text_over(why, sizeof(why));
	ssize_t n = read(run->out, piece, PIECE);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0 && remote_stream_take(&run->stream, piece, (size_t)n, &e))
		return;
	if (n > 0) {
		text_escape(&t, e.text, strlen(e.text));
	} else {
		text_str(&t, "the connection has ended");
		last_words(run, &t);
	}
	bool away = run->opened || run->remote->state != REMOTE_UP;
	run_end(run, n <= 0 && away, why);
}

static void on_err(void *owner, uint32_t events UNUSED)
{
	struct run_there *run = owner;
	if (!heard_read(&run->heard, run->err))
		fd_drop(run->session, &run->err);
}

/* What is filtered there does not come here. A person may change the filter, and then
 * wants what it had kept away: the engine alone applies it. */
static size_t put_filter(const struct session *s, const char **words)
{
	const char *filter = filter_expanded(s->capture_filter);
	if (s->options.ahead || !*filter)
		return 0;
	words[0] = "--";
	words[1] = filter;
	return 2;
}

static bool run_connect(struct run_there *run, struct error *e)
{
	struct session *s = run->session;
	const struct session_options *o = &s->options;
	const char *words[POINTS_EACH + 16] = { "capture", "-w", "-" };
	size_t count = 3;
	for (size_t i = 0; i < run->count; i++)
		words[count++] = run->points[i].name + strlen(run->remote->name) + 1;
	if (o->only_in || o->only_out || run->way != DIRECTION_UNKNOWN) {
		bool in = o->only_in || run->way == DIRECTION_IN;
		words[count++] = "-Q";
		words[count++] = in ? "in" : "out";
	}
	if (o->no_promiscuous)
		words[count++] = "-p";
	if (o->keep_outer)
		words[count++] = "--keep-outer";
	count += put_filter(s, words + count);
	int out[2], err[2];
	autoclose int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		return error_set(e, errno, "pipe");
	const struct run r = { .program = RUN_SSH,
			       .host = run->remote->host,
			       .quiet = true,
			       .words = words,
			       .count = count,
			       .in = null,
			       .out = out[1],
			       .err = err[1] };
	run->out = out[0];
	run->err = err[0];
	(void)fcntl(run->out, F_SETFL, O_NONBLOCK);
	(void)fcntl(run->err, F_SETFL, O_NONBLOCK);
	run->id = runner_run(s->remotes->runner, &r, e);
	close(out[1]);
	close(err[1]);
	return run->id && loop_add(s->loop, run->out, EPOLLIN, on_out, run, e) &&
	       loop_add(s->loop, run->err, EPOLLIN, on_err, run, e);
}

/* Taps ---------------------------------------------------------------------------- */

static struct remote *remote_of(const struct remotes *all, const char *name)
{
	for (size_t i = 0; i < all->count; i++) {
		size_t size = strlen(all->hosts[i].name);
		if (!strncmp(all->hosts[i].name, name, size) && name[size] == '/')
			return &all->hosts[i];
	}
	return NULL;
}

/* One that is being put together and has room. */
static struct run_there *run_for(struct session *s, struct remote *remote,
				 enum direction way)
{
	struct remotes *all = s->remotes;
	for (size_t i = 0; i < all->runs.count; i++) {
		struct run_there *run = all->runs.items[i];
		if (!run->started && run->remote == remote && run->way == way &&
		    run->count < POINTS_EACH)
			return run;
	}
	struct run_there *run = mem_new(sizeof(*run));
	run->session = s;
	run->remote = remote;
	run->way = way;
	run->out = run->err = -1;
	run->stream = (struct remote_stream){ .on_iface = on_iface,
					      .on_packet = on_packet,
					      .owner = run };
	vec_push(&all->runs, run);
	return run;
}

void remotes_add(struct session *s, const struct tap *tap)
{
	struct remote *remote = s->remotes ? remote_of(s->remotes, tap->name) : NULL;
	if (!remote)
		return;
	struct run_there *run = run_for(s, remote, session_once_way(s, tap->name));
	struct point *p = &run->points[run->count++];
	*p = (struct point){ .tap = tap->id, .pipe = -1, .wanted = true };
	snprintf(p->name, sizeof(p->name), "%s", tap->name);
}

void remotes_start(struct session *s)
{
	struct remotes *all = s->remotes;
	struct error e;
	for (size_t i = all ? all->runs.count : 0; i-- > 0;) {
		struct run_there *run = all->runs.items[i];
		if (run->started)
			continue;
		run->started = true;
		run->started_at = clock_mono();
		if (!run_connect(run, &e))
			run_end(run, false, e.text);
	}
}

void remotes_release(struct session *s, struct tap *tap)
{
	struct remotes *all = s->remotes;
	for (size_t i = all ? all->runs.count : 0; i-- > 0;) {
		struct run_there *run = all->runs.items[i];
		size_t wanted = 0;
		for (size_t k = 0; k < run->count; k++) {
			struct point *p = &run->points[k];
			if (p->tap == tap->id && p->pipe < 0)
				tap->state = CAPTURE_RELEASED;
			p->wanted &= p->tap != tap->id;
			wanted += p->wanted;
		}
		if (!wanted)
			run_forget(all, run);
	}
}

void remotes_lose(struct remotes *all, const struct remote *r)
{
	for (size_t i = all->runs.count; i-- > 0;)
		if (all->runs.items[i]->remote == r)
			run_end(all->runs.items[i], true, r->trouble);
}

void remotes_tick(struct session *s)
{
	struct remotes *all = s->remotes;
	bool due = false;
	for (size_t i = 0; i < all->count; i++) {
		struct remote *r = &all->hosts[i];
		if (!r->reopen_at || clock_mono() < r->reopen_at)
			continue;
		r->reopen_at = 0;
		due |= r->state == REMOTE_UP;
	}
	if (due)
		session_renew_lab(s);
}

void remotes_stop(struct remotes *r)
{
	while (r->runs.count)
		run_free(r, r->runs.items[--r->runs.count]);
}
