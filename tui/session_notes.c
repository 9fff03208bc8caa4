/* What the user adds to packets and points - notes, which are saved with them - and
 * what is summed up over them. */
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/session_notes.h"

enum { STEP = 512 }; /* packets between two looks at the clock */

const char *session_note(const struct session *s, uint64_t number)
{
	for (size_t i = 0; i < s->notes.packets.count; i++)
		if (s->notes.packets.items[i].number == number)
			return s->notes.packets.items[i].text;
	return NULL;
}

void session_note_set(struct session *s, uint64_t number, const char *text)
{
	size_t i = 0;
	while (i < s->notes.packets.count && s->notes.packets.items[i].number != number)
		i++;
	s->changes++;
	if (i < s->notes.packets.count) {
		free(s->notes.packets.items[i].text);
		s->notes.packets.items[i] =
			s->notes.packets.items[--s->notes.packets.count];
	}
	if (*text)
		vec_push(&s->notes.packets,
			 ((struct note_line){ number, mem_strdup(text) }));
}

/* Of points ------------------------------------------------------------------------ */

static struct note_point *point_find(const struct session *s, const char *name)
{
	for (size_t i = 0; i < s->notes.points.count; i++)
		if (!strcmp(s->notes.points.items[i].name, name))
			return &s->notes.points.items[i];
	return NULL;
}

const char *session_point_note(const struct session *s, const char *name)
{
	const struct note_point *note = point_find(s, name);
	return note ? note->text : NULL;
}

static void point_forget(struct session *s, struct note_point *note)
{
	free(note->name);
	free(note->text);
	*note = s->notes.points.items[--s->notes.points.count];
}

void session_point_note_set(struct session *s, const char *name, const char *text)
{
	struct note_point *old = point_find(s, name);
	struct note_point note = { mem_strdup(name), mem_strdup(text) };
	if (old)
		point_forget(s, old);
	if (*text) {
		vec_push(&s->notes.points, note);
	} else {
		free(note.name);
		free(note.text);
	}
	s->changes++;
}

/* Is that its name, or that of its link, node or bridge? */
static bool is_about(const struct session *s, const char *name, const char *iface)
{
	const struct endpoint *e = lab_endpoint(s->lab, iface);
	const struct topology *t = s->lab->topology;
	const struct topology_port *p = e && t ? e->port : NULL;
	return !strcmp(name, iface) || (e && e->master && !strcmp(name, e->master)) ||
	       (p && p->link != TOPOLOGY_NONE &&
		!strcmp(name, t->links[p->link].name)) ||
	       (p && p->node != TOPOLOGY_NONE && !strcmp(name, t->nodes[p->node].name));
}

size_t session_notes_room(const struct session *s)
{
	size_t room = 1;
	for (size_t i = 0; i < s->notes.points.count; i++)
		room += strlen(s->notes.points.items[i].name) +
			strlen(s->notes.points.items[i].text) + 16;
	return room;
}

void session_notes_put(const struct session *s, struct text *t)
{
	uint32_t ifaces = s->store ? store_ifaces(s->store) : 0;
	for (size_t i = 0; i < s->notes.points.count; i++) {
		const struct note_point *note = &s->notes.points.items[i];
		uint32_t k = 0;
		while (k < ifaces &&
		       !is_about(s, note->name, store_iface(s->store, k)->name))
			k++;
		if (k < ifaces)
			text_printf(t, "%snote on %s: %s", text_length(t) ? "\n" : "",
				    note->name, note->text);
	}
}

void session_notes_done(struct session *s)
{
	for (size_t i = 0; i < s->notes.packets.count; i++)
		free(s->notes.packets.items[i].text);
	for (size_t i = 0; i < s->notes.points.count; i++) {
		free(s->notes.points.items[i].name);
		free(s->notes.points.items[i].text);
	}
	free(s->notes.packets.items);
	free(s->notes.points.items);
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
