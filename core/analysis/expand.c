/* Expressions of pcap-filter(7): and, or, not, brackets, equal precedence from left to
 * right; and the tools that all parts of the grammar use. */
#include "core/analysis/expand.h"

#include "core/analysis/expand_state.h"

enum {
	TEXT_MAX = 4096,      /* bytes of a filter */
	EXPANDED_MAX = 65536, /* bytes of what it becomes */
	DEPTH_MAX = 64,	      /* brackets and negations within each other */
};

/* Errors. Each returns false. */

bool expand_refuse(struct expand *x, const struct token *t, const char *suggestion,
		   const char *why)
{
	size_t offset = (size_t)(t->start - x->source);
	*x->mark = (struct filter_mark){ .offset = offset, .size = t->size };
	if (strlen(suggestion) < sizeof(x->mark->suggestion))
		snprintf(x->mark->suggestion, sizeof(x->mark->suggestion), "%s",
			 suggestion);
	if (!x->mark->suggestion[0])
		return error_set(x->e, 0, "%s", why);
	return error_set(x->e, 0, "%s - did you mean %s?", why, x->mark->suggestion);
}

bool expand_refuse_lacking(struct expand *x, const struct token *t, const char *prefix,
			   const char *why)
{
	char suggestion[80];
	snprintf(suggestion, sizeof(suggestion), "%s %.*s", prefix,
		 (int)(t->size < 64 ? t->size : 64), t->start);
	return expand_refuse(x, t, suggestion, why);
}

bool expand_refuse_end(struct expand *x, const char *why)
{
	return expand_refuse(x, x->at > x->first ? x->at - 1 : x->at, "", why);
}

bool expand_refuse_unknown(struct expand *x, const struct token *t,
			   const enum word_space *values, const char *why)
{
	char best[sizeof(x->mark->suggestion)] = "";
	if (t->kind == TOKEN_WORD || t->kind == TOKEN_ESCAPED)
		word_nearest(t->start, t->size, values, best, sizeof(best));
	return expand_refuse(x, t, best, why);
}

/* Reading and writing. */

bool expand_is(const struct token *t, const char *text)
{
	return t->size == strlen(text) && !memcmp(t->start, text, t->size);
}

bool expand_enter(struct expand *x)
{
	if (++x->depth > DEPTH_MAX)
		return expand_refuse(x, x->at, "", "nested too deeply");
	return true;
}

void expand_copy(struct expand *x)
{
	text_mem(&x->out, x->at->start, x->at->size);
	x->at++;
}

struct expand_piece expand_begin(const struct expand *x)
{
	return (struct expand_piece){ .offset = (size_t)(x->at->start - x->source),
				      .start = text_length(&x->out) };
}

void expand_end(struct expand *x, struct expand_piece *p)
{
	const struct token *last = x->at - 1;
	p->size = (size_t)(last->start + last->size - x->source) - p->offset;
	p->length = text_length(&x->out) - p->start;
	vec_push(&x->result->pieces, *p);
}

bool expand_negations(struct expand *x)
{
	for (; x->at->part == PART_NOT; x->at++) {
		if (!expand_enter(x))
			return false;
		text_str(&x->out, "not ");
	}
	return true;
}

void expand_join(struct expand *x)
{
	text_str(&x->out, x->at->part == PART_AND ? " and " : " or ");
	x->at++;
}

/* Two tests side by side. */
static bool refuse_beside(struct expand *x)
{
	static const char why[] = "and or or is missing before this";
	if (x->at->kind == TOKEN_WORD)
		return expand_refuse_lacking(x, x->at, "and", why);
	return expand_refuse(x, x->at, "", why);
}

bool expand_close(struct expand *x, const struct token *open)
{
	if (x->at->kind == TOKEN_END)
		return expand_refuse(x, open, "", "never closed");
	if (x->at->part != PART_CLOSE)
		return refuse_beside(x);
	text_char(&x->out, ')');
	x->at++;
	x->depth--;
	return true;
}

/* Expressions. */

static bool expression(struct expand *x, struct quals *q);

static bool starts_relation(const struct token *t, const struct quals *q)
{
	const struct token *next = t + 1;
	if (t->part == PART_OPEN)
		next = t->close ? t + t->close + 1 : t;
	else if (t->kind != TOKEN_NUMBER)
		return false;
	if (q->type == PART_NET && next->part == PART_ARITH && *next->start == '/')
		return false;
	return next->part == PART_ARITH || next->part == PART_RELATION;
}

static bool refuse_value(struct expand *x)
{
	static const char *const prefixes[] = {
		[TOKEN_NUMBER] = "port",
		[TOKEN_IP4] = "host",
		[TOKEN_IP6] = "host",
		[TOKEN_MAC] = "ether host",
	};
	return expand_refuse_lacking(x, x->at, prefixes[x->at->kind],
				     "a word is missing before this");
}

bool expand_group(struct expand *x, const struct quals *q)
{
	struct quals inner = *q;
	const struct token *open = x->at++;
	text_char(&x->out, '(');
	return expand_enter(x) && expression(x, &inner) && expand_close(x, open);
}

static bool operand(struct expand *x, struct quals *q)
{
	const struct token *t = x->at;
	if (t->kind == TOKEN_END)
		return expand_refuse_end(x, "something is missing after this");
	if (starts_relation(t, q)) {
		*q = (struct quals){ 0 };
		return expand_relation(x);
	}
	if (t->part == PART_OPEN)
		return expand_group(x, q);
	if (expand_is_value(t, q))
		return expand_value(x, q);
	if (t->kind == TOKEN_SIGN && t->part != PART_ARITH)
		return expand_refuse(x, t, "", "not expected here");
	if (t->kind == TOKEN_ESCAPED)
		return expand_refuse(x, t, "", "a \\ belongs behind proto");
	if (t->kind != TOKEN_WORD && t->kind != TOKEN_SIGN)
		return refuse_value(x);
	return expand_term(x, q);
}

static bool negated(struct expand *x, struct quals *q)
{
	unsigned depth = x->depth;
	bool ok = expand_negations(x) && operand(x, q);
	x->depth = depth;
	return ok;
}

static bool expression(struct expand *x, struct quals *q)
{
	if (!negated(x, q))
		return false;
	while (expand_is_join(x->at)) {
		expand_join(x);
		if (!negated(x, q))
			return false;
	}
	return true;
}

static bool expand_tokens(struct expand *x)
{
	struct quals q = { 0 };
	if (x->at->kind == TOKEN_END)
		return true;
	if (!expression(x, &q))
		return false;
	if (x->at->part == PART_CLOSE)
		return expand_refuse(x, x->at, "", "no ( for this");
	if (x->at->kind != TOKEN_END)
		return refuse_beside(x);
	if (x->out.cut)
		return error_set(x->e, 0, "too much for one filter");
	return true;
}

bool expand_text(struct expansion *x, const char *text, const struct expand_aim *aim,
		 struct filter_mark *mark, struct error *e)
{
	struct tokens tokens = { 0 };
	*x = (struct expansion){ 0 };
	*mark = (struct filter_mark){ 0 };
	if (strnlen(text, TEXT_MAX + 1) > TEXT_MAX)
		return error_set(e, 0, "longer than %d bytes", TEXT_MAX);
	bool ok = tokens_read(&tokens, text, mark, e);
	if (ok) {
		x->text = mem_new(EXPANDED_MAX);
		struct expand state = {
			.source = text,
			.first = tokens.list.items,
			.at = tokens.list.items,
			.out = text_over(x->text, EXPANDED_MAX),
			.result = x,
			.linktype = aim->linktype,
			.direction = aim->direction,
			.aim = aim,
			.mark = mark,
			.e = e,
		};
		ok = expand_tokens(&state);
	}
	tokens_free(&tokens);
	if (!ok)
		expand_free(x);
	return ok;
}

void expand_free(struct expansion *x)
{
	free(x->text);
	free(x->pieces.items);
	free(x->inner.items);
	*x = (struct expansion){ 0 };
}
