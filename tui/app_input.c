/* Input beside the table of keys: the mouse, and keys of the user's own. */
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "tui/app.h"
#include "tui/bar.h"
#include "tui/chrome.h"

enum { WHEEL_ROWS = 3, DOUBLE_MS = 400 };

void app_map(struct app *app, int key, const char *line)
{
	size_t i = 0;
	while (i < app->maps.count && app->maps.items[i].key != key)
		i++;
	if (i < app->maps.count) {
		free(app->maps.items[i].line);
		app->maps.items[i] = app->maps.items[--app->maps.count];
	}
	if (line)
		vec_push(&app->maps, ((struct app_map){ key, mem_strdup(line) }));
}

/* The second press on a row is what Enter is. */
static void click(struct app *app, const struct mouse *mouse)
{
	struct view *v = app_top(app);
	struct area body = chrome_body(app);
	int64_t now = clock_mono();
	bool twice = mouse->row == app->click_row &&
		     now - app->clicked < DOUBLE_MS * CLOCK_MS;
	app->click_row = mouse->row;
	app->clicked = twice ? 0 : now;
	if (mouse->row == 1 && v->ops->scope != SCOPE_HELP && body.row > 2) {
		app_do(app, v->ops->line ? COMMAND_NARROW : COMMAND_FILTER, 0);
		return;
	}
	if (mouse->row < body.row || mouse->row >= body.row + body.rows ||
	    !v->ops->click || !v->ops->click(v, mouse->row - body.row, mouse->column))
		return;
	if (twice)
		app_do(app, COMMAND_OPEN, 0);
}

void app_mouse(struct app *app, const struct mouse *mouse)
{
	app->dirty = true;
	if (bar_is_open(app->bar))
		return;
	app->message[0] = '\0';
	if (mouse->kind == MOUSE_CLICK)
		click(app, mouse);
	else
		app_do(app, mouse->kind == MOUSE_UP ? COMMAND_UP : COMMAND_DOWN,
		       WHEEL_ROWS);
}
