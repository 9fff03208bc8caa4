/* The table of commands: no key twice, every command reached, names of keys. */
#include "tests/test.h"

#include "tui/command.h"
#include "tui/word.h"

static void test_table(void)
{
	const char *wrong = command_check();
	CHECK_STR(wrong ? wrong : "", "");
	wrong = word_check();
	CHECK_STR(wrong ? wrong : "", "");
	size_t count;
	const struct command_entry *table = command_table(&count);
	bool complete = count > COMMAND_COUNT / 2;
	for (size_t i = 0; i < count; i++)
		complete = complete && table[i].scopes && table[i].name &&
			   (table[i].group || !table[i].help) &&
			   !((table[i].footer | table[i].wide) & ~table[i].scopes) &&
			   (table[i].keys[0] || table[i].shown);
	CHECK_AS("every entry has scope, key and name, what is helped a group",
		 complete);
	CHECK(table[0].help != NULL);
}

/* What the columns of the help page have room for. */
static void test_help(void)
{
	static const struct {
		const char *group;
		size_t room;
	} rooms[] = { { "move", 15 }, { "narrow", 15 }, { "look", 17 }, { "sums", 15 },
		      { "run", 17 },  { "keep", 13 },	{ "leave", 14 } };
	size_t count, known = 0, helped = 0;
	const struct command_entry *table = command_table(&count);
	bool fits = true;
	for (size_t i = 0; i < count; i++) {
		helped += table[i].help != NULL;
		for (size_t k = 0; table[i].help && k < COUNT(rooms); k++) {
			if (strcmp(rooms[k].group, table[i].group) != 0)
				continue;
			known++;
			fits = fits && strlen(table[i].help) <= rooms[k].room;
		}
	}
	CHECK(known == helped);
	CHECK_AS("no help text is cut off", fits);
}

static void test_lookup(void)
{
	CHECK(command_of_key('f', SCOPE_PACKETS) == COMMAND_FILTER);
	CHECK(command_of_key(KEY_F1_ + 3, SCOPE_POINTS) == COMMAND_FILTER);
	CHECK(command_of_key('f', SCOPE_SHEET) == COMMAND_NONE);
	CHECK(command_of_key('q', SCOPE_SHEET) == COMMAND_NONE);
	CHECK(command_of_key(KEY_NONE, SCOPE_PACKETS) == COMMAND_NONE);
	CHECK(command_of_key('J', SCOPE_PACKET) == COMMAND_PACKET_NEXT);
	CHECK_STR(command_entry_of(COMMAND_SELECT, SCOPE_POINTS)->name, "select");
	CHECK_STR(command_entry_of(COMMAND_SELECT, SCOPE_PACKETS)->name, "mark");
	CHECK(!command_entry_of(COMMAND_FOLLOW, SCOPE_POINTS));
}

static const char *name_of(int key)
{
	static char name[12];
	command_key_name(key, name);
	return name;
}

static void test_names(void)
{
	CHECK_STR(name_of(' '), "Space");
	CHECK_STR(name_of(4), "^D");
	CHECK_STR(name_of(KEY_F1_ + 9), "F10");
	CHECK_STR(name_of('\\'), "\\");
	CHECK_STR(name_of(0xe9), "é");
	CHECK(command_key_of_name("Up") == KEY_UP_);
	CHECK(command_key_of_name("^C") == 3);
	CHECK(command_key_of_name("F") == 'F');
	CHECK(command_key_of_name("F13") == KEY_NONE);
	CHECK(command_key_of_name("Nope") == KEY_NONE);
	CHECK(command_key_of_name("") == KEY_NONE);
	size_t count;
	const struct command_entry *table = command_table(&count);
	bool back = true;
	for (size_t i = 0; i < count; i++)
		for (int k = 0; k < COMMAND_KEYS && table[i].keys[k]; k++)
			back = back && command_key_of_name(name_of(table[i].keys[k])) ==
					       table[i].keys[k];
	CHECK_AS("every key of the table is found by its name", back);
}

int main(void)
{
	test_table();
	test_help();
	test_lookup();
	test_names();
	return test_done();
}
