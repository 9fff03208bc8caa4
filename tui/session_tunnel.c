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

/* Rates --------------------------------------------------------------------------- */

/* Counters of tunnels are in no namespace. */
enum { NO_COOKIE = 0 };

static const char tcp_reason[] =
	"frames in TCP are not counted unless they are captured";

/* Its id, 0: it never was counted. */
static uint32_t count_find(const struct session *s, const char *name)
{
	for (size_t i = 0; i < s->tunnels.counts.count; i++)
		if (!strcmp(s->tunnels.counts.items[i].name, name))
			return (uint32_t)i + 1;
	return 0;
}

static uint32_t count_id(struct session *s, const char *name)
{
	uint32_t id = count_find(s, name);
	struct tunnel_count c = { .why = "" };
	if (id)
		return id;
	c.name = mem_strdup(name);
	vec_push(&s->tunnels.counts, c);
	return (uint32_t)s->tunnels.counts.count;
}

/* Those that are wanted, as the engine is told of them. */
struct count_list {
	struct tunnel_meter items[METERS_MAX];
	size_t count;
};

static bool is_listed(const struct tunnel_meter *items, size_t count, uint32_t id)
{
	for (size_t i = 0; i < count; i++)
		if (items[i].id == id)
			return true;
	return false;
}

static void list_add(struct count_list *list, struct session *s,
		     const struct endpoint *e)
{
	struct tunnel_meter m = { .id = count_id(s, e->tunnel) };
	struct error ignored;
	const struct endpoint *carrier =
		outer_find(s->lab, e->tunnel, &m.outer, &ignored);
	if (!carrier || m.outer.kind == OUTER_TCP || list->count == METERS_MAX ||
	    is_listed(list->items, list->count, m.id))
		return;
	m.cookie = carrier->cookie;
	m.ifindex = carrier->ifindex;
	list->items[list->count++] = m;
}

static bool list_is_known(const struct count_list *list, const struct session *s)
{
	const struct session_tunnels *t = &s->tunnels;
	size_t size = list->count * sizeof(list->items[0]);
	return list->count == t->counted.count &&
	       (!size || !memcmp(list->items, t->counted.items, size));
}

void session_count_tunnels(struct session *s, const struct endpoint *const *tunnels,
			   size_t count)
{
	struct session_tunnels *t = &s->tunnels;
	struct count_list list;
	if (!s->client || (!count && !t->counted.count))
		return;
	memset(&list, 0, sizeof(list)); /* it is compared as bytes */
	for (size_t i = 0; i < count; i++)
		list_add(&list, s, tunnels[i]);
	if (list_is_known(&list, s))
		return;
	/* What was counted before has a gap by now. */
	for (size_t i = 0; i < list.count; i++) {
		uint32_t id = list.items[i].id;
		if (is_listed(t->counted.items, t->counted.count, id))
			continue;
		rates_forget(&s->rates, NO_COOKIE, id);
		t->counts.items[id - 1].why[0] = '\0';
	}
	t->counted.count = 0;
	for (size_t i = 0; i < list.count; i++)
		vec_push(&t->counted, list.items[i]);
	client_meters(s->client, list.items, list.count);
}

const struct rate *session_rate_of(const struct session *s, const struct endpoint *e)
{
	uint32_t id = e->tunnel ? count_find(s, e->tunnel) : 0;
	if (e->tunnel)
		return id ? rates_find(&s->rates, NO_COOKIE, id) : NULL;
	return session_rate(s, e->cookie, e->ifindex);
}

const char *session_uncounted(const struct session *s, const struct endpoint *tunnel)
{
	uint32_t id = count_find(s, tunnel->tunnel);
	const char *why = id ? s->tunnels.counts.items[id - 1].why : "";
	if (tunnel->kind == ENDPOINT_TCP)
		return tcp_reason;
	return *why ? why : NULL;
}

void session_on_meter(struct session *s, const struct notice *n)
{
	if (!n->id || n->id > s->tunnels.counts.count)
		return;
	struct tunnel_count *c = &s->tunnels.counts.items[n->id - 1];
	struct text t = text_over(c->why, sizeof(c->why));
	text_str(&t, n->text);
	rates_forget(&s->rates, NO_COOKIE, n->id);
}

void session_tunnels_done(struct session *s)
{
	for (size_t i = 0; i < s->tunnels.given.count; i++)
		free(s->tunnels.given.items[i]);
	for (size_t i = 0; i < s->tunnels.counts.count; i++)
		free(s->tunnels.counts.items[i].name);
	free(s->tunnels.given.items);
	free(s->tunnels.counts.items);
	free(s->tunnels.counted.items);
}
