/* Filters about the packet under the cursor. */
#include <string.h>

#include "core/analysis/only.h"
#include "core/base/mem.h"
#include "tui/bar.h"
#include "tui/packets.h"
#include "tui/word_table.h"

/* The packet list of the top view or below it, NULL: there is none. */
static const struct view *list_of(const struct app *app)
{
	for (int i = app->depth - 1; i >= 0; i--)
		if (app->views[i].ops->scope == SCOPE_PACKETS)
			return &app->views[i];
	return NULL;
}

bool packets_take(struct app *app, struct packet *packet, struct fields *fields)
{
	const struct view *list = list_of(app);
	struct session *s = app->session;
	uint64_t number = list ? packets_shown(list) : 0;
	struct row row;
	if (!number || !s->store || !store_get(s->store, number, packet))
		return false;
	flows_dissect(s->flows, &row, fields, packet);
	return true;
}

static void filter_in_force(struct app *app, const char *text)
{
	struct error e;
	if (bar_filter(app->bar, app, text, &e))
		app_message(app, false, "f %s   u takes it back", text);
	else
		app_message(app, true, "%s", e.text);
}

void packets_only(struct app *app, bool except)
{
	bar_open_command(app->bar, app, except ? "except " : "only ");
}

void packets_only_field(struct app *app, const struct detail *d, bool except)
{
	const struct field *f = d->packet.number ? detail_field(d) : NULL;
	const struct only o = { &d->packet, d->fields, app->session->hosts };
	char text[ONLY_TEXT];
	struct error e;
	if (!f)
		return;
	if (only_field(&o, (size_t)d->shown.items[d->tree.cursor],
		       filter_text(app->session->filter), except, text, &e))
		filter_in_force(app, text);
	else
		app_message(app, true, "%s", e.text);
}

/* :only and :except ------------------------------------------------------------ */

static bool run(struct app *app, const char *term, bool except, struct error *e)
{
	struct packet packet;
	struct fields *fields = fields_new();
	struct only o = { &packet, fields, app->session->hosts };
	char text[ONLY_TEXT];
	bool some = packets_take(app, &packet, fields);
	o.packet = some ? &packet : NULL;
	bool ok = *term ? only_term(&o, term, filter_text(app->session->filter), except,
				    text, e)
			: error_set(e, 0, "Tab takes what the packet has");
	fields_free(fields);
	if (ok)
		filter_in_force(app, text);
	return ok;
}

static bool only_run(struct app *app, char *argument, struct error *e)
{
	return run(app, argument, false, e);
}

static bool except_run(struct app *app, char *argument, struct error *e)
{
	return run(app, argument, true, e);
}

static void only_complete(struct app *app, const char *before UNUSED,
			  struct complete *c)
{
	struct packet packet;
	struct fields *fields = fields_new();
	struct only o = { &packet, fields, app->session->hosts };
	struct only_choice choices[ONLY_CHOICES];
	size_t count = 0;
	if (packets_take(app, &packet, fields))
		count = only_choices(&o, choices);
	for (size_t i = 0; i < count; i++)
		complete_add(c, choices[i].text, choices[i].what);
	fields_free(fields);
}

const struct word_entry word_only = {
	.name = "only",
	.argument = "EXPRESSION",
	.help = "of what is shown, only this",
	.scopes = SCOPE_PACKETS | SCOPE_PACKET,
	.whole = true,
	.run = only_run,
	.complete = only_complete,
};

const struct word_entry word_except = {
	.name = "except",
	.argument = "EXPRESSION",
	.help = "of what is shown, all but this",
	.scopes = SCOPE_PACKETS | SCOPE_PACKET,
	.whole = true,
	.run = except_run,
	.complete = only_complete,
};
