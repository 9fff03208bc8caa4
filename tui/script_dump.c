/* What a script sees of the screen: its text, its roles, its looks. */
#include "tui/script_dump.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/base/text.h"

enum { CELL_ROOM = 40, MODEL_SIZE = 1 << 20 };

static char *dump_model(struct app *app)
{
	char *model = mem_new(MODEL_SIZE);
	struct text t = text_over(model, MODEL_SIZE);
	const struct view *v = app_top(app);
	if (v->ops->dump)
		v->ops->dump(v, &t);
	return model;
}

/* What a terminal is told about a cell (ECMA-48 8.3.117, all of it each time). */
static void style_put(struct text *t, const struct cell *cell, enum theme theme)
{
	struct style style = theme_style(theme, PALETTE_256, (enum role)cell->role);
	text_str(t, "\033[0");
	if (style.bold)
		text_str(t, ";1");
	if (style.dim && !cell->cursor)
		text_str(t, ";2");
	if (style.underline)
		text_str(t, ";4");
	if (cell->cursor)
		text_str(t, ";7");
	else if (style.color >= 0)
		text_printf(t, ";38;5;%d", style.color);
	text_char(t, 'm');
}

/* One line with a newline; blanks of the ground at its end are left out. */
static void put_row(struct text *t, const struct canvas *c, int row, enum theme theme)
{
	const struct cell *cells = &c->cells[(size_t)row * (size_t)c->columns];
	char before[CELL_ROOM] = "\033[0m", style[CELL_ROOM], bytes[4];
	int end = c->columns;
	while (end && cells[end - 1].code == ' ' && !cells[end - 1].cursor)
		end--;
	for (int i = 0; i < end; i++) {
		struct text now = text_over(style, sizeof(style));
		style_put(&now, &cells[i], theme);
		if (cells[i].code && strcmp(style, before) != 0) {
			text_str(t, style);
			memcpy(before, style, sizeof(style));
		}
		if (cells[i].code)
			text_mem(t, bytes, text_of_code(cells[i].code, bytes));
	}
	text_str(t, strcmp(before, "\033[0m") != 0 ? "\033[0m\n" : "\n");
}

static void put_colours(struct text *t, struct app *app, enum theme theme)
{
	app_draw(app);
	for (int row = 0; row < app->canvas.rows; row++)
		put_row(t, &app->canvas, row, theme);
}

static char *dump_colours(struct app *app, bool looks)
{
	const struct canvas *c = &app->canvas;
	size_t room = ((size_t)c->rows * (size_t)c->columns + 1) * CELL_ROOM * 3;
	char *dump = mem_new(room);
	struct text t = text_over(dump, room);
	put_colours(&t, app, app->theme);
	if (!looks)
		return dump;
	bool ascii = app->canvas.ascii;
	put_colours(&t, app, THEME_MONO);
	app->canvas.ascii = true;
	app_draw(app);
	autofree char *plain = canvas_dump(&app->canvas, false);
	app->canvas.ascii = ascii;
	text_str(&t, plain);
	return dump;
}

static char *dump_screen(struct app *app, bool roles)
{
	app_draw(app);
	return canvas_dump(&app->canvas, roles);
}

char *script_dump(struct app *app, const char *what)
{
	if (!strcmp(what, "model"))
		return dump_model(app);
	if (!strcmp(what, "screen") || !strcmp(what, "roles"))
		return dump_screen(app, *what == 'r');
	if (!strcmp(what, "colours") || !strcmp(what, "looks"))
		return dump_colours(app, *what == 'l');
	return NULL;
}
