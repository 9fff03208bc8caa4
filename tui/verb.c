/* The table of verbs, and what they share: options, help, errors, numbers. */
#include "tui/verb.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/analysis/filter.h"
#include "core/base/mem.h"
#include "core/base/nearest.h"
#include "core/base/text.h"
#include "tui/say.h"
#include "tui/verb_table.h"

enum { OPTIONS_MAX = 64, SPOOL_LEAST = 1 << 20 };

static const struct verb_option common[] = {
	{ OPTION_USER, "user", "NAME",
	  "work as this user instead of the invoking one" },
	{ OPTION_HELP, "help", NULL, "this text" },
	{ OPTION_VERSION, "version", NULL, "the version" },
};

static const struct verb_option spooling[] = {
	{ OPTION_SPOOL_DIR, "spool-dir", "DIR",
	  "keep packets below DIR, not /var/tmp" },
	{ OPTION_SPOOL_LIMIT, "spool-limit", "SIZE",
	  "keep so much of them, the newest: 500M, 8G" },
};

static const struct verb_option choosing[] = {
	{ OPTION_LAB, "lab", "LAB",
	  "the one that runs under this name or number, or its file or folder" },
};

static const struct verb_option reaching[] = {
	{ OPTION_REACH, "host", "[USER@]HOST",
	  "with what is on this host, by ssh; once for each" },
	{ OPTION_SSH, "ssh", "COMMAND", "instead of ssh: \"ssh -p 2222\"" },
	{ OPTION_REMOTE_LABTAP, "remote-labtap", "COMMAND",
	  "instead of labtap there, by sudo where it is needed" },
};

static const struct verb *const verbs[] = {
	&verb_list,   &verb_capture, &verb_read, &verb_path,
	&verb_expect, &verb_extcap,  &verb_help,
};

const struct verb *verb_find(const char *name)
{
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (!strcmp(verbs[i]->name, name))
			return verbs[i];
	return NULL;
}

const struct verb *verb_at(size_t i)
{
	return i < COUNT(verbs) ? verbs[i] : NULL;
}

const struct verb *verb_default(void)
{
	return &verb_browse;
}

static size_t shared_count(const struct verb *v)
{
	size_t n = 0;
	while (v->shared && v->shared[n].help)
		n++;
	return n;
}

/* What a verb has besides its own, in groups. */
struct option_group {
	const struct verb_option *options;
	size_t count;
};

enum { GROUPS = 6 };

static void groups_fill(const struct verb *v, struct option_group *groups)
{
	const struct option_group all[GROUPS] = {
		{ v->options, v->option_count },
		{ v->shared, shared_count(v) },
		{ choosing, v->labs ? COUNT(choosing) : 0 },
		{ reaching, v->hosts ? COUNT(reaching) : 0 },
		{ spooling, v->spools ? COUNT(spooling) : 0 },
		{ common, COUNT(common) },
	};
	memcpy(groups, all, sizeof(all));
}

size_t verb_option_count(const struct verb *v)
{
	struct option_group groups[GROUPS];
	size_t count = 0;
	groups_fill(v, groups);
	for (size_t i = 0; i < GROUPS; i++)
		count += groups[i].count;
	return count;
}

const struct verb_option *verb_option_at(const struct verb *v, size_t i)
{
	struct option_group groups[GROUPS];
	size_t g = 0;
	groups_fill(v, groups);
	for (; i >= groups[g].count; g++)
		i -= groups[g].count;
	return &groups[g].options[i];
}

/* getopt(3)'s two tables from ours. */
struct getopt_tables {
	char letters[2 + 2 * OPTIONS_MAX + 2];
	struct option names[OPTIONS_MAX + 1];
};

static void tables_fill(struct getopt_tables *t, const struct verb *v, bool first_word)
{
	char *letter = t->letters;
	struct option *name = t->names;
	*letter++ = first_word ? '+' : '-';
	*letter++ = ':';
	for (size_t i = 0; i < verb_option_count(v) && i < OPTIONS_MAX; i++) {
		const struct verb_option *o = verb_option_at(v, i);
		if (o->letter < 256) {
			*letter++ = (char)o->letter;
			if (o->argument)
				*letter++ = ':';
		}
		if (o->name) {
			*name = (struct option){
				.name = o->name,
				.has_arg =
					o->argument ? required_argument : no_argument,
				.val = o->letter,
			};
			name++;
		}
	}
	*letter = '\0';
	*name = (struct option){ .name = NULL };
}

static bool host_take(struct verb_call *call, const char *name, struct error *e)
{
	struct runner_hosts *hosts = &call->hosts;
	if (!*name || *name == '-')
		return error_set(e, 0, "%s: not the name of a host", name);
	if (hosts->count == HOSTS_MAX)
		return error_set(e, 0, "more than %d hosts", HOSTS_MAX);
	for (size_t i = 0; i < hosts->count; i++)
		if (!strcmp(hosts->names[i], name))
			return true;
	call->host_names[hosts->count++] = name;
	hosts->names = call->host_names;
	return true;
}

static bool option_take(struct verb_parse *p, struct verb_call *call, int letter,
			struct error *e)
{
	switch (letter) {
	case OPTION_HELP:
	case OPTION_VERSION:
		p->asked = p->asked ? p->asked : letter;
		return true;
	case OPTION_USER:
		p->user = optarg;
		return true;
	case OPTION_LAB:
		call->lab = optarg;
		return true;
	case OPTION_REACH:
		return host_take(call, optarg, e);
	case OPTION_SSH:
		call->hosts.ssh = optarg;
		return true;
	case OPTION_REMOTE_LABTAP:
		call->hosts.labtap = optarg;
		return true;
	case OPTION_SPOOL_DIR:
		call->spool_dir = optarg;
		return true;
	case OPTION_SPOOL_LIMIT:
		return verb_size(optarg, SPOOL_LEAST, &call->spool_limit, e);
	default:
		return call->verb->option(call->options, letter, optarg, e);
	}
}

static bool option_refuse(const struct verb_parse *p, int letter, struct error *e)
{
	char name[3] = { '-', (char)optopt, '\0' };
	bool is_short = optopt && optopt < 256;
	const char *what = is_short ? name : p->argv[optind - 1];
	return error_set(e, 0, "%s: %s", what,
			 letter == ':' ? "needs a value" : "no such option");
}

bool verb_parse(struct verb_parse *p, struct verb_call *call, const char **words,
		struct error *e)
{
	struct getopt_tables t = { .letters = "" };
	tables_fill(&t, call->verb, p->first_word);
	call->count = 0;
	call->words = words;
	opterr = 0;
	optind = 0; /* glibc: start afresh, another verb may have been read before */
	int letter;
	while ((letter = getopt_long(p->argc, p->argv, t.letters, t.names, NULL)) >=
	       0) {
		if (letter == 1)
			words[call->count++] = optarg;
		else if (letter == '?' || letter == ':')
			return option_refuse(p, letter, e);
		else if (!option_take(p, call, letter, e))
			return false;
	}
	p->used = optind;
	call->split = call->count;
	for (int i = optind; !p->first_word && i < p->argc; i++)
		words[call->count++] = p->argv[i];
	return true;
}

static bool has_letter(const struct verb *v, int argc, char **argv)
{
	struct getopt_tables t = { .letters = "" };
	tables_fill(&t, v, false);
	opterr = 0;
	optind = 0;
	int letter;
	while ((letter = getopt_long(argc, argv, t.letters, t.names, NULL)) >= 0)
		if (letter == v->implied_by)
			return true;
	return false;
}

const struct verb *verb_implied(int argc, char **argv)
{
	/* Long options first: a word may look like letters. */
	for (int wide = 1; wide >= 0; wide--) {
		for (size_t i = 0; i < COUNT(verbs); i++) {
			int letter = verbs[i]->implied_by;
			if (letter && (letter > 255) == wide &&
			    has_letter(verbs[i], argc, argv))
				return verbs[i];
		}
	}
	return NULL;
}

int verb_failed(const struct error *e)
{
	fflush(stdout);
	say("labtap: %s\n", e->text);
	return EXIT_FAILED;
}

int verb_misused(const struct verb *v, const char *fmt, ...)
{
	char what[512];
	va_list args;
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	say("labtap: %s\n", what);
	const char *name = v->name ? v->name : "";
	say("labtap: try labtap %s%s--help\n", name, *name ? " " : "");
	return EXIT_USAGE;
}

int verb_unknown(const struct verb *v, const char *name, const char *why)
{
	char meant[64];
	struct text t = text_over(meant, sizeof(meant));
	struct nearest n = nearest_to(name, strlen(name));
	for (size_t i = 0; i < COUNT(verbs); i++)
		nearest_try(&n, verbs[i]->name);
	nearest_put(&n, &t);
	return verb_misused(v, "%s: %s%s", name, why, meant);
}

void verb_point_at(const char *filter, const struct filter_mark *mark)
{
	char shown[1024];
	struct text t = text_over(shown, sizeof(shown));
	if (!mark->size || mark->offset + mark->size > strlen(filter))
		return;
	text_escape(&t, filter, strlen(filter));
	static const char before[] = "labtap: filter: ";
	say("%s%s\n", before, shown);
	say("%*s", (int)(strlen(before) + mark->offset), "");
	for (size_t i = 0; i < mark->size; i++)
		say("^");
	say("\n");
}

bool verb_number(const char *text, unsigned long low, unsigned long high,
		 unsigned long *value, struct error *e)
{
	char *end;
	errno = 0;
	unsigned long n = strtoul(text, &end, 10);
	if (errno || end == text || *end || *text < '0' || *text > '9')
		return error_set(e, 0, "%s: not a number", text);
	if (n < low || n > high)
		return error_set(e, 0, "%s: not between %lu and %lu", text, low, high);
	*value = n;
	return true;
}

bool verb_size(const char *text, uint64_t low, uint64_t *value, struct error *e)
{
	static const char units[] = "kMGT";
	char *end;
	errno = 0;
	uint64_t n = strtoull(text, &end, 10);
	const char *unit = *end ? strchr(units, *end == 'K' ? 'k' : *end) : NULL;
	unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
	bool good = !errno && *text >= '0' && *text <= '9' && (!*end || unit) &&
		    (!unit || !end[1]) && n <= UINT64_MAX >> (shift + 1);
	if (!good)
		return error_set(e, 0, "%s: not a size such as 500M or 2G", text);
	if (n << shift < low)
		return error_set(e, 0, "%s: not less than %juk", text, low >> 10);
	*value = n << shift;
	return true;
}

bool verb_file_size(const char *text, uint64_t *size, struct error *e)
{
	size_t digits = strspn(text, "0123456789");
	if (text[digits] || !digits)
		return verb_size(text, 1, size, e);
	unsigned long n;
	bool ok = verb_number(text, 1, 1000000000, &n, e);
	*size = ok ? n * UINT64_C(1000000) : 0;
	return ok;
}

bool verb_time(const char *text, unsigned long *ms, struct error *e)
{
	static const struct {
		const char *unit;
		unsigned long ms;
	} units[] = {
		{ "", 1000 },	{ "s", 1000 },	  { "ms", 1 },
		{ "m", 60000 }, { "h", 3600000 },
	};
	char *end;
	unsigned long n = strtoul(text, &end, 10);
	bool digits = *text >= '0' && *text <= '9' && n && n < 1000000;
	for (size_t i = 0; digits && i < COUNT(units); i++) {
		if (!strcmp(end, units[i].unit)) {
			*ms = n * units[i].ms;
			return *ms <= 2000000000 ||
			       error_set(e, 0, "%s: too long", text);
		}
	}
	return error_set(e, 0, "%s: not a time such as 10s or 2m", text);
}

char *verb_join(const struct verb_call *call, size_t first)
{
	size_t size = 1;
	for (size_t i = first; i < call->count; i++)
		size += strlen(call->words[i]) + 1;
	char *joined = mem_new(size);
	struct text t = text_over(joined, size);
	for (size_t i = first; i < call->count; i++) {
		if (i > first)
			text_char(&t, ' ');
		text_str(&t, call->words[i]);
	}
	return joined;
}
