/* Comparisons: numbers, len, bytes of the packet and what C calculates with them. */
#include "core/analysis/expand_state.h"

static bool arith(struct expand *x);

static bool arith_load(struct expand *x)
{
	expand_copy(x);
	expand_copy(x); /* [ */
	if (!arith(x))
		return false;
	if (x->at->part == PART_COLON) {
		expand_copy(x);
		if (x->at->kind != TOKEN_NUMBER)
			return expand_refuse(x, x->at, "",
					     "a size of 1, 2 or 4 is missing");
		expand_copy(x);
	}
	if (x->at->part != PART_UNBRACKET)
		return x->at->kind == TOKEN_END
			       ? expand_refuse_end(x, "a ] is missing")
			       : expand_refuse(x, x->at, "", "not expected here");
	expand_copy(x);
	return true;
}

static bool arith_brackets(struct expand *x)
{
	expand_copy(x);
	if (!arith(x))
		return false;
	if (x->at->part != PART_CLOSE)
		return expand_refuse(x, x->at, "", "not expected here");
	expand_copy(x);
	return true;
}

static bool arith_operand(struct expand *x)
{
	const struct token *t = x->at;
	if (t->kind == TOKEN_END)
		return expand_refuse_end(x, "a number is missing after this");
	if (t->kind == TOKEN_NUMBER || t->part == PART_CONSTANT ||
	    t->part == PART_LEN) {
		expand_copy(x);
		return true;
	}
	if (t->part == PART_PROTO && t[1].part == PART_BRACKET)
		return arith_load(x);
	if (t->part == PART_PROTO)
		return expand_refuse(x, t, "",
				     "a number, or bytes such as ip[0], go here");
	if (t->part == PART_OPEN)
		return arith_brackets(x);
	if (t->part == PART_ARITH && *t->start == '-') {
		expand_copy(x);
		return expand_enter(x) && arith_operand(x) && x->depth--;
	}
	if (t->kind == TOKEN_WORD && t->part == PART_NONE)
		return expand_refuse_unknown(x, t, NULL,
					     "not a number or a name of one");
	return expand_refuse(x, t, "", "a number is missing before this");
}

static bool arith(struct expand *x)
{
	if (!expand_enter(x) || !arith_operand(x))
		return false;
	while (x->at->part == PART_ARITH) {
		text_char(&x->out, ' ');
		expand_copy(x);
		text_char(&x->out, ' ');
		if (!arith_operand(x))
			return false;
	}
	x->depth--;
	return true;
}

bool expand_relation(struct expand *x)
{
	struct expand_piece piece = expand_begin(x);
	if (!arith(x))
		return false;
	if (x->at->part != PART_RELATION)
		return x->at->kind == TOKEN_END
			       ? expand_refuse_end(x,
						   "a comparison is missing after this")
			       : expand_refuse(x, x->at, "",
					       "a comparison is missing before this");
	text_char(&x->out, ' ');
	expand_copy(x);
	text_char(&x->out, ' ');
	if (!arith(x))
		return false;
	expand_end(x, &piece);
	return true;
}
