/* Pickles to a tree, and what is refused. The bytes were written by Python 3.11. */
#include "tests/test.h"

#include "core/lab/pickle.h"

static struct arena *arena;
static struct error e;

static const struct value *read_bytes(const char *bytes, size_t size)
{
	e.text[0] = '\0';
	return pickle_read(arena, "p", bytes, size, &e);
}

#define READ(bytes) read_bytes(bytes, sizeof(bytes) - 1)

static const char *why(const char *bytes, size_t size)
{
	return read_bytes(bytes, size) ? "it was read" : e.text;
}

#define WHY(bytes) why(bytes, sizeof(bytes) - 1)

/* {"name": "X", "n": [1, -2, 70000, 2**40, 1.5, True, None], "t": (1, 2), "s": {"q"}},
 * the list once more as "m". */
static const char plain[] =
	"\x80\x04\x95\x4b\x00\x00\x00\x00\x00\x00\x00}\x94(\x8c\x04name\x94\x8c\x01X"
	"\x94\x8c\x01n\x94]\x94("
	"K\x01J\xfe\xff\xff\xffJp\x11\x01\x00\x8a\x06\x00\x00\x00"
	"\x00\x00\x01G?"
	"\xf8\x00\x00\x00\x00\x00\x00\x88Ne\x8c\x01t\x94K\x01K\x02\x86\x94"
	"\x8c\x01s\x94\x8f\x94(\x8c\x01q\x94\x90\x8c\x01m\x94h\x04u.";

static void test_plain(void)
{
	static const char *const numbers[] = { "1",   "-2",  "70000", "1099511627776",
					       "1.5", "true" };
	const struct value *v = READ(plain);
	CHECK_AS(e.text, v != NULL);
	if (!v)
		return;
	const struct value *n = value_get(v, "n");
	CHECK_STR(value_text_at(v, "name"), "X");
	CHECK(n && n->kind == VALUE_LIST && n->count == 7);
	for (size_t i = 0; i < COUNT(numbers); i++)
		CHECK_STR(n->items[i].value->text, numbers[i]);
	CHECK(n->items[6].value->kind == VALUE_NULL);
	CHECK(value_get(v, "m") == n);
	CHECK(value_count(value_get(v, "t")) == 2);
	CHECK_STR(value_get(v, "s")->items[0].value->text, "q");
}

static void test_refused(void)
{
	CHECK_STR(WHY("\x80\x04"
		      "cos\nsystem\n."),
		  "p: it holds more than plain data (at byte 3)");
	CHECK_STR(WHY("\x80\x04\x8c\x01"
		      "a\x93."),
		  "p: it holds more than plain data (at byte 6)");
	CHECK_STR(WHY("\x80\x04]\x94h\x00"
		      "a."),
		  "p: it holds itself (at byte 8)");
	CHECK_STR(WHY("\x80\x04h\x05."), "p: its memo does not have that (at byte 4)");
	CHECK_STR(WHY("\x80\x04]r\xff\xff\xff\xff."),
		  "p: its memo has gaps (at byte 8)");
	CHECK_STR(WHY("\x80\x04X\xff\xff\xff\xff"
		      "a."),
		  "p: it ends too early (at byte 7)");
	CHECK_STR(WHY("\x80\x04}K\x01K\x02s."), "it was read");
	CHECK_STR(WHY("\x80\x04}]K\x02s."), "p: a key that is no text (at byte 8)");
	CHECK_STR(WHY("\x80\x04s."), "p: its stack runs empty (at byte 3)");
	CHECK_STR(WHY("\x80\x04u."), "p: a mark is missing (at byte 3)");
	CHECK_STR(WHY("\x80\x04("), "p: it ends too early (at byte 3)");
	CHECK_STR(WHY("\x80\x04}(K\x01u."),
		  "p: items without their collection (at byte 7)");
	for (size_t size = 0; size + 1 < sizeof(plain) - 1; size++)
		if (read_bytes(plain, size))
			CHECK_AS("a cut one is refused", false);
	char deep[300];
	memset(deep, ']', 100);
	memset(deep + 100, 'a', 99);
	deep[199] = '.';
	CHECK(!read_bytes(deep, 200) && strstr(e.text, "nested too deeply"));
}

int main(void)
{
	arena = arena_new();
	test_plain();
	test_refused();
	arena_free(arena);
	return test_done();
}
