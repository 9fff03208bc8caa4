/* V: one packet as tshark sees it, a second opinion: its full tree, when it is
 * installed. It gets the packet alone, as it would be saved, so link type, tunnels and
 * times are those of a saved file. */
#include "tui/view_tshark.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/dissect/decode_as.h"
#include "core/store/export.h"
#include "tui/app.h"
#include "tui/detail.h"
#include "tui/list.h"
#include "tui/listen.h"
#include "tui/view_packet.h"

enum { LIMIT_MS = 20000, OUTPUT_MAX = 1 << 20, ROW = 1024, RULES_MAX = 32 };

struct tshark_view {
	uint64_t number;
	struct listen listen;
	VEC(uint32_t) rows; /* where each line of the output begins */
	unsigned serial;    /* of the output, when the rows were made */
	char state[240];    /* why there are none, "" */
	struct list list;
	int64_t started; /* clock_mono() */
};

/* Asking -------------------------------------------------------------------------- */

/* A file of this packet alone; -1 with e set. */
static int packet_file(struct session *s, uint64_t number, struct error *e)
{
	struct packet packet;
	int file = memfd_create("packet", MFD_CLOEXEC);
	struct export *x =
		file >= 0 ? export_stream(file, EXPORT_PCAPNG, NULL, e) : NULL;
	bool ok = x && store_get(s->store, number, &packet) &&
		  export_add(x, s->store, &packet, e) && export_flush(x, e) &&
		  lseek(file, 0, SEEK_SET) == 0;
	export_cancel(x);
	if (ok)
		return file;
	if (file >= 0)
		close(file);
	error_set(e, 0, "this packet cannot be read any more");
	return -1;
}

static bool ask(struct tshark_view *t, struct app *app, struct error *e)
{
	const char *const *rules;
	size_t count = decode_as_texts(app->session->decode_as, &rules);
	size_t old = count > RULES_MAX ? count - RULES_MAX : 0; /* the latest hold */
	struct run run = {
		.program = RUN_TSHARK,
		.words = rules + old,
		.count = count - old,
		.limit_ms = LIMIT_MS,
		.in = packet_file(app->session, t->number, e),
	};
	if (run.in < 0)
		return false;
	bool ok = listen_start(&t->listen, app->loop, app->runner, &run, OUTPUT_MAX, e);
	close(run.in);
	return ok;
}

static void tshark_open(struct view *v)
{
	struct tshark_view *t = v->state;
	struct text state = text_over(t->state, sizeof(t->state));
	const struct detail *d = view_packet_detail(app_below(v->app, v));
	struct error e;
	t->number = d->packet.number;
	t->started = clock_mono();
	text_str(&state, "asking tshark ...");
	if (ask(t, v->app, &e))
		return;
	state = text_over(t->state, sizeof(t->state));
	text_str(&state, e.text);
}

/* Hearing ------------------------------------------------------------------------- */

static void rows_make(struct tshark_view *t)
{
	const struct listen *l = &t->listen;
	t->rows.count = 0;
	for (size_t at = 0; at < l->used;) {
		const char *end = memchr(l->text + at, '\n', l->used - at);
		size_t size = end ? (size_t)(end - l->text) - at : l->used - at;
		if (size) /* tshark ends with an empty line */
			vec_push(&t->rows, (uint32_t)at);
		at += size + 1;
	}
}

/* What became of it, when there is nothing to show. */
static void state_tell(struct tshark_view *t)
{
	int status;
	if (!listen_is_over(&t->listen, &status))
		return;
	struct text state = text_over(t->state, sizeof(t->state));
	bool late = clock_mono() - t->started >= LIMIT_MS * CLOCK_MS;
	if (status == 127)
		text_str(&state, "tshark is not here: apt-get install tshark. ");
	else if (status < 0 && !t->listen.cut && late)
		text_printf(&state, "tshark took more than %d s. ", LIMIT_MS / 1000);
	else if (status < 0 && !t->listen.cut)
		text_str(&state, "tshark was killed. ");
	else if (status > 0 && !t->listen.cut)
		text_printf(&state, "tshark ended with status %d. ", status);
	if (text_length(&state))
		heard_last(&t->listen.heard, &state);
	else if (t->listen.cut)
		text_str(&state, "there is more than fits here");
}

static bool tshark_tick(struct view *v)
{
	struct tshark_view *t = v->state;
	bool news = t->listen.serial != t->serial;
	t->serial = t->listen.serial;
	if (news)
		rows_make(t);
	char before[sizeof(t->state)];
	memcpy(before, t->state, sizeof(before));
	if (t->listen.id)
		state_tell(t);
	int rows = app_rows(v->app);
	size_t most = (int)t->rows.count > rows ? t->rows.count - (size_t)rows + 1 : 1;
	list_fit(&t->list, most, 1);
	return news || strcmp(before, t->state) != 0;
}

static enum want tshark_command(struct view *v, enum command command, int count)
{
	struct tshark_view *t = v->state;
	int screen = app_rows(v->app) > 2 ? app_rows(v->app) - 2 : 1;
	bool page = command == COMMAND_PAGE_DOWN || command == COMMAND_PAGE_UP ||
		    command == COMMAND_HALF_DOWN || command == COMMAND_HALF_UP;
	if (command == COMMAND_TSHARK || command == COMMAND_BACK)
		return WANT_CLOSE;
	return list_command(&t->list, command, page ? screen : count) ? WANT_REDRAW
								      : WANT_NOTHING;
}

/* On the screen ------------------------------------------------------------------- */

static void row_text(const struct tshark_view *t, size_t row, struct text *to)
{
	const struct listen *l = &t->listen;
	const char *line = l->text + t->rows.items[row];
	size_t left = l->used - t->rows.items[row];
	const char *end = memchr(line, '\n', left);
	text_escape(to, line, end ? (size_t)(end - line) : left);
}

static void tshark_draw(const struct view *v, const struct area *area)
{
	const struct tshark_view *t = v->state;
	if (!t->rows.count)
		area_put(area, 0, 1, ROLE_TEXT, t->state);
	for (int row = 0; row < area->rows; row++) {
		size_t i = t->list.cursor + (size_t)row;
		char line[ROW];
		struct text words = text_over(line, sizeof(line));
		if (i >= t->rows.count)
			break;
		row_text(t, i, &words);
		area_put(area, row, 1, line[0] == ' ' ? ROLE_TEXT : ROLE_STRONG, line);
	}
}

static void tshark_title(const struct view *v, const struct area *line)
{
	const struct tshark_view *t = v->state;
	int at = area_put(line, 0, 1, ROLE_STRONG, "tshark");
	area_printf(line, 0, at + 3, ROLE_TEXT, "packet %llu",
		    (unsigned long long)t->number);
}

static void tshark_message(const struct view *v, const struct area *line)
{
	const struct tshark_view *t = v->state;
	if (t->rows.count && t->state[0])
		area_put(line, 0, 1, ROLE_TEXT, t->state);
	if (t->list.cursor + 1 < t->list.count)
		area_put_right(line, 0, 1, ROLE_ACCENT, "more below: j");
}

static void tshark_dump(const struct view *v, struct text *out)
{
	const struct tshark_view *t = v->state;
	text_printf(out, "%s\n", t->state);
	for (size_t i = 0; i < t->rows.count; i++) {
		char line[ROW];
		struct text words = text_over(line, sizeof(line));
		row_text(t, i, &words);
		text_printf(out, "%s\n", line);
	}
}

static void tshark_close(struct view *v)
{
	struct tshark_view *t = v->state;
	listen_end(&t->listen);
	free(t->rows.items);
}

const struct view_ops view_tshark = {
	.name = "tshark",
	.scope = SCOPE_TSHARK,
	.size = sizeof(struct tshark_view),
	.open = tshark_open,
	.tick = tshark_tick,
	.draw = tshark_draw,
	.command = tshark_command,
	.title = tshark_title,
	.message = tshark_message,
	.dump = tshark_dump,
	.close = tshark_close,
};
