/* `labtap help`: what the tables of the verbs say, as text and as a manual page. */
#include <stdio.h>
#include <string.h>

#include "core/base/build.h"
#include "tui/verb.h"
#include "tui/verb_table.h"

enum { OPTION_MAN = OPTION_OWN, HELP_COLUMN = 30 };

struct help_options {
	bool man;
};

static const struct verb_option help_table[] = {
	{ OPTION_MAN, "man", NULL, "the manual page: labtap help --man | man -l -" },
};

static bool help_option(void *options, int letter, const char *argument UNUSED,
			struct error *e UNUSED)
{
	struct help_options *o = options;
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

/* The manual page: man(7) ------------------------------------------------------ */

/* Words of ours between marks of roff's. */
static void roff(const char *text)
{
	for (const char *at = text; *at; at++) {
		if ((at == text || at[-1] == '\n') && (*at == '.' || *at == '\''))
			fputs("\\&", stdout);
		if (at > text && at[-1] == '\n' && *at == '\n')
			fputs(".PP", stdout);
		if (*at == '\\')
			fputs("\\e", stdout);
		else if (*at == '-')
			fputs("\\-", stdout);
		else
			putchar(*at);
	}
}

static void man_option(const struct verb_option *o)
{
	fputs(".TP\n", stdout);
	if (o->letter < 256)
		printf("\\fB\\-%c\\fR", o->letter);
	if (o->name) {
		fputs(o->letter < 256 ? ", \\fB\\-\\-" : "\\fB\\-\\-", stdout);
		roff(o->name);
		fputs("\\fR", stdout);
	}
	if (o->argument)
		printf(" \\fI%s\\fR", o->argument);
	putchar('\n');
	roff(o->help);
	putchar('\n');
}

static void man_verb(const struct verb *v)
{
	printf(".SH LABTAP %s\n.B labtap ", v->name ? v->name : "(THE BROWSER)");
	roff(v->usage);
	fputs("\n.PP\n", stdout);
	roff(v->help);
	fputs(".\n", stdout);
	for (size_t i = 0; i < verb_option_count(v); i++)
		man_option(verb_option_at(v, i));
	if (v->notes)
		fputs(".PP\n", stdout);
	roff(v->notes ? v->notes : "");
}

static void print_man(void)
{
	puts(".TH LABTAP 1 \"\" \"labtap " VERSION "\"\n"
	     ".SH NAME\nlabtap \\- capture browser for virtual networking labs\n"
	     ".SH SYNOPSIS\n.B labtap\n[\\fIFILE\\fR | \\fITOPOLOGY\\fR]");
	for (size_t i = 0; verb_at(i); i++) {
		fputs(".br\n.B labtap ", stdout);
		roff(verb_at(i)->usage);
		putchar('\n');
	}
	man_verb(verb_default());
	for (size_t i = 0; verb_at(i); i++)
		man_verb(verb_at(i));
	puts(".SH EXIT STATUS\n0 fine, 1 failed, 2 wrong use.\n"
	     ".SH FILES\n.TP\n.I /var/tmp/labtap\\-UID\\-XXXXXX\n"
	     "Packets while they are captured; left behind by a crash, and then opened "
	     "by\n.BR \"labtap \\fIDIRECTORY\\fR\" .\n"
	     ".SH ENVIRONMENT\n.TP\n.B TMPDIR\nWhere pipes and compressed files are "
	     "unpacked, /var/tmp without.\n"
	     ".SH SEE ALSO\n.BR tcpdump (8),\n.BR pcap\\-filter (7),\n"
	     ".BR wireshark (1)");
}

static int run_help(struct verb_call *call)
{
	const struct help_options *o = call->options;
	const struct verb *v = call->count ? verb_find(call->words[0]) : NULL;
	if (call->count && !v)
		return verb_misused(call->verb, "%s: no such verb", call->words[0]);
	if (o->man)
		print_man();
	else
		verb_print_help(v);
	return EXIT_FINE;
}

const struct verb verb_help = {
	.name = "help",
	.help = "explain a verb",
	.usage = "help [VERB]",
	.options = help_table,
	.option_count = COUNT(help_table),
	.size = sizeof(struct help_options),
	.option = help_option,
	.engine = ENGINE_NEVER,
	.run = run_help,
};
