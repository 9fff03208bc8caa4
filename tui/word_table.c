/* One line per word. */
#include "tui/word_table.h"

#include "core/base/attr.h"

/* clang-format off */
static const struct word_entry *const words[] = {
	&word_decode,
	&word_filter,
	&word_find,
	&word_keep,
	&word_forget,
	&word_narrow,
	&word_select,
	&word_only,
	&word_except,
	&word_note,
	&word_copy,
	&word_export,
	&word_open,
	&word_tunnel,
	&word_set,
	&word_stop,
	&word_mark,
	&word_session,
	&word_map,
	&word_unmap,
	&word_ssh,
};
/* clang-format on */

const struct word_entry *const *word_table(size_t *count)
{
	*count = COUNT(words);
	return words;
}
