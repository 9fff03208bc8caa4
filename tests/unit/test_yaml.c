/* YAML to a tree: what is read, where it stands, and what is refused. */
#include "tests/test.h"

#include <stdlib.h>

#include "core/base/text.h"
#include "core/lab/yaml.h"

static struct arena *arena;
static struct error e;

static const struct value *read_text(const char *text)
{
	e.text[0] = '\0';
	return yaml_read(arena, "t.yml", text, strlen(text), &e);
}

static const char *why(const char *text)
{
	return read_text(text) ? "it was read" : e.text;
}

static void test_tree(void)
{
	const struct value *v = read_text("---\n"
					  "name: X\n"
					  "nodes:\n"
					  "  a: {id: 7, device: 'null'}\n"
					  "  b:\n"
					  "links: [ a-b, ~, \"\\u263a\" ]\n"
					  "on: Yes\n");
	uint32_t n = 0;
	CHECK(v && v->kind == VALUE_MAP && v->count == 4);
	CHECK_STR(value_text_at(v, "name"), "X");
	CHECK(value_number(value_at(v, "nodes.a.id"), &n) && n == 7);
	CHECK_STR(value_text_at(v, "nodes.a.device"), "null");
	CHECK(value_at(v, "nodes.b")->kind == VALUE_NULL);
	CHECK(!value_at(v, "nodes.a.id.x") && !value_at(v, "nodes.c"));
	const struct value *links = value_get(v, "links");
	CHECK(links && links->kind == VALUE_LIST && links->count == 3);
	CHECK(links->items[1].value->kind == VALUE_NULL && !links->items[1].key);
	CHECK_STR(links->items[2].value->text, "\xe2\x98\xba");
	CHECK(links->line == 6 && links->column == 8);
	CHECK(value_at(v, "nodes.a.id")->line == 4);
	CHECK(value_is_true(value_get(v, "on")));
	CHECK(!value_number(value_get(v, "name"), &n));
	CHECK(v->depth == 3 && v->size == 12);
	v = read_text("");
	CHECK(v && v->kind == VALUE_NULL);
}

static void test_shared(void)
{
	const struct value *v = read_text("base: &b {kind: linux, image: x}\n"
					  "a: *b\n"
					  "c: {<<: *b, image: own}\n"
					  "d: {<<: [{kind: one}, *b]}\n");
	CHECK_STR(value_text_at(v, "a.kind"), "linux");
	CHECK_STR(value_text_at(v, "c.kind"), "linux");
	CHECK_STR(value_text_at(v, "c.image"), "own");
	CHECK_STR(value_text_at(v, "d.kind"), "one");
	CHECK_STR(value_text_at(v, "d.image"), "x");
	CHECK(value_get(v, "c")->count == 2 && value_get(v, "d")->count == 2);
}

static void test_refused(void)
{
	CHECK_STR(why("a: 1\nb: 2\na: 3\n"),
		  "t.yml:3:1: key \"a\" stands in line 1 already");
	CHECK_STR(why("a: *x\n"),
		  "t.yml:1:4: alias of an anchor that is not there (yet)");
	CHECK_STR(why("a: &x [ *x ]\n"),
		  "t.yml:1:9: alias of an anchor that is not there (yet)");
	CHECK_STR(why("? [a]\n: 1\n"),
		  "t.yml:1:3: expected a text as key, not a list or map");
	CHECK_STR(why("<<: 1\n"), "t.yml:1:5: <<: expected a map");
	CHECK_STR(why("a: \"x\\0y\"\n"), "t.yml:1:4: a NUL character in a text");
	CHECK_STR(why("a: [1\nb: 2\n"),
		  "t.yml:2:2: did not find expected ',' or ']' while parsing a flow "
		  "sequence");
	CHECK(!read_text("a: \xff\n"));
}

/* Every level holds the one before ten times. */
static void test_limits(void)
{
	char text[4096];
	struct text t = text_over(text, sizeof(text));
	text_str(&t, "l0: &l0 [x,x,x,x,x,x,x,x,x,x]\n");
	for (int i = 1; i < 9; i++) {
		text_printf(&t, "l%d: &l%d [", i, i);
		for (int k = 0; k < 10; k++)
			text_printf(&t, "*l%d%s", i - 1, k < 9 ? "," : "]\n");
	}
	CHECK(!read_text(text) && strstr(e.text, "more than a million values"));
	memset(text, '[', 100);
	text[100] = '\0';
	CHECK_STR(why(text), "t.yml:1:65: nested too deeply");

	/* Many keys in one map: this ends soon, or never. */
	size_t size = 200000 * 12;
	char *big = malloc(size);
	t = text_over(big, size);
	for (int i = 0; i < 200000; i++)
		text_printf(&t, "k%d: 1\n", i);
	const struct value *v = yaml_read(arena, "big", big, text_length(&t), &e);
	CHECK(v && v->count == 200000);
	free(big);
}

int main(void)
{
	arena = arena_new();
	test_tree();
	test_shared();
	test_refused();
	test_limits();
	arena_free(arena);
	return test_done();
}
