/* What the files of the expander share: the state of one run, and the qualifiers that
 * a value inherits. expand.c reads expressions, expand_term.c what starts with a word,
 * expand_value.c what stands behind host or port, expand_arith.c comparisons. */
#ifndef ANALYSIS_EXPAND_STATE_H
#define ANALYSIS_EXPAND_STATE_H

#include "core/analysis/expand.h"
#include "core/analysis/token.h"
#include "core/base/text.h"

struct expand {
	const char *source;
	const struct token *first, *at;
	struct text out;
	struct expansion *result;
	uint32_t linktype;
	enum expand_direction direction;
	const struct expand_aim *aim;
	unsigned depth;
	bool innermost; /* between the brackets of inner ( ) */
	unsigned vlans; /* tags that the words so far have stepped over */
	bool inside; /* behind a word that leaves the Ethernet header: mpls, geneve */
	struct filter_mark *mark;
	struct error *e;
};

/* The qualifiers in front of a value, which the values after it inherit. */
struct quals {
	enum word_part type;	   /* PART_NONE: no value may come */
	const struct token *proto; /* "tcp", or NULL */
	const struct token *word;  /* the one that gave the type */
	char text[48];		   /* "tcp src port" */
};

/* Errors: each sets the place, the suggestion ("" for none) and the text, and returns
 * false. */
bool expand_refuse(struct expand *x, const struct token *t, const char *suggestion,
		   const char *why);

/* The suggestion is the token with a word before it. */
bool expand_refuse_lacking(struct expand *x, const struct token *t, const char *prefix,
			   const char *why);

/* The token before this one lacks something behind it. */
bool expand_refuse_end(struct expand *x, const char *why);

/* The suggestion is the nearest word, names of `values` (may be NULL) included. */
bool expand_refuse_unknown(struct expand *x, const struct token *t,
			   const enum word_space *values, const char *why);

/* Reading and writing. */

bool expand_is(const struct token *t, const char *text);

static inline bool expand_is_join(const struct token *t)
{
	return t->part == PART_AND || t->part == PART_OR;
}

/* One level deeper; false when that is too deep. */
bool expand_enter(struct expand *x);

/* Writes the token as it is and goes on to the next. */
void expand_copy(struct expand *x);

/* Writes and or or, and "not " for each negation that comes. */
void expand_join(struct expand *x);
bool expand_negations(struct expand *x);

/* Reads and writes the ) that belongs to open. */
bool expand_close(struct expand *x, const struct token *open);

/* Around each primitive: where it was, where it went. */
struct expand_piece expand_begin(const struct expand *x);
void expand_end(struct expand *x, struct expand_piece *p);

/* The parts of the grammar. */

/* An expression in brackets; values in it inherit what is in q. */
bool expand_group(struct expand *x, const struct quals *q);

/* inner ( EXPRESSION ), the cursor being on the word. */
bool expand_inner(struct expand *x, struct quals *q);

bool expand_relation(struct expand *x);

/* May values follow this keyword? */
bool expand_takes_value(enum word_part part);

/* Is this a value for the qualifiers before it ("port bgp or ssh")? */
bool expand_is_value(const struct token *t, const struct quals *q);

/* One value, or several in brackets. */
bool expand_value(struct expand *x, const struct quals *q);
bool expand_values(struct expand *x, const struct quals *q);

/* What starts with a word or is our own; leaves in q what later values inherit. */
bool expand_term(struct expand *x, struct quals *q);

#endif
