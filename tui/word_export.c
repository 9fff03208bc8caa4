#include "tui/word_export.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "tui/plot.h"
#include "tui/session_notes.h"
#include "tui/sums.h"
#include "tui/textfile.h"
#include "tui/word_table.h"

enum { SLICE_MS = 6, SAY_MS = 250, NAME_ROOM = 500 };

/* A drawing that waits for its packets to be counted. */
struct export
{
	char *path;
	struct sums page; /* which plot it is of */
	const struct session *session;
	uint64_t packets; /* that there were when it was asked for */
	int64_t said;	  /* clock_mono(): when it was told how far it is */
};

void export_end(struct app *app)
{
	if (!app->export)
		return;
	free(app->export->path);
	free(app->export);
	app->export = NULL;
}

static void export_write(struct app *app, const struct tally *t)
{
	struct error e;
	struct plot plot = sums_plot(&app->export->page, t);
	autofree char *svg = plot_svg(&plot, filter_text(app->session->filter));
	if (textfile_new(app->export->path, svg, &e))
		app_message(app, false, "wrote %s", app->export->path);
	else
		app_message(app, true, "%s", e.text);
}

static void export_say(struct app *app, uint64_t seen)
{
	struct export *x = app->export;
	if (clock_mono() - x->said < SAY_MS * CLOCK_MS)
		return;
	x->said = clock_mono();
	app_message(app, false, "counting for %s: %llu packets so far", x->path,
		    (unsigned long long)seen);
}

bool export_step(struct app *app, bool indexing)
{
	const struct export *x = app->export;
	bool more = false;
	if (!x)
		return false;
	if (x->session != app->session) {
		app_message(app, true, "%s was not written: its packets are closed",
			    x->path);
		export_end(app);
		return false;
	}
	const struct tally *t = session_tally(app->session, SLICE_MS * CLOCK_MS, &more);
	/* Of a capture, which has no end: what there was when it was asked for. */
	bool enough = app->session->client && t && tally_seen(t) >= x->packets;
	if (t && (more || indexing) && !enough) {
		export_say(app, tally_seen(t));
		return true;
	}
	if (t && tally_packets(t))
		export_write(app, t);
	else
		app_message(app, true, "there are no packets to draw");
	export_end(app);
	return false;
}

static bool ends_in(const char *name, const char *end)
{
	size_t size = strlen(name), n = strlen(end);
	return size > n && size < NAME_ROOM && !strcmp(name + size - n, end);
}

/* The table of losses, as it is now. */
static bool export_lanes(struct app *app, const char *path, struct error *e)
{
	if (!sums_lanes_count(app->session))
		return error_set(e, 0, "no packet was seen at two points");
	autofree char *text = sums_lanes_text(app->session, ends_in(path, ".json"));
	if (!textfile_new(path, text, e))
		return false;
	app_message(app, false, "wrote %s", path);
	return true;
}

static bool export_run(struct app *app, char *argument, struct error *e)
{
	const struct view *v = app_top(app);
	if (ends_in(argument, ".csv") || ends_in(argument, ".json"))
		return export_lanes(app, argument, e);
	if (!ends_in(argument, ".svg"))
		return error_set(e, 0,
				 "the plot goes into a file NAME.svg, losses into "
				 "NAME.csv or NAME.json; s saves packets");
	if (!app->session->store)
		return error_set(e, 0, "there are no packets to draw");
	if (!access(argument, F_OK))
		return error_set(e, EEXIST, "%s", argument);
	export_end(app);
	struct export *x = mem_new(sizeof(*x));
	x->path = mem_strdup(argument);
	x->session = app->session;
	x->packets = store_last(app->session->store);
	x->said = clock_mono();
	if (v->ops == &view_sums)
		x->page = *(const struct sums *)v->state;
	else
		x->page.page = SUMS_PLOT;
	app->export = x;
	return true;
}

const struct word_entry word_export = {
	.name = "export",
	.argument = "FILE.svg | FILE.csv | FILE.json",
	.help = "the plot of traffic as a drawing, losses as a table",
	.scopes = SCOPE_PACKETS | SCOPE_PACKET | SCOPE_SUMS,
	.run = export_run,
};
