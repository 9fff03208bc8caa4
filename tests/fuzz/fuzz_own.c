/* The small files of the user, written by anybody: config.yaml, a history, filters with
 * a name, a session, over packets or over points. The first byte says which. No crash,
 * no hang; what is accepted holds what its header promises. */
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "tests/fuzz/engine.h"
#include "tests/fuzz/front.h"
#include "tui/app.h"
#include "tui/bar.h"
#include "tui/history.h"
#include "tui/saved.h"
#include "tui/settings.h"
#include "tui/word_session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a session writes it can read, and means the same. */
static void try_again(struct app *app)
{
	enum { ROOM = 64 << 10 };
	struct error e;
	autofree char *once = mem_new(ROOM), *twice = mem_new(ROOM);
	struct text t = text_over(once, ROOM), u = text_over(twice, ROOM);
	session_text_write(app, &t);
	if (t.cut)
		return;
	if (!session_text_load(app, "again", once, &e))
		abort();
	session_text_write(app, &u);
	if (strcmp(once, twice) != 0)
		abort();
}

static void try_app(const char *text, bool session, bool live)
{
	struct error e = { .text = "" };
	struct app app;
	front_new(&app, live);
	bool ok = session ? session_text_load(&app, "fuzz", text, &e)
			  : settings_read(&app, text, &e);
	if (!ok && !e.text[0])
		abort();
	if (ok && session)
		try_again(&app);
	if (app.theme >= THEMES)
		abort();
	front_free(&app);
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
	unsigned kind = (uint8_t)(data[0] - '0') % 5;
	switch (kind) {
	case 0:
		try_app(text, false, false);
		break;
	case 1:
		try_history(text);
		break;
	case 2:
		try_filters(text);
		break;
	default:
		try_app(text, true, kind == 4);
	}
	free(text);
	return 0;
}
