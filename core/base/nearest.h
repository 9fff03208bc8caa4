/* Which of some known words a mistyped one was meant to be, for "did you mean". */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

#include "core/base/text.h"

enum { NEAREST_LONGEST = 32 }; /* nothing longer is compared */

struct nearest {
	char typed[NEAREST_LONGEST];
	size_t size;
	const char *best; /* the word that is nearest of those tried, NULL: none is near
			   */
	unsigned score;
};

/* Upper and lower case are the same. A short word has to be nearer than a long one. */
struct nearest nearest_to(const char *typed, size_t size);

/* The word is not copied. */
void nearest_try(struct nearest *n, const char *word);

/* " - did you mean list?", or nothing. */
void nearest_put(const struct nearest *n, struct text *t);

#endif
