#include "tui/settings.h"

#include <string.h>

#include "core/base/arena.h"
#include "core/base/mem.h"
#include "core/lab/yaml.h"
#include "tui/app.h"
#include "tui/own.h"
#include "tui/term.h"
#include "tui/word_table.h"

enum { CHOICES = 5 };

static void set_theme(struct app *app, int value)
{
	app->theme = (enum theme)value;
	if (app->term)
		term_theme(app->term, app->theme);
}

static void set_mouse(struct app *app, int value)
{
	app->no_mouse = !value;
	if (app->term)
		term_mouse_set(app->term, value);
}

static void set_ascii(struct app *app, int value)
{
	app->canvas.ascii = value || !term_has_utf8();
}

static const struct setting {
	const char *name, *meaning;
	const char *values[CHOICES];
	void (*set)(struct app *app, int value);
} settings[] = {
	{ "theme", "colours", { "dark", "light", "mono", "contrast" }, set_theme },
	{ "mouse",
	  "wheel and clicks; off: the terminal selects text",
	  { "off", "on" },
	  set_mouse },
	{ "ascii", "plain characters only", { "off", "on" }, set_ascii },
};

static bool set(struct app *app, const char *name, const char *value, struct error *e)
{
	for (size_t i = 0; i < COUNT(settings); i++) {
		if (strcmp(settings[i].name, name) != 0)
			continue;
		for (int k = 0; k < CHOICES && settings[i].values[k]; k++) {
			if (strcmp(settings[i].values[k], value) != 0)
				continue;
			settings[i].set(app, k);
			return true;
		}
		return error_set(e, 0, "%s cannot be \"%s\"", name, value);
	}
	return error_set(e, 0, "%s is no setting", name);
}

static bool read_keys(struct app *app, const struct value *keys, struct error *e)
{
	for (size_t i = 0; i < value_count(keys); i++) {
		const struct value_item *item = &keys->items[i];
		const char *line = value_text(item->value);
		int key = item->key ? command_key_of_name(item->key) : KEY_NONE;
		if (key == KEY_NONE || !line)
			return error_set(e, 0,
					 "line %u: a key and a command are needed",
					 item->line);
		app_map(app, key, line);
	}
	return true;
}

bool settings_read(struct app *app, const char *text, struct error *e)
{
	struct arena *arena = arena_new();
	const struct value *all =
		yaml_read(arena, "config.yaml", text, strlen(text), e);
	bool ok = all;
	for (size_t i = 0; ok && i < value_count(all); i++) {
		const struct value_item *item = &all->items[i];
		const char *value = value_text(item->value);
		if (item->key && !strcmp(item->key, "keys"))
			ok = read_keys(app, item->value, e);
		else if (item->key && value && !strcmp(item->key, "wireshark"))
			continue; /* the runner's (runner_command.c) */
		else if (!item->key || !value)
			ok = error_set(e, 0, "line %u: NAME: VALUE is needed",
				       item->line);
		else
			ok = set(app, item->key, value, e);
	}
	arena_free(arena);
	return ok;
}

void settings_load(struct app *app)
{
	struct error e;
	autofree char *text = own_read(OWN_CONFIG, "config.yaml");
	if (text && *text && !settings_read(app, text, &e))
		app_message(app, true, "config.yaml: %s", e.text);
}

/* :set, :map, :unmap ------------------------------------------------------------ */

/* Cuts the first word off. */
static char *cut(char **rest)
{
	char *word = *rest;
	size_t size = strcspn(word, " ");
	*rest = word + size + strspn(word + size, " ");
	word[size] = '\0';
	return word;
}

static bool set_run(struct app *app, char *argument, struct error *e)
{
	const char *name = cut(&argument);
	if (!set(app, name, argument, e))
		return false;
	app_message(app, false, "%s: %s", name, argument);
	return true;
}

static void set_complete(struct app *app UNUSED, const char *before, struct complete *c)
{
	for (size_t i = 0; i < COUNT(settings); i++) {
		size_t size = strlen(settings[i].name);
		if (!*before)
			complete_add(c, settings[i].name, settings[i].meaning);
		else if (!strncmp(before, settings[i].name, size) &&
			 before[size] == ' ')
			for (int k = 0; k < CHOICES && settings[i].values[k]; k++)
				complete_add(c, settings[i].values[k], "");
	}
}

/* ":map" alone lists them, as in vim. */
static void maps_tell(struct app *app)
{
	char words[240], name[12];
	struct text t = text_over(words, sizeof(words));
	if (!app->maps.count)
		text_str(&t, "no key is mapped yet: :map KEY COMMAND");
	for (size_t i = 0; i < app->maps.count; i++) {
		command_key_name(app->maps.items[i].key, name);
		text_printf(&t, "%s%s :%s", i ? "   " : "", name,
			    app->maps.items[i].line);
	}
	app_message(app, false, "%s", words);
}

static bool map_run(struct app *app, char *argument, struct error *e)
{
	const char *name = cut(&argument);
	int key = command_key_of_name(name);
	if (!*name) {
		maps_tell(app);
		return true;
	}
	if (key == KEY_NONE)
		return error_set(e, 0, "%s is no key: x, ^X, F5, Space, PgDn ...",
				 name);
	if (!*argument)
		return error_set(e, 0, "what is %s to do?", name);
	app_map(app, key, argument);
	app_message(app, false, "%s is :%s from now on", name, argument);
	return true;
}

static bool unmap_run(struct app *app, char *argument, struct error *e)
{
	int key = command_key_of_name(argument);
	if (key == KEY_NONE)
		return error_set(e, 0, "\"%s\" is no key", argument);
	app_map(app, key, NULL);
	app_message(app, false, "%s is what ? says again", argument);
	return true;
}

enum { ANYWHERE = SCOPE_ALL & ~SCOPE_SHEET };

const struct word_entry word_set = {
	.name = "set",
	.argument = "NAME VALUE",
	.help = "theme, mouse, ascii; config.yaml keeps it",
	.scopes = ANYWHERE,
	.run = set_run,
	.complete = set_complete,
};

const struct word_entry word_map = {
	.name = "map",
	.argument = "KEY COMMAND",
	.help = "let a key do what a line of : does",
	.scopes = ANYWHERE,
	.run = map_run,
};

const struct word_entry word_unmap = {
	.name = "unmap",
	.argument = "KEY",
	.help = "let a key do its own again",
	.scopes = ANYWHERE,
	.run = unmap_run,
};
