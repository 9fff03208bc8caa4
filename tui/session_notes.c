/* What the user adds to packets: notes. They go into a file when packets are saved. */
#include <stdlib.h>
#include <string.h>

#include "tui/session.h"

const char *session_note(const struct session *s, uint64_t number)
{
	for (size_t i = 0; i < s->notes.count; i++)
		if (s->notes.items[i].number == number)
			return s->notes.items[i].text;
	return NULL;
}

void session_note_set(struct session *s, uint64_t number, const char *text)
{
	size_t i = 0;
	while (i < s->notes.count && s->notes.items[i].number != number)
		i++;
	s->changes++;
	if (i < s->notes.count) {
		free(s->notes.items[i].text);
		s->notes.items[i] = s->notes.items[--s->notes.count];
	}
	if (*text)
		vec_push(&s->notes, ((struct note_line){ number, mem_strdup(text) }));
}

uint32_t session_place(const struct session *s, uint32_t iface)
{
	const char *name = store_iface(s->store, iface)->name;
	for (uint32_t i = 0; i < iface; i++)
		if (!strcmp(store_iface(s->store, i)->name, name))
			return i;
	return iface;
}
