/* Numbers, names, + - * // % and parentheses; a text may be cut as in name[:13]. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "core/lab/netlab.h"

enum { DEPTH_MAX = 16, NUMBER_MAX = 1 << 30, WIDTH_MAX = 99, WORD_MAX = 64 };

struct operand {
	const char *text; /* NULL: a number */
	size_t size;
	int64_t number;
};

struct format {
	const char *at;
	const struct netlab_variable *variables;
	size_t count;
	int depth;
	bool bad;
};

static struct operand sum(struct format *f);

static struct operand fail(struct format *f)
{
	f->bad = true;
	return (struct operand){ .number = 0 };
}

static void skip_blanks(struct format *f)
{
	f->at += strspn(f->at, " ");
}

static bool take(struct format *f, const char *word)
{
	skip_blanks(f);
	if (strncmp(f->at, word, strlen(word)) != 0)
		return false;
	f->at += strlen(word);
	return true;
}

static struct operand number(struct format *f)
{
	size_t n = strspn(f->at, "0123456789");
	if (n > 9)
		return fail(f);
	struct operand o = { .number = strtoll(f->at, NULL, 10) };
	f->at += n;
	return o;
}

/* [a:b], both may be left out. */
static struct operand slice(struct format *f, struct operand o)
{
	size_t from = 0, to = o.size;
	skip_blanks(f);
	if (isdigit((unsigned char)*f->at))
		from = (size_t)number(f).number;
	if (!take(f, ":"))
		return fail(f);
	skip_blanks(f);
	if (isdigit((unsigned char)*f->at))
		to = (size_t)number(f).number;
	if (!take(f, "]") || !o.text)
		return fail(f);
	to = to < o.size ? to : o.size;
	from = from < to ? from : to;
	o.text += from;
	o.size = to - from;
	return o;
}

static struct operand variable(struct format *f)
{
	size_t n = 0;
	while (isalnum((unsigned char)f->at[n]) || f->at[n] == '_' || f->at[n] == '.')
		n++;
	for (size_t i = 0; n && i < f->count; i++) {
		const struct netlab_variable *v = &f->variables[i];
		if (strncmp(v->name, f->at, n) != 0 || v->name[n])
			continue;
		f->at += n;
		struct operand o = { .text = v->text, .number = v->number };
		o.size = v->text ? strlen(v->text) : 0;
		return take(f, "[") ? slice(f, o) : o;
	}
	return fail(f);
}

static struct operand atom(struct format *f)
{
	skip_blanks(f);
	if (f->bad || f->depth > DEPTH_MAX)
		return fail(f);
	if (isdigit((unsigned char)*f->at))
		return number(f);
	if (!take(f, "("))
		return variable(f);
	f->depth++;
	struct operand o = sum(f);
	f->depth--;
	return take(f, ")") ? o : fail(f);
}

/* As Python does it: the quotient is rounded down. */
static int64_t divide(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static struct operand apply(struct format *f, struct operand a, char sign,
			    struct operand b)
{
	if (a.text || b.text || ((sign == '/' || sign == '%') && !b.number))
		return fail(f);
	struct operand o = { .text = NULL };
	switch (sign) {
	case '+':
		o.number = a.number + b.number;
		break;
	case '-':
		o.number = a.number - b.number;
		break;
	case '*':
		o.number = a.number * b.number;
		break;
	case '/':
		o.number = divide(a.number, b.number);
		break;
	default:
		o.number = a.number - divide(a.number, b.number) * b.number;
	}
	bool fits = o.number <= NUMBER_MAX && o.number >= -NUMBER_MAX;
	return fits ? o : fail(f);
}

static struct operand product(struct format *f)
{
	struct operand a = atom(f);
	while (!f->bad) {
		if (take(f, "//"))
			a = apply(f, a, '/', atom(f));
		else if (take(f, "*"))
			a = apply(f, a, '*', atom(f));
		else if (take(f, "%"))
			a = apply(f, a, '%', atom(f));
		else
			break;
	}
	return a;
}

static struct operand sum(struct format *f)
{
	struct operand a = product(f);
	while (!f->bad) {
		if (take(f, "+"))
			a = apply(f, a, '+', product(f));
		else if (take(f, "-"))
			a = apply(f, a, '-', product(f));
		else
			break;
	}
	return a;
}

/* What stands behind ":": "02d", "3", "d", or nothing. */
static void put(struct format *f, struct text *out, const struct operand *o)
{
	bool zeros = false;
	int width = 0;
	if (take(f, ":")) {
		zeros = *f->at == '0';
		width = isdigit((unsigned char)*f->at) ? (int)number(f).number : 0;
		f->at += *f->at == 'd';
	}
	if (!take(f, "}") || f->bad || width < 0 || width > WIDTH_MAX) {
		fail(f);
		return;
	}
	if (o->text)
		text_printf(out, "%-*.*s", width, (int)o->size, o->text);
	else
		text_printf(out, zeros ? "%0*" PRId64 : "%*" PRId64, width, o->number);
}

bool netlab_format(const char *format, const struct netlab_variable *variables,
		   size_t count, char *out, size_t size)
{
	struct format f = { .at = format, .variables = variables, .count = count };
	struct text t = text_over(out, size);
	while (*f.at && !f.bad) {
		bool twice = f.at[0] == f.at[1];
		if (*f.at == '{' && !twice) {
			f.at++;
			struct operand o = sum(&f);
			put(&f, &t, &o);
			continue;
		}
		if (*f.at == '{' || *f.at == '}')
			f.at += twice;
		text_char(&t, *f.at++);
	}
	return !f.bad && !t.cut;
}
