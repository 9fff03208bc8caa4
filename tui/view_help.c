/* Help: the table of commands as one page per view, made of its groups. */
#include "core/base/text.h"
#include "tui/app.h"
#include "tui/help_words.h"
#include "tui/list.h"
#include "tui/view.h"

enum { KEYS_WIDTH = 10, ITEMS_MAX = 64, COLUMNS = 3, WIDE_FROM = 80 };

struct page {
	const char *name;
	enum scope scope; /* 0: the words of the filter language */
};

static const struct page pages[] = {
	{ "points", SCOPE_POINTS }, { "packets", SCOPE_PACKETS },
	{ "packet", SCOPE_PACKET }, { "sums", SCOPE_SUMS },
	{ "save", SCOPE_SHEET },    { "help", SCOPE_HELP },
	{ "filter words", 0 },	    { "point", SCOPE_POINT },
	{ "path", SCOPE_PATH },	    { "two hops", SCOPE_DIFF },
	{ "tshark", SCOPE_TSHARK },
};

/* Which group stands in which column, of three and of two. */
static const struct place {
	const char *group;
	int wide, slim;
} places[] = {
	{ "move", 0, 0 }, { "narrow", 0, 0 }, { "sums", 0, 1 },	 { "look", 1, 1 },
	{ "run", 1, 1 },  { "keep", 2, 0 },   { "leave", 2, 1 },
};

static const int wide_columns[] = { 2, 28, 56 };
static const int slim_columns[] = { 2, 30 };

/* A line of a column: a group's name, a command, or nothing. */
struct item {
	const char *group;
	const struct command_entry *entry, *opposite;
};

struct column {
	struct item items[ITEMS_MAX];
	int count;
};

struct help_view {
	size_t page;
	bool wide;
	struct list list; /* of first lines: its cursor is what the page starts with */
	struct column columns[COLUMNS];
};

static void column_add(struct column *c, struct item item)
{
	if (c->count < ITEMS_MAX)
		c->items[c->count++] = item;
}

/* The next entry of this scope, when it is told together with `at`. */
static const struct command_entry *opposite_of(const struct command_entry *table,
					       size_t count, size_t at,
					       enum scope scope)
{
	for (size_t i = at + 1; i < count; i++)
		if (table[i].scopes & scope)
			return table[i].help ? NULL : &table[i];
	return NULL;
}

static void column_add_group(struct column *c, const char *group, enum scope scope)
{
	size_t count;
	const struct command_entry *table = command_table(&count);
	bool first = true;
	for (size_t i = 0; i < count; i++) {
		const struct command_entry *e = &table[i];
		if (!(e->scopes & scope) || !e->help || strcmp(e->group, group) != 0)
			continue;
		if (first && c->count)
			column_add(c, (struct item){ .group = NULL });
		if (first)
			column_add(c, (struct item){ .group = group });
		first = false;
		column_add(c, (struct item){ .entry = e,
					     .opposite = opposite_of(table, count, i,
								     scope) });
	}
}

static void help_fit(struct view *v)
{
	struct help_view *h = v->state;
	int longest = 0, rows = app_rows(v->app);
	if (!pages[h->page].scope)
		longest = (int)help_word_count();
	for (int i = 0; i < COLUMNS; i++)
		if (h->columns[i].count > longest)
			longest = h->columns[i].count;
	list_fit(&h->list, longest > rows ? (size_t)(longest - rows + 1) : 1, 1);
}

static void help_build(struct view *v)
{
	struct help_view *h = v->state;
	for (int i = 0; i < COLUMNS; i++)
		h->columns[i].count = 0;
	h->wide = app_columns(v->app) >= WIDE_FROM;
	for (size_t i = 0; i < COUNT(places); i++) {
		int column = h->wide ? places[i].wide : places[i].slim;
		column_add_group(&h->columns[column], places[i].group,
				 pages[h->page].scope);
	}
	list_goto(&h->list, 0);
	help_fit(v);
}

static void help_open(struct view *v)
{
	struct help_view *h = v->state;
	const struct view *below = app_below(v->app, v);
	for (size_t i = 0; below && i < COUNT(pages); i++)
		if (pages[i].scope == below->ops->scope)
			h->page = i;
	help_build(v);
}

static bool help_tick(struct view *v)
{
	const struct help_view *h = v->state;
	if (h->wide != (app_columns(v->app) >= WIDE_FROM))
		help_build(v);
	help_fit(v);
	return false;
}

/* Both directions side by side; further keys as long as there is room. */
static void item_keys(const struct item *item, struct text *t)
{
	if (item->entry->shown) {
		text_str(t, item->entry->shown);
		return;
	}
	for (int k = 0; k < COMMAND_KEYS && item->entry->keys[k]; k++) {
		char key[12], other[12] = "";
		command_key_name(item->entry->keys[k], key);
		if (item->opposite && item->opposite->keys[k])
			command_key_name(item->opposite->keys[k], other);
		int width = text_columns(t->start) + text_columns(key) +
			    text_columns(other) + (k ? 1 : 0) + (*other ? 1 : 0);
		if (k && width >= KEYS_WIDTH)
			return;
		text_printf(t, "%s%s%s%s", k ? " " : "", key, *other ? " " : "", other);
	}
}

static bool item_match(const struct item *item, const char *text)
{
	return *text && item->entry &&
	       (strcasestr(item->entry->help, text) ||
		strcasestr(item->entry->name, text));
}

static void draw_item(const struct area *a, int row, const struct item *item,
		      const char *text)
{
	char keys[40];
	struct text t = text_over(keys, sizeof(keys));
	if (item->group)
		area_put(a, row, 0, ROLE_DIM, item->group);
	if (!item->entry)
		return;
	item_keys(item, &t);
	enum role role = item_match(item, text) ? ROLE_ACCENT : ROLE_TEXT;
	int at = area_put(a, row, 0, ROLE_KEY, keys);
	area_put(a, row, at < KEYS_WIDTH ? KEYS_WIDTH : at + 1, role,
		 item->entry->help);
}

static bool word_match(const struct help_word *word, const char *text)
{
	return *text &&
	       (strcasestr(word->word, text) || strcasestr(word->meaning, text));
}

static void draw_words(const struct view *v, const struct area *area)
{
	const struct help_view *h = v->state;
	size_t count = help_word_count();
	for (int row = 0; row < area->rows; row++) {
		size_t index = h->list.cursor + (size_t)row;
		if (index >= count)
			return;
		struct help_word word = help_word_at(index);
		bool match = word_match(&word, app_find_text(v->app));
		area_field(area, row, 2, 15, ROLE_KEY, word.word);
		int at = area_put(area, row, 18, match ? ROLE_ACCENT : ROLE_TEXT,
				  word.meaning);
		int width = word.expansion ? text_columns(word.expansion) + 5 : 0;
		if (word.expansion && at + width <= area->columns)
			area_printf(area, row, at + 2, ROLE_DIM, "= %s",
				    word.expansion);
	}
}

static void help_draw(const struct view *v, const struct area *area)
{
	const struct help_view *h = v->state;
	int first = (int)h->list.cursor;
	if (!pages[h->page].scope) {
		draw_words(v, area);
		return;
	}
	for (int c = 0; c < (h->wide ? COLUMNS : COLUMNS - 1); c++) {
		int left = h->wide ? wide_columns[c] : slim_columns[c];
		struct area column =
			area_part(area, 0, left, area->rows, area->columns);
		for (int i = first; i < h->columns[c].count; i++)
			draw_item(&column, i - first, &h->columns[c].items[i],
				  app_find_text(v->app));
	}
}

static bool help_find(struct view *v, size_t from)
{
	struct help_view *h = v->state;
	const char *text = app_find_text(v->app);
	size_t words = pages[h->page].scope ? 0 : help_word_count();
	for (size_t i = from; i < words; i++) {
		struct help_word word = help_word_at(i);
		if (word_match(&word, text)) {
			list_goto(&h->list, i);
			return true;
		}
	}
	for (int c = 0; c < COLUMNS; c++)
		for (int i = (int)from; i < h->columns[c].count; i++)
			if (item_match(&h->columns[c].items[i], text)) {
				list_goto(&h->list, (size_t)i);
				return true;
			}
	return false;
}

static enum want help_command(struct view *v, enum command command, int count)
{
	struct help_view *h = v->state;
	size_t step = command == COMMAND_PANE_PREVIOUS ? COUNT(pages) - 1 : 1;
	/* The list is one row high: a page of it is one of the screen. */
	int screen = app_rows(v->app) > 2 ? app_rows(v->app) - 2 : 1;
	switch (command) {
	case COMMAND_PANE_NEXT:
	case COMMAND_PANE_PREVIOUS:
		h->page = (h->page + step) % COUNT(pages);
		help_build(v);
		return WANT_REDRAW;
	case COMMAND_SEARCH_NEXT:
	case COMMAND_SEARCH_PREVIOUS:
		if (!help_find(v, h->list.cursor + 1) && !help_find(v, 0))
			app_message(v->app, false, "not on this page");
		return WANT_REDRAW;
	case COMMAND_HELP:
		return WANT_CLOSE;
	case COMMAND_HALF_DOWN:
	case COMMAND_HALF_UP:
	case COMMAND_PAGE_DOWN:
	case COMMAND_PAGE_UP:
		count = screen;
		break;
	default:
		break;
	}
	return list_command(&h->list, command, count) ? WANT_REDRAW : WANT_NOTHING;
}

static void help_title(const struct view *v, const struct area *line)
{
	const struct help_view *h = v->state;
	int at = area_put(line, 0, 1, ROLE_STRONG, "help");
	area_put(line, 0, at + 3, ROLE_TEXT, pages[h->page].name);
	area_put_right(line, 0, 1, ROLE_DIM, "letters follow tcpdump where they can");
}

static void help_message(const struct view *v, const struct area *line)
{
	static const char *const also[] = { "F1 help",	 "F2 save",   "F3 find",
					    "F4 filter", "F5 rescan", "F10 quit" };
	const struct help_view *h = v->state;
	int room = line->columns, column = 1;
	if (h->list.cursor + 1 < h->list.count) {
		area_put_right(line, 0, 1, ROLE_ACCENT, "more below: j");
		room -= 16;
	}
	for (size_t i = 0; i < COUNT(also) && column + text_columns(also[i]) < room;
	     i++)
		column = area_put(line, 0, column, ROLE_DIM, also[i]) + 2;
}

const struct view_ops view_help = {
	.name = "help",
	.scope = SCOPE_HELP,
	.size = sizeof(struct help_view),
	.open = help_open,
	.tick = help_tick,
	.draw = help_draw,
	.command = help_command,
	.title = help_title,
	.message = help_message,
};
