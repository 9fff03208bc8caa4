/* :filter, :find and :narrow with a text: what the keys ask for, in one line. */
#include "tui/app.h"
#include "tui/bar.h"
#include "tui/bar_offer.h"
#include "tui/word_table.h"

enum { DATA = SCOPE_POINTS | SCOPE_PACKETS | SCOPE_PACKET };

static bool filter_run(struct app *app, char *argument, struct error *e)
{
	return bar_filter(app->bar, app, argument, e);
}

static void filter_complete(struct app *app, const char *before, struct complete *c)
{
	bar_offer_words(app, before, c);
}

static bool find_run(struct app *app, char *argument, struct error *e UNUSED)
{
	bar_set(app->bar, app, BAR_FIND, argument);
	return true;
}

static bool narrow_run(struct app *app, char *argument, struct error *e UNUSED)
{
	bar_set(app->bar, app, BAR_NARROW, argument);
	return true;
}

/* "NAME" keeps the filter in force, "NAME FILTER" that one. */
static bool keep_run(struct app *app, char *argument, struct error *e)
{
	size_t size = strcspn(argument, " ");
	const char *text = argument[size] ? argument + size + 1 : NULL;
	argument[size] = '\0';
	if (!size)
		return error_set(e, 0, "under which name?");
	if (!bar_keep(app->bar, app, argument, text, e))
		return false;
	app_message(app, false, "kept: @%s in a filter stands for it", argument);
	return true;
}

static bool forget_run(struct app *app, char *argument, struct error *e)
{
	return bar_keep(app->bar, app, argument, "", e);
}

const struct word_entry word_keep = {
	.name = "keep",
	.argument = "NAME [EXPRESSION]",
	.help = "keep the filter under a name: @NAME in a filter",
	.scopes = DATA,
	.run = keep_run,
};

const struct word_entry word_forget = {
	.name = "forget",
	.argument = "NAME",
	.help = "forget the filter of this name",
	.scopes = DATA,
	.run = forget_run,
};

const struct word_entry word_filter = {
	.name = "filter",
	.argument = "EXPRESSION",
	.help = "show only these packets; nothing shows all",
	.scopes = DATA,
	.run = filter_run,
	.complete = filter_complete,
};

const struct word_entry word_find = {
	.name = "find",
	.argument = "TEXT",
	.help = "go to the next row with this text",
	.scopes = DATA | SCOPE_HELP,
	.run = find_run,
};

const struct word_entry word_narrow = {
	.name = "narrow",
	.argument = "TEXT",
	.help = "only rows with this text; nothing shows all",
	.scopes = SCOPE_POINTS,
	.run = narrow_run,
};
