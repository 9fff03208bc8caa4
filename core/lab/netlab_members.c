/* Members of groups: names, shell patterns ("h*"), regular expressions ("~h[0-9]+"). */
#include <fnmatch.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/lab/netlab.h"

/* More than that is no pattern for names of nodes; it might take long. */
enum { PATTERN_MAX = 256, NAME_MAX_SIZE = 64, STARS_MAX = 4, TIMES_MAX = 99 };

/* Names compared with patterns, all in all. */
enum { WORK_MAX = 1 << 20 };

bool netlab_lists(const struct spec *list, const char *word)
{
	for (size_t i = 0; spec_is(list, VALUE_LIST) && i < list->count; i++) {
		const char *text = spec_text_of(list->items[i].value);
		if (text && !strcmp(text, word))
			return true;
	}
	return false;
}

static const struct {
	const char *python, *posix;
} classes[] = {
	{ "\\d", "[0-9]" },
	{ "\\w", "[A-Za-z0-9_]" },
	{ "\\s", "[[:space:]]" },
	{ "(?:", "(" },
};

/* Has no counterpart in regex(7), or may take long. */
static bool is_odd(const char *at)
{
	if (*at == '\\')
		return !at[1] || strchr("123456789bBAZDWS", at[1]);
	if (*at == '{') {
		size_t n = strspn(at + 1, "0123456789,");
		return n > 5 || strtol(at + 1, NULL, 10) > TIMES_MAX;
	}
	return !strncmp(at, "(?", 2) || (strchr("*+?}", *at) && at[1] == '?');
}

/* Python's expressions as those of regex(7). */
static bool translate(const char *python, char *out, size_t size)
{
	struct text t = text_over(out, size);
	size_t braces = 0;
	text_str(&t, "^(");
	while (*python) {
		size_t i = 0;
		while (i < COUNT(classes) && strncmp(python, classes[i].python,
						     strlen(classes[i].python)) != 0)
			i++;
		if (i < COUNT(classes)) {
			text_str(&t, classes[i].posix);
			python += strlen(classes[i].python);
			continue;
		}
		braces += *python == '{';
		if (is_odd(python) || braces > 2)
			return false;
		if (*python == '\\')
			text_char(&t, *python++);
		text_char(&t, *python++);
	}
	text_str(&t, ")$");
	return !t.cut;
}

static void add_name(struct netlab *n, struct spec *list, struct spec *seen,
		     const char *name)
{
	if (spec_get(seen, name))
		return;
	struct spec *t = spec_text(n->pool, name);
	spec_put(n->pool, seen, name, t);
	spec_add(n->pool, list, t);
}

/* False: enough was compared already. */
static bool may_compare(struct netlab *n, const struct spec *objects,
			const struct spec *member)
{
	n->work += spec_count(objects);
	if (n->work > WORK_MAX)
		netlab_problem(n, member, "too many patterns");
	return n->work <= WORK_MAX;
}

static bool is_short(const char *name)
{
	return strlen(name) <= NAME_MAX_SIZE;
}

static void add_matches(struct netlab *n, struct spec *list, struct spec *seen,
			const struct spec *objects, const struct spec *member)
{
	char posix[PATTERN_MAX * 4];
	regex_t compiled;
	if (strlen(member->text) > PATTERN_MAX ||
	    !translate(member->text + 1, posix, sizeof(posix)) ||
	    regcomp(&compiled, posix, REG_EXTENDED | REG_NOSUB)) {
		netlab_problem(n, member, "expression \"%.60s\" is not evaluated",
			       member->text);
		return;
	}
	for (size_t i = 0; i < spec_count(objects); i++)
		if (is_short(objects->items[i].key) &&
		    !regexec(&compiled, objects->items[i].key, 0, NULL, 0))
			add_name(n, list, seen, objects->items[i].key);
	regfree(&compiled);
}

static void add_pattern(struct netlab *n, struct spec *list, struct spec *seen,
			const struct spec *objects, const char *pattern)
{
	size_t stars = 0;
	for (const char *s = pattern; *s; s++)
		stars += *s == '*';
	if (stars > STARS_MAX || strlen(pattern) > PATTERN_MAX)
		return;
	for (size_t i = 0; i < spec_count(objects); i++)
		if (is_short(objects->items[i].key) &&
		    !fnmatch(pattern, objects->items[i].key, FNM_NOESCAPE))
			add_name(n, list, seen, objects->items[i].key);
}

struct spec *netlab_members(struct netlab *n, const struct spec *list,
			    const struct spec *objects, const struct spec *groups)
{
	struct spec *out = spec_new(n->pool, VALUE_LIST);
	struct spec *seen = spec_new(n->pool, VALUE_MAP);
	for (size_t i = 0; i < spec_count(list); i++) {
		const struct spec *member = list->items[i].value;
		const char *name = spec_text_of(member);
		if (!name)
			continue;
		if (spec_get(objects, name) || spec_get(groups, name))
			add_name(n, out, seen, name);
		else if (!may_compare(n, objects, member))
			break;
		else if (*name == '~')
			add_matches(n, out, seen, objects, member);
		else if (strpbrk(name, "*?["))
			add_pattern(n, out, seen, objects, name);
	}
	return out;
}
