/* The line editor: what fingers know from a shell, on whole characters. */
#include "tests/test.h"

#include "tui/command.h"
#include "tui/lineedit.h"

#define CTRL(letter) ((letter)&0x1f)

static void press(struct lineedit *l, const int *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		lineedit_key(l, keys[i]);
}

#define PRESS(l, ...)                                                                  \
	press((l), (const int[]){ __VA_ARGS__ },                                       \
	      sizeof((const int[]){ __VA_ARGS__ }) / sizeof(int))

static void test_typing(void)
{
	struct lineedit l = { .length = 0 };
	PRESS(&l, 't', 'p', KEY_LEFT_, 'c', KEY_END_, ' ', 0xe9, 0x4e2d);
	CHECK_STR(l.text, "tcp é中");
	CHECK(lineedit_column(&l) == 7);
	PRESS(&l, KEY_BACKSPACE_);
	CHECK_STR(l.text, "tcp é");
	PRESS(&l, KEY_LEFT_, KEY_DELETE_);
	CHECK_STR(l.text, "tcp ");
	PRESS(&l, CTRL('a'), KEY_BACKSPACE_, KEY_LEFT_, CTRL('d'));
	CHECK_STR(l.text, "cp ");
	PRESS(&l, CTRL('e'), KEY_DELETE_, KEY_RIGHT_);
	CHECK_STR(l.text, "cp ");
	CHECK(!lineedit_key(&l, KEY_ENTER_) && !lineedit_key(&l, KEY_TAB_) &&
	      !lineedit_key(&l, KEY_ESCAPE) && !lineedit_key(&l, KEY_F1_));
	lineedit_done(&l);
}

static void test_killing(void)
{
	struct lineedit l = { .length = 0 };
	lineedit_set(&l, "host a and  port 53");
	PRESS(&l, CTRL('w'));
	CHECK_STR(l.text, "host a and  port ");
	PRESS(&l, CTRL('w'), CTRL('w'));
	CHECK_STR(l.text, "host a ");
	PRESS(&l, CTRL('y'));
	CHECK_STR(l.text, "host a and  ");
	PRESS(&l, CTRL('a'), CTRL('f'), CTRL('k'));
	CHECK_STR(l.text, "h");
	PRESS(&l, CTRL('u'), CTRL('y'), CTRL('y'));
	CHECK_STR(l.text, "hh");
	lineedit_done(&l);
}

static void enter(struct lineedit *l, const char *text)
{
	lineedit_set(l, text);
	lineedit_remember(l, 0);
}

static void test_history(void)
{
	struct lineedit l = { .length = 0 };
	enter(&l, "arp");
	enter(&l, "icmp");
	enter(&l, "icmp");
	enter(&l, "   ");
	CHECK(l.history.count == 2);
	lineedit_set(&l, "draft");
	PRESS(&l, KEY_UP_);
	CHECK_STR(l.text, "icmp");
	PRESS(&l, KEY_UP_, KEY_UP_);
	CHECK_STR(l.text, "arp");
	PRESS(&l, KEY_DOWN_, KEY_DOWN_, KEY_DOWN_);
	CHECK_STR(l.text, "draft");
	for (int i = 0; i < LINEEDIT_HISTORY + 5; i++) {
		char text[32];
		snprintf(text, sizeof(text), "port %d", i);
		enter(&l, text);
	}
	CHECK(l.history.count == LINEEDIT_HISTORY);
	CHECK_STR(l.history.items[0].text, "port 5");
	lineedit_done(&l);
}

/* As vim's ":" does: after "open " only what was opened. */
static void test_alike(void)
{
	struct lineedit l = { .alike = true };
	enter(&l, "open a.pcap");
	enter(&l, "export plot.svg");
	enter(&l, "open b.pcap");
	enter(&l, "time");
	lineedit_set(&l, "open ");
	PRESS(&l, KEY_UP_);
	CHECK_STR(l.text, "open b.pcap");
	PRESS(&l, KEY_UP_, KEY_UP_);
	CHECK_STR(l.text, "open a.pcap");
	PRESS(&l, KEY_DOWN_, KEY_DOWN_);
	CHECK_STR(l.text, "open ");
	lineedit_set(&l, "save");
	PRESS(&l, KEY_UP_, KEY_DOWN_);
	CHECK_STR(l.text, "save");
	lineedit_set(&l, "");
	PRESS(&l, KEY_UP_, KEY_UP_);
	CHECK_STR(l.text, "open b.pcap");
	lineedit_done(&l);
}

static void test_bounds(void)
{
	struct lineedit l = { .length = 0 };
	lineedit_insert(&l, "a\nb\tc\x1b[2J\xff");
	CHECK_STR(l.text, "a b c [2J ");
	lineedit_set(&l, "");
	for (int i = 0; i < LINEEDIT_SIZE; i++)
		lineedit_key(&l, 0x4e2d);
	CHECK(l.length % 3 == 0 && l.length < LINEEDIT_SIZE &&
	      strlen(l.text) == l.length);
	lineedit_set(&l, "icmp and prot x");
	lineedit_replace(&l, 9, 4, "proto");
	CHECK_STR(l.text, "icmp and proto x");
	CHECK(l.caret == 14);
	lineedit_replace(&l, 500, 500, "!");
	CHECK_STR(l.text, "icmp and proto x!");
	lineedit_done(&l);
}

int main(void)
{
	test_typing();
	test_killing();
	test_history();
	test_alike();
	test_bounds();
	return test_done();
}
