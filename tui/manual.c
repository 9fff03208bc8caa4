/* The manual pages, man(7), from the tables of the verbs and of the filter's words. */
#include "tui/manual.h"

#include <stdio.h>
#include <string.h>

#include "core/base/build.h"
#include "tui/help_words.h"
#include "tui/verb.h"

enum { PAGE_COLUMNS = 72 };

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

void manual_put(void)
{
	puts(".TH LABTAP 1 \"" RELEASED "\" \"labtap " VERSION "\"\n"
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

/* An expression, on as many lines as it takes. */
static void man_expansion(const char *expansion)
{
	size_t column = 0;
	for (const char *word = expansion; *word;) {
		size_t n = strcspn(word, " ");
		char one[128];
		snprintf(one, sizeof(one), "%.*s", (int)n, word);
		if (column)
			putchar(column + n < PAGE_COLUMNS ? ' ' : '\n');
		column = column + n < PAGE_COLUMNS ? column + n + 1 : n;
		roff(one);
		word += n + strspn(word + n, " ");
	}
	putchar('\n');
}

static void man_word(const struct help_word *w)
{
	fputs(".TP\n.B ", stdout);
	roff(w->word);
	putchar('\n');
	roff(w->meaning);
	putchar('\n');
	if (!w->expansion)
		return;
	puts(".br\nstands for:");
	man_expansion(w->expansion);
}

void manual_put_filter(void)
{
	puts(".TH LABTAP\\-FILTER 7 \"" RELEASED "\" \"labtap " VERSION "\"\n"
	     ".SH NAME\nlabtap\\-filter \\- the language of labtap's filters\n"
	     ".SH DESCRIPTION\n"
	     "A filter is an expression of\n.BR pcap\\-filter (7),\n"
	     "with words besides for what that has no words for.\n"
	     "Capture filters run in the kernel, view filters over what is captured\n"
	     "already; both mean the same packets.\n"
	     "A VLAN tag is a part of the frame, wherever the kernel keeps it.\n"
	     "No name is looked up outside of the program: hosts are addresses, or\n"
	     "nodes of the lab.\n"
	     "An unknown word is refused, and the nearest known one is named.\n"
	     ".PP\n"
	     "In expansions, @t is where the EtherType of the frame is, @0 where what\n"
	     "it announces begins.\n"
	     ".SH WORDS");
	for (size_t i = 0; i < help_word_count(); i++) {
		struct help_word w = help_word_at(i);
		man_word(&w);
	}
	puts(".SH EXAMPLES\n"
	     ".TP\n.B ospf or bgp\nrouting between the nodes\n"
	     ".TP\n.B vlan 10 and arp\nARP inside VLAN 10 only\n"
	     ".TP\n.B inner (icmp)\nping, in whatever tunnel it travels\n"
	     ".TP\n.B tcp[tcpflags] & tcp\\-syn != 0\nTCP connections that begin\n"
	     ".SH SEE ALSO\n.BR labtap (1),\n.BR pcap\\-filter (7)");
}
