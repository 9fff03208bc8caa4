/* The small files of the user, written by anybody: config.yaml, a history, filters with
 * a name, a session. The first byte says which. No crash, no hang; what is accepted
 * holds what its header promises. */
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "tui/app.h"
#include "tui/bar.h"
#include "tui/history.h"
#include "tui/saved.h"
#include "tui/settings.h"
#include "tui/word_session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_app(const char *text, bool session)
{
	const struct session_options options = { .snaplen = 0 };
	struct error e;
	struct app app = { .loop = loop_new(&e) };
	app.session = session_new(app.loop, NULL, &options, &e);
	app.bar = bar_new(false);
	if (!app.loop || !app.session)
		abort();
	e.text[0] = '\0';
	bool ok = session ? session_text_load(&app, "fuzz", text, &e)
			  : settings_read(&app, text, &e);
	if (!ok && !e.text[0])
		abort();
	if (app.theme >= THEMES)
		abort();
	while (app.maps.count)
		app_map(&app, app.maps.items[0].key, NULL);
	free(app.maps.items);
	bar_free(app.bar);
	session_free(app.session);
	loop_free(app.loop);
}

static void try_history(char *text)
{
	struct lineedit l = { .length = 0 };
	history_take(&l, text);
	if (l.length || l.history.count > LINEEDIT_HISTORY)
		abort();
	for (size_t i = 0; i < l.history.count; i++)
		if (strlen(l.history.items[i].text) >= LINEEDIT_SIZE)
			abort();
	lineedit_done(&l);
}

static void try_filters(char *text)
{
	struct saved s = { .lasting = false };
	struct filter_mark mark;
	struct error e;
	char out[1000], use[60];
	saved_take(&s, text);
	for (size_t i = 0; i < s.filters.count; i++) {
		snprintf(use, sizeof(use), "@%s or @nobody-else",
			 s.filters.items[i].name);
		if (saved_expand(&s, use, out, sizeof(out), &mark, &e) &&
		    !strchr(out, '('))
			abort();
	}
	saved_done(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1 || memchr(data, '\0', size))
		return 0;
	char *text = mem_new(size);
	memcpy(text, data + 1, size - 1);
	switch (data[0] % 4) {
	case 0:
		try_app(text, false);
		break;
	case 1:
		try_history(text);
		break;
	case 2:
		try_filters(text);
		break;
	default:
		try_app(text, true);
	}
	free(text);
	return 0;
}
