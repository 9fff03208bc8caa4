/* `labtap help`: what the tables of the verbs say, as text and as a manual page. */
#include <stdio.h>
#include <string.h>

#include "tui/help_words.h"
#include "tui/manual.h"
#include "tui/shells.h"
#include "tui/verb.h"
#include "tui/verb_table.h"

enum { OPTION_MAN = OPTION_OWN, OPTION_SHELL, HELP_COLUMN = 30 };

struct help_options {
	bool man;
	const char *shell;
};

static const struct verb_option help_table[] = {
	{ OPTION_MAN, "man", NULL, "the manual page: labtap help --man | man -l -" },
	{ OPTION_SHELL, "shell", "bash|zsh|fish", "what completes its words there" },
};

static bool help_option(void *options, int letter, const char *argument,
			struct error *e UNUSED)
{
	struct help_options *o = options;
	if (letter == OPTION_SHELL)
		return (o->shell = argument);
	return o->man = letter == OPTION_MAN;
}

/* Text ---------------------------------------------------------------------- */

static void print_option(const struct verb_option *o)
{
	char left[64];
	int n = o->letter < 256 ? snprintf(left, sizeof(left), "  -%c", o->letter)
				: snprintf(left, sizeof(left), "    ");
	size_t at = (size_t)n;
	if (o->name)
		at += (size_t)snprintf(left + at, sizeof(left) - at, "%s --%s",
				       o->letter < 256 ? "," : " ", o->name);
	if (o->argument)
		snprintf(left + at, sizeof(left) - at, " %s", o->argument);
	printf("%-*s %s\n", HELP_COLUMN, left, o->help);
}

static void print_verb(const struct verb *v)
{
	printf("usage: labtap %s\n\n%s.\n\n", v->usage, v->help);
	for (size_t i = 0; i < verb_option_count(v); i++)
		print_option(verb_option_at(v, i));
	if (v->notes)
		printf("\n%s", v->notes);
}

void verb_print_help(const struct verb *v)
{
	if (v) {
		print_verb(v);
		return;
	}
	print_verb(verb_default());
	printf("\nverbs:\n");
	for (size_t i = 0; verb_at(i); i++)
		printf("  %-*s %s\n", HELP_COLUMN - 2, verb_at(i)->name,
		       verb_at(i)->help);
	printf("\nlabtap help VERB tells more about one of them.\n");
}

/* "labtap help filter": the words of the filter language. */
static void print_filter(void)
{
	puts("FILTER is an expression of pcap-filter(7), with these words besides:\n");
	for (size_t i = 0; i < help_word_count(); i++) {
		struct help_word w = help_word_at(i);
		printf("  %-14s %s\n", w.word, w.meaning);
	}
}

static int run_help(struct verb_call *call)
{
	const struct help_options *o = call->options;
	const char *topic = call->count ? call->words[0] : NULL;
	bool filter = topic && strcmp(topic, "filter") == 0;
	const struct verb *v = topic ? verb_find(topic) : NULL;
	if (topic && !v && !filter)
		return verb_unknown(call->verb, topic, "no such verb");
	if (o->shell && !shells_put(o->shell))
		return verb_misused(call->verb, "%s: no shell labtap knows", o->shell);
	if (o->shell)
		return EXIT_FINE;
	if (o->man)
		filter ? manual_put_filter() : manual_put();
	else if (filter)
		print_filter();
	else
		verb_print_help(v);
	return EXIT_FINE;
}

const struct verb verb_help = {
	.name = "help",
	.help = "explain a verb, or the filter",
	.usage = "help [VERB | filter]",
	.options = help_table,
	.option_count = COUNT(help_table),
	.words = WORDS_VERBS,
	.size = sizeof(struct help_options),
	.option = help_option,
	.engine = ENGINE_NEVER,
	.run = run_help,
};
