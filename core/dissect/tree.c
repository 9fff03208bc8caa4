/* Memory of a tree: a fixed number of lines over a bump-allocated text. */
#include "core/dissect/tree.h"

#include "core/base/mem.h"

struct fields *fields_new(void)
{
	struct fields *f = mem_new(sizeof(*f));
	tree_start(f);
	return f;
}

void fields_free(struct fields *f)
{
	free(f);
}

size_t fields_count(const struct fields *f)
{
	return f->count;
}

const struct field *fields_at(const struct fields *f, size_t index)
{
	return index < f->count ? &f->items[index] : NULL;
}

void tree_start(struct fields *f)
{
	f->count = f->layer = 0;
	f->open = text_over(f->text, sizeof(f->text));
}

/* The text of the newest value ends here; the next one starts behind its NUL. */
static struct text *next_value(struct fields *f)
{
	char *end = f->text + sizeof(f->text);
	char *at = f->count ? f->open.at + 1 : f->text;
	if (at >= end)
		return NULL;
	f->open = text_over(at, (size_t)(end - at));
	return &f->open;
}

struct text *tree_add(struct fields *f, const char *name, uint16_t depth, size_t offset,
		      size_t size)
{
	bool last = f->count == TREE_FIELDS - 1;
	struct text *t = f->count < TREE_FIELDS ? next_value(f) : NULL;
	if (!t)
		return NULL;
	f->items[f->count++] = (struct field){
		.name = last ? "..." : name,
		.value = t->start,
		.offset = (uint32_t)offset,
		.size = (uint32_t)size,
		.depth = depth,
	};
	if (last)
		text_str(t, "more fields than can be shown");
	return last ? NULL : t;
}

struct text *tree_value(struct fields *f, size_t index)
{
	struct text *t = next_value(f);
	if (t)
		f->items[index].value = t->start;
	return t;
}

void tree_cut(struct fields *f, size_t count)
{
	if (f->count > count)
		f->count = count;
}
