#include "tui/gather.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/vec.h"
#include "core/store/export.h"
#include "tui/merge.h"
#include "tui/pipe.h"
#include "tui/session.h"
#include "tui/temp.h"

enum { LOOK_EVERY = 256 /* packets between two looks at the clock */ };

struct gather {
	struct pipe *pipe; /* NULL: files */
	int fd;		   /* of the pipe, -1: it ended */
	int file;	   /* what files are made into */
	struct export *export;
	struct merge merge;
	VEC(struct session *) inputs;
	bool over;
};

static struct gather *gather_new(void)
{
	struct gather *g = mem_new(sizeof(*g));
	g->fd = g->file = -1;
	return g;
}

void gather_free(struct gather *g)
{
	if (!g)
		return;
	export_cancel(g->export);
	merge_done(&g->merge);
	for (size_t i = 0; i < g->inputs.count; i++)
		session_free(g->inputs.items[i]);
	free(g->inputs.items);
	pipe_free(g->pipe);
	if (g->file >= 0)
		close(g->file);
	free(g);
}

/* Files --------------------------------------------------------------------- */

/* Packets of a file that names no interface come from the file. */
static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash && slash[1] ? slash + 1 : path;
}

static bool add_file(struct gather *g, const char *path, struct error *e)
{
	const struct session_options none = { .snaplen = 0 };
	struct session *s = session_new(NULL, NULL, &none, e);
	if (!s)
		return false;
	vec_push(&g->inputs, s);
	if (!session_open_file(s, path, e))
		return false;
	merge_add(&g->merge, s, false);
	export_name(g->export, s->store, base_of(path));
	return true;
}

struct gather *gather_files(const char *const *paths, size_t count, struct error *e)
{
	struct gather *g = gather_new();
	g->file = temp_open(e);
	if (g->file >= 0)
		g->export = export_stream(g->file, EXPORT_PCAPNG, NULL, e);
	bool ok = g->export;
	for (size_t i = 0; ok && i < count; i++)
		ok = add_file(g, paths[i], e);
	if (ok && export_flush(g->export, e))
		return g;
	gather_free(g);
	return NULL;
}

/* The files are done: which of them are damaged? */
static void tell_troubles(const struct gather *g, struct error *e)
{
	for (size_t i = 0; i < g->inputs.count; i++) {
		const struct session *s = g->inputs.items[i];
		const char *trouble = store_trouble(s->store);
		if (s->trouble[0])
			error_set(e, 0, "%s", s->trouble);
		else if (trouble)
			error_set(e, 0, "%s: %s", s->spool, trouble);
	}
}

static bool copy_packet(struct gather *g, struct error *e)
{
	uint64_t number;
	struct packet packet;
	const struct session *s = merge_next(&g->merge, &number);
	if (!s) {
		g->over = true;
		tell_troubles(g, e);
		return false;
	}
	return !store_get(s->store, number, &packet) ||
	       export_add(g->export, s->store, &packet, e);
}

static bool step_files(struct gather *g, int64_t end, struct error *e)
{
	struct error late;
	bool ok = true;
	for (unsigned i = 1; ok && (i % LOOK_EVERY || clock_mono() < end); i++)
		ok = copy_packet(g, e);
	if (!export_flush(g->export, &late)) {
		*e = late;
		ok = false;
	}
	g->over |= !ok;
	return ok;
}

/* Pipe ---------------------------------------------------------------------- */

struct gather *gather_pipe(int fd, struct error *e)
{
	struct gather *g = gather_new();
	g->pipe = pipe_new(fd, e);
	g->fd = fd;
	if (!g->pipe) {
		gather_free(g);
		return NULL;
	}
	/* What is unpacked does not grow. */
	e->code = 0;
	while (pipe_is_packed(g->pipe) && pipe_fill(g->pipe, -1, e))
		;
	return g;
}

static bool step_pipe(struct gather *g, int64_t end, struct error *e)
{
	struct pollfd p = { .fd = g->fd, .events = POLLIN };
	while (poll(&p, 1, 0) > 0) {
		if (!pipe_fill(g->pipe, -1, e)) {
			g->over = true;
			g->fd = -1;
			return false;
		}
		if (clock_mono() >= end)
			return true;
	}
	return false;
}

/* Both ---------------------------------------------------------------------- */

int gather_reader(const struct gather *g)
{
	return g->pipe ? pipe_reader(g->pipe) : fcntl(g->file, F_DUPFD_CLOEXEC, 0);
}

int gather_fd(const struct gather *g)
{
	return g->fd;
}

bool gather_step(struct gather *g, int64_t budget_ns, struct error *e)
{
	int64_t end = clock_mono() + budget_ns;
	e->code = 0;
	e->text[0] = '\0';
	if (g->over)
		return false;
	return g->pipe ? step_pipe(g, end, e) : step_files(g, end, e);
}
