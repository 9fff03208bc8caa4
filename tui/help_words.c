#include "tui/help_words.h"

#include "core/analysis/words.h"

size_t help_word_count(void)
{
	size_t count;
	word_list(&count);
	return count;
}

struct help_word help_word_at(size_t index)
{
	size_t count;
	const struct word *w = &word_list(&count)[index];
	return (struct help_word){ w->word, w->meaning, w->expansion };
}
