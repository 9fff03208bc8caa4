#include "tui/remote.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/text.h"

enum {
	ANSWER_MS = 30000,
	PROBES = 5,
	NAMES_MAX = 8192,
	NAME_MAX_SIZE = 100,
};

/* The end of what ssh, or sudo there, has said; its own words are the reason. */
static bool gone(struct remote *r, struct error *e)
{
	char last[200] = "", safe[200];
	struct text t = text_over(safe, sizeof(safe));
	size_t used = 0;
	ssize_t n;
	while (used < sizeof(last) - 1 &&
	       (n = read(r->err, last + used, sizeof(last) - 1 - used)) > 0)
		used += (size_t)n;
	while (used && (last[used - 1] == '\n' || last[used - 1] == '\r'))
		used--;
	last[used] = '\0';
	const char *line = strrchr(last, '\n');
	line = line ? line + 1 : last;
	text_escape(&t, line, strlen(line));
	return error_set(e, 0, "%s: %s", r->address,
			 safe[0] ? safe : "the connection has ended");
}

/* More of what it says; wait_ms -1: for a person who types a password. */
static bool fill(struct remote *r, int wait_ms, struct error *e)
{
	struct pollfd p = { .fd = r->out, .events = POLLIN };
	memmove(r->buffer, r->buffer + r->at, r->used - r->at);
	r->used -= r->at;
	r->at = 0;
	if (r->used == sizeof(r->buffer))
		return error_set(e, 0, "%s: a line has no end", r->address);
	int ready;
	do
		ready = poll(&p, 1, wait_ms);
	while (ready < 0 && errno == EINTR);
	if (ready == 0)
		return error_set(e, 0, "%s: no answer within %d s", r->address,
				 wait_ms / 1000);
	ssize_t n = read(r->out, r->buffer + r->used, sizeof(r->buffer) - r->used);
	r->used += n > 0 ? (size_t)n : 0;
	return n > 0 || gone(r, e);
}

/* The next line, without its end; valid until the next call. NULL: e says why. */
static const char *line_read(struct remote *r, int wait_ms, struct error *e)
{
	for (;;) {
		char *start = r->buffer + r->at;
		char *end = memchr(start, '\n', r->used - r->at);
		if (end) {
			*end = '\0';
			r->at += (size_t)(end - start) + 1;
			return start;
		}
		if (!fill(r, wait_ms, e))
			return NULL;
	}
}

static const char *ask(struct remote *r, const char *question, int wait_ms,
		       struct error *e)
{
	char line[4] = { question[0], '\n', '\0', '\0' };
	if (write(r->in, line, 2) != 2) {
		gone(r, e);
		return NULL;
	}
	return line_read(r, wait_ms, e);
}

/* Without labtap there is no answer, but a reason. */
static bool ask_version(struct remote *r, struct error *e)
{
	const char *line = ask(r, "v", -1, e);
	struct text t = text_over(r->version, sizeof(r->version));
	if (!line)
		return false;
	if (strncmp(line, "labtap ", 7) != 0)
		return error_set(e, 0,
				 "%s: labtap does not run there: install it, let sudo "
				 "ask for no password, or name it by --remote-labtap",
				 r->address);
	text_escape(&t, line + 7, strlen(line + 7));
	return true;
}

/* The shortest way there and back says most of the clock in the middle of it. */
static bool ask_clock(struct remote *r, struct error *e)
{
	r->way = INT64_MAX;
	for (int i = 0; i < PROBES; i++) {
		int64_t before = clock_now();
		const char *line = ask(r, "t", ANSWER_MS, e);
		int64_t after = clock_now();
		char *end;
		if (!line)
			return false;
		long long there = strtoll(line, &end, 10);
		if (*end || there <= 0)
			return error_set(e, 0, "%s: its date(1) knows no nanoseconds",
					 r->address);
		if (after - before >= r->way)
			continue;
		r->way = after - before;
		r->offset = there - (before + r->way / 2);
	}
	return true;
}

static void names_clear(struct remote *r)
{
	for (size_t i = 0; i < r->names.count; i++)
		free(r->names.items[i]);
	r->names.count = 0;
}

/* What a screen or a command line would take for something else is left out. */
static bool is_name(const char *line)
{
	char safe[NAME_MAX_SIZE * 4];
	struct text t = text_over(safe, sizeof(safe));
	size_t size = strlen(line);
	text_escape(&t, line, size);
	return size && size < NAME_MAX_SIZE && line[0] != '-' && strchr(line, ':') &&
	       !strchr(line, ' ') && !strcmp(safe, line);
}

static void name_add(struct remote *r, const char *line)
{
	char name[sizeof(r->name) + NAME_MAX_SIZE + 2];
	struct text t = text_over(name, sizeof(name));
	text_printf(&t, "%s/%s", r->name, line);
	if (r->names.count < NAMES_MAX && is_name(line))
		vec_push(&r->names, mem_strdup(name));
}

bool remote_list(struct remote *r, struct error *e)
{
	const char *line = ask(r, "n", ANSWER_MS, e);
	names_clear(r);
	while (line && strncmp(line, "end ", 4) != 0) {
		name_add(r, line);
		line = line_read(r, ANSWER_MS, e);
	}
	return line && (!strcmp(line, "end 0") ||
			error_set(e, 0, "%s: labtap list fails there", r->address));
}

/* "ssh://user@host:22" and "user@host" are "host". */
static void name_make(struct remote *r)
{
	const char *from = r->address, *at;
	struct text t = text_over(r->name, sizeof(r->name));
	if (!strncmp(from, "ssh://", 6))
		from += 6;
	at = strrchr(from, '@');
	from = at ? at + 1 : from;
	text_mem(&t, from, strcspn(from, ":/"));
}

static bool start(struct remote *r, struct runner *runner, struct error *e)
{
	int in[2], out[2], err[2];
	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		return error_set(e, errno, "pipe");
	const struct run run = { .program = RUN_ASK,
				 .host = r->host,
				 .in = in[0],
				 .out = out[1],
				 .err = err[1] };
	r->in = in[1];
	r->out = out[0];
	r->err = err[0];
	r->id = runner_run(runner, &run, e);
	close(in[0]);
	close(out[1]);
	close(err[1]);
	return r->id;
}

bool remote_open(struct remote *r, struct runner *runner, const char *address,
		 uint32_t host, struct error *e)
{
	r->address = address;
	r->host = host;
	r->in = r->out = r->err = -1;
	name_make(r);
	return start(r, runner, e) && ask_version(r, e) && ask_clock(r, e) &&
	       remote_list(r, e);
}

void remote_close(struct remote *r, struct runner *runner)
{
	const int fds[] = { r->in, r->out, r->err };
	for (size_t i = 0; i < COUNT(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	runner_forget(runner, r->id);
	names_clear(r);
	free(r->names.items);
}
