/* The grid of cells: clipping, wide characters, hostile text, plain forms, dumps. */
#include "tests/test.h"

#include <stdlib.h>

#include "tui/canvas.h"

static char *last_dump;

/* The dump without its last newline, valid until the next call. */
static const char *dump(const struct canvas *c, bool roles)
{
	free(last_dump);
	last_dump = canvas_dump(c, roles);
	size_t n = strlen(last_dump);
	while (n && last_dump[n - 1] == '\n')
		last_dump[--n] = '\0';
	return last_dump;
}

static void test_clipping(void)
{
	struct canvas c = { .rows = 0 };
	canvas_init(&c, 2, 6);
	struct area a = canvas_area(&c);
	CHECK(area_put(&a, 0, 2, ROLE_TEXT, "abcdef") == 6);
	CHECK_STR(dump(&c, false), "  abcd");
	area_put(&a, 5, 0, ROLE_TEXT, "x");
	area_put(&a, -1, 0, ROLE_TEXT, "x");
	CHECK_STR(dump(&c, false), "  abcd");
	struct area part = area_part(&a, 1, 1, 5, 3);
	CHECK(part.rows == 1 && part.columns == 3);
	area_put(&part, 0, 0, ROLE_TEXT, "wxyz");
	CHECK_STR(dump(&c, false), "  abcd\n wxy");
	part = area_part(&a, -1, -2, 2, 4);
	CHECK(part.row == 0 && part.rows == 1 && part.columns == 2);
	part = area_part(&a, 9, 9, 4, 4);
	CHECK(part.rows == 0 && part.columns == 0);
	area_put(&part, 0, 0, ROLE_TEXT, "x");
	area_cursor_row(&part, 0);
	area_rule(&part, 0, "label");
	canvas_done(&c);
}

static void test_wide(void)
{
	struct canvas c = { .rows = 0 };
	canvas_init(&c, 1, 5);
	struct area a = canvas_area(&c);
	CHECK(area_put(&a, 0, 0, ROLE_TEXT, "中中中") == 4);
	CHECK_STR(dump(&c, false), "中中");
	area_put(&a, 0, 1, ROLE_TEXT, "x");
	CHECK_STR(dump(&c, false), " x中");
	area_put(&a, 0, 2, ROLE_TEXT, "y");
	CHECK_STR(dump(&c, false), " xy");
	area_put(&a, 0, 0, ROLE_TEXT, "e\xcc\x81z");
	CHECK_STR(dump(&c, false), "ezy");
	CHECK(text_columns("a中é") == 4);
	canvas_done(&c);
}

static void test_hostile(void)
{
	struct canvas c = { .rows = 0 };
	canvas_init(&c, 1, 20);
	struct area a = canvas_area(&c);
	area_put(&a, 0, 0, ROLE_TEXT, "\xe2\x80\xae\xd8\x9c.");
	CHECK_STR(dump(&c, false), "??.");
	area_put(&a, 0, 0, ROLE_TEXT, "\x1b[2J\n\x7f\xc2\x9b\xff\xe4\xb8");
	CHECK_STR(dump(&c, false), "?[2J??????");
	canvas_done(&c);
}

static void test_field(void)
{
	struct canvas c = { .rows = 0 };
	canvas_init(&c, 1, 12);
	struct area a = canvas_area(&c);
	area_put(&a, 0, 0, ROLE_TEXT, "............");
	CHECK(area_field(&a, 0, 1, 6, ROLE_TEXT, "abc") == 7);
	CHECK_STR(dump(&c, false), ".abc   .....");
	area_field(&a, 0, 1, 6, ROLE_TEXT, "abcdef");
	CHECK_STR(dump(&c, false), ".abcdef.....");
	area_field(&a, 0, 1, 6, ROLE_TEXT, "abcdefg");
	CHECK_STR(dump(&c, false), ".abcde~.....");
	area_field(&a, 0, 1, 4, ROLE_TEXT, "ab中中");
	CHECK_STR(dump(&c, false), ".ab~ e~.....");
	CHECK(area_field(&a, 0, 1, 0, ROLE_TEXT, "x") == 1);
	area_field(&a, 0, 9, 6, ROLE_TEXT, "longer");
	area_put_right(&a, 0, 1, ROLE_TEXT, "R");
	CHECK_STR(dump(&c, false), ".ab~ e~..lR~");
	canvas_done(&c);
}

static void test_ascii(void)
{
	struct canvas c = { .ascii = true };
	canvas_init(&c, 2, 30);
	struct area a = canvas_area(&c);
	int at = area_put(&a, 0, 0, ROLE_TEXT, "a → b é ◆▁█ ");
	area_put(&a, 0, at, ROLE_TEXT, canvas_glyph(&c, GLYPH_OK));
	area_rule(&a, 1, NULL);
	CHECK_STR(dump(&c, false), "a -> b ? *.# ok\n ----------------------------");
	bool plain = true;
	for (int g = 0; g < GLYPH_COUNT; g++)
		for (const char *s = canvas_glyph(&c, (enum glyph)g); *s; s++)
			plain = plain && *s >= 0x20 && *s < 0x7f;
	CHECK_AS("every glyph has a plain form", plain);
	c.ascii = false;
	bool single = true;
	for (int g = 0; g < GLYPH_COUNT; g++)
		single = single && (g == GLYPH_CHOSEN ||
				    text_columns(canvas_glyph(&c, (enum glyph)g)) == 1);
	CHECK_AS("every glyph takes one column", single);
	canvas_done(&c);
}

static void test_roles(void)
{
	struct canvas c = { .rows = 0 };
	canvas_init(&c, 2, 4);
	struct area a = canvas_area(&c);
	area_put(&a, 0, 0, ROLE_STRONG, "ab");
	area_put(&a, 1, 1, ROLE_ALARM, "!");
	area_cursor_row(&a, 1);
	CHECK_STR(dump(&c, true), "ab\n▌!\nBB\nFe__");
	area_caret(&a, 1, 9);
	CHECK(c.caret_row == 1 && c.caret_column == 3);
	canvas_clear(&c);
	CHECK(c.caret_row == -1);
	canvas_done(&c);
}

int main(void)
{
	test_clipping();
	test_wide();
	test_hostile();
	test_field();
	test_ascii();
	test_roles();
	free(last_dump);
	return test_done();
}
