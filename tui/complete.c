#include "tui/complete.h"

#include <string.h>
#include <strings.h>

#include "core/base/text.h"

static void complete_clear(struct complete *c)
{
	for (size_t i = 0; i < c->items.count; i++) {
		free(c->items.items[i].word);
		free(c->items.items[i].meaning);
	}
	c->items.count = 0;
	c->at = 0;
	c->chosen = false;
}

void complete_done(struct complete *c)
{
	complete_clear(c);
	free(c->items.items);
	*c = (struct complete){ .offset = 0 };
}

void complete_start(struct complete *c, const struct lineedit *l, size_t from,
		    const char *breaks)
{
	size_t start = l->caret;
	complete_clear(c);
	while (start > from && !strchr(breaks, l->text[start - 1]))
		start--;
	c->offset = start;
	c->size = l->caret - start;
	struct text t = text_over(c->prefix, sizeof(c->prefix));
	text_mem(&t, l->text + start, c->size);
}

static bool complete_has(const struct complete *c, const char *word)
{
	for (size_t i = 0; i < c->items.count; i++)
		if (!strcmp(c->items.items[i].word, word))
			return true;
	return false;
}

void complete_add(struct complete *c, const char *word, const char *meaning)
{
	if (!*word || c->items.count == COMPLETE_MAX ||
	    strncasecmp(word, c->prefix, strlen(c->prefix)) != 0 ||
	    complete_has(c, word))
		return;
	struct complete_item item = { mem_strdup(word), mem_strdup(meaning) };
	vec_push(&c->items, item);
}

static int item_compare(const void *a, const void *b)
{
	const struct complete_item *x = a, *y = b;
	return strcmp(x->word, y->word);
}

void complete_sort(struct complete *c)
{
	if (c->items.count)
		qsort(c->items.items, c->items.count, sizeof(*c->items.items),
		      item_compare);
}

/* Bytes that all candidates begin with. */
static size_t complete_common(const struct complete *c)
{
	const char *first = c->items.items[0].word;
	size_t common = strlen(first);
	for (size_t i = 1; i < c->items.count; i++)
		for (size_t k = 0; k < common; k++)
			if (c->items.items[i].word[k] != first[k])
				common = k;
	while (common && ((unsigned char)first[common] & 0xc0) == 0x80)
		common--;
	return common;
}

static void complete_put(struct complete *c, struct lineedit *l, const char *word)
{
	lineedit_replace(l, c->offset, c->size, word);
	c->size = l->caret - c->offset;
}

bool complete_next(struct complete *c, struct lineedit *l, int step)
{
	size_t count = c->items.count;
	if (!count)
		return false;
	size_t common = complete_common(c);
	if (!c->chosen && count > 1 && common > c->size) {
		autofree char *part = mem_strdup(c->items.items[0].word);
		part[common] = '\0';
		complete_put(c, l, part);
		return true;
	}
	if (c->chosen)
		c->at = (c->at + count + (size_t)(ptrdiff_t)step) % count;
	else
		c->at = step > 0 ? 0 : count - 1;
	c->chosen = true;
	complete_put(c, l, c->items.items[c->at].word);
	return true;
}
