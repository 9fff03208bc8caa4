/* A filter text cut into words, numbers, addresses and signs. */
#ifndef ANALYSIS_TOKEN_H
#define ANALYSIS_TOKEN_H

#include "core/analysis/filter.h"
#include "core/analysis/words.h"
#include "core/base/vec.h"

enum token_kind {
	TOKEN_END,
	TOKEN_SIGN,    /* ( ! && [ ...: part says which */
	TOKEN_WORD,    /* part, when it is a keyword */
	TOKEN_ESCAPED, /* \word: never a keyword; start is behind the backslash */
	TOKEN_NUMBER,  /* 179, 0x88cc */
	TOKEN_IP4,     /* 10.0.0.1, 172.16 */
	TOKEN_IP6,
	TOKEN_MAC,
};

struct token {
	enum token_kind kind;
	enum word_part part;
	const char *start; /* in the text */
	size_t size;
	size_t close; /* of PART_OPEN: how many tokens further its ) is; 0: nowhere */
};

struct tokens {
	VEC(struct token) list; /* ends with TOKEN_END */
};

/* Cuts text (borrowed by the tokens). False, with the place in mark, on a character
 * that is no part of the language and on broken addresses and numbers. */
bool tokens_read(struct tokens *t, const char *text, struct filter_mark *mark,
		 struct error *e);
void tokens_free(struct tokens *t);

#endif
