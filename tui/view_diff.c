/* Two hops of one packet side by side, field by field; what changed is marked. */
#include <string.h>

#include "tui/fields_diff.h"
#include "tui/list.h"
#include "tui/path_text.h"
#include "tui/view_path.h"

struct diff_view {
	struct fields *left, *right;
	struct fields_diff diff;
	VEC(uint32_t) shown; /* rows of the diff */
	bool changed_only;
	size_t changed;
	char title[2][160];
	struct list list;
};

/* Building --------------------------------------------------------------------- */

static void fit(struct view *v)
{
	struct diff_view *d = v->state;
	int rows = app_rows(v->app) - 1;
	list_fit(&d->list, d->shown.count, rows > 0 ? (size_t)rows : 0);
}

/* A field that is shown needs the layer it is in. */
static bool is_shown(const struct diff_view *d, size_t i)
{
	const struct diff_row *row = &d->diff.rows.items[i];
	unsigned depth = (row->left ? row->left : row->right)->depth;
	if (!d->changed_only || row->changed)
		return true;
	for (i++; i < d->diff.rows.count; i++) {
		const struct diff_row *below = &d->diff.rows.items[i];
		if ((below->left ? below->left : below->right)->depth <= depth)
			return false;
		if (below->changed)
			return true;
	}
	return false;
}

static void choose(struct view *v)
{
	struct diff_view *d = v->state;
	d->shown.count = d->changed = 0;
	for (size_t i = 0; i < d->diff.rows.count; i++) {
		d->changed += d->diff.rows.items[i].changed;
		if (is_shown(d, i))
			vec_push(&d->shown, (uint32_t)i);
	}
	fit(v);
}

/* The hop under the cursor of the path, and the one that it came from. */
static void hops_of(const struct path_rows *r, size_t cursor, size_t hops[2])
{
	size_t right = cursor >= r->hops ? r->hops - 1 : cursor ? cursor : 1;
	hops[1] = right;
	hops[0] = r->items[right].from < right ? r->items[right].from : right - 1;
}

static void take_apart(struct diff_view *d, struct session *s,
		       const struct path_rows *r, const size_t hops[2])
{
	struct fields *const sides[] = { d->left, d->right };
	for (int i = 0; i < 2; i++) {
		const struct path_row *hop = &r->items[hops[i]];
		struct text t = text_over(d->title[i], sizeof(d->title[i]));
		struct packet p = { .captured = 0, .bytes = (const uint8_t *)"" };
		struct row row;
		if (!store_get(s->store, hop->number, &p))
			p = (struct packet){ .bytes = (const uint8_t *)"" };
		flows_dissect(s->flows, &row, sides[i], &p);
		text_printf(&t, "%s%s%s", hop->point, hop->way[0] ? " " : "", hop->way);
	}
}

static void build(struct view *v)
{
	struct diff_view *d = v->state;
	const struct view *path = app_below(v->app, v);
	size_t cursor, hops[2];
	const struct path_rows *r = path_shown(path, &cursor);
	if (r->hops >= 2) {
		hops_of(r, cursor, hops);
		take_apart(d, v->app->session, r, hops);
		fields_diff_build(&d->diff, d->left, d->right);
	}
	choose(v);
}

static void diff_open(struct view *v)
{
	struct diff_view *d = v->state;
	d->left = fields_new();
	d->right = fields_new();
	build(v);
}

static bool diff_tick(struct view *v)
{
	fit(v);
	return false;
}

static enum want diff_command(struct view *v, enum command command, int count)
{
	struct diff_view *d = v->state;
	bool next = command == COMMAND_PACKET_NEXT;
	if (command == COMMAND_BACK)
		return WANT_CLOSE;
	if (command == COMMAND_DIFF) {
		d->changed_only = !d->changed_only;
		choose(v);
		return WANT_REDRAW;
	}
	if (next || command == COMMAND_PACKET_PREVIOUS) {
		if (!path_step(app_below(v->app, v), next ? 1 : -1))
			app_message(v->app, false, "no hop %s",
				    next ? "below" : "above");
		build(v);
		return WANT_REDRAW;
	}
	return list_command(&d->list, command, count) ? WANT_REDRAW : WANT_NOTHING;
}

/* On the screen ------------------------------------------------------------------ */

static int name_width(int columns)
{
	return columns < 100 ? 22 : 32;
}

static void draw_side(const struct area *a, int row, int column, int width,
		      const struct diff_row *r, const struct field *f)
{
	const char *value = !f ? "" : f->value && f->value[0] ? f->value : "";
	enum role role = !r->changed ? ROLE_TEXT : ROLE_ACCENT;
	area_field(a, row, column, width, f ? role : ROLE_DIM, f ? value : "-");
}

static void draw_row(const struct area *a, int row, const struct diff_row *r)
{
	const struct field *f = r->left ? r->left : r->right;
	int names = name_width(a->columns), half = (a->columns - names - 6) / 2;
	int indent = 3 + 2 * (int)f->depth;
	if (r->changed)
		area_put(a, row, 1, ROLE_ACCENT, "*");
	area_field(a, row, indent, names + 2 - indent,
		   f->depth ? ROLE_DIM : ROLE_STRONG, f->name);
	draw_side(a, row, names + 3, half, r, r->left);
	draw_side(a, row, names + 4 + half, half, r, r->right);
}

static void diff_draw(const struct view *v, const struct area *area)
{
	const struct diff_view *d = v->state;
	int names = name_width(area->columns), half = (area->columns - names - 6) / 2;
	area_put(area, 0, 3, ROLE_DIM, "FIELD");
	area_field(area, 0, names + 3, half, ROLE_STRONG, d->title[0]);
	area_field(area, 0, names + 4 + half, half, ROLE_STRONG, d->title[1]);
	for (int row = 1; row < area->rows; row++) {
		size_t i = d->list.top + (size_t)row - 1;
		if (i >= d->shown.count)
			break;
		draw_row(area, row, &d->diff.rows.items[d->shown.items[i]]);
		if (i == d->list.cursor)
			area_cursor_row(area, row);
	}
}

static void diff_title(const struct view *v, const struct area *line)
{
	const struct diff_view *d = v->state;
	int at = area_put(line, 0, 1, ROLE_STRONG, "two hops");
	area_printf(line, 0, at + 3, ROLE_TEXT, "%s %s %s", d->title[0],
		    canvas_glyph(line->canvas, GLYPH_ARROW), d->title[1]);
}

static void diff_line(const struct view *v, const struct area *line)
{
	const struct diff_view *d = v->state;
	size_t same = d->diff.rows.count - d->changed;
	area_printf(line, 0, 1, d->changed ? ROLE_ACCENT : ROLE_TEXT,
		    "%zu of %zu fields are different", d->changed, d->diff.rows.count);
	area_put_right(line, 0, 1, ROLE_DIM,
		       !same		 ? ""
		       : d->changed_only ? "d shows all"
					 : "d hides equal ones");
}

static void diff_dump(const struct view *v, struct text *out)
{
	const struct diff_view *d = v->state;
	text_printf(out, "%s | %s\n", d->title[0], d->title[1]);
	for (size_t i = 0; i < d->diff.rows.count; i++) {
		const struct diff_row *r = &d->diff.rows.items[i];
		if (r->changed)
			text_printf(out, "%s: %s | %s\n",
				    (r->left ? r->left : r->right)->name,
				    r->left && r->left->value ? r->left->value : "-",
				    r->right && r->right->value ? r->right->value
								: "-");
	}
}

static void diff_close(struct view *v)
{
	struct diff_view *d = v->state;
	fields_free(d->left);
	fields_free(d->right);
	fields_diff_done(&d->diff);
	free(d->shown.items);
}

const struct view_ops view_diff = {
	.name = "diff",
	.scope = SCOPE_DIFF,
	.size = sizeof(struct diff_view),
	.open = diff_open,
	.tick = diff_tick,
	.draw = diff_draw,
	.command = diff_command,
	.title = diff_title,
	.line = diff_line,
	.dump = diff_dump,
	.close = diff_close,
};
