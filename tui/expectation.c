#include "tui/expectation.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/text.h"

/* Words, and brackets as words of their own. */
struct tokens {
	char *copy;
	VEC(const char *) items;
};

struct reading {
	struct expectation *x;
	const struct lab *lab;
	struct tokens words;
	VEC(const char *) filter;
	bool joined; /* a point was joined by "and": there cannot be another */
};

/* How long a sign is that needs no blanks around it, 0: it is none. */
static size_t sign_size(const char *s)
{
	if (!strncmp(s, "&&", 2) || !strncmp(s, "||", 2))
		return 2;
	return strchr("()", *s) || (*s == '!' && s[1] != '=');
}

/* Inside of square brackets are offsets: "tcp[(12)]" is one word. */
static void tokens_cut(struct tokens *t, const char *text)
{
	size_t room = 3 * strlen(text) + 1, depth = 0;
	t->copy = mem_new(room);
	struct text out = text_over(t->copy, room);
	while (*text) {
		size_t sign = depth ? 0 : sign_size(text), size = sign ? sign : 1;
		depth += *text == '[';
		depth -= *text == ']' && depth;
		text_str(&out, sign ? " " : "");
		text_mem(&out, strchr("\t\r\n", *text) ? " " : text, size);
		text_str(&out, sign ? " " : "");
		text += size;
	}
	char *rest = NULL;
	for (char *w = strtok_r(t->copy, " ", &rest); w; w = strtok_r(NULL, " ", &rest))
		vec_push(&t->items, w);
}

static const char *word_at(const struct reading *r, size_t i)
{
	return i < r->words.items.count ? r->words.items.items[i] : "";
}

static bool is_and(const char *word)
{
	return !strcmp(word, "and") || !strcmp(word, "&&");
}

static bool is_or(const char *word)
{
	return !strcmp(word, "or") || !strcmp(word, "||");
}

static bool is_not(const char *word)
{
	return !strcmp(word, "not") || !strcmp(word, "!");
}

/* Behind these stands an address, or a name for one. */
static bool takes_name(const char *word)
{
	static const char *const words[] = { "host", "net", "src", "dst", "gateway" };
	for (size_t i = 0; i < COUNT(words); i++)
		if (!strcmp(word, words[i]))
			return true;
	return false;
}

static bool is_point(const struct reading *r, size_t i)
{
	static const char *const begins[] = { "link:", "bridge:", "node:", "udp:",
					      "tcp:" };
	const char *word = word_at(r, i);
	struct error ignored;
	if (!strchr(word, ':') || (i && takes_name(word_at(r, i - 1))))
		return false;
	for (size_t k = 0; k < COUNT(begins); k++)
		if (!strncmp(word, begins[k], strlen(begins[k])))
			return true;
	/* Numbers with colons are addresses; a name may be of a node that is gone. */
	return endpoint_find(r->lab, word, &ignored) ||
	       strspn(word, "0123456789abcdefABCDEF:./") != strlen(word);
}

static bool add_point(struct reading *r, const char *word, struct error *e)
{
	struct expectation *x = r->x;
	struct expected_point p = { .name = NULL };
	size_t first = x->list.items.count;
	if (!endpoint_add(r->lab, word, &x->list, e))
		return false;
	p.name = mem_strdup(word);
	for (size_t i = first; i < x->list.items.count; i++) {
		char *copy = mem_strdup(x->list.items.items[i]);
		vec_push(&p.endpoints, copy);
	}
	vec_push(&x->points, p);
	return true;
}

/* "POINT", "( POINT or POINT )": how many words that are, 0: it is none. */
static size_t group_size(const struct reading *r, size_t at)
{
	bool round = !strcmp(word_at(r, at), "(");
	size_t i = at + round;
	if (!is_point(r, i))
		return 0;
	for (i++; is_or(word_at(r, i)) && is_point(r, i + 1); i += 2)
		;
	if (round)
		return strcmp(word_at(r, i), ")") ? 0 : i + 1 - at;
	return i - at;
}

static bool refuse_join(const char *word, struct error *e)
{
	return error_set(e, 0,
			 "%s: a point and the filter are joined by \"and\": "
			 "\"FILTER and ( POINT or POINT )\"",
			 word);
}

/* The group at these words may stand where it does. */
static bool check_group(struct reading *r, size_t at, size_t size, struct error *e)
{
	const char *before = at ? word_at(r, at - 1) : "";
	const char *behind = word_at(r, at + size);
	const char *name = word_at(r, at + !strcmp(word_at(r, at), "("));
	bool bare = size > 1 && strcmp(word_at(r, at), "(") != 0;
	bool alone = at == 0 && at + size == r->words.items.count;
	if (is_or(before) || is_not(before) || is_or(behind) || (bare && !alone))
		return refuse_join(name, e);
	bool joined = is_and(before) || (is_and(behind) && at + size);
	if (r->x->points.count && (joined || r->joined))
		return error_set(e, 0,
				 "%s: a packet is seen at one point: "
				 "\"( %s or %s )\" is either of them",
				 name, r->x->points.items[0].name, name);
	/* In front of the filter no word is needed. */
	if (at && !is_and(before) && r->filter.count)
		return refuse_join(name, e);
	r->joined |= joined;
	return true;
}

static bool take_group(struct reading *r, size_t at, size_t size, struct error *e)
{
	if (!check_group(r, at, size, e))
		return false;
	for (size_t i = at; i < at + size; i++)
		if (is_point(r, i) && !add_point(r, word_at(r, i), e))
			return false;
	return true;
}

/* The word that joined a point goes with it. */
static size_t drop_and(struct reading *r, size_t next)
{
	size_t n = r->filter.count;
	if (n && is_and(r->filter.items[n - 1]))
		r->filter.count--;
	else if (!n && is_and(word_at(r, next)))
		return next + 1;
	return next;
}

static bool read_words(struct reading *r, struct error *e)
{
	size_t depth = 0;
	for (size_t at = 0; at < r->words.items.count;) {
		size_t size = depth ? 0 : group_size(r, at);
		const char *word = word_at(r, at);
		if (depth && is_point(r, at))
			return refuse_join(word, e);
		if (size) {
			if (!take_group(r, at, size, e))
				return false;
			at = drop_and(r, at + size);
			continue;
		}
		depth += !strcmp(word, "(");
		depth -= !strcmp(word, ")") && depth;
		vec_push(&r->filter, word);
		at++;
	}
	return r->x->points.count ||
	       error_set(e, 0,
			 "where? name a point as well: \"FILTER and link:NODE-NODE\", "
			 "\"FILTER and NODE:IF\"");
}

static char *join(const struct reading *r)
{
	size_t size = 1;
	for (size_t i = 0; i < r->filter.count; i++)
		size += strlen(r->filter.items[i]) + 1;
	char *joined = mem_new(size);
	struct text t = text_over(joined, size);
	for (size_t i = 0; i < r->filter.count; i++)
		text_printf(&t, "%s%s", i ? " " : "", r->filter.items[i]);
	return joined;
}

bool expectation_read(struct expectation *x, const struct lab *lab, const char *text,
		      struct error *e)
{
	struct reading r = { .x = x, .lab = lab };
	expectation_done(x);
	tokens_cut(&r.words, text);
	bool ok = read_words(&r, e);
	if (ok)
		x->filter = join(&r);
	free(r.filter.items);
	free(r.words.items.items);
	free(r.words.copy);
	return ok;
}

void expectation_done(struct expectation *x)
{
	for (size_t i = 0; i < x->points.count; i++) {
		struct expected_point *p = &x->points.items[i];
		for (size_t k = 0; k < p->endpoints.count; k++)
			free(p->endpoints.items[k]);
		free(p->endpoints.items);
		free(p->name);
	}
	free(x->points.items);
	free(x->filter);
	free(x->list.items.items);
	free(x->list.once.items);
	*x = (struct expectation){ .filter = NULL };
}

bool expected_at(const struct expected_point *p, const char *endpoint)
{
	for (size_t i = 0; i < p->endpoints.count; i++)
		if (!strcmp(p->endpoints.items[i], endpoint))
			return true;
	return false;
}
