#include "tui/tunnel_options.h"

#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "core/lab/outer.h"
#include "tui/odd.h"
#include "tui/say.h"
#include "tui/session.h"

bool tunnel_option(struct tunnel_options *o, const char *argument, struct error *e)
{
	char name[2 * OUTER_TEXT];
	struct text t = text_over(name, sizeof(name));
	struct outer outer;
	struct outer_place place;
	if (!strcmp(argument, "auto"))
		return o->automatic = true;
	if (!outer_is_name(argument))
		text_str(&t, "udp:");
	text_str(&t, argument);
	if (t.cut)
		return error_set(e, 0, "%.40s...: not a tunnel", argument);
	if (!outer_parse(&outer, &place, name, e))
		return false;
	if (o->count == TUNNEL_OPTIONS_MAX)
		return error_set(e, 0, "more than %d tunnels", TUNNEL_OPTIONS_MAX);
	o->tunnels[o->count] = outer;
	o->names[o->count++] = argument;
	return true;
}

bool tunnel_wanted(const struct tunnel_options *o)
{
	return o->automatic || o->count;
}

const struct unwrap_options *tunnel_unwrap(const struct tunnel_options *o,
					   struct unwrap_options *to)
{
	*to = (struct unwrap_options){
		.tunnels = o->tunnels,
		.count = o->count,
		.automatic = o->automatic,
		.only = o->only,
	};
	return tunnel_wanted(o) ? to : NULL;
}

static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

void tunnel_report(const struct session *s, const char *name)
{
	if (!s->unwrap)
		return;
	struct unwrap_counts c = unwrap_counts(s->unwrap);
	say("labtap: %s: %llu frame%s out of %u tunnel%s", name,
	    (unsigned long long)c.frames, plural(c.frames), c.tunnels,
	    plural(c.tunnels));
	if (c.others)
		say(", %llu other packet%s %s", (unsigned long long)c.others,
		    plural(c.others),
		    s->options.unwrap->only ? "left out" : "as before");
	say("\n");
	char words[480];
	struct text t = text_over(words, sizeof(words));
	odd_list(&t, c.odd);
	if (words[0])
		say("labtap: %s: not decoded: %s\n", name, words);
}
