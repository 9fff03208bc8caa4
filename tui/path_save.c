#include "tui/path_save.h"

#include <stdio.h>

#include "core/store/export.h"

static bool write_rows(const struct app *app, const struct path_rows *rows,
		       struct export *x, struct error *e)
{
	struct store *store = app->session->store;
	for (size_t i = 0; i < rows->hops; i++) {
		struct packet p;
		if (store_get(store, rows->items[i].number, &p) &&
		    !export_add(x, store, &p, e))
			return false;
	}
	return true;
}

void path_save(struct app *app, const struct path_rows *rows,
	       const struct path_rows *reply, uint64_t number)
{
	char path[64];
	struct error e;
	snprintf(path, sizeof(path), "path-%llu.pcapng", (unsigned long long)number);
	struct export *x =
		rows->hops ? export_new(path, EXPORT_PCAPNG, false, NULL, &e) : NULL;
	if (!rows->hops) {
		app_message(app, false, "nothing of it was seen");
	} else if (!x) {
		app_message(app, true, "%s", e.text);
	} else if (!write_rows(app, rows, x, &e) || !write_rows(app, reply, x, &e)) {
		export_cancel(x);
		app_message(app, true, "%s", e.text);
	} else if (!export_finish(x, &e)) {
		app_message(app, true, "%s", e.text);
	} else {
		size_t count = rows->hops + reply->hops;
		app_message(app, false, "wrote %zu packet%s to %s", count,
			    count == 1 ? "" : "s", path);
	}
}
