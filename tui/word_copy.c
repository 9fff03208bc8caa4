/* :copy - into the clipboard of the terminal, which may be on another machine. */
#include <string.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "tui/packets.h"
#include "tui/shell_text.h"
#include "tui/view_packet.h"
#include "tui/word_table.h"

enum { COPY_ROOM = 64 << 10 };

/* The bytes in question: of the field under the cursor, else the whole packet. */
struct span {
	const uint8_t *bytes;
	size_t size;
};

struct copy {
	const char *name, *meaning;
	unsigned scopes;
	/* False: there is nothing of this kind. */
	bool (*put)(struct app *app, struct text *t);
};

/* What is copied ------------------------------------------------------------ */

static const struct detail *detail_of(const struct app *app)
{
	const struct view *v = &app->views[app->depth - 1];
	if (v->ops == &view_packet)
		return view_packet_detail(v);
	const struct packets *p = v->state;
	return v->ops == &view_packets && p->split ? &p->detail : NULL;
}

static struct span span_of(const struct app *app)
{
	const struct detail *d = detail_of(app);
	const struct field *f = d && d->packet.number ? detail_field(d) : NULL;
	size_t captured = d ? d->packet.captured : 0;
	if (!f || !f->size || f->offset >= captured)
		return (struct span){ d ? d->bytes : NULL, captured };
	size_t most = captured - f->offset;
	return (struct span){ d->bytes + f->offset, f->size < most ? f->size : most };
}

static bool put_row(struct app *app, struct text *t)
{
	struct fields *fields = fields_new();
	struct packet packet;
	bool some = packets_take(app, &packet, fields);
	fields_free(fields);
	if (!some)
		return false;
	clock_text_date(t, packet.time, 6);
	text_char(t, ' ');
	packets_row_text(app->session, &packet, t);
	return true;
}

static bool put_field(struct app *app, struct text *t)
{
	const struct detail *d = detail_of(app);
	const struct field *f = d && d->packet.number ? detail_field(d) : NULL;
	if (f)
		text_printf(t, "%s: %s", f->name, f->value ? f->value : "");
	return f;
}

static bool put_hex(struct app *app, struct text *t)
{
	struct span span = span_of(app);
	for (size_t i = 0; i < span.size; i++)
		text_hex(t, span.bytes[i], 2);
	return span.size;
}

static bool put_ascii(struct app *app, struct text *t)
{
	struct span span = span_of(app);
	for (size_t i = 0; i < span.size; i++) {
		bool plain = span.bytes[i] >= 32 && span.bytes[i] < 127;
		text_char(t, plain ? (char)span.bytes[i] : '.');
	}
	return span.size;
}

static bool put_array(struct app *app, struct text *t)
{
	struct span span = span_of(app);
	text_str(t, "static const unsigned char bytes[] = {");
	for (size_t i = 0; i < span.size; i++) {
		text_str(t, i % 12 ? " 0x" : "\n\t0x");
		text_hex(t, span.bytes[i], 2);
		text_char(t, ',');
	}
	text_str(t, "\n};\n");
	return span.size;
}

static bool put_filter(struct app *app, struct text *t)
{
	const char *filter = filter_text(app->session->filter);
	text_str(t, filter);
	return *filter;
}

/* What is captured, else what is selected. */
static unsigned put_points(const struct session *s, struct text *t)
{
	unsigned count = 0;
	for (size_t i = 0; i < s->taps.count; i++) {
		if (!s->taps.items[i].wanted)
			continue;
		text_char(t, ' ');
		shell_word_twice(t, s->taps.items[i].name);
		count++;
	}
	for (size_t i = 0; !count && i < s->selected.count; i++) {
		text_char(t, ' ');
		shell_word_twice(t, s->selected.items[i]);
		count += i + 1 == s->selected.count;
	}
	return count;
}

static bool put_wireshark(struct app *app, struct text *t)
{
	char host[SHELL_HOST_SIZE];
	const struct session *s = app->session;
	text_printf(t, "ssh %s sudo labtap capture", shell_host(host));
	if (!put_points(s, t))
		return false;
	const char *filter = filter_text(s->capture_filter);
	filter = *filter ? filter : filter_text(s->filter);
	if (*filter) {
		text_char(t, ' ');
		shell_word_twice(t, filter);
	}
	text_str(t, " -w - | wireshark -k -i -");
	return true;
}

static bool put_points_names(struct app *app, struct text *t)
{
	struct text names = *t;
	bool some = put_points(app->session, t);
	/* Without the blank in front. */
	if (some)
		memmove(names.at, names.at + 1, strlen(names.at));
	t->at -= some;
	return some;
}

static bool put_fetch(struct app *app, struct text *t)
{
	text_str(t, app->fetch);
	return app->fetch[0];
}

enum { PACKET = SCOPE_PACKETS | SCOPE_PACKET };

static const struct copy copies[] = {
	{ "field", "the field under the cursor", SCOPE_PACKET, put_field },
	{ "row", "the packet as a line", PACKET, put_row },
	{ "hex", "the field, or the packet, as hex digits", PACKET, put_hex },
	{ "ascii", "the same as text", PACKET, put_ascii },
	{ "c", "the same as a C array", PACKET, put_array },
	{ "points", "names of what is captured, or selected",
	  SCOPE_POINTS | SCOPE_PACKETS, put_points_names },
	{ "filter", "the filter in force", PACKET, put_filter },
	{ "wireshark", "a line for your machine: these points in Wireshark there",
	  SCOPE_POINTS | PACKET, put_wireshark },
	{ "fetch", "a line for your machine: gets the file that was saved last",
	  SCOPE_POINTS | PACKET, put_fetch },
};

/* The word -------------------------------------------------------------------- */

static const struct copy *copy_named(const char *name, enum scope scope)
{
	for (size_t i = 0; i < COUNT(copies); i++)
		if (copies[i].scopes & scope &&
		    (!*name || !strcmp(copies[i].name, name)))
			return &copies[i];
	return NULL;
}

static bool copy_run(struct app *app, char *argument, struct error *e)
{
	const struct copy *copy = copy_named(argument, app_top(app)->ops->scope);
	if (!copy)
		return error_set(e, 0, "%s cannot be copied here: Tab", argument);
	autofree char *room = mem_new(COPY_ROOM);
	struct text t = text_over(room, COPY_ROOM);
	if (!copy->put(app, &t))
		return error_set(e, 0, "there is no %s to copy", copy->name);
	if (t.cut)
		return error_set(e, 0, "that is too much for a clipboard");
	app_copy(app, room);
	return true;
}

static void copy_complete(struct app *app, const char *before UNUSED,
			  struct complete *c)
{
	for (size_t i = 0; i < COUNT(copies); i++)
		if (copies[i].scopes & app_top(app)->ops->scope)
			complete_add(c, copies[i].name, copies[i].meaning);
}

const struct word_entry word_copy = {
	.name = "copy",
	.argument = "[WHAT]",
	.help = "into the clipboard of your terminal (OSC 52); Enter takes the first",
	.scopes = SCOPE_POINTS | PACKET,
	.run = copy_run,
	.complete = copy_complete,
};
