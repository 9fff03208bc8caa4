#include "tui/list.h"

/* Scrolls so that the cursor can be seen and no row stays empty without need. */
static void list_scroll(struct list *l)
{
	size_t height = l->height ? l->height : 1;
	if (l->cursor < l->top)
		l->top = l->cursor;
	if (l->cursor >= l->top + height)
		l->top = l->cursor - height + 1;
	size_t last_top = l->count > height ? l->count - height : 0;
	if (l->top > last_top)
		l->top = last_top;
}

void list_fit(struct list *l, size_t count, size_t height)
{
	l->count = count;
	l->height = height;
	list_goto(l, l->cursor);
}

void list_goto(struct list *l, size_t item)
{
	size_t last = l->count ? l->count - 1 : 0;
	l->cursor = item < last ? item : last;
	list_scroll(l);
}

void list_move(struct list *l, ptrdiff_t by)
{
	size_t back = by < 0 ? (size_t)-by : 0;
	if (by < 0)
		list_goto(l, l->cursor > back ? l->cursor - back : 0);
	else if ((size_t)by > l->count - l->cursor)
		list_goto(l, l->count);
	else
		list_goto(l, l->cursor + (size_t)by);
}

/* Pages move window and cursor together, as less and vim do. */
static void list_page(struct list *l, ptrdiff_t rows)
{
	size_t distance = rows < 0 ? (size_t)-rows : (size_t)rows;
	if (rows > 0)
		l->top += distance;
	else
		l->top -= distance < l->top ? distance : l->top;
	list_move(l, rows);
}

void list_drop(struct list *l, size_t items)
{
	l->count -= items < l->count ? items : l->count;
	l->top -= items < l->top ? items : l->top;
	list_goto(l, l->cursor > items ? l->cursor - items : 0);
}

bool list_command(struct list *l, enum command command, int count)
{
	ptrdiff_t times = count > 0 ? count : 1;
	ptrdiff_t page = l->height > 1 ? (ptrdiff_t)l->height - 1 : 1;
	ptrdiff_t half = l->height > 1 ? (ptrdiff_t)l->height / 2 : 1;
	switch (command) {
	case COMMAND_DOWN:
		list_move(l, times);
		return true;
	case COMMAND_UP:
		list_move(l, -times);
		return true;
	case COMMAND_HALF_DOWN:
		list_page(l, half);
		return true;
	case COMMAND_HALF_UP:
		list_page(l, -half);
		return true;
	case COMMAND_PAGE_DOWN:
		list_page(l, times * page);
		return true;
	case COMMAND_PAGE_UP:
		list_page(l, -times * page);
		return true;
	case COMMAND_FIRST:
		list_goto(l, 0);
		return true;
	case COMMAND_LAST:
		list_goto(l, l->count);
		return true;
	case COMMAND_GOTO:
		list_goto(l, (size_t)times - 1);
		return true;
	default:
		return false;
	}
}
