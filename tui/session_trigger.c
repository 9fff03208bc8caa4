#include "tui/session_trigger.h"

enum { LOOKS = 20000 }; /* packets a trigger looks at in one go */

bool session_trigger(struct session *s, enum trigger_kind kind, const char *text,
		     struct error *e)
{
	struct filter *f = *text ? filter_new_named(text, s->hosts, NULL, e) : NULL;
	if (*text && !f)
		return false;
	struct trigger *t = &s->triggers[kind];
	filter_free(t->filter);
	t->filter = f;
	t->next = s->store ? store_last(s->store) + 1 : 1;
	s->changes++;
	return true;
}

/* All is let go, what was captured stays. */
static void stop(struct session *s)
{
	struct error e;
	session_select_none(s);
	/* Releasing fails only where the engine has gone, which is said elsewhere. */
	(void)session_capture(s, &e);
}

uint64_t session_triggered(struct session *s, enum trigger_kind kind)
{
	struct trigger *t = &s->triggers[kind];
	uint64_t found = 0, last = s->store ? store_last(s->store) : 0;
	for (int i = 0; t->filter && i < LOOKS && t->next <= last; i++) {
		struct packet packet;
		uint64_t number = t->next++;
		if (!store_get(s->store, number, &packet) ||
		    !filter_match(t->filter, &packet))
			continue;
		found = number;
		session_mark(s, number, true);
		if (kind != TRIGGER_STOP)
			continue;
		stop(s);
		filter_free(t->filter);
		t->filter = NULL;
	}
	return found;
}

void session_trigger_done(struct session *s)
{
	for (int i = 0; i < TRIGGER_KINDS; i++)
		filter_free(s->triggers[i].filter);
}
