/* The command line: a name of the table of commands, or a word with its argument. */
#include "tui/word.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/nearest.h"
#include "tui/app.h"

/* One thing that a name can mean: an entry or a word. */
struct meaning {
	const struct command_entry *entry;
	const struct word_entry *word;
};

static const char *meaning_name(const struct meaning *m)
{
	return m->entry ? m->entry->name : m->word ? m->word->name : "";
}

/* Meaning number i of a scope; false: there are no more. */
static bool meaning_at(size_t i, enum scope scope, struct meaning *m)
{
	size_t entries, words;
	const struct command_entry *table = command_table(&entries);
	const struct word_entry *const *list = word_table(&words);
	for (size_t k = 0; k < entries; k++) {
		*m = (struct meaning){ .entry = &table[k] };
		if (table[k].scopes & scope && i-- == 0)
			return true;
	}
	for (size_t k = 0; k < words; k++) {
		*m = (struct meaning){ .word = list[k] };
		if (list[k]->scopes & scope && i-- == 0)
			return true;
	}
	return false;
}

/* The meaning of a name, or of the start of only one. Returns how many begin so. */
static size_t meaning_find(const char *name, size_t size, enum scope scope,
			   struct meaning *found)
{
	struct meaning m;
	size_t count = 0;
	for (size_t i = 0; meaning_at(i, scope, &m); i++) {
		bool again = m.word && count && found->entry &&
			     !strcmp(found->entry->name, m.word->name);
		if (strncmp(meaning_name(&m), name, size) != 0 || again)
			continue;
		if (!count++)
			*found = m;
		if (strlen(meaning_name(&m)) == size) {
			*found = m;
			return 1;
		}
	}
	return count;
}

/* A command without, and a word with an argument may share a name: "time", "time
 * epoch".
 */
static const struct word_entry *word_named(const char *name, enum scope scope)
{
	size_t count;
	const struct word_entry *const *list = word_table(&count);
	for (size_t i = 0; i < count; i++)
		if (list[i]->scopes & scope && !strcmp(list[i]->name, name))
			return list[i];
	return NULL;
}

const struct word_entry *word_of_line(const char *line, enum scope scope,
				      const char **argument)
{
	struct meaning m;
	line += strspn(line, " ");
	size_t size = strcspn(line, " ");
	*argument = line + size + strspn(line + size, " ");
	if (!size || meaning_find(line, size, scope, &m) != 1)
		return NULL;
	return m.word ? m.word : word_named(m.entry->name, scope);
}

static bool run_entry(struct app *app, const struct command_entry *entry,
		      const char *argument, struct error *e)
{
	char *end;
	long count = *argument ? strtol(argument, &end, 10) : 0;
	if (*argument && (*end || count < 1 || count > INT32_MAX))
		return error_set(e, 0, "%s takes a number at most, not %s", entry->name,
				 argument);
	app_do(app, entry->command, (int)count);
	return true;
}

static bool run_number(struct app *app, const char *line, struct error *e)
{
	char *end;
	unsigned long number = strtoul(line, &end, 10);
	if (*end || !number || number > INT32_MAX)
		return error_set(e, 0, "%s: no row has this number", line);
	app_do(app, COMMAND_GOTO, (int)number);
	return true;
}

/* Is it a command elsewhere? Then say so instead of calling it unknown. */
static bool refuse(const char *name, size_t size, size_t count, enum scope scope,
		   struct error *e)
{
	struct meaning m;
	char meant[64];
	struct text t = text_over(meant, sizeof(meant));
	struct nearest n = nearest_to(name, size);
	if (count > 1)
		return error_set(e, 0, "%.*s could be several commands: Tab", (int)size,
				 name);
	if (meaning_find(name, size, SCOPE_ALL, &m) == 1)
		return error_set(e, 0, "%s does nothing in this view",
				 meaning_name(&m));
	for (size_t i = 0; meaning_at(i, scope, &m); i++)
		nearest_try(&n, meaning_name(&m));
	nearest_put(&n, &t);
	return error_set(e, 0, "%.*s is no command%s", (int)size, name,
			 n.best ? meant : ": Tab lists them");
}

bool word_run(struct app *app, const char *line, struct error *e)
{
	enum scope scope = app_top(app)->ops->scope;
	autofree char *copy = mem_strdup(line);
	char *name = copy + strspn(copy, " :");
	size_t length = strlen(name);
	while (length && name[length - 1] == ' ')
		name[--length] = '\0';
	if (!length)
		return true;
	if (isdigit((unsigned char)name[0]))
		return run_number(app, name, e);
	struct meaning m = { .entry = NULL };
	size_t size = strcspn(name, " ");
	char *argument = name + size + strspn(name + size, " ");
	size_t count = meaning_find(name, size, scope, &m);
	if (count != 1)
		return refuse(name, size, count, scope, e);
	if (m.entry)
		m.word = word_named(m.entry->name, scope);
	if (m.word)
		return m.word->run(app, argument, e);
	return !m.entry || run_entry(app, m.entry, argument, e);
}

static void complete_names(struct complete *c, enum scope scope)
{
	struct meaning m;
	const char *help = NULL; /* that of the entry above where it has none */
	for (size_t i = 0; meaning_at(i, scope, &m); i++) {
		char meaning[160], key[12] = "";
		struct text t = text_over(meaning, sizeof(meaning));
		const char *own = m.entry ? m.entry->help : m.word->help;
		const char *argument = m.entry ? NULL : m.word->argument;
		help = own ? own : help;
		if (m.entry)
			command_key_name(m.entry->keys[0], key);
		if (argument)
			text_printf(&t, "%s   ", argument);
		text_str(&t, help);
		if (key[0])
			text_printf(&t, "   (%s)", key);
		complete_add(c, meaning_name(&m), meaning);
	}
}

void word_complete(struct app *app, struct complete *c, const struct lineedit *l)
{
	enum scope scope = app_top(app)->ops->scope;
	const char *argument;
	const struct word_entry *word = word_of_line(l->text, scope, &argument);
	size_t from = (size_t)(argument - l->text);
	complete_start(c, l, 0, " ");
	if (c->offset < from || !*l->text || strspn(l->text, " ") == l->length) {
		complete_names(c, scope);
		return;
	}
	if (!word || !word->complete)
		return;
	if (word->whole)
		complete_start(c, l, from, "");
	autofree char *before = mem_strdup(argument);
	before[c->offset - from] = '\0';
	word->complete(app, before, c);
}

const char *word_check(void)
{
	struct meaning a, b;
	for (unsigned scope = 1; scope < SCOPE_ALL; scope <<= 1)
		for (size_t i = 0; meaning_at(i, (enum scope)scope, &a); i++)
			for (size_t k = 0; k < i; k++)
				if (meaning_at(k, (enum scope)scope, &b) &&
				    !a.entry == !b.entry &&
				    !strcmp(meaning_name(&a), meaning_name(&b)))
					return meaning_name(&a);
	return NULL;
}
