#include "tui/sheet.h"

#include <string.h>

#include "tui/app.h"
#include "tui/term.h"

struct area sheet_area(const struct view *v, const struct area *area, int rows,
		       const char *name)
{
	const struct view *below = app_below(v->app, v);
	int top = area->rows - rows;
	struct area list = area_part(area, 0, 0, top, area->columns);
	struct area sheet = area_part(area, top, 0, rows, area->columns);
	if (below)
		below->ops->draw(below, &list);
	area_rule(&sheet, 0, name);
	return sheet;
}

bool sheet_tick(struct view *v)
{
	struct view *below = app_below(v->app, v);
	return below && below->ops->tick && below->ops->tick(below);
}

void sheet_title(const struct view *v, const struct area *line)
{
	const struct view *below = app_below(v->app, v);
	if (below && below->ops->title)
		below->ops->title(below, line);
}

const char *sheet_health(const struct view *v)
{
	const struct view *below = app_below(v->app, v);
	return below && below->ops->health ? below->ops->health(below) : "";
}

bool sheet_is_typed(int key)
{
	/* Letters, and what edits a line in a shell: ^A ^E ^K ^U ^W. */
	static const char edits[] = { 0x01, 0x05, 0x0b, 0x15, 0x17 };
	return (key > ' ' && key < KEY_FIRST_SPECIAL) || key == KEY_PASTE ||
	       (key > 0 && key < ' ' && memchr(edits, key, sizeof(edits)));
}

bool sheet_type(const struct view *v, struct lineedit *edit, int key)
{
	if (key == KEY_PASTE && v->app->term)
		lineedit_insert(edit, term_paste(v->app->term));
	return key == KEY_PASTE || lineedit_key(edit, key);
}

void sheet_draw_choice(const struct area *a, int row, int column, bool chosen,
		       bool focus, const char *text)
{
	const char *sign = chosen ? canvas_glyph(a->canvas, GLYPH_CHOSEN) : "( )";
	enum role role = chosen ? ROLE_ACCENT : ROLE_TEXT;
	column = area_put(a, row, column, role, sign);
	area_put(a, row, column + 1, focus && chosen ? ROLE_STRONG : ROLE_TEXT, text);
}

void sheet_draw_field(const struct area *a, int row, int column, int width, bool focus,
		      const struct lineedit *edit)
{
	int caret = lineedit_column(edit), hidden = caret > width ? caret - width : 0;
	const char *text = edit->text;
	for (int i = 0; i < hidden && *text; i++)
		text++;
	struct area field = area_part(a, row, column, 1, width + 1);
	area_put(&field, 0, 0, focus ? ROLE_INPUT : ROLE_TEXT, text);
	if (focus)
		area_caret(a, row, column + caret - hidden);
}
