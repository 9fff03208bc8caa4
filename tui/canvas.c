/* The grid of cells: clipping, wide characters, the plain forms of glyphs, dumps. */
#include "tui/canvas.h"

#include <stdarg.h>

#include "core/base/mem.h"
#include "tui/width.h"

struct glyph_form {
	const char *fancy, *plain;
};

static const struct glyph_form glyphs[GLYPH_COUNT] = {
	[GLYPH_SELECTED] = { "◆", "*" },  [GLYPH_SELECTABLE] = { "◇", "." },
	[GLYPH_UNFOLDED] = { "▾", "v" },  [GLYPH_FOLDED] = { "▸", ">" },
	[GLYPH_LIVE] = { "●", "*" },	  [GLYPH_CURSOR] = { "▌", ">" },
	[GLYPH_MARK] = { "*", "*" },	  [GLYPH_PROMPT] = { "›", ">" },
	[GLYPH_ARROW] = { "→", "->" },	  [GLYPH_BOTH] = { "⇄", "<>" },
	[GLYPH_OK] = { "✓", "ok" },	  [GLYPH_BAD] = { "✗", "x" },
	[GLYPH_DOT] = { "·", "." },	  [GLYPH_UP] = { "↑", "^" },
	[GLYPH_DOWN] = { "↓", "v" },	  [GLYPH_LINE] = { "─", "-" },
	[GLYPH_VLINE] = { "│", "|" },	  [GLYPH_CHOSEN] = { "(•)", "(*)" },
	[GLYPH_SPARK + 0] = { "▁", "." }, [GLYPH_SPARK + 1] = { "▂", ":" },
	[GLYPH_SPARK + 2] = { "▃", "-" }, [GLYPH_SPARK + 3] = { "▄", "=" },
	[GLYPH_SPARK + 4] = { "▅", "+" }, [GLYPH_SPARK + 5] = { "▆", "*" },
	[GLYPH_SPARK + 6] = { "▇", "%" }, [GLYPH_SPARK + 7] = { "█", "#" },
};

/* Characters of our own words that plain terminals get in another form. */
struct plain_form {
	uint32_t code;
	char text[4];
};

static const struct plain_form plain_forms[] = {
	{ 0x00b5, "u" }, { 0x00b7, "." },  { 0x2014, "-" },  { 0x2026, ".." },
	{ 0x203a, ">" }, { 0x2190, "<-" }, { 0x2191, "^" },  { 0x2192, "->" },
	{ 0x2193, "v" }, { 0x21c4, "<>" }, { 0x2500, "-" },  { 0x2502, "|" },
	{ 0x25c6, "*" }, { 0x25c7, "." },  { 0x25cf, "*" },  { 0x258c, ">" },
	{ 0x25b8, ">" }, { 0x25be, "v" },  { 0x2713, "ok" }, { 0x2717, "x" },
	{ 0x2022, "*" },
};

void canvas_init(struct canvas *c, int rows, int columns)
{
	c->rows = rows > 0 ? rows : 1;
	c->columns = columns > 0 ? columns : 1;
	c->cells = mem_new((size_t)c->rows * (size_t)c->columns * sizeof(*c->cells));
	canvas_clear(c);
}

void canvas_done(struct canvas *c)
{
	free(c->cells);
	c->cells = NULL;
}

void canvas_clear(struct canvas *c)
{
	size_t count = (size_t)c->rows * (size_t)c->columns;
	for (size_t i = 0; i < count; i++)
		c->cells[i] = (struct cell){ .code = ' ' };
	c->caret_row = -1;
	c->caret_column = 0;
}

struct area canvas_area(struct canvas *c)
{
	return (struct area){ .canvas = c, .rows = c->rows, .columns = c->columns };
}

static int clamp(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

struct area area_part(const struct area *a, int row, int column, int rows, int columns)
{
	struct area part = { .canvas = a->canvas };
	int top = clamp(row, 0, a->rows), left = clamp(column, 0, a->columns);
	part.row = a->row + top;
	part.column = a->column + left;
	part.rows = clamp(rows - (top - row), 0, a->rows - top);
	part.columns = clamp(columns - (left - column), 0, a->columns - left);
	return part;
}

static struct cell *area_cell(const struct area *a, int row, int column)
{
	struct canvas *c = a->canvas;
	size_t at = (size_t)(a->row + row) * (size_t)c->columns +
		    (size_t)(a->column + column);
	return &c->cells[at];
}

/* Whoever writes over one half of a wide character takes the other half away too. */
static void cell_release(struct canvas *c, struct cell *cell)
{
	size_t column = (size_t)(cell - c->cells) % (size_t)c->columns;
	if (cell->code == 0 && column > 0)
		cell[-1].code = ' ';
	if (column + 1 < (size_t)c->columns && cell[1].code == 0)
		cell[1].code = ' ';
}

static void area_cell_set(const struct area *a, int row, int column, enum role role,
			  uint32_t code)
{
	struct cell *cell = area_cell(a, row, column);
	if (code)
		cell_release(a->canvas, cell);
	cell->code = code;
	cell->role = (uint8_t)role;
}

/* One character where it fits; the column behind it, or -1 when it does not fit. */
static int area_code(const struct area *a, int row, int column, enum role role,
		     uint32_t code)
{
	int width = width_of(code);
	if (column + width > a->columns)
		return -1;
	if (width == 0 || row < 0 || row >= a->rows || column < 0)
		return column + width;
	if (width == 2) {
		cell_release(a->canvas, area_cell(a, row, column + 1));
		area_cell_set(a, row, column, role, code);
		area_cell_set(a, row, column + 1, role, 0);
	} else {
		area_cell_set(a, row, column, role, code);
	}
	return column + width;
}

/* The next character of s, '?' for what is no character or no terminal should get. */
static uint32_t text_next(const char **s)
{
	uint32_t code = 0;
	size_t n = text_utf8((const uint8_t *)*s, strnlen(*s, 4), &code);
	*s += n ? n : 1;
	return n && text_is_harmless(code) ? code : '?';
}

/* The form of a character on this canvas: as it is, or a few plain ones. */
static size_t canvas_form(const struct canvas *c, uint32_t code, uint32_t form[4])
{
	form[0] = code;
	if (!c->ascii || code < 0x80)
		return 1;
	form[0] = '?';
	for (size_t i = 0; i < COUNT(plain_forms); i++) {
		const struct plain_form *p = &plain_forms[i];
		if (p->code != code)
			continue;
		size_t n = strlen(p->text);
		for (size_t k = 0; k < n; k++)
			form[k] = (unsigned char)p->text[k];
		return n;
	}
	for (size_t level = 0; level < 8; level++)
		if (code == 0x2581 + level)
			form[0] = (unsigned char)glyphs[GLYPH_SPARK + level].plain[0];
	return 1;
}

int area_put(const struct area *a, int row, int column, enum role role, const char *s)
{
	while (*s) {
		uint32_t form[4];
		size_t n = canvas_form(a->canvas, text_next(&s), form);
		for (size_t i = 0; i < n; i++) {
			int next = area_code(a, row, column, role, form[i]);
			if (next < 0)
				return column;
			column = next;
		}
	}
	return column;
}

/* Columns that s takes on this canvas. */
static int canvas_columns(const struct canvas *c, const char *s)
{
	int columns = 0;
	while (*s) {
		uint32_t form[4];
		size_t n = canvas_form(c, text_next(&s), form);
		for (size_t i = 0; i < n; i++)
			columns += width_of(form[i]);
	}
	return columns;
}

int area_field(const struct area *a, int row, int column, int width, enum role role,
	       const char *s)
{
	if (width <= 0)
		return column;
	struct area field = area_part(a, row, column, 1, width);
	bool cut = canvas_columns(a->canvas, s) > field.columns;
	struct area text = area_part(&field, 0, 0, 1, field.columns - (cut ? 1 : 0));
	int at = area_put(&text, 0, 0, role, s);
	if (cut)
		at = area_put(&field, 0, at, role, "~");
	while (at < field.columns)
		at = area_put(&field, 0, at, role, " ");
	return column + width;
}

int area_printf(const struct area *a, int row, int column, enum role role,
		const char *fmt, ...)
{
	char line[512];
	va_list args;
	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	return area_put(a, row, column, role, line);
}

void area_put_right(const struct area *a, int row, int margin, enum role role,
		    const char *s)
{
	int column = a->columns - margin - canvas_columns(a->canvas, s);
	area_put(a, row, column > 0 ? column : 0, role, s);
}

bool area_put_right_of(const struct area *a, int row, int taken, enum role role,
		       const char *s)
{
	bool fits = taken + text_columns(s) + 1 <= a->columns;
	if (fits)
		area_put_right(a, row, 1, role, s);
	return fits;
}

void area_rule(const struct area *a, int row, const char *label)
{
	const char *line = canvas_glyph(a->canvas, GLYPH_LINE);
	for (int column = 1; column < a->columns - 1; column++)
		area_put(a, row, column, ROLE_DIM, line);
	if (!label)
		return;
	struct area room = area_part(a, row, 3, 1, a->columns - 4);
	int end = area_put(&room, 0, 1, ROLE_DIM, label);
	area_put(&room, 0, 0, ROLE_DIM, " ");
	area_put(&room, 0, end, ROLE_DIM, " ");
}

void area_cursor_row(const struct area *a, int row)
{
	if (row < 0 || row >= a->rows)
		return;
	bool sign = a->columns && area_cell(a, row, 0)->code == ' ';
	if (sign)
		area_put(a, row, 0, ROLE_CURSOR, canvas_glyph(a->canvas, GLYPH_CURSOR));
	for (int column = sign; column < a->columns; column++)
		area_cell(a, row, column)->cursor = true;
}

void area_caret(const struct area *a, int row, int column)
{
	if (row < 0 || row >= a->rows || a->columns < 1)
		return;
	a->canvas->caret_row = a->row + row;
	a->canvas->caret_column = a->column + clamp(column, 0, a->columns - 1);
}

int text_columns(const char *s)
{
	int columns = 0;
	while (*s)
		columns += width_of(text_next(&s));
	return columns;
}

const char *canvas_glyph(const struct canvas *c, enum glyph g)
{
	return c->ascii ? glyphs[g].plain : glyphs[g].fancy;
}

size_t text_of_code(uint32_t code, char out[4])
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--, code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)((0xf00u >> n & 0xff) | code);
	return n;
}

static char cell_letter(const struct cell *cell)
{
	static const char letters[] = ".BCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char under_cursor[] = "_bcdefghijklmnopqrstuvwxyz";
	return (cell->cursor ? under_cursor : letters)[cell->role];
}

/* Appends one row and a newline, blanks at the end left out. */
static char *dump_row(const struct canvas *c, int row, bool roles, char *out)
{
	const struct cell *cells = &c->cells[(size_t)row * (size_t)c->columns];
	char *end = out;
	for (int column = 0; column < c->columns; column++) {
		const struct cell *cell = &cells[column];
		char plane = cell_letter(cell);
		if (roles)
			*out++ = plane;
		else if (cell->code)
			out += text_of_code(cell->code, out);
		if (roles ? plane != '.' : cell->code != ' ')
			end = out;
	}
	*end++ = '\n';
	return end;
}

char *canvas_dump(const struct canvas *c, bool roles)
{
	size_t row_size = (size_t)c->columns * 4 + 1;
	char *dump = mem_new((size_t)c->rows * row_size * 2 + 1);
	char *at = dump;
	for (int row = 0; row < c->rows; row++)
		at = dump_row(c, row, false, at);
	for (int row = 0; roles && row < c->rows; row++)
		at = dump_row(c, row, true, at);
	*at = '\0';
	return dump;
}
