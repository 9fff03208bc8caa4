/* inner ( EXPRESSION ): what holds for the innermost frame of a tunnel. The expression
 * is a filter of its own (filter.c), so here it is only checked; for libpcap the whole
 * is a constant, and there is a program for each value that it can have. */
#include "core/analysis/expand_state.h"

/* Nothing outside moves what is inside, and the other way round. */
static bool inside(struct expand *x)
{
	const struct quals none = { 0 };
	unsigned vlans = x->vlans;
	bool behind = x->inside;
	x->vlans = 0;
	x->inside = false;
	x->innermost = true;
	bool ok = expand_group(x, &none);
	x->innermost = false;
	x->inside = behind;
	x->vlans = vlans;
	return ok;
}

bool expand_inner(struct expand *x, struct quals *q)
{
	const struct token *word = x->at++;
	size_t index = x->result->inner.count, pieces = x->result->pieces.count;
	char *start = x->out.at;
	if (x->innermost)
		return expand_refuse(x, word, "", "inside inner ( ) already");
	if (x->at->part != PART_OPEN)
		return expand_refuse(x, word, "", "a ( belongs behind inner");
	if (index == INNER_MAX)
		return expand_refuse(x, word, "", "inner ( ) too often in one filter");
	const char *from = x->at->start + 1;
	*q = (struct quals){ 0 };
	text_str(&x->out, "inner ");
	if (!inside(x))
		return false;
	struct expand_inner inner = {
		.offset = (size_t)(from - x->source),
		.size = (size_t)(x->at[-1].start - from),
	};
	vec_push(&x->result->inner, inner);
	x->result->pieces.count = pieces;
	if (x->aim->spell)
		return true;
	x->out.at = start;
	text_str(&x->out, x->aim->inner & 1u << index ? "1 = 1" : "1 = 0");
	return true;
}
