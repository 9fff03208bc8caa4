/* Looking things up in the table of commands, and the names of keys. */
#include "tui/command.h"

#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/text.h"
#include "tui/canvas.h"

#define CTRL(letter) ((letter)&0x1f)
#define FKEY(n)	     (KEY_F1_ + (n)-1)

static bool entry_has_key(const struct command_entry *entry, int key)
{
	for (int i = 0; i < COMMAND_KEYS; i++)
		if (entry->keys[i] == key)
			return key != KEY_NONE;
	return false;
}

enum command command_of_key(int key, enum scope scope)
{
	size_t count;
	const struct command_entry *table = command_table(&count);
	for (size_t i = 0; i < count; i++)
		if (table[i].scopes & scope && entry_has_key(&table[i], key))
			return table[i].command;
	return COMMAND_NONE;
}

const struct command_entry *command_entry_of(enum command command, enum scope scope)
{
	size_t count;
	const struct command_entry *table = command_table(&count);
	for (size_t i = 0; i < count; i++)
		if (table[i].scopes & scope && table[i].command == command)
			return &table[i];
	return NULL;
}

struct key_name {
	int key;
	const char *name, *other;
};

static const struct key_name key_names[] = {
	{ ' ', "Space", NULL },
	{ KEY_TAB_, "Tab", NULL },
	{ KEY_BACKTAB_, "S-Tab", NULL },
	{ KEY_ENTER_, "Enter", "Return" },
	{ KEY_ESCAPE, "Esc", "Escape" },
	{ KEY_BACKSPACE_, "Backspace", NULL },
	{ KEY_DELETE_, "Del", "Delete" },
	{ KEY_UP_, "↑", "Up" },
	{ KEY_DOWN_, "↓", "Down" },
	{ KEY_LEFT_, "←", "Left" },
	{ KEY_RIGHT_, "→", "Right" },
	{ KEY_HOME_, "Home", NULL },
	{ KEY_END_, "End", NULL },
	{ KEY_PAGE_UP_, "PgUp", "PageUp" },
	{ KEY_PAGE_DOWN_, "PgDn", "PageDown" },
};

void command_key_name(int key, char out[12])
{
	struct text t = text_over(out, 12);
	char bytes[4];
	for (size_t i = 0; i < COUNT(key_names); i++) {
		if (key_names[i].key == key) {
			text_str(&t, key_names[i].name);
			return;
		}
	}
	if (key >= KEY_F1_ && key < KEY_F1_ + 12)
		text_printf(&t, "F%d", key - KEY_F1_ + 1);
	else if (key > 0 && key < 0x20)
		text_printf(&t, "^%c", key + 0x40);
	else if (key > 0x20 && key < KEY_FIRST_SPECIAL)
		text_mem(&t, bytes, text_of_code((uint32_t)key, bytes));
}

static int key_of_number(const char *name)
{
	char *end;
	long number = strtol(name, &end, 10);
	return *end || number < 1 || number > 12 ? KEY_NONE : FKEY((int)number);
}

int command_key_of_name(const char *name)
{
	for (size_t i = 0; i < COUNT(key_names); i++) {
		const struct key_name *k = &key_names[i];
		if (!strcmp(name, k->name) || (k->other && !strcmp(name, k->other)))
			return k->key;
	}
	if (name[0] == 'F' && name[1])
		return key_of_number(name + 1);
	if (name[0] == '^' && name[1] && !name[2])
		return CTRL(name[1]);
	uint32_t code;
	size_t n = text_utf8((const uint8_t *)name, strnlen(name, 4), &code);
	return n && !name[n] ? (int)code : KEY_NONE;
}

static bool entries_clash(const struct command_entry *a, const struct command_entry *b)
{
	for (int k = 0; k < COMMAND_KEYS; k++)
		if (a->scopes & b->scopes && entry_has_key(b, a->keys[k]))
			return true;
	return false;
}

const char *command_check(void)
{
	bool reached[COMMAND_COUNT] = { [COMMAND_NONE] = true };
	size_t count;
	const struct command_entry *table = command_table(&count);
	for (size_t i = 0; i < count; i++) {
		reached[table[i].command] = true;
		for (size_t j = 0; j < i; j++)
			if (entries_clash(&table[i], &table[j]))
				return table[i].name;
	}
	for (size_t c = 0; c < COMMAND_COUNT; c++)
		if (!reached[c])
			return "a command without an entry";
	return NULL;
}
