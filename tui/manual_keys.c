/* The keys in the manual page: those of every view first, then what each view has
 * besides. */
#include <stdio.h>

#include "core/base/attr.h"
#include "tui/command.h"
#include "tui/manual.h"

enum { ENTRIES_MAX = 128 };
enum { ANYWHERE = SCOPE_POINTS | SCOPE_PACKETS | SCOPE_PACKET };

static const struct section {
	const char *title;
	unsigned scope; /* every bit of it; ANYWHERE is not told again */
} sections[] = {
	{ "Everywhere", ANYWHERE },
	{ "Points", SCOPE_POINTS },
	{ "All about one point", SCOPE_POINT },
	{ "Packets", SCOPE_PACKETS },
	{ "One packet", SCOPE_PACKET },
	{ "Its path", SCOPE_PATH | SCOPE_DIFF },
	{ "Conversations, protocols, traffic, losses", SCOPE_SUMS },
	{ "Saving", SCOPE_SHEET },
};

/* The entry that tells what this one does: itself, or one above it. */
static const struct command_entry *teller(const struct command_entry *e, unsigned scope)
{
	const struct command_entry *at = e, *first = command_table(&(size_t){ 0 });
	while (at > first && (!at->help || !(at->scopes & scope)))
		at--;
	return at;
}

static bool is_everywhere(const struct command_entry *e)
{
	return (e->scopes & teller(e, ANYWHERE)->scopes & ANYWHERE) == ANYWHERE;
}

static bool told(const struct command_entry *e, const struct section *s)
{
	if (s->scope == ANYWHERE)
		return is_everywhere(e);
	return (e->scopes & s->scope) && !is_everywhere(e);
}

/* Arrows are words here: mandoc draws them as letters where there is no UTF-8. */
static void put_key(int key)
{
	static const struct {
		int key;
		const char *name;
	} arrows[] = {
		{ KEY_UP_, "Up" },
		{ KEY_DOWN_, "Down" },
		{ KEY_LEFT_, "Left" },
		{ KEY_RIGHT_, "Right" },
	};
	char name[12];
	command_key_name(key, name);
	for (size_t i = 0; i < COUNT(arrows); i++)
		if (arrows[i].key == key)
			snprintf(name, sizeof(name), "%s", arrows[i].name);
	manual_text(name);
}

static void put_keys(const struct command_entry *e)
{
	for (size_t k = 0; k < COMMAND_KEYS && e->keys[k] && !e->shown; k++) {
		fputs(k ? " " : "", stdout);
		put_key(e->keys[k]);
	}
	manual_text(e->shown ? e->shown : "");
}

/* An entry, and with it those behind it that it tells, too. */
static void put_entry(const struct command_entry *const *entries, size_t n)
{
	fputs(".TP\n\\fB", stdout);
	for (size_t i = 0; i < n; i++) {
		fputs(i ? ", " : "", stdout);
		put_keys(entries[i]);
	}
	fputs("\\fR\n", stdout);
	manual_text(entries[0]->help ? entries[0]->help : entries[0]->name);
	for (size_t i = 0; i < n; i++) {
		fputs(i ? ", \\fB:" : " (\\fB:", stdout);
		manual_text(entries[i]->name);
		fputs("\\fR", stdout);
	}
	puts(")");
}

static void put_section(const struct section *s)
{
	size_t count, told_count = 0;
	const struct command_entry *table = command_table(&count);
	const struct command_entry *entries[ENTRIES_MAX];
	for (size_t i = 0; i < count && told_count < COUNT(entries); i++)
		if (told(&table[i], s))
			entries[told_count++] = &table[i];
	printf(".SS %s\n", s->title);
	for (size_t i = 0, next; i < told_count; i = next) {
		for (next = i + 1; next < told_count && !entries[next]->help;)
			next++;
		put_entry(entries + i, next - i);
	}
}

void manual_put_keys(void)
{
	puts(".SH KEYS\nOf the browser; the names in brackets do the same behind\n"
	     ".BR : ,\nand can be cut short.\n.B ?\nshows those of the screen you are "
	     "on.");
	for (size_t i = 0; i < COUNT(sections); i++)
		put_section(&sections[i]);
}
