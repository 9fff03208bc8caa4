/* What the tables of words offer each other, for the nearest word. */
#ifndef ANALYSIS_WORDS_TABLE_H
#define ANALYSIS_WORDS_TABLE_H

#include <stdbool.h>
#include <string.h>

#include "core/analysis/words.h"

static inline bool word_same(const char *word, const char *s, size_t size)
{
	return !strncmp(word, s, size) && !word[size];
}

/* The names one after the other, NULL behind the last. */
const char *word_part_name(size_t index);
const char *word_value_name(enum word_space space, size_t index);

#endif
