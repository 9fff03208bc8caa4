/* The manual pages, man(7), from the tables of the verbs and of the filter's words. */
#include "tui/manual.h"

#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/build.h"
#include "tui/help_words.h"
#include "tui/verb.h"

enum { PAGE_COLUMNS = 72 };

void manual_text(const char *text)
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
		manual_text(o->name);
		fputs("\\fR", stdout);
	}
	if (o->argument)
		printf(" \\fI%s\\fR", o->argument);
	putchar('\n');
	manual_text(o->help);
	putchar('\n');
}

static void man_verb(const struct verb *v)
{
	printf(".SH LABTAP %s\n.B labtap ", v->name ? v->name : "(THE BROWSER)");
	manual_text(v->usage);
	fputs("\n.PP\n", stdout);
	manual_text(v->help);
	fputs(".\n", stdout);
	for (size_t i = 0; i < verb_option_count(v); i++)
		man_option(verb_option_at(v, i));
	const char *const paragraphs[] = { v->notes, v->manual };
	for (size_t i = 0; i < COUNT(paragraphs); i++) {
		if (paragraphs[i])
			fputs(".PP\n", stdout);
		manual_text(paragraphs[i] ? paragraphs[i] : "");
	}
}

static const char after_verbs[] =
	".SH EXIT STATUS\n0 fine, 1 failed, 2 wrong use; of\n.B path\nand\n.B expect\n"
	"0 all arrived or met, 1 not, 3 it could not be found out.\n"
	".SH EXAMPLES\n"
	"Which link of the lab carries OSPF, and all of it in the browser:\n"
	".PP\n.B sudo labtap\n.PP\n"
	"Packets of two namespaces in order of time, as text:\n"
	".PP\n.B sudo labtap capture a:eth1 b:eth1 icmp\n.PP\n"
	"Ten packets of a link, each seen once, into a file:\n"
	".PP\n.B sudo labtap capture link:a\\-b \\-c 10 \\-w a\\-b.pcapng\n.PP\n"
	"To a Wireshark on your own machine:\n"
	".PP\n.B ssh labhost sudo labtap capture a:eth1 \\-w \\- | wireshark \\-k \\-i "
	"\\-\n.PP\n"
	"A link between two virtual machines that is a UDP tunnel:\n"
	".PP\n.B sudo labtap capture udp:127.1.1.1:10002\\-127.1.1.2:10002 \\(aqtcp "
	"port 80\\(aq\n.PP\n"
	"From the boot of a node on, a file for each minute, ten of them:\n"
	".PP\n.B sudo labtap capture r1:eth1 \\-\\-wait \\-G 60 \\-W 10 \\-w "
	"boot.pcapng\n.PP\n"
	"What a file knows of its lab; its packets of one host:\n"
	".PP\n.B labtap read \\-\\-about a\\-b.pcapng\n.br\n.B labtap read "
	"a\\-b.pcapng \\(aqhost 10.1.0.1\\(aq\n.PP\n"
	"Where a ping is lost, and what each hop takes:\n"
	".PP\n.B sudo labtap path \\-\\-from a:eth1 \\-\\-to b:eth1 icmp\n.PP\n"
	"In a test: three OSPF packets within 40 s, or status 1:\n"
	".PP\n.B sudo labtap expect \\(aqospf and link:a\\-b\\(aq \\-\\-within 40s "
	"\\-c 3\n"
	".SH FILES\n.TP\n.I /var/tmp/labtap\\-UID\\-XXXXXX\n"
	"Packets while they are captured; left behind by a crash, and then opened "
	"by\n.BR \"labtap \\fIDIRECTORY\\fR\" .\n"
	".TP\n.I ~/.config/labtap/config.yaml\nSettings: theme, keys, mouse, the "
	"program that\n.B W\nstarts.\n"
	".TP\n.I ~/.config/labtap/rules.yml\nLabs that labtap does not know, a rule "
	"each.\n"
	".TP\n.I ~/.config/labtap/filters\nFilters with a name, by\n.BR :keep .\n"
	".TP\n.I ~/.local/state/labtap\nLines that were entered before.\n"
	".TP\n.I NAME.labtap.yml\nA session, by\n.BR \":session save NAME\" .\n"
	".TP\n.I *.clab.yml, netlab.snapshot.pickle, netlab.snapshot.yml, "
	"topology.yml\n"
	"The lab of the current folder.\n"
	".TP\n.I ~/.netlab/status.yaml\nThe labs of netlab that run.\n"
	".SH ENVIRONMENT\n"
	".TP\n.BR CLAB_TOPO \", \" CLAB_NAME\nThe lab, as for containerlab: its file, "
	"its name. "
	"Without\n.BR \\-\\-lab .\n"
	".TP\n.B CLAB_LABDIR_BASE\nWhere containerlab keeps what it writes for a lab.\n"
	".TP\n.B NETLAB_*\nDefaults of netlab, where a topology is read.\n"
	".TP\n.BR SSH_CONNECTION\nThe connection that is left out, without\n"
	".BR \\-\\-with\\-ssh .\n"
	".TP\n.BR XDG_CONFIG_HOME \", \" XDG_STATE_HOME\nInstead of ~/.config and "
	"~/.local/state.\n"
	".TP\n.BR TMPDIR\nWhere pipes and compressed files are unpacked, /var/tmp "
	"without.\n"
	".TP\n.BR NO_COLOR\nNo colours on the screen.\n"
	".SH SEE ALSO\n.BR labtap\\-filter (7),\n.BR tcpdump (8),\n.BR pcap\\-filter "
	"(7),\n"
	".BR wireshark (1)";

void manual_put(void)
{
	puts(".TH LABTAP 1 \"" RELEASED "\" \"labtap " VERSION "\"\n"
	     ".SH NAME\nlabtap \\- capture browser for virtual networking labs\n"
	     ".SH SYNOPSIS\n.B labtap\n[\\fIFILE\\fR | \\fITOPOLOGY\\fR]");
	for (size_t i = 0; verb_at(i); i++) {
		fputs(".br\n.B labtap ", stdout);
		manual_text(verb_at(i)->usage);
		putchar('\n');
	}
	man_verb(verb_default());
	for (size_t i = 0; verb_at(i); i++)
		man_verb(verb_at(i));
	manual_put_keys();
	puts(after_verbs);
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
		manual_text(one);
		word += n + strspn(word + n, " ");
	}
	putchar('\n');
}

static void man_word(const struct help_word *w)
{
	fputs(".TP\n.B ", stdout);
	manual_text(w->word);
	putchar('\n');
	manual_text(w->meaning);
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
