#include "tui/waiting.h"
#include "tui/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"

enum {
	RETRY_MS = 1000,
	GONE_MS = 200, /* the model of the host still has what is gone */
};

struct waiting_for {
	bool there, was_there, told;
	int64_t gone_at; /* clock_mono() */
	char why[240];	 /* it could not be opened, as told */
};

static const struct tap *newest_tap(const struct session *s, const char *name)
{
	const struct tap *found = NULL;
	for (size_t i = 0; i < s->taps.count; i++) {
		const struct tap *tap = &s->taps.items[i];
		if (!strcmp(tap->name, name) && (!found || tap->id > found->id))
			found = tap;
	}
	return found;
}

static bool is_open(const struct tap *tap)
{
	return tap && (tap->state == CAPTURE_UP || tap->state == CAPTURE_DOWN);
}

static void tell_back(const struct waiting_for *f, const char *name)
{
	char text[32];
	struct text t = text_over(text, sizeof(text));
	clock_text_seconds(&t, clock_mono() - f->gone_at, 1);
	if (f->was_there)
		say("labtap: %s is back after %s s, what it saw meanwhile is "
		    "missing\n",
		    name, text);
	else if (f->told)
		say("labtap: %s is there now\n", name);
}

static void tell_missing(struct waiting_for *f, const char *name, const struct tap *tap)
{
	const char *why = tap && tap->state == CAPTURE_FAILED ? tap->text : "";
	if (!f->told)
		say("labtap: %s is not there%s, waiting for it\n", name,
		    f->was_there ? " any more" : " yet");
	if (*why && strcmp(why, f->why) != 0)
		say("labtap: %s\n", why);
	snprintf(f->why, sizeof(f->why), "%s", why);
	f->told = true;
}

/* True: it is missing. */
static bool look(struct waiting *w, size_t which, const struct session *s)
{
	struct waiting_for *f = &w->names.items[which];
	const char *name = s->selected.items[which];
	const struct tap *tap = newest_tap(s, name);
	bool there = is_open(tap), opening = tap && tap->state == CAPTURE_OPENING;
	if (opening)
		return false;
	if (there && !f->there)
		tell_back(f, name);
	if (!there && f->there) {
		f->gone_at = clock_mono();
		w->lab = s->lab_serial;
		w->retry_at = f->gone_at + GONE_MS * CLOCK_MS;
	}
	f->was_there |= f->there;
	f->there = there;
	if (there)
		f->told = false;
	else
		tell_missing(f, name, tap);
	return !there;
}

void waiting_step(struct waiting *w, struct session *s, int *wait)
{
	bool missing = false;
	struct error ignored;
	while (w->names.count < s->selected.count)
		vec_push(&w->names, (struct waiting_for){ .there = false });
	for (size_t i = 0; i < s->selected.count; i++)
		missing |= look(w, i, s);
	if (!missing || !s->client)
		return;
	int64_t now = clock_mono();
	if (w->lab != s->lab_serial || now >= w->retry_at) {
		w->lab = s->lab_serial;
		w->retry_at = now + RETRY_MS * CLOCK_MS;
		(void)session_capture(s, &ignored);
	}
	int left = (int)((w->retry_at - now) / CLOCK_MS) + 1;
	if (*wait < 0 || *wait > left)
		*wait = left;
}

void waiting_done(struct waiting *w)
{
	free(w->names.items);
}
