/* What the user adds to packets - notes, which are saved with them - and what is summed
 * up over them. */
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/session_notes.h"

enum { STEP = 512 }; /* packets between two looks at the clock */

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

void session_tally_drop(struct session *s)
{
	tally_free(s->tally);
	s->tally = NULL;
}

const struct tally *session_tally(struct session *s, int64_t budget_ns, bool *more)
{
	*more = false;
	if (s->tally_serial != s->rows_serial)
		session_tally_drop(s);
	s->tally_serial = s->rows_serial;
	if (!s->store)
		return NULL;
	if (!s->tally) {
		bool all = !filter_expanded(s->filter)[0];
		s->tally = tally_new(s->store, all ? NULL : s->filter, s->flows);
		if (s->trace.folded && s->trace.trails)
			tally_fold(s->tally, s->trace.trails);
	}
	int64_t end = clock_mono() + budget_ns;
	do
		*more = tally_advance(s->tally, STEP);
	while (*more && clock_mono() < end);
	if (s->trace.trails)
		tally_lost(s->tally, s->trace.trails);
	return s->tally;
}
