#include "tui/session_once.h"

#include <stdlib.h>
#include <string.h>

#include "tui/topology_view.h"

static size_t once_find(const struct session *s, const char *name)
{
	size_t i = 0;
	while (i < s->once.count && strcmp(s->once.items[i], name) != 0)
		i++;
	return i;
}

static bool is_once(const struct session *s, const char *name)
{
	return name && once_find(s, name) < s->once.count;
}

void session_once_forget(struct session *s, const char *endpoint)
{
	size_t i = once_find(s, endpoint);
	if (i == s->once.count)
		return;
	free(s->once.items[i]);
	s->once.items[i] = s->once.items[--s->once.count];
}

void session_once_rename(struct session *s, const char *older, const char *name)
{
	size_t i = once_find(s, older);
	if (i == s->once.count)
		return;
	free(s->once.items[i]);
	s->once.items[i] = mem_strdup(name);
}

void session_select_once(struct session *s, const char *endpoint)
{
	if (session_is_selected(s, endpoint) || is_once(s, endpoint))
		return;
	session_select(s, endpoint, true);
	vec_push(&s->once, mem_strdup(endpoint));
}

/* Is the node of this interface behind a port of a bridge? */
static bool is_bridged(const struct session *s, const struct endpoint *ep)
{
	const struct endpoint *peer = ep->peer ? lab_endpoint(s->lab, ep->peer) : NULL;
	return peer && peer->master;
}

/* A link of which both ends are captured. */
static bool is_whole(const struct session *s, const struct endpoint *ep)
{
	const struct topology *t = s->lab->topology;
	if (!t || !ep->port || ep->port->link >= t->link_count)
		return false;
	const struct topology_link *l = &t->links[ep->port->link];
	for (size_t i = 0; i < l->count; i++)
		if (!is_once(s, topology_endpoint(s->lab, l->ports[i])->name))
			return false;
	return l->count == 2;
}

/* What one end receives the other has sent: the receive side of both is every frame
 * once, even those that a sender hides from itself (PACKET_QDISC_BYPASS). On a bridge
 * it is what each node sends, or broadcasts would be seen as often as there are nodes.
 */
enum direction session_once_way(const struct session *s, const char *name)
{
	const struct endpoint *ep = lab_endpoint(s->lab, name);
	if (!is_once(s, name) || !ep || s->options.only_in || s->options.only_out)
		return DIRECTION_UNKNOWN;
	if (ep->tunnel && ep->kind != ENDPOINT_UDP)
		return DIRECTION_UNKNOWN;
	/* containerlab stitches two cables: what comes from a node passes both. */
	bool stitched = ep->port && ep->port->one_way && !ep->netns;
	if (ep->tunnel || stitched)
		return is_whole(s, ep) ? DIRECTION_IN : DIRECTION_UNKNOWN;
	if (ep->master || is_once(s, ep->peer))
		return DIRECTION_IN;
	return is_bridged(s, ep) ? DIRECTION_OUT : DIRECTION_UNKNOWN;
}

void session_select_list(struct session *s, const struct endpoint_list *list)
{
	for (size_t i = 0; i < list->once.count; i++)
		session_select_once(s, list->once.items[i]);
	for (size_t i = 0; i < list->items.count; i++) {
		const char *name = list->items.items[i];
		size_t named = 0;
		for (size_t k = 0; k < list->items.count; k++)
			named += !strcmp(list->items.items[k], name);
		for (size_t k = 0; k < list->once.count; k++)
			named -= !strcmp(list->once.items[k], name);
		if (named)
			session_select(s, name, true);
	}
}

bool session_once_elsewhere(const struct session *s, const char *name)
{
	const struct endpoint *ep = lab_endpoint(s->lab, name);
	if (!is_once(s, name) || !ep || !ep->tunnel)
		return false;
	/* Only ends of a group have the same name by addresses. */
	for (size_t i = 0; strcmp(s->once.items[i], name) != 0; i++) {
		const struct endpoint *other = lab_endpoint(s->lab, s->once.items[i]);
		if (other && other->tunnel && !strcmp(other->tunnel, ep->tunnel))
			return true;
	}
	return false;
}
