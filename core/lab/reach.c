/* The two ways to ask, and the place the better one needs. */
#include "core/lab/reach.h"

#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <unistd.h>

#include "core/base/netns.h"
#include "core/base/privilege.h"

/* Questions about a namespace from outside of it are a right of their own. */
static bool may_target(void)
{
	return privilege_held() & UINT32_C(1) << CAP_NET_ADMIN;
}

/* From a namespace of its own, which hears of all others, where that is allowed. */
static bool open_sockets(struct reach *r, int home, struct error *e)
{
	struct error quiet;
	r->observer = netlink_new(e);
	r->events = r->observer ? netlink_new_events(true, &quiet) : NULL;
	if (!netns_enter(home, e))
		return false;
	if (r->observer && !r->events)
		r->events = netlink_new_events(false, e);
	return r->events != NULL;
}

bool reach_open(struct reach *r, bool *seeing_all, struct error *e)
{
	*r = (struct reach){ .target = false };
	autoclose int home = netns_open_self(e);
	if (home < 0)
		return false;
	*seeing_all = !unshare(CLONE_NEWNET);
	if (!*seeing_all) {
		error_set(e, errno, "other network namespaces cannot be seen");
		r->events = netlink_new_events(false, e);
		return r->events != NULL;
	}
	bool ok = open_sockets(r, home, e);
	r->target = ok && may_target() && netlink_can_target(r->observer);
	if (!ok)
		reach_close(r);
	return ok;
}

void reach_close(struct reach *r)
{
	netlink_free(r->observer);
	netlink_free(r->events);
	*r = (struct reach){ .observer = NULL };
}

/* The socket stays bound to the namespace it was made in, the thread comes back. */
struct netlink *reach_inside(const struct netspace *n, struct error *e)
{
	if (n->fact.kind == SPACE_HOST)
		return netlink_new(e);
	autoclose int home = netns_open_self(e);
	autoclose int fd = home < 0 ? -1 : netspace_open(n, e);
	if (fd < 0 || !netns_enter(fd, e))
		return NULL;
	struct netlink *socket = netlink_new(e);
	struct error back;
	if (!netns_enter(home, &back)) {
		netlink_free(socket);
		socket = NULL;
		*e = back;
	}
	return socket;
}

struct netlink *reach_space(const struct reach *r, const struct netspace *n,
			    int32_t *id, struct error *e)
{
	*id = r->target ? n->id : NETLINK_HERE;
	return r->target ? r->observer : reach_inside(n, e);
}

void reach_done(const struct reach *r, struct netlink *socket)
{
	if (socket != r->observer)
		netlink_free(socket);
}

static bool admit_peers(struct spaces *s, const struct netspace *n)
{
	bool admitted = false;
	for (size_t i = 0; i < n->survey.links.count; i++)
		admitted |= spaces_admit_hidden(s, n->survey.links.items[i].peer_id);
	return admitted;
}

bool reach_survey(const struct reach *r, struct spaces *s, struct netspace *n,
		  bool *admitted, struct error *e)
{
	struct survey new = { .links = { NULL, 0, 0 } };
	int32_t id;
	struct netlink *socket = reach_space(r, n, &id, e);
	bool ok = socket && survey_read(&new, socket, id, e);
	reach_done(r, socket);
	if (!ok)
		return false;
	n->dirty = false;
	n->entered = !r->target;
	s->changed |= !survey_same(&n->survey, &new);
	survey_clear(&n->survey);
	n->survey = new;
	if (r->target)
		*admitted |= admit_peers(s, n);
	return true;
}

/* Both ends of a link know the index of the other one: that leaves few candidates for
 * an id, and only those are asked about. */
static bool may_be_peer(const struct netlink_link *l, const struct netspace *candidate)
{
	const struct netlink_link *other =
		survey_link(&candidate->survey, l->fact.peer);
	if (!other)
		return false;
	return strcmp(l->fact.kind, "veth") != 0 || other->fact.peer == l->fact.ifindex;
}

static bool is_known(const struct netspace *n, int32_t id)
{
	for (size_t i = 0; i < n->foreign.count; i++)
		if (n->foreign.items[i].id == id)
			return true;
	return false;
}

static void note_foreign(struct netspace *n, int32_t id, const struct netspace *other)
{
	struct foreign_id f = { id, other->fact.cookie };
	if (id >= 0 && !is_known(n, id))
		vec_push(&n->foreign, f);
}

static bool resolve_link(const struct spaces *s, struct netspace *n,
			 const struct netlink_link *l, struct netlink *inside)
{
	for (size_t i = 0; i < s->items.count; i++) {
		struct netspace *other = s->items.items[i];
		struct error ignored;
		int32_t id;
		if (!may_be_peer(l, other))
			continue;
		autoclose int fd = netspace_open(other, &ignored);
		if (fd < 0 || !netlink_space_id(inside, fd, &id, &ignored) ||
		    id != l->peer_id)
			continue;
		note_foreign(n, id, other);
		/* And the way back, where the link is one that has two ends. */
		if (!strcmp(l->fact.kind, "veth"))
			note_foreign(other,
				     survey_link(&other->survey, l->fact.peer)->peer_id,
				     n);
		return true;
	}
	return false;
}

/* True when a link of n newly leads to a namespace that is not known. */
static bool resolve_space(struct spaces *s, struct netspace *n)
{
	struct netlink *inside = NULL;
	size_t unknown = 0;
	for (size_t i = 0; i < n->survey.links.count; i++) {
		const struct netlink_link *l = &n->survey.links.items[i];
		struct error ignored;
		if (l->peer_id < 0 || is_known(n, l->peer_id))
			continue;
		if (!inside)
			inside = reach_inside(n, &ignored);
		if (!inside)
			break;
		bool found = resolve_link(s, n, l, inside);
		s->changed |= found;
		unknown += !found;
	}
	netlink_free(inside);
	bool more = unknown > n->unknown_peers;
	n->unknown_peers = unknown;
	return more;
}

bool reach_resolve(const struct reach *r, struct spaces *s)
{
	bool more = false;
	if (r->target || !r->observer)
		return false;
	for (size_t i = 0; i < s->items.count; i++)
		if (s->items.items[i]->entered)
			more |= resolve_space(s, s->items.items[i]);
	return more;
}
