#include "tui/host_wait.h"

#include <stdio.h>

#include "core/base/clock.h"
#include "tui/limits.h"
#include "tui/say.h"
#include "tui/session_lab.h"

enum { FIND_MS = 5000 /* how long the first look at the host may take */ };

static bool explain_limits(const struct session *s, struct error *e)
{
	char text[2048];
	struct text t = text_over(text, sizeof(text));
	limits_list(&t, s->missing_caps);
	limits_remedy(&t);
	say("labtap: started without privileges\n");
	say_lines(text);
	return error_set(e, 0, "packets cannot be captured");
}

bool host_lab(struct session *s, const char *which, struct error *e)
{
	struct error why;
	if (which)
		return session_lab(s, which, e);
	if (!session_topology_here(s, &why))
		say("labtap: %s\n", why.text);
	return true;
}

bool host_wait(struct session *s, const struct host_wait *wait, struct error *e)
{
	int64_t until = clock_mono() + FIND_MS * CLOCK_MS;
	unsigned seen = s->changes - 1;
	while (!s->engine_ended && clock_mono() < until) {
		if (limits_no_capture(s->missing_caps) && !s->remotes)
			return explain_limits(s, e);
		if (s->lab_known && session_settled(s) && seen != s->changes) {
			if (wait->resolve(wait->owner, s, e))
				return true;
			if (wait->once || (s->lab->complete && s->residents.heard))
				return false;
		}
		seen = session_settled(s) ? s->changes : s->changes - 1;
		if (!loop_step(s->loop, 100, e))
			return false;
	}
	if (s->engine_ended)
		return error_set(e, 0, "%s", s->trouble);
	error_set(e, 0, "the host could not be read in time");
	return !s->trouble[0] ? false : error_in(e, "%s", s->trouble);
}
