/* A grid of styled cells that views draw into; pure memory. term.c puts it on a real
 * terminal, script.c dumps it as text, tests compare it. One place for clipping, wide
 * characters and the ASCII fallback. */
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "tui/theme.h"

struct cell {
	uint32_t code; /* character; 0: the right half of a wide one */
	uint8_t role;
	bool cursor; /* in the row under the cursor: drawn in reverse */
};

struct canvas {
	int rows, columns;
	bool ascii;		     /* no UTF-8: glyphs have plain forms */
	int caret_row, caret_column; /* the text cursor; row -1: hidden */
	struct cell *cells;	     /* [rows * columns] */
};

/* A rectangle of a canvas: what a view may draw on. Coordinates start at its corner. */
struct area {
	struct canvas *canvas;
	int row, column, rows, columns;
};

void canvas_init(struct canvas *c, int rows, int columns);
void canvas_done(struct canvas *c);
void canvas_clear(struct canvas *c);

struct area canvas_area(struct canvas *c);

/* Part of an area; clipped to it. */
struct area area_part(const struct area *a, int row, int column, int rows, int columns);

/* Puts UTF-8 text, clipped at the right edge of the area (nothing wraps; a wide
 * character that would be halved is left out). Control characters become '?': text from
 * packets must have been escaped before, this is the last line of defence. Returns the
 * column behind the text. */
int area_put(const struct area *a, int row, int column, enum role role, const char *s);

/* As area_put, but no wider than `width` columns and padded with blanks to it; text
 * that does not fit ends in "~" (elided at the right). */
int area_field(const struct area *a, int row, int column, int width, enum role role,
	       const char *s);

int area_printf(const struct area *a, int row, int column, enum role role,
		const char *fmt, ...) PRINTF(5, 6);

/* Puts text so that it ends at the right edge less `margin`. */
void area_put_right(const struct area *a, int row, int margin, enum role role,
		    const char *s);

/* The same, where it leaves `taken` columns at the left; else not at all. False: not.
 */
bool area_put_right_of(const struct area *a, int row, int taken, enum role role,
		       const char *s);

/* A hairline across the area, with `label` in it when not NULL. */
void area_rule(const struct area *a, int row, const char *label);

/* Marks a whole row as the one under the cursor, drawn in reverse; its sign stands in
 * the first column when that is blank. */
void area_cursor_row(const struct area *a, int row);

void area_caret(const struct area *a, int row, int column);

/* Columns that UTF-8 text takes on the screen. */
int text_columns(const char *s);

/* Encodes a character as UTF-8 (RFC 3629), not terminated; bytes written. */
size_t text_of_code(uint32_t code, char out[4]);

/* The things drawn that are not letters, in UTF-8 and plain form. */
enum glyph {
	GLYPH_SELECTED,	  /* ◆ * */
	GLYPH_SELECTABLE, /* ◇ . */
	GLYPH_UNFOLDED,	  /* ▾ v */
	GLYPH_FOLDED,	  /* ▸ > */
	GLYPH_LIVE,	  /* ● * */
	GLYPH_CURSOR,	  /* ▌ > */
	GLYPH_MARK,	  /* * * */
	GLYPH_PROMPT,	  /* › > */
	GLYPH_ARROW,	  /* → -> */
	GLYPH_BOTH,	  /* ⇄ <> */
	GLYPH_OK,	  /* ✓ ok */
	GLYPH_BAD,	  /* ✗ x */
	GLYPH_DOT,	  /* · . */
	GLYPH_UP,	  /* ↑ ^ */
	GLYPH_DOWN,	  /* ↓ v */
	GLYPH_LINE,	  /* ─ - */
	GLYPH_VLINE,	  /* │ | */
	GLYPH_CHOSEN,	  /* (•) (*) */
	GLYPH_SPARK,	  /* ▁ … █: GLYPH_SPARK + 0..7; plain ".:-=+*%#" */
	GLYPH_COUNT = GLYPH_SPARK + 8
};

const char *canvas_glyph(const struct canvas *c, enum glyph g);

/* Cells as UTF-8 lines with trailing blanks trimmed; a second plane with one letter per
 * role follows when `roles` (ROLE_TEXT '.', else 'A' + role; under the cursor '_' and
 * 'a' + role). free() the result. */
char *canvas_dump(const struct canvas *c, bool roles) MUST_CHECK;

#endif
