/* The browser's recording: begun by a sheet, stepped by the loop, ended by the same
 * key.
 */
#include "tui/app.h"
#include "tui/record.h"
#include "tui/view_record.h"

bool app_record_start(struct app *app, const struct record_options *options,
		      struct error *e)
{
	if (app->record)
		return error_set(e, 0, "a recording is under way: w ends it");
	app->record = record_new(app->session, options, e);
	if (app->record)
		app_message(app, false, "recording to %s; w ends it",
			    record_name(app->record));
	return app->record;
}

void app_record_end(struct app *app)
{
	char words[sizeof(app->message)];
	struct text t = text_over(words, sizeof(words));
	if (!app->record)
		return;
	record_finish(app->record, &t);
	app->record = NULL;
	app_message(app, false, "%s", words);
}

void app_record_step(struct app *app, int *wait)
{
	struct error e;
	*wait = -1;
	if (!app->record)
		return;
	if (!record_step(app->record, wait, &e))
		app_message(app, true, "%s", e.text);
	if (record_is_over(app->record))
		app_record_end(app);
}

void app_record(struct app *app)
{
	if (app->record)
		app_record_end(app);
	else if (app->session->client && app->session->spool_dir >= 0)
		app_open_view(app, &view_record);
	else
		app_message(app, false,
			    "nothing is being captured: Enter on the points does, "
			    "then w records it");
}
