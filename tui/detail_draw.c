/* The two panes of a packet on the screen. */
#include "tui/detail.h"

static void draw_field(const struct detail *d, const struct area *area, int row,
		       size_t i)
{
	const struct field *f = fields_at(d->fields, i);
	int column = 1 + 2 * f->depth;
	if (detail_has_children(d, i))
		area_put(area, row, column, ROLE_DIM,
			 canvas_glyph(area->canvas, detail_is_open(d, i)
							    ? GLYPH_UNFOLDED
							    : GLYPH_FOLDED));
	column = area_put(area, row, column + 2,
			  f->depth == 0 ? ROLE_STRONG : ROLE_TEXT, f->name);
	if (f->value && f->value[0])
		area_put(area, row, column < 22 ? 22 : column + 2, ROLE_TEXT, f->value);
}

void detail_draw_tree(const struct detail *d, const struct area *area, bool focus)
{
	for (int row = 0; row < area->rows; row++) {
		size_t at = d->tree.top + (size_t)row;
		if (at >= d->shown.count)
			break;
		draw_field(d, area, row, d->shown.items[at]);
		if (focus && at == d->tree.cursor)
			area_cursor_row(area, row);
	}
}

/* Is byte i part of the field under the cursor? */
static bool is_lit(const struct detail *d, const struct field *f, size_t i)
{
	return f && i < d->packet.captured && i >= f->offset && i - f->offset < f->size;
}

static void draw_byte(const struct detail *d, const struct area *area, int row,
		      int column, size_t i)
{
	const struct field *f = detail_field(d);
	bool lit = is_lit(d, f, i), before = i && is_lit(d, f, i - 1);
	char hex[4];
	struct text t = text_over(hex, sizeof(hex));
	text_hex(&t, d->bytes[i], 2);
	if (lit && (!before || i == f->offset))
		area_put(area, row, column - 1, ROLE_ACCENT, "[");
	area_put(area, row, column, lit ? ROLE_ACCENT : ROLE_TEXT, hex);
	if (lit && !is_lit(d, f, i + 1))
		area_put(area, row, column + 2, ROLE_ACCENT, "]");
}

static void draw_line(const struct detail *d, const struct area *area, int row,
		      size_t offset)
{
	int half = (int)d->per_line / 2;
	int text_column = 7 + (int)d->per_line * 3 + 3;
	char name[8];
	struct text t = text_over(name, sizeof(name));
	text_hex(&t, offset, offset > 0xffff ? 5 : 4);
	area_put(area, row, 1, ROLE_DIM, name);
	for (int i = 0; i < (int)d->per_line; i++) {
		size_t at = offset + (size_t)i;
		if (at >= d->packet.captured)
			break;
		int gap = i >= half && half == 8;
		bool plain = d->bytes[at] >= 32 && d->bytes[at] < 127;
		char c[2] = { '.' };
		if (plain)
			c[0] = (char)d->bytes[at];
		draw_byte(d, area, row, 7 + 3 * i + gap, at);
		area_put(area, row, text_column + i + gap,
			 is_lit(d, detail_field(d), at) ? ROLE_ACCENT : ROLE_DIM, c);
	}
}

void detail_draw_bytes(const struct detail *d, const struct area *area)
{
	for (int row = 0; row < area->rows && d->per_line; row++) {
		size_t offset = (d->bytes_top + (size_t)row) * d->per_line;
		if (offset >= d->packet.captured)
			break;
		draw_line(d, area, row, offset);
	}
}
