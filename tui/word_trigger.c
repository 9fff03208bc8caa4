/* :stop, :stop when FILTER, :mark when FILTER */
#include <string.h>

#include "tui/app.h"
#include "tui/bar_offer.h"
#include "tui/session_trigger.h"
#include "tui/word_table.h"

enum { ANYWHERE = SCOPE_POINTS | SCOPE_PACKETS | SCOPE_PACKET | SCOPE_SUMS };

static const char when[] = "when ";

static bool arm(struct app *app, enum trigger_kind kind, const char *argument,
		struct error *e)
{
	static const char *const words[] = {
		[TRIGGER_STOP] = "capturing stops",
		[TRIGGER_MARK] = "packets are marked",
	};
	if (!strcmp(argument, "never")) {
		app_message(app, false, "not armed any more");
		return session_trigger(app->session, kind, "", e);
	}
	if (strncmp(argument, when, sizeof(when) - 1) != 0)
		return error_set(e, 0, "when FILTER, or never");
	argument += sizeof(when) - 1;
	if (!session_trigger(app->session, kind, argument, e))
		return false;
	app_message(app, false, "%s when a packet is %s", words[kind], argument);
	return true;
}

static bool stop_run(struct app *app, char *argument, struct error *e)
{
	struct session *s = app->session;
	if (*argument)
		return arm(app, TRIGGER_STOP, argument, e);
	if (!session_is_capturing(s))
		return error_set(e, 0, "nothing is captured");
	session_select_none(s);
	app_message(app, false, "capturing has stopped; i goes to the points");
	return session_capture(s, e);
}

static bool mark_run(struct app *app, char *argument, struct error *e)
{
	if (*argument)
		return arm(app, TRIGGER_MARK, argument, e);
	app_do(app, COMMAND_SELECT, 0);
	return true;
}

static void trigger_complete(struct app *app, const char *before, struct complete *c)
{
	if (!*before) {
		complete_add(c, "when", "a packet like this comes");
		complete_add(c, "never", "disarms it");
	} else if (!strncmp(before, when, sizeof(when) - 1)) {
		bar_offer_words(app, before + sizeof(when) - 1, c);
	}
}

const struct word_entry word_stop = {
	.name = "stop",
	.argument = "[when EXPRESSION]",
	.help = "stop capturing, now or when such a packet comes",
	.scopes = ANYWHERE,
	.run = stop_run,
	.complete = trigger_complete,
};

const struct word_entry word_mark = {
	.name = "mark",
	.argument = "[when EXPRESSION]",
	.help = "mark this packet, or all such packets that come",
	.scopes = SCOPE_PACKETS,
	.run = mark_run,
	.complete = trigger_complete,
};
