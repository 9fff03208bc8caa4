#include "tui/session_tunnel.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/lab/outer.h"
#include "tui/session_lab.h"

enum { NAME_MAX_SIZE = 2 * OUTER_TEXT };

/* Names of namespaces and interfaces are escaped in the model. */
static bool is_printable(const char *name)
{
	while (*name > ' ' && *name <= '~')
		name++;
	return !*name;
}

static bool name_read(char name[NAME_MAX_SIZE], const char *text, struct error *e)
{
	struct outer outer;
	struct outer_place place;
	struct text t = text_over(name, NAME_MAX_SIZE);
	text_str(&t, outer_is_name(text) ? "" : "udp:");
	text_str(&t, text);
	if (t.cut || !is_printable(name))
		return error_set(e, 0, "%.40s...: not a tunnel", text);
	return outer_parse(&outer, &place, name, e);
}

/* The endpoint that has this tunnel, seen from the same end. */
static const struct endpoint *announced(const struct lab *lab, const char *name)
{
	struct outer wanted, other;
	struct error ignored;
	const struct endpoint *carrier = outer_find(lab, name, &wanted, &ignored);
	for (size_t i = 0; carrier && i < lab->endpoint_count; i++) {
		const struct endpoint *e = &lab->endpoints[i];
		if (e->tunnel &&
		    outer_find(lab, e->tunnel, &other, &ignored) == carrier &&
		    !memcmp(&wanted, &other, sizeof(wanted)))
			return e;
	}
	return NULL;
}

const char *session_give_tunnel(struct session *s, const char *text, struct error *e)
{
	char name[NAME_MAX_SIZE];
	if (!name_read(name, text, e))
		return NULL;
	const struct endpoint *known = lab_endpoint(s->lab, name);
	known = known ? known : announced(s->lab, name);
	if (known)
		return known->name;
	vec_push(&s->tunnels.given, mem_strdup(name));
	session_renew_lab(s);
	return lab_endpoint(s->lab, name)->name;
}

bool session_add_tunnel(struct session *s, const char *text, struct error *e)
{
	char name[NAME_MAX_SIZE];
	struct outer ignored;
	if (!name_read(name, text, e) || !outer_find(s->lab, name, &ignored, e))
		return false;
	const char *known = session_give_tunnel(s, text, e);
	const struct endpoint *ep = known ? lab_endpoint(s->lab, known) : NULL;
	if (!ep)
		return false;
	if (!ep->can_capture)
		return error_set(e, 0, "%s: %s", ep->name,
				 ep->reason ? ep->reason : "cannot be captured");
	session_select(s, ep->name, true);
	return session_capture(s, e);
}

void session_tunnels_done(struct session *s)
{
	for (size_t i = 0; i < s->tunnels.given.count; i++)
		free(s->tunnels.given.items[i]);
	free(s->tunnels.given.items);
}
