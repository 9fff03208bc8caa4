#include "tui/bar.h"

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "tui/app.h"
#include "tui/bar_state.h"
#include "tui/history.h"
#include "tui/term.h"
#include "tui/word.h"

#define CTRL(letter) ((letter)&0x1f)

/* The files of the user's state directory; narrowing is of the moment. */
static const char *const kinds[BAR_MODES] = {
	[BAR_FILTER] = "filter-history",
	[BAR_FIND] = "find-history",
	[BAR_COMMAND] = "command-history",
};

struct bar *bar_new(bool remembers)
{
	struct bar *b = mem_new(sizeof(*b));
	b->remembers = remembers;
	/* As in vim: after "open " only what was opened. */
	b->edits[BAR_COMMAND].alike = true;
	for (size_t i = 0; remembers && i < BAR_MODES; i++)
		if (kinds[i])
			history_load(&b->edits[i], kinds[i]);
	if (remembers)
		saved_load(&b->saved);
	return b;
}

void bar_free(struct bar *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < BAR_MODES; i++)
		lineedit_done(&b->edits[i]);
	complete_done(&b->complete);
	saved_done(&b->saved);
	free(b);
}

bool bar_is_open(const struct bar *b)
{
	return b->open;
}

const char *bar_text(const struct bar *b, enum bar_mode mode)
{
	return b->edits[mode].text;
}

/* Keeps the line for later and for the next run. What cannot be kept is no trouble, but
 * it is said, once. */
static void bar_remember(struct bar *b, struct app *app, enum bar_mode mode)
{
	struct error e;
	if (!lineedit_remember(&b->edits[mode], clock_now()) || !b->remembers ||
	    !kinds[mode] || history_keep(&b->edits[mode], kinds[mode], &e))
		return;
	b->remembers = false;
	app_message(app, false, "what is entered is not kept: %s", e.text);
}

/* Opening and leaving ------------------------------------------------------ */

/* The text is another one: what is known about it. */
static void bar_changed(struct bar *b, struct app *app)
{
	if (b->mode == BAR_FILTER)
		bar_filter_check(b, app);
	b->offers = b->mode == BAR_COMMAND;
	b->spelled = false;
	if (b->mode != BAR_COMMAND)
		return;
	b->bad = false;
	word_complete(app, &b->complete, &b->edits[BAR_COMMAND]);
}

void bar_open(struct bar *b, struct app *app, enum bar_mode mode)
{
	struct lineedit *edit = &b->edits[mode];
	memcpy(b->old, edit->text, sizeof(b->old));
	b->open = true;
	b->mode = mode;
	b->kernel = false;
	if (mode == BAR_FILTER)
		lineedit_set(edit, filter_text(app->session->filter));
	else
		lineedit_set(edit, mode == BAR_NARROW ? edit->text : "");
	bar_changed(b, app);
}

void bar_open_command(struct bar *b, struct app *app, const char *text)
{
	bar_open(b, app, BAR_COMMAND);
	lineedit_set(&b->edits[BAR_COMMAND], text);
	bar_changed(b, app);
}

static void bar_leave(struct bar *b)
{
	b->open = false;
	lineedit_set(&b->edits[b->mode], b->old);
}

void bar_filter_before(struct bar *b, struct app *app)
{
	char text[LINEEDIT_SIZE];
	memcpy(text, b->before, sizeof(text));
	if (!strcmp(text, filter_text(app->session->filter))) {
		app_message(app, false, "no other filter was in force before");
		return;
	}
	bar_filter_apply(b, app, text);
	if (b->bad)
		app_message(app, true, "%s", b->error.text);
	else
		app_message(app, false, *text ? "filter: %s" : "no filter", text);
}

bool bar_filter(struct bar *b, struct app *app, const char *text, struct error *e)
{
	bar_filter_apply(b, app, text);
	if (b->bad) {
		*e = b->error;
		return false;
	}
	lineedit_set(&b->edits[BAR_FILTER], text);
	bar_remember(b, app, BAR_FILTER);
	return true;
}

static void bar_tell_view(struct app *app, enum command command)
{
	struct view *v = app_top(app);
	v->ops->command(v, command, 0);
}

void bar_set(struct bar *b, struct app *app, enum bar_mode mode, const char *text)
{
	lineedit_set(&b->edits[mode], text);
	bar_remember(b, app, mode);
	if (mode == BAR_FIND && *text)
		bar_tell_view(app, COMMAND_SEARCH_NEXT);
}

/* What is carried out may open something else here: the bar is closed before. */
static void enter_command(struct bar *b, struct app *app)
{
	struct lineedit *edit = &b->edits[BAR_COMMAND];
	char line[LINEEDIT_SIZE];
	memcpy(line, edit->text, sizeof(line));
	bar_remember(b, app, BAR_COMMAND);
	b->open = false;
	if (word_run(app, line, &b->error))
		return;
	b->open = true;
	b->mode = BAR_COMMAND;
	b->bad = true;
}

static void bar_enter(struct bar *b, struct app *app)
{
	struct lineedit *edit = &b->edits[b->mode];
	if (b->mode == BAR_COMMAND) {
		enter_command(b, app);
		return;
	}
	if (b->mode == BAR_FILTER) {
		bar_filter_apply(b, app, edit->text);
		if (b->bad)
			return;
	}
	b->open = false;
	/* As in less: / and Enter alone look for the same text again. */
	if (b->mode == BAR_FIND && !edit->length)
		lineedit_set(edit, b->old);
	bar_remember(b, app, b->mode);
	if (b->mode == BAR_FIND && edit->length)
		bar_tell_view(app, COMMAND_SEARCH_NEXT);
}

/* Keys ---------------------------------------------------------------------- */

/* What was put into the line may be followed by more: the candidates stay, until
 * something else is typed. */
static void bar_complete(struct bar *b, struct app *app, int step)
{
	struct lineedit *edit = &b->edits[b->mode];
	bool at_end = edit->caret == edit->length;
	if (b->mode == BAR_FILTER && b->bad && b->mark.suggestion[0]) {
		lineedit_replace(edit, b->mark.offset, b->mark.size,
				 b->mark.suggestion);
		edit->caret = at_end ? edit->length : edit->caret;
		bar_changed(b, app);
		return;
	}
	if (b->mode == BAR_FILTER && !b->offers)
		bar_filter_offer(b, app);
	b->offers = complete_next(&b->complete, edit, step) || b->mode == BAR_COMMAND;
	if (b->complete.items.count == 1) {
		if (b->mode == BAR_COMMAND && at_end)
			lineedit_insert(edit, " ");
		bar_changed(b, app);
	} else if (b->mode == BAR_FILTER) {
		bar_filter_check(b, app);
	}
}

/* ^T: the kernel's filter, which loses what it drops, or that of the view. */
static void kernel_toggle(struct bar *b, struct app *app)
{
	struct lineedit *edit = &b->edits[BAR_FILTER];
	struct session *s = app->session;
	if (!s->client) {
		app_message(app, false, "nothing is captured: there is only the view");
		return;
	}
	const char *view = filter_text(s->filter),
		   *kernel = filter_text(s->capture_filter);
	bool untouched = !strcmp(edit->text, b->kernel ? kernel : view);
	b->kernel = !b->kernel;
	if (untouched)
		lineedit_set(edit, b->kernel ? kernel : view);
	bar_changed(b, app);
}

/* Keys of the filter alone. */
static bool bar_filter_key(struct bar *b, struct app *app, int key)
{
	if (b->mode != BAR_FILTER || (key != CTRL('t') && key != CTRL('v')))
		return false;
	if (key == CTRL('t'))
		kernel_toggle(b, app);
	else
		b->spelled = !b->spelled;
	return true;
}

static bool bar_is_leave(const struct bar *b, int key)
{
	/* As in vim: nothing left to take away closes the command line. */
	bool empty = b->mode == BAR_COMMAND && !b->edits[BAR_COMMAND].length;
	return key == KEY_ESCAPE || key == CTRL('c') ||
	       (empty && key == KEY_BACKSPACE_);
}

void bar_key(struct bar *b, struct app *app, int key)
{
	struct lineedit *edit = &b->edits[b->mode];
	if (key == KEY_ENTER_) {
		bar_enter(b, app);
		return;
	}
	if (bar_is_leave(b, key)) {
		bar_leave(b);
		return;
	}
	if (key == KEY_TAB_ || key == KEY_BACKTAB_) {
		bar_complete(b, app, key == KEY_TAB_ ? 1 : -1);
		return;
	}
	if (bar_filter_key(b, app, key))
		return;
	if (key == KEY_PASTE && app->term)
		lineedit_insert(edit, term_paste(app->term));
	else if (!lineedit_key(edit, key))
		return;
	bar_changed(b, app);
}
