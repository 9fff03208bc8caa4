#include "tui/shells.h"

#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"
#include "tui/verb.h"

/* What an option's argument is, or a word: what a shell offers for it. */
enum offer {
	OFFER_NOTHING,
	OFFER_FILES,
	OFFER_FOLDERS,
	OFFER_ENDPOINTS,
	OFFER_USERS,
	OFFER_VERBS,
	OFFER_CHOICE, /* the argument's own words: us|ns */
	OFFER_COUNT,
};

static enum offer offer_of(const struct verb_option *o)
{
	static const struct {
		const char *argument;
		enum offer offer;
	} known[] = {
		{ "FILE", OFFER_FILES },
		{ "DIR", OFFER_FOLDERS },
		{ "ENDPOINT", OFFER_ENDPOINTS },
	};
	if (o->letter == OPTION_USER)
		return OFFER_USERS;
	for (size_t i = 0; i < COUNT(known); i++)
		if (strcmp(o->argument, known[i].argument) == 0)
			return known[i].offer;
	return strchr(o->argument, '|') ? OFFER_CHOICE : OFFER_NOTHING;
}

static enum offer words_of(const struct verb *v)
{
	static const enum offer offers[] = {
		[WORDS_OTHER] = OFFER_NOTHING,
		[WORDS_FILES] = OFFER_FILES,
		[WORDS_ENDPOINTS] = OFFER_ENDPOINTS,
		[WORDS_VERBS] = OFFER_VERBS,
	};
	return offers[v->words];
}

static const char *name_of(const struct verb *v)
{
	return v->name ? v->name : "";
}

/* Calls f for the browser, then for every verb. */
static void each_verb(void (*f)(const struct verb *v))
{
	f(verb_default());
	for (size_t i = 0; verb_at(i); i++)
		f(verb_at(i));
}

static void put_verbs(const char *between)
{
	for (size_t i = 0; verb_at(i); i++)
		printf("%s%s", i ? between : "", verb_at(i)->name);
}

/* s with a backslash in front of each of these characters. */
static void put_escaped(const char *s, const char *special)
{
	for (; *s; s++) {
		if (strchr(special, *s))
			putchar('\\');
		putchar(*s);
	}
}

/* The words of a choice, NULL: the verbs. */
static void put_listed(const char *choice)
{
	if (!choice)
		put_verbs(" ");
	for (; choice && *choice; choice++)
		putchar(*choice == '|' ? ' ' : *choice);
}

/* bash -------------------------------------------------------------------------- */

/* The line is cut at blanks: bash itself would cut a:eth1 at the colon. What it then
 * takes for the word begins behind the last colon. */
static const char bash_head[] =
	"_labtap_endpoints() {\n"
	"\tlocal name\n"
	"\twhile IFS= read -r name; do\n"
	"\t\t[[ $name == \"$cur\"* ]] && COMPREPLY+=(\"$name\")\n"
	"\tdone < <(labtap list --names 2>/dev/null)\n"
	"}\n\n"
	"_labtap() {\n"
	"\tlocal line=${COMP_LINE:0:COMP_POINT} cur= prev verb= word\n"
	"\tlocal -a words\n"
	"\tread -ra words <<<\"$line\"\n"
	"\t[[ $line == *[[:blank:]] ]] || { cur=${words[-1]}; unset 'words[-1]'; }\n"
	"\tprev=${words[-1]}\n"
	"\tfor word in \"${words[@]:1}\"; do\n"
	"\t\tcase $word in ";

static const char bash_tail[] =
	"\tesac\n"
	"\tcase $cur:$COMP_WORDBREAKS in\n"
	"\t*:*:*) COMPREPLY=(\"${COMPREPLY[@]#\"${cur%\"${cur##*:}\"}\"}\") ;;\n"
	"\tesac\n"
	"}\n\n"
	"complete -F _labtap labtap";

static void bash_offer(enum offer offer, const char *argument)
{
	static const char *const actions[OFFER_COUNT] = {
		[OFFER_NOTHING] = "return",
		[OFFER_FILES] = "compopt -o default; return",
		[OFFER_FOLDERS] = "compopt -o dirnames; return",
		[OFFER_ENDPOINTS] = "_labtap_endpoints",
		[OFFER_USERS] = "COMPREPLY=($(compgen -u -- \"$cur\")); return",
	};
	if (actions[offer]) {
		printf("%s ;;\n", actions[offer]);
		return;
	}
	fputs("COMPREPLY=($(compgen -W '", stdout);
	put_listed(argument);
	puts("' -- \"$cur\")); return ;;");
}

static void bash_arguments(const struct verb *v)
{
	for (size_t i = 0; i < verb_option_count(v); i++) {
		const struct verb_option *o = verb_option_at(v, i);
		if (!o->argument)
			continue;
		fputs("\t", stdout);
		if (o->letter < 256)
			printf("%s:-%c%s", name_of(v), o->letter, o->name ? "|" : "");
		if (o->name)
			printf("%s:--%s", name_of(v), o->name);
		fputs(") ", stdout);
		bash_offer(offer_of(o), o->argument);
	}
}

static void bash_options(const struct verb *v)
{
	printf("\t%s:-*) COMPREPLY=($(compgen -W '", name_of(v));
	for (size_t i = 0; i < verb_option_count(v); i++) {
		const struct verb_option *o = verb_option_at(v, i);
		if (o->name)
			printf("%s--%s", i ? " " : "", o->name);
		else
			printf("%s-%c", i ? " " : "", o->letter);
	}
	puts("' -- \"$cur\")); return ;;");
}

static void bash_words(const struct verb *v)
{
	printf("\t%s:*) ", name_of(v));
	if (!v->name) {
		fputs("compopt -o default; ", stdout);
		bash_offer(OFFER_VERBS, NULL);
		return;
	}
	bash_offer(words_of(v), NULL);
}

static void put_bash(void)
{
	fputs(bash_head, stdout);
	put_verbs("|");
	puts(") verb=$word; break ;; esac\n\tdone\n\tcase $verb:$prev in");
	each_verb(bash_arguments);
	puts("\tesac\n\t[[ ${COMPREPLY[*]} ]] || case $verb:$cur in");
	each_verb(bash_options);
	each_verb(bash_words);
	puts(bash_tail);
}

/* zsh --------------------------------------------------------------------------- */

static void zsh_offer(enum offer offer, const char *argument)
{
	static const char *const actions[OFFER_COUNT] = {
		[OFFER_NOTHING] = " ",	       [OFFER_FILES] = "_files",
		[OFFER_FOLDERS] = "_files -/", [OFFER_ENDPOINTS] = "_labtap_endpoints",
		[OFFER_USERS] = "_users",      [OFFER_VERBS] = "_labtap_verbs",
	};
	if (actions[offer]) {
		fputs(actions[offer], stdout);
		return;
	}
	putchar('(');
	put_listed(argument);
	putchar(')');
}

/* One way to write an option: '-c[stop after N packets]:N: '. In quotes of the shell's,
 * which hold no quote. */
static void zsh_option(const struct verb_option *o, bool is_long)
{
	if (is_long)
		printf("\t\t'*--%s%s[", o->name, o->argument ? "=" : "");
	else
		printf("\t\t'*-%c%s[", o->letter, o->argument ? "+" : "");
	for (const char *s = o->help; *s; s++)
		if (*s == '\'')
			fputs("'\\''", stdout);
		else
			printf("%s%c", strchr("[]:\\", *s) ? "\\" : "", *s);
	putchar(']');
	if (o->argument) {
		putchar(':');
		put_escaped(o->argument, ":\\");
		putchar(':');
		zsh_offer(offer_of(o), o->argument);
	}
	puts("' \\");
}

static void zsh_verb(const struct verb *v)
{
	printf("\t'%s') _arguments -s \\\n", name_of(v));
	for (size_t i = 0; i < verb_option_count(v); i++) {
		const struct verb_option *o = verb_option_at(v, i);
		if (o->letter < 256)
			zsh_option(o, false);
		if (o->name)
			zsh_option(o, true);
	}
	fputs(v->name ? "\t\t'1:verb: ' '*:word:"
		      : "\t\t'1:verb:_labtap_verbs' '*:word:",
	      stdout);
	zsh_offer(words_of(v), NULL);
	puts("' ;;");
}

static void put_zsh(void)
{
	puts("#compdef labtap\n\n"
	     "_labtap_endpoints() {\n"
	     "\tlocal -a names=(${(f)\"$(labtap list --names 2>/dev/null)\"})\n"
	     "\tcompadd -a names\n"
	     "}\n\n"
	     "_labtap_verbs() {");
	fputs("\tcompadd ", stdout);
	put_verbs(" ");
	puts("\n\t_files\n}\n\n"
	     "_labtap() {\n"
	     "\tlocal verb= word");
	fputs("\tfor word in ${words[2,CURRENT-1]}; do\n\t\tcase $word in (", stdout);
	put_verbs("|");
	puts(") verb=$word; break ;; esac\n\tdone\n\tcase $verb in");
	each_verb(zsh_verb);
	puts("\tesac\n}\n\n_labtap \"$@\"");
}

/* fish -------------------------------------------------------------------------- */

static void fish_condition(const struct verb *v)
{
	fputs("complete -c labtap -n ", stdout);
	if (v->name)
		printf("'__fish_seen_subcommand_from %s'", v->name);
	else
		fputs("__labtap_no_verb", stdout);
}

static void fish_offer(enum offer offer, const char *argument)
{
	static const char *const actions[OFFER_COUNT] = {
		[OFFER_NOTHING] = "-x",
		[OFFER_FILES] = "-r -F",
		[OFFER_FOLDERS] = "-x -a '(__fish_complete_directories)'",
		[OFFER_ENDPOINTS] = "-x -a '(labtap list --names 2>/dev/null)'",
		[OFFER_USERS] = "-x -a '(__fish_complete_users)'",
	};
	if (actions[offer]) {
		printf(" %s", actions[offer]);
		return;
	}
	fputs(" -x -a '", stdout);
	put_listed(argument);
	putchar('\'');
}

static void fish_verb(const struct verb *v)
{
	for (size_t i = 0; i < verb_option_count(v); i++) {
		const struct verb_option *o = verb_option_at(v, i);
		fish_condition(v);
		if (o->letter < 256)
			printf(" -s '%c'", o->letter);
		if (o->name)
			printf(" -l %s", o->name);
		if (o->argument)
			fish_offer(offer_of(o), o->argument);
		fputs(" -d '", stdout);
		put_escaped(o->help, "'\\");
		puts("'");
	}
	if (!v->name || words_of(v) == OFFER_FILES)
		return;
	fish_condition(v);
	fputs(" -f", stdout);
	if (words_of(v) != OFFER_NOTHING)
		fish_offer(words_of(v), NULL);
	putchar('\n');
}

static void put_fish(void)
{
	fputs("function __labtap_no_verb\n\tnot __fish_seen_subcommand_from ", stdout);
	put_verbs(" ");
	puts("\nend\n");
	for (size_t i = 0; verb_at(i); i++) {
		printf("complete -c labtap -n __labtap_no_verb -a %s -d '",
		       verb_at(i)->name);
		put_escaped(verb_at(i)->help, "'\\");
		puts("'");
	}
	each_verb(fish_verb);
}

bool shells_put(const char *shell)
{
	static const struct {
		const char *name;
		void (*put)(void);
	} shells[] = {
		{ "bash", put_bash },
		{ "zsh", put_zsh },
		{ "fish", put_fish },
	};
	for (size_t i = 0; i < COUNT(shells); i++) {
		if (strcmp(shell, shells[i].name) != 0)
			continue;
		shells[i].put();
		return true;
	}
	return false;
}
