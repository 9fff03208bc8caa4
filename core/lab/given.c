#include "core/lab/given.h"

#include <string.h>

#include "core/lab/describe.h"
#include "core/lab/outer.h"

/* Without the name in front, beside which it is shown. */
static const char *reason_of(const struct error *why, const char *name)
{
	size_t size = strlen(name);
	bool named = !strncmp(why->text, name, size) && why->text[size] == ':';
	return named ? why->text + size + 2 : why->text;
}

void given_endpoint(struct endpoint *e, const struct lab *lab, const char *name,
		    struct arena *arena)
{
	static const char *const none[] = { NULL };
	struct outer outer;
	struct error why;
	const struct endpoint *carrier = outer_find(lab, name, &outer, &why);
	*e = (struct endpoint){
		.name = arena_strdup(arena, name),
		.other = "",
		.netns = carrier ? carrier->netns : NULL,
		.ifname = "",
		.type = "tunnel",
		.alias = "",
		.detail = carrier ? arena_printf(arena, "on %s", carrier->name) : "",
		.addresses = none,
		.altnames = none,
		.kind = outer.kind == OUTER_TCP ? ENDPOINT_TCP : ENDPOINT_UDP,
		.space = NO_SPACE,
		.linktype = LINK_ETHERNET,
		.state = carrier ? carrier->state : STATE_UNKNOWN,
		.reason = carrier ? carrier->reason
				  : arena_strdup(arena, reason_of(&why, name)),
		.can_capture = carrier && carrier->can_capture,
	};
	e->tunnel = e->name;
}
