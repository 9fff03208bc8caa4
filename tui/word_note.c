/* :note TEXT, m - words of the user about a packet, or about a link, node, bridge or
 * point.
 */
#include "tui/word_note.h"

#include "tui/app.h"
#include "tui/bar.h"
#include "tui/packets.h"
#include "tui/session_notes.h"
#include "tui/view_point.h"
#include "tui/word_table.h"

/* What it would be about; neither: nothing. */
struct about {
	uint64_t packet;
	const char *point;
};

static struct about about_of(struct app *app)
{
	struct about about = { 0 };
	struct view *top = app_top(app);
	if (top->ops->scope == SCOPE_POINTS) {
		top->ops->tick(top); /* the model may be a new one */
		about.point = points_current_name(top);
	}
	for (int i = app->depth - 1; i >= 0 && !about.point && !about.packet; i--)
		if (app->views[i].ops->scope == SCOPE_PACKETS)
			about.packet = packets_current(&app->views[i]);
	return about;
}

static bool note_run(struct app *app, char *argument, struct error *e)
{
	struct about about = about_of(app);
	if (!about.packet && !about.point)
		return error_set(e, 0, "there is no packet or point under the cursor");
	if (about.packet)
		session_note_set(app->session, about.packet, argument);
	else
		session_point_note_set(app->session, about.point, argument);
	if (!*argument)
		app_message(app, false, "no note any more");
	else if (about.packet)
		app_message(app, false, "noted: it is saved with the packet (pcapng)");
	else
		app_message(app, false,
			    "noted: saved with %s; :session save NAME keeps it",
			    about.point);
	return true;
}

void note_open(struct app *app)
{
	struct about about = about_of(app);
	const char *old = about.packet	? session_note(app->session, about.packet)
			  : about.point ? session_point_note(app->session, about.point)
					: NULL;
	char line[LINEEDIT_SIZE];
	struct text t = text_over(line, sizeof(line));
	text_printf(&t, "note %s", old ? old : "");
	bar_open_command(app->bar, app, line);
}

const struct word_entry word_note = {
	.name = "note",
	.argument = "TEXT",
	.help = "about this, saved with it; nothing: no note",
	.scopes = SCOPE_POINTS | SCOPE_PACKETS | SCOPE_PACKET,
	.run = note_run,
};
