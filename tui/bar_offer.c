#include "tui/bar_offer.h"

#include <string.h>

#include "core/analysis/words.h"
#include "core/analysis/words_table.h"
#include "tui/app.h"

static void offer_values(struct complete *c, enum word_space space, const char *meaning)
{
	const char *name;
	for (size_t i = 0; (name = word_value_name(space, i)); i++)
		complete_add(c, name, meaning);
}

static void offer_keywords(struct complete *c)
{
	size_t count;
	const struct word *words = word_list(&count);
	for (size_t i = 0; i < count; i++)
		complete_add(c, words[i].word, words[i].meaning);
}

/* Which names can stand behind a word. */
static const struct behind {
	const char *word;
	enum word_space space;
	const char *meaning;
} behinds[] = {
	{ "port", WORD_PORT, "port" },
	{ "portrange", WORD_PORT, "port" },
	{ "proto", WORD_IP, "protocol" },
	{ "protochain", WORD_IP, "protocol" },
};

/* The last word of the text. */
static bool ends_in(const char *text, const char *word)
{
	size_t size = strlen(text), length = strlen(word);
	while (size && text[size - 1] == ' ')
		size--;
	if (size < length || strncmp(text + size - length, word, length) != 0)
		return false;
	return size == length || strchr(FILTER_BREAKS, text[size - length - 1]);
}

/* Nodes of the lab where a host can stand; elsewhere their names are no words. */
static void offer_nodes(const struct app *app, const char *before, struct complete *c)
{
	static const char *const words[] = { "host", "src", "dst", "gateway" };
	const struct topology *t = app->session->lab->topology;
	for (size_t k = 0; t && k < COUNT(words); k++)
		for (size_t i = 0; ends_in(before, words[k]) && i < t->node_count; i++)
			complete_add(c, t->nodes[i].name, "node");
}

void bar_offer_words(const struct app *app, const char *before, struct complete *c)
{
	for (size_t i = 0; i < COUNT(behinds); i++) {
		if (ends_in(before, behinds[i].word)) {
			offer_values(c, behinds[i].space, behinds[i].meaning);
			return;
		}
	}
	offer_nodes(app, before, c);
	offer_keywords(c);
}
