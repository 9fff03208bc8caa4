/* Builds the model from facts. Everything that came from outside as text is escaped
 * here, once, so that whoever shows it need not care. */
#include "core/lab/lab.h"

#include <net/if.h>
#include <stdlib.h>

#include "core/base/arena.h"
#include "core/base/mem.h"
#include "core/base/text.h"
#include "core/lab/describe.h"
#include "core/lab/differences.h"
#include "core/lab/foreign.h"
#include "core/lab/given.h"
#include "core/lab/join.h"
#include "core/lab/live.h"
#include "core/lab/live_spaces.h"
#include "core/lab/order.h"
#include "core/lab/owners.h"

/* A name longer than this is cut: it has to fit a line, and a file name. */
enum { SPACE_NAME_MAX = 96, TEXT_MAX = 4 * 256 + 1 };

/* The model, and what only this file needs of it. */
struct model {
	struct lab lab; /* first: a struct lab * of ours is one of these */
	struct space *spaces;
	struct endpoint *endpoints;
	const struct endpoint **by_name, **by_key;
};

/* While it is built. */
struct building {
	struct model *model;
	struct arena *arena;
	const struct lab_sources *sources;
	const struct facts *facts;
	const struct topology *topology; /* NULL: none */
	bool live;
	uint32_t *space_order; /* facts->spaces as they are shown */
	size_t *first_link;    /* of each of facts->spaces; one more at the end */
	struct endpoint **endpoint_of; /* by index of facts->links */
};

/* Names of namespaces */

static const char *escaped(struct arena *a, const char *s)
{
	char buffer[TEXT_MAX];
	struct text t = text_over(buffer, sizeof(buffer));
	text_escape(&t, s, strlen(s));
	return arena_strdup(a, buffer);
}

/* The longest part of s that is no longer than SPACE_NAME_MAX when escaped. */
static const char *escaped_name(struct arena *a, const char *s)
{
	char buffer[TEXT_MAX];
	size_t n = strlen(s);
	for (;; n--) {
		struct text t = text_over(buffer, sizeof(buffer));
		bool inside = ((unsigned char)s[n] & 0xc0) == 0x80;
		text_escape(&t, s, n);
		if (!inside && text_length(&t) <= SPACE_NAME_MAX)
			return arena_strdup(a, buffer);
	}
}

static const char *space_label(struct arena *a, const struct fact_space *s)
{
	const char *process = escaped(a, s->process);
	switch (s->kind) {
	case SPACE_HOST:
		return "host";
	case SPACE_NAMED:
		return escaped_name(a, s->name);
	case SPACE_PROCESS:
		return arena_printf(a, "%s.%u", process, s->pid);
	default:
		return arena_printf(a, "hidden.%llu",
				    (unsigned long long)(s->cookie << 1 >> 1));
	}
}

static int compare(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int by_space_name(const void *a, const void *b)
{
	const struct space *x = a, *y = b;
	if ((x->kind == SPACE_HOST) != (y->kind == SPACE_HOST))
		return x->kind == SPACE_HOST ? -1 : 1;
	int order = strverscmp(x->name, y->name);
	return order ? order : compare(x->cookie, y->cookie);
}

static bool is_taken(const struct building *b, const char *name, size_t except)
{
	for (size_t i = 0; i < b->facts->space_count; i++)
		if (i != except && !strcmp(b->model->spaces[i].name, name))
			return true;
	return false;
}

/* Two namespaces may have one name, in different mount namespaces: the later ones get
 * something added that stays the same as long as they live. */
static void make_unique(struct building *b, size_t at)
{
	struct space *s = &b->model->spaces[at];
	while (is_taken(b, s->name, at))
		s->name = arena_printf(b->arena, "%s.%llu", s->name,
				       (unsigned long long)(s->cookie << 1 >> 1));
}

static const char *space_name(const struct building *b, const struct fact_space *f)
{
	const char *name = live_space_name(b->sources, f);
	return name ? arena_strdup(b->arena, name) : space_label(b->arena, f);
}

static void build_spaces(struct building *b)
{
	size_t count = b->facts->space_count;
	struct space *spaces = arena_alloc(b->arena, count * sizeof(*spaces));
	for (size_t i = 0; i < count; i++) {
		const struct fact_space *f = &b->facts->spaces[i];
		spaces[i] = (struct space){
			.name = space_name(b, f),
			.kind = f->kind,
			.returns = live_space_returns(b->sources, f),
			.cookie = f->cookie,
			.pid = f->pid,
			.process = escaped(b->arena, f->process),
			.others = live_space_others(b->sources, f->cookie, b->arena),
			.count = i, /* until it is sorted: which fact this was */
		};
	}
	b->model->spaces = spaces;
	if (count > 1)
		qsort(spaces, count, sizeof(*spaces), by_space_name);
	b->space_order = arena_alloc(b->arena, count * sizeof(*b->space_order));
	for (size_t i = 0; i < count; i++)
		b->space_order[i] = (uint32_t)spaces[i].count;
	/* Names are sorted: equal ones stand together, only the host's may not. */
	const char *first = "host";
	for (size_t i = 1; i < count; i++) {
		if (!strcmp(spaces[i].name, first) || !strcmp(spaces[i].name, "host"))
			make_unique(b, i);
		else
			first = spaces[i].name;
	}
}

/* Facts are grouped by namespace. */
static void find_links(struct building *b)
{
	const struct facts *f = b->facts;
	size_t link = 0;
	b->first_link =
		arena_alloc(b->arena, (f->space_count + 1) * sizeof(*b->first_link));
	for (size_t i = 0; i < f->space_count; i++) {
		b->first_link[i] = link;
		while (link < f->link_count &&
		       f->links[link].cookie == f->spaces[i].cookie)
			link++;
	}
	b->first_link[f->space_count] = link;
}

/* Endpoints */

static const char *const *build_addresses(const struct building *b, size_t from,
					  size_t count)
{
	const char **list = arena_alloc(b->arena, (count + 1) * sizeof(*list));
	for (size_t i = 0; i < count; i++) {
		char buffer[TEXT_MAX];
		struct text t = text_over(buffer, sizeof(buffer));
		describe_address(&t, &b->facts->addresses[from + i]);
		list[i] = arena_strdup(b->arena, buffer);
	}
	return list;
}

static const char *const *build_altnames(const struct building *b, size_t from,
					 size_t count)
{
	const char **list = arena_alloc(b->arena, (count + 1) * sizeof(*list));
	for (size_t i = 0; i < count; i++)
		list[i] = escaped(b->arena, b->facts->altnames[from + i].name);
	return list;
}

static void build_endpoint(const struct building *b, struct endpoint *e,
			   const struct fact_link *l, uint32_t space)
{
	const struct space *s = &b->model->spaces[space];
	e->ifname = escaped(b->arena, l->name);
	e->name = arena_printf(b->arena, "%s:%s", s->name, e->ifname);
	e->other = "";
	e->netns = s->kind == SPACE_HOST ? NULL : s->name;
	e->type = escaped(b->arena, describe_type(l));
	e->alias = escaped(b->arena, l->alias);
	e->cookie = l->cookie;
	e->ifindex = l->ifindex;
	e->mtu = l->mtu;
	e->space = space;
	e->linktype = describe_linktype(l->arptype);
	e->has_mac = l->mac_size == sizeof(e->mac) && e->linktype == LINK_ETHERNET;
	if (e->has_mac)
		memcpy(e->mac, l->mac, sizeof(e->mac));
	e->enabled = l->flags & IFF_UP;
	e->state = describe_state(l);
	e->can_capture = s->kind != SPACE_HIDDEN;
}

static void build_endpoints(struct building *b)
{
	const struct facts *f = b->facts;
	struct model *m = b->model;
	size_t done = 0;
	b->endpoint_of = arena_alloc(b->arena, f->link_count * sizeof(*b->endpoint_of));
	size_t most = f->link_count + (b->topology ? b->topology->port_count : 0) +
		      b->sources->tunnel_count +
		      foreign_room(b->sources->hosts, b->sources->host_count);
	m->endpoints = arena_alloc(b->arena, most * sizeof(*m->endpoints));
	for (size_t i = 0; i < f->space_count; i++) {
		size_t space = b->space_order[i], first = b->first_link[space];
		size_t count = b->first_link[space + 1] - first;
		autofree uint32_t *order = mem_new(count * sizeof(*order));
		order_links(&f->links[first], count, order);
		m->spaces[i].first = done;
		m->spaces[i].count = count;
		for (size_t k = 0; k < count; k++, done++) {
			size_t link = first + order[k];
			b->endpoint_of[link] = &m->endpoints[done];
			build_endpoint(b, &m->endpoints[done], &f->links[link],
				       (uint32_t)i);
		}
	}
	m->lab.endpoint_count = done;
	m->lab.endpoints = m->endpoints;
}

static void build_lists(struct building *b)
{
	const struct facts *f = b->facts;
	size_t address = 0, altname = 0;
	for (uint32_t link = 0; link < f->link_count; link++) {
		struct endpoint *e = b->endpoint_of[link];
		size_t from = address, others = altname;
		while (address < f->address_count && f->addresses[address].link == link)
			address++;
		while (altname < f->altname_count && f->altnames[altname].link == link)
			altname++;
		if (!e)
			continue;
		e->addresses = build_addresses(b, from, address - from);
		e->altnames = build_altnames(b, others, altname - others);
	}
}

/* Lookup */

static int by_name(const void *a, const void *b)
{
	const struct endpoint *const *x = a, *const *y = b;
	return strcmp((*x)->name, (*y)->name);
}

static int by_key(const void *a, const void *b)
{
	const struct endpoint *const *x = a, *const *y = b;
	int order = compare((*x)->cookie, (*y)->cookie);
	return order ? order : compare((*x)->ifindex, (*y)->ifindex);
}

static const struct endpoint **sorted_by(const struct building *b,
					 int (*order)(const void *, const void *))
{
	size_t count = b->model->lab.endpoint_count;
	const struct endpoint **list = arena_alloc(b->arena, count * sizeof(*list));
	for (size_t i = 0; i < count; i++)
		list[i] = &b->model->endpoints[i];
	if (count > 1)
		qsort(list, count, sizeof(*list), order);
	return list;
}

static const struct endpoint *search(const struct lab *lab,
				     const struct endpoint *const *list,
				     const struct endpoint *key,
				     int (*order)(const void *, const void *))
{
	const struct endpoint *const *found = NULL;
	if (lab->endpoint_count)
		found = bsearch(&key, list, lab->endpoint_count, sizeof(*list), order);
	return found ? *found : NULL;
}

static const struct model *model_of(const struct lab *lab)
{
	return (const struct model *)lab;
}

const struct endpoint *lab_endpoint(const struct lab *lab, const char *name)
{
	struct endpoint key = { .name = name };
	return search(lab, model_of(lab)->by_name, &key, by_name);
}

const struct endpoint *lab_link(const struct lab *lab, uint64_t cookie,
				uint32_t ifindex)
{
	struct endpoint key = { .cookie = cookie, .ifindex = ifindex };
	return search(lab, model_of(lab)->by_key, &key, by_key);
}

/* What files declare */

/* "node:port"; with the lab in front where a namespace has that name already. */
static const char *port_name(const struct building *b, const struct topology_port *p,
			     const struct endpoint *own)
{
	const struct topology *t = b->topology;
	const char *node = p->node == TOPOLOGY_NONE ? "host" : t->nodes[p->node].name;
	const char *name = arena_printf(b->arena, "%s:%s", node, p->name);
	const struct endpoint *other = lab_endpoint(&b->model->lab, name);
	if (!other || other == own)
		return name;
	return arena_printf(b->arena, "%s/%s", topology_lab_of(t, p)->name, name);
}

/* An endpoint that is there gets the name of its port. */
static void name_declared(struct endpoint *e, const char *name,
			  const struct topology_port *p)
{
	e->port = p;
	if (!strcmp(name, e->name))
		return;
	e->other = e->name;
	e->name = name;
}

static enum machine_state machine_state(const struct building *b,
					const struct topology_port *p)
{
	const struct machine *m =
		p->node == TOPOLOGY_NONE ? NULL : b->topology->nodes[p->node].machine;
	return m ? m->state : MACHINE_UNKNOWN;
}

/* One whose node does not run is down, and why is known. */
static bool is_stopped(const struct building *b, const struct topology_port *p)
{
	return machine_state(b, p) == MACHINE_STOPPED;
}

static enum state missing_state(const struct building *b, const struct topology_port *p,
				bool searched)
{
	enum machine_state state = machine_state(b, p);
	if (state == MACHINE_STOPPED)
		return STATE_DOWN;
	if (p->local && !p->reason && state != MACHINE_UNKNOWN)
		return STATE_UP;
	return searched ? STATE_MISSING : STATE_UNKNOWN;
}

/* "udp:127.1.1.1:10002-127.1.1.2:10002", with the namespace its sockets are in. */
static const char *tunnel_name(const struct building *b, const struct topology_port *p)
{
	char name[OUTER_TEXT];
	if (!p->nic || !p->nic->outer.family)
		return arena_printf(b->arena, "udp:%s-%s", p->local, p->remote);
	outer_text(&p->nic->outer, name);
	for (size_t i = 0; p->cookie && i < b->facts->space_count; i++)
		if (b->model->spaces[i].cookie == p->cookie)
			return arena_printf(b->arena, "%s@%s", name,
					    b->model->spaces[i].name);
	return arena_strdup(b->arena, name);
}

static void set_tunnel(const struct building *b, struct endpoint *e,
		       const struct topology_port *p)
{
	e->tunnel = tunnel_name(b, p);
	e->kind = !strncmp(e->tunnel, "tcp:", 4) ? ENDPOINT_TCP : ENDPOINT_UDP;
	e->type = "tunnel";
	e->detail = p->remote ? arena_printf(b->arena, "%s - %s", p->local, p->remote)
			      : p->local;
}

static enum searched how_far(const struct building *b, bool all)
{
	return all		       ? SEARCHED_ALL
	       : b->sources->searching ? SEARCHED_PARTLY
				       : SEARCHED_NOT;
}

static void add_missing(const struct building *b, const struct topology_port *p,
			const char *name)
{
	static const char *const none[] = { NULL };
	struct model *m = b->model;
	struct endpoint *e = &m->endpoints[m->lab.endpoint_count++];
	char reason[TEXT_MAX];
	struct text t = text_over(reason, sizeof(reason));
	bool searched = b->live && b->facts->complete && !p->local && !p->reason;
	bool tunnel = b->live && p->local && !p->reason;
	if (is_stopped(b, p) && !p->reason)
		join_stopped(b->topology->nodes[p->node].machine, &t);
	else if (!tunnel)
		join_missing(&m->lab, b->topology, p, how_far(b, searched), &t);
	*e = (struct endpoint){
		.name = name,
		.other = "",
		.netns = p->netns,
		.ifname = p->ifname ? p->ifname : "",
		.type = "",
		.port = p,
		.alias = "",
		.detail = "",
		.addresses = none,
		.altnames = none,
		.space = NO_SPACE,
		.linktype = LINK_ETHERNET,
		.state = missing_state(b, p, searched),
		.reason = reason[0] ? arena_strdup(b->arena, reason) : NULL,
		.can_capture = tunnel,
	};
	if (p->local)
		set_tunnel(b, e, p);
}

/* An interface of the host on which several links are is one endpoint. */
static size_t find_same(const struct topology *t, const size_t *found, size_t port)
{
	const struct topology_port *p = &t->ports[port];
	for (size_t i = port; p->node == TOPOLOGY_NONE && i-- > 0;) {
		if (t->ports[i].node != TOPOLOGY_NONE)
			break;
		if (!strcmp(t->ports[i].name, p->name))
			return found[i];
	}
	return TOPOLOGY_NONE;
}

/* All names first: they are looked up in the order of the old ones. */
static void build_declared(struct building *b)
{
	const struct topology *t = b->topology;
	struct model *m = b->model;
	if (!t)
		return;
	size_t *found = arena_alloc(b->arena, t->port_count * sizeof(*found));
	autofree const char **names = mem_new((t->port_count + 1) * sizeof(*names));
	join_ports(&m->lab, t, found);
	for (size_t i = 0; i < t->port_count; i++)
		names[i] = port_name(
			b, &t->ports[i],
			found[i] == TOPOLOGY_NONE ? NULL : &m->endpoints[found[i]]);
	for (size_t i = 0; i < t->port_count; i++) {
		if (found[i] != TOPOLOGY_NONE) {
			name_declared(&m->endpoints[found[i]], names[i], &t->ports[i]);
			continue;
		}
		found[i] = find_same(t, found, i);
		if (found[i] != TOPOLOGY_NONE)
			continue;
		found[i] = m->lab.endpoint_count;
		add_missing(b, &t->ports[i], names[i]);
	}
	m->lab.topology = t;
	m->lab.port_endpoints = found;
	m->by_name = sorted_by(b, by_name);
	m->by_key = sorted_by(b, by_key);
}

static void build_given(struct building *b)
{
	const struct lab_sources *s = b->sources;
	struct model *m = b->model;
	for (size_t i = 0; i < s->tunnel_count; i++)
		given_endpoint(&m->endpoints[m->lab.endpoint_count++], &m->lab,
			       s->tunnels[i], b->arena);
	if (s->tunnel_count) {
		m->by_name = sorted_by(b, by_name);
		m->by_key = sorted_by(b, by_key);
	}
	foreign_join(&m->lab, m->endpoints, s->hosts, s->host_count);
	if (!s->host_count)
		return;
	m->by_name = sorted_by(b, by_name);
	m->by_key = sorted_by(b, by_key);
}

/* What leads from one endpoint to another */

static void build_relation(const struct building *b, struct endpoint *e,
			   const struct fact_link *l)
{
	const struct lab *lab = &b->model->lab;
	const struct space *space = &b->model->spaces[e->space];
	const struct endpoint *master =
		l->master ? lab_link(lab, l->cookie, l->master) : NULL;
	const struct endpoint *other =
		l->peer ? lab_link(lab, l->peer_cookie, l->peer) : NULL;
	bool cable = describe_has_peer(l);
	char buffer[TEXT_MAX];
	struct text t = text_over(buffer, sizeof(buffer));
	e->is_port = !strcmp(l->master_kind, "bridge");
	e->port_state = l->port_state;
	e->master = master ? master->ifname : NULL;
	e->peer = cable && other ? other->name : NULL;
	describe_tunnel(&t, l);
	if (!cable && other)
		text_printf(&t, "%son %s", text_length(&t) ? " " : "", other->name);
	e->detail = arena_strdup(b->arena, buffer);
	t = text_over(buffer, sizeof(buffer));
	if (e->can_capture)
		describe_down(&t, l, e, space, other);
	else
		describe_hidden(&t, cable ? other : NULL);
	e->reason = text_length(&t) ? arena_strdup(b->arena, buffer) : NULL;
}

struct lab *lab_new(const struct facts *facts)
{
	return lab_new_declared(facts, NULL, true);
}

struct lab *lab_new_declared(const struct facts *facts, const struct topology *topology,
			     bool live)
{
	const struct lab_sources s = { .facts = facts,
				       .topologies = &topology,
				       .topology_count = topology ? 1 : 0,
				       .live = live };
	return lab_new_from(&s);
}

struct lab *lab_new_from(const struct lab_sources *sources)
{
	static const struct facts none;
	struct arena *arena = arena_new();
	struct model *m = arena_alloc(arena, sizeof(*m));
	struct building b = { .model = m,
			      .arena = arena,
			      .sources = sources,
			      .facts = sources->facts ? sources->facts : &none,
			      .topology = live_topology(sources, arena),
			      .live = sources->live };
	m->lab.arena = arena;
	m->lab.serial = b.facts->serial;
	m->lab.complete = b.facts->complete;
	m->lab.space_count = b.facts->space_count;
	build_spaces(&b);
	find_links(&b);
	build_endpoints(&b);
	build_lists(&b);
	m->lab.spaces = m->spaces;
	m->by_name = sorted_by(&b, by_name);
	m->by_key = sorted_by(&b, by_key);
	build_declared(&b);
	for (size_t i = 0; i < b.facts->link_count; i++)
		if (b.endpoint_of[i])
			build_relation(&b, b.endpoint_of[i], &b.facts->links[i]);
	differences_mark(m->endpoints, &m->lab, sources);
	owners_set(m->endpoints, m->lab.endpoint_count, sources, b.topology, arena);
	build_given(&b);
	return &m->lab;
}

void lab_free(struct lab *lab)
{
	if (lab)
		arena_free(lab->arena);
}
