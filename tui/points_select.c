#include "tui/points_select.h"

#include "tui/session_once.h"
#include "tui/topology_view.h"

/* A link is its ends: what passes the bridge behind it passes them as well. */
static bool is_selectable(const struct point_group *g, const struct endpoint *e)
{
	return e->can_capture && !(g->link && g->count > 1 && g->bridge == e);
}

/* Of a link every frame once; of a node, namespace or bridge all that passes. */
static void select_member(struct session *s, const struct point_group *g,
			  const char *name, bool on)
{
	if (on && g->link)
		session_select_once(s, name);
	else
		session_select(s, name, on);
}

static void select_members(const struct points *p, struct session *s,
			   const struct point_group *g, bool on)
{
	const struct endpoint *const *members = &p->members.items[g->first];
	for (size_t i = 0; i < g->count; i++)
		if (is_selectable(g, members[i]))
			select_member(s, g, members[i]->name, on);
}

bool points_can_select(const struct points *p, const struct point_group *g)
{
	for (size_t i = 0; i < g->count; i++)
		if (is_selectable(g, p->members.items[g->first + i]))
			return true;
	return false;
}

void points_select_group(const struct points *p, struct session *s,
			 const struct point_group *g)
{
	const struct endpoint *const *members = &p->members.items[g->first];
	bool all = true;
	for (size_t i = 0; i < g->count; i++)
		all &= !is_selectable(g, members[i]) ||
		       session_is_selected(s, members[i]->name);
	select_members(p, s, g, !all);
}

void points_select_all(const struct points *p, struct session *s)
{
	for (size_t i = 0; i < p->groups.count; i++)
		select_members(p, s, &p->groups.items[i], true);
}

bool points_has_selected(const struct session *s, const struct topology_link *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (session_is_selected(s,
					topology_endpoint(s->lab, l->ports[i])->name))
			return true;
	return false;
}
