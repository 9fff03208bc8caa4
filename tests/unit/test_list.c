/* The cursor of a list stays in the list and on the screen, whatever happens. */
#include "tests/test.h"

#include <stdint.h>

#include "tui/list.h"

static bool sane(const struct list *l)
{
	size_t height = l->height ? l->height : 1;
	if (!l->count)
		return l->cursor == 0 && l->top == 0;
	bool full = l->count <= height ? l->top == 0 : l->top + height <= l->count;
	return l->cursor < l->count && l->cursor >= l->top &&
	       l->cursor < l->top + height && full;
}

static void test_moves(void)
{
	struct list l = { .count = 0 };
	list_fit(&l, 100, 10);
	CHECK(list_command(&l, COMMAND_DOWN, 0) && l.cursor == 1 && l.top == 0);
	CHECK(list_command(&l, COMMAND_DOWN, 9) && l.cursor == 10 && l.top == 1);
	CHECK(list_command(&l, COMMAND_UP, 0) && l.cursor == 9 && l.top == 1);
	CHECK(list_command(&l, COMMAND_LAST, 0) && l.cursor == 99 && l.top == 90);
	CHECK(list_command(&l, COMMAND_PAGE_UP, 0) && l.cursor == 90 && l.top == 81);
	CHECK(list_command(&l, COMMAND_FIRST, 0) && l.cursor == 0 && l.top == 0);
	CHECK(list_command(&l, COMMAND_GOTO, 42) && l.cursor == 41);
	CHECK(list_command(&l, COMMAND_GOTO, 1000) && l.cursor == 99);
	CHECK(list_command(&l, COMMAND_HALF_UP, 0) && l.cursor == 94 && sane(&l));
	CHECK(!list_command(&l, COMMAND_OPEN, 0));
}

static void test_edges(void)
{
	struct list l = { .count = 0 };
	list_fit(&l, 0, 10);
	for (int c = 0; c < COMMAND_COUNT; c++)
		list_command(&l, (enum command)c, 3);
	CHECK_AS("an empty list stays where it is", sane(&l));
	list_fit(&l, 5, 10);
	list_move(&l, 1000000);
	CHECK(l.cursor == 4 && l.top == 0);
	list_fit(&l, 2, 10);
	CHECK(l.cursor == 1 && sane(&l));
	list_fit(&l, 50, 0);
	list_move(&l, 20);
	CHECK(l.cursor == 21 && sane(&l));
}

static void test_drop(void)
{
	struct list l = { .count = 0 };
	list_fit(&l, 100, 10);
	list_goto(&l, 50);
	list_drop(&l, 20);
	CHECK(l.count == 80 && l.cursor == 30 && l.top == 21);
	list_drop(&l, 40);
	CHECK_AS("a cursor whose item vanished is on the first", l.cursor == 0);
	list_drop(&l, 1000);
	CHECK(sane(&l));
}

static void test_any_order(void)
{
	struct list l = { .count = 0 };
	uint32_t seed = 1;
	bool good = true;
	for (int i = 0; i < 20000; i++) {
		seed = seed * 1664525 + 1013904223;
		uint32_t r = seed >> 8;
		if (r % 7 == 0)
			list_fit(&l, r / 7 % 60, r / 700 % 20);
		else if (r % 7 == 1)
			list_drop(&l, r / 7 % 5);
		else
			list_command(&l, (enum command)(r % COMMAND_COUNT),
				     (int)(r / 100 % 30));
		good = good && sane(&l);
	}
	CHECK_AS("sane after any commands in any order", good);
}

int main(void)
{
	test_moves();
	test_edges();
	test_drop();
	test_any_order();
	return test_done();
}
