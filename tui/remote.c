#include "tui/remote.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "core/base/arena.h"
#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/text.h"
#include "core/lab/json.h"

enum {
	ANSWER_S = 30,	/* to a question, */
	SILENCE_S = 20, /* and between lines that come each second */
	PAUSE_MOST_S = 60,
	PROBES = 5,
	PIECE = 1 << 16,
	LINE_MOST = 32 << 20,
};

/* Questions, in order: the version, PROBES times the clock, then the lab for good. */
enum { ASK_VERSION = 1, ASK_LAB = ASK_VERSION + PROBES + 1 };

static void fd_drop(struct remote *r, int *fd)
{
	if (*fd < 0)
		return;
	loop_remove(r->loop, *fd);
	close(*fd);
	*fd = -1;
}

/* What is known of it stays. */
static void hang_up(struct remote *r)
{
	fd_drop(r, &r->in);
	fd_drop(r, &r->out);
	fd_drop(r, &r->err);
	if (r->id)
		runner_forget(r->runner, r->id);
	r->id = 0;
	r->used = r->looked = 0;
}

void remote_free(struct remote *r)
{
	hang_up(r);
	free(r->buffer);
	foreign_free(r->lab);
}

/* It is over; the next attempt is later than this one was. */
static void fail(struct remote *r, const char *why)
{
	struct text t = text_over(r->trouble, sizeof(r->trouble));
	hang_up(r);
	r->state = REMOTE_DOWN;
	r->pause = r->pause ? r->pause : 1;
	r->retry_at = clock_mono() + r->pause * CLOCK_SEC;
	text_printf(&t, "%s; connecting again in %u s", why, r->pause);
	r->pause = r->pause * 2 < PAUSE_MOST_S ? r->pause * 2 : PAUSE_MOST_S;
	r->on_change(r->owner, r);
}

/* The last words of ssh, or of sudo there, are the reason. */
static void fail_gone(struct remote *r)
{
	char why[sizeof(r->heard.text) * 2];
	struct text t = text_over(why, sizeof(why));
	while (r->err >= 0 && heard_read(&r->heard, r->err) && errno != EAGAIN)
		errno = 0;
	heard_last(&r->heard, &t);
	fail(r, why[0] ? why : "the connection has ended");
}

static void ask(struct remote *r)
{
	static const char lab[] = "w\n", clock[] = "t\n", version[] = "v\n";
	r->asked++;
	const char *question = r->asked == ASK_VERSION ? version
			       : r->asked < ASK_LAB    ? clock
						       : lab;
	r->asked_at = clock_now();
	if (write(r->in, question, 2) != 2)
		fail_gone(r);
}

/* Answers ------------------------------------------------------------------------- */

/* Without labtap there is no answer, but a reason. */
static void take_version(struct remote *r, const char *line)
{
	struct text t = text_over(r->version, sizeof(r->version));
	if (strncmp(line, "labtap ", 7) != 0) {
		fail(r, "labtap does not run there: install it, let sudo ask for no "
			"password, or name it by --remote-labtap");
		return;
	}
	text_escape(&t, line + 7, strlen(line + 7));
	r->way = INT64_MAX;
	ask(r);
}

/* "2.003 ms (± 0.150) behind ours" */
static void put_clock(const struct remote *r, struct text *t)
{
	int64_t off = r->offset < 0 ? -r->offset : r->offset, way = r->way / 2;
	text_printf(t, "its clock is %lld.%03lld ms (± %lld.%03lld) %s ours",
		    (long long)(off / CLOCK_MS), (long long)(off % CLOCK_MS / 1000),
		    (long long)(way / CLOCK_MS), (long long)(way % CLOCK_MS / 1000),
		    r->offset < 0 ? "behind" : "before");
}

/* The shortest way there and back says most of the clock in the middle of it. */
static void take_clock(struct remote *r, const char *line)
{
	int64_t way = clock_now() - r->asked_at;
	char *end;
	long long there = strtoll(line, &end, 10);
	if (*end || there <= 0) {
		fail(r, "its date(1) knows no nanoseconds");
		return;
	}
	if (way < r->way) {
		r->way = way;
		r->offset = there - (r->asked_at + way / 2);
	}
	if (r->asked == ASK_LAB - 1) {
		struct text t = text_over(r->about, sizeof(r->about));
		text_str(&t, "by ssh; ");
		put_clock(r, &t);
	}
	ask(r);
}

static void take_lab(struct remote *r, const char *line, size_t size)
{
	struct error e;
	struct foreign *old = r->lab, *lab = foreign_read(r->name, line, size, &e);
	if (!lab) {
		fail(r, "what labtap there says of its lab makes no sense: is it of "
			"another version?");
		return;
	}
	r->lab = lab;
	r->state = REMOTE_UP;
	r->pause = 0;
	r->trouble[0] = '\0';
	r->on_change(r->owner, r);
	foreign_free(old);
}

static void take_rates(struct remote *r, const char *line, size_t size)
{
	struct error ignored;
	struct arena *arena = arena_new();
	const struct value *all = json_read(arena, line, size, &ignored);
	const struct value *rates = value_get(all, "rates");
	if (rates && r->state == REMOTE_UP)
		r->on_rates(r->owner, r, rates);
	arena_free(arena);
}

static void take_line(struct remote *r, const char *line, size_t size)
{
	static const char rates[] = "{ \"rates\"";
	r->heard_at = clock_mono();
	if (r->asked == ASK_VERSION)
		take_version(r, line);
	else if (r->asked < ASK_LAB)
		take_clock(r, line);
	else if (!strncmp(line, "end ", 4))
		fail_gone(r);
	else if (!strncmp(line, rates, strlen(rates)))
		take_rates(r, line, size);
	else
		take_lab(r, line, size);
}

/* Whole lines; taking one may end the connection, which empties the buffer. */
static void take_lines(struct remote *r)
{
	size_t from = 0;
	while (r->id) {
		char *line = r->buffer + from;
		char *end = r->used > r->looked ? memchr(r->buffer + r->looked, '\n',
							 r->used - r->looked)
						: NULL;
		if (!end)
			break;
		*end = '\0';
		from = r->looked = (size_t)(end + 1 - r->buffer);
		take_line(r, line, (size_t)(end - line));
	}
	if (!r->id)
		return;
	memmove(r->buffer, r->buffer + from, r->used - from);
	r->used -= from;
	r->looked = r->used;
	if (r->used > LINE_MOST)
		fail(r, "what it says has no end");
}

static void on_out(void *owner, uint32_t events UNUSED)
{
	struct remote *r = owner;
	if (r->room < r->used + PIECE) {
		r->room = (r->used + PIECE) * 2;
		r->buffer = mem_grow(r->buffer, r->room, 1);
	}
	ssize_t n = read(r->out, r->buffer + r->used, PIECE);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		fail_gone(r);
		return;
	}
	r->used += (size_t)n;
	take_lines(r);
}

static void on_err(void *owner, uint32_t events UNUSED)
{
	struct remote *r = owner;
	if (!heard_read(&r->heard, r->err))
		fd_drop(r, &r->err);
}

/* Connections --------------------------------------------------------------------- */

/* "ssh://user@host:22" and "user@host" are "host". */
void remote_name(struct remote *r, const char *address)
{
	const char *from = address, *at;
	struct text t = text_over(r->name, sizeof(r->name));
	char host[sizeof(r->name)];
	struct text plain = text_over(host, sizeof(host));
	r->address = address;
	r->in = r->out = r->err = -1;
	if (!strncmp(from, "ssh://", 6))
		from += 6;
	at = strrchr(from, '@');
	from = at ? at + 1 : from;
	text_mem(&plain, from, strcspn(from, ":/"));
	text_escape(&t, host, strlen(host));
}

static bool start(struct remote *r, bool quiet, struct error *e)
{
	int in[2], out[2], err[2];
	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		return error_set(e, errno, "pipe");
	const struct run run = { .program = RUN_ASK,
				 .host = r->host,
				 .quiet = quiet,
				 .in = in[0],
				 .out = out[1],
				 .err = err[1] };
	r->in = in[1];
	r->out = out[0];
	r->err = err[0];
	(void)fcntl(r->out, F_SETFL, O_NONBLOCK);
	(void)fcntl(r->err, F_SETFL, O_NONBLOCK);
	r->id = runner_run(r->runner, &run, e);
	close(in[0]);
	close(out[1]);
	close(err[1]);
	return r->id && loop_add(r->loop, r->out, EPOLLIN, on_out, r, e) &&
	       loop_add(r->loop, r->err, EPOLLIN, on_err, r, e);
}

void remote_connect(struct remote *r, bool quiet)
{
	struct error e;
	r->state = REMOTE_CONNECTING;
	r->asked = 0;
	r->silent = false;
	r->heard = (struct heard){ .text = "" };
	/* A person may have to find a password. */
	r->heard_at = quiet ? clock_mono() : 0;
	if (start(r, quiet, &e))
		ask(r);
	else
		fail(r, e.text);
}

void remote_tick(struct remote *r)
{
	int64_t now = clock_mono();
	int64_t most = r->state == REMOTE_UP ? SILENCE_S : ANSWER_S;
	char why[80];
	struct text t = text_over(why, sizeof(why));
	if (r->state == REMOTE_DOWN && now >= r->retry_at) {
		remote_connect(r, true);
	} else if (r->state != REMOTE_DOWN && r->heard_at &&
		   now - r->heard_at > most * CLOCK_SEC) {
		text_printf(&t, "it has said nothing for %lld s", (long long)most);
		r->silent = true;
		fail(r, why);
	}
}
