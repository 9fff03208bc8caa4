/* The filter in the bar: judged while it is typed, in force, and what it does. */
#include "core/base/mem.h"
#include "tui/app.h"
#include "tui/bar_offer.h"
#include "tui/bar_state.h"
#include "tui/number.h"

enum { PROBED = 2000 }; /* packets tried while a filter is typed: a few ms */

/* How many of the newest packets would be shown. */
static void bar_probe(struct bar *b, struct store *store, struct filter *f)
{
	b->probed = b->matched = 0;
	if (!store)
		return;
	uint64_t last = store_last(store), first = store_first(store);
	if (last >= PROBED && last - PROBED + 1 > first)
		first = last - PROBED + 1;
	for (uint64_t n = first; n && n <= last; n++) {
		struct packet packet;
		if (!store_get(store, n, &packet))
			continue;
		b->probed++;
		b->matched += filter_match(f, &packet);
	}
}

/* The filter of the bar, the saved ones in it replaced. NULL: b->mark and b->error. */
static struct filter *bar_compile(struct bar *b, struct app *app, const char *text,
				  char full[LINEEDIT_SIZE])
{
	b->mark = (struct filter_mark){ .offset = 0 };
	if (!saved_expand(&b->saved, text, full, LINEEDIT_SIZE, &b->mark, &b->error))
		return NULL;
	struct filter *f =
		filter_new_named(full, app->session->hosts, &b->mark, &b->error);
	/* A place in the longer text says nothing about the one that was typed. */
	if (!f && strcmp(full, text) != 0)
		b->mark = (struct filter_mark){ .offset = 0 };
	return f;
}

void bar_filter_check(struct bar *b, struct app *app)
{
	const char *text = b->edits[BAR_FILTER].text;
	char full[LINEEDIT_SIZE];
	b->expanded[0] = '\0';
	struct filter *f = bar_compile(b, app, text, full);
	b->bad = !f;
	if (!f)
		return;
	struct text t = text_over(b->expanded, sizeof(b->expanded));
	if (strcmp(filter_expanded(f), text) != 0)
		text_str(&t, filter_expanded(f));
	bar_probe(b, app->session->store, f);
	filter_free(f);
}

void bar_filter_apply(struct bar *b, struct app *app, const char *text)
{
	char old[LINEEDIT_SIZE], full[LINEEDIT_SIZE];
	struct session *s = app->session;
	struct filter *f = bar_compile(b, app, text, full);
	b->bad = !f;
	filter_free(f);
	if (b->bad)
		return;
	if (b->kernel && s->client) {
		b->bad = !session_capture_filter(s, full, &b->mark, &b->error);
		return;
	}
	struct text t = text_over(old, sizeof(old));
	text_str(&t, filter_text(s->filter));
	b->bad = !session_filter(s, full, &b->mark, &b->error);
	if (!b->bad && strcmp(old, full) != 0)
		memcpy(b->before, old, sizeof(old));
}

bool bar_keep(struct bar *b, struct app *app, const char *name, const char *text,
	      struct error *e)
{
	const char *kept = text ? text : filter_text(app->session->filter);
	struct filter *f = filter_new_named(kept, app->session->hosts, NULL, e);
	if (!f)
		return false;
	filter_free(f);
	if (!*kept && !text)
		return error_set(e, 0, "no filter is in force that could be kept");
	return saved_set(&b->saved, name, kept, e);
}

void bar_filter_offer(struct bar *b, struct app *app)
{
	const struct lineedit *edit = &b->edits[BAR_FILTER];
	char before[LINEEDIT_SIZE];
	complete_start(&b->complete, edit, 0, FILTER_BREAKS);
	struct text t = text_over(before, sizeof(before));
	text_mem(&t, edit->text, b->complete.offset);
	for (size_t i = 0; b->complete.prefix[0] == '@' && i < b->saved.filters.count;
	     i++) {
		char word[64];
		snprintf(word, sizeof(word), "@%s", b->saved.filters.items[i].name);
		complete_add(&b->complete, word, b->saved.filters.items[i].text);
	}
	bar_offer_words(app, before, &b->complete);
}

/* The words under the bar: where it is wrong and why, or what it comes to. */
static void draw_bad(const struct bar *b, const struct area *area, int column)
{
	const char *why = b->error.text;
	int width = b->mark.size ? (int)b->mark.size : 1;
	for (int i = 0; i < width; i++)
		area_put(area, 1, column + i, ROLE_ALARM, "^");
	int room = area->columns - column - width - 3;
	if (text_columns(why) <= room || room > column)
		area_put(area, 1, column + width + 2, ROLE_ALARM, why);
	else
		area_field(area, 1, 1, column - 2, ROLE_ALARM, why);
}

static void draw_good(const struct bar *b, const struct area *area, int column)
{
	char count[80];
	struct text t = text_over(count, sizeof(count));
	text_str(&t, canvas_glyph(area->canvas, GLYPH_OK));
	if (b->probed) {
		text_char(&t, ' ');
		number_grouped(&t, b->matched);
		text_str(&t, b->probed == PROBED ? " of the last " : " of ");
		number_grouped(&t, b->probed);
		text_str(&t, " match");
	}
	if (b->expanded[0])
		area_printf(area, 1, column, ROLE_DIM, "= %s", b->expanded);
	area_put_right(area, 1, 1, ROLE_ACCENT, count);
}

void bar_filter_draw_verdict(const struct bar *b, const struct area *area, int column)
{
	if (b->bad)
		draw_bad(b, area, column + (int)b->mark.offset);
	else
		draw_good(b, area, column);
}

/* The first interface whose packets the filter cannot judge, NULL when there is none.
 */
static const struct iface *bar_unusable(const struct session *s)
{
	struct error e;
	for (uint32_t i = 0; s->store && i < store_ifaces(s->store); i++) {
		const struct iface *iface = store_iface(s->store, i);
		if (!filter_usable(s->filter, iface->linktype, &e))
			return iface;
	}
	return NULL;
}

static void bar_draw_count(const struct session *s, const struct area *line)
{
	char count[100];
	struct text t = text_over(count, sizeof(count));
	text_str(&t, canvas_glyph(line->canvas, GLYPH_OK));
	if (s->rows) {
		uint64_t last = store_last(s->store), first = store_first(s->store);
		text_char(&t, ' ');
		number_grouped(&t, rows_count(s->rows));
		text_str(&t, " of ");
		number_grouped(&t, last ? last - first + 1 : 0);
		text_str(&t, " shown");
	}
	area_put_right(line, 0, 1, ROLE_ACCENT, count);
}

void bar_draw_filter(const struct app *app, const struct area *line)
{
	const struct session *s = app->session;
	int start = bar_draw_prompt(line, "f");
	const char *text = filter_text(s->filter);
	bool set = *filter_expanded(s->filter) != '\0';
	struct area field = area_part(line, 0, start, 1, line->columns - start - 28);
	area_field(&field, 0, 0, field.columns, ROLE_TEXT, text);
	const struct iface *not_on = set ? bar_unusable(s) : NULL;
	if (!set) {
		area_put_right(line, 0, 1, ROLE_DIM, "off");
	} else if (not_on) {
		char why[64];
		struct text t = text_over(why, sizeof(why));
		text_printf(&t, "%s cannot judge ",
			    canvas_glyph(line->canvas, GLYPH_BAD));
		text_harmless(&t, not_on->name, strnlen(not_on->name, 10));
		area_put_right(line, 0, 1, ROLE_ALARM, why);
	} else {
		bar_draw_count(s, line);
	}
}
