/* Nodes and links of the labs of another host. */
#include <stdlib.h>
#include <string.h>

#include "core/lab/describe.h"
#include "core/lab/foreign_make.h"
#include "core/lab/topology_make.h"

enum { LABS_MAX = 256 };

struct labs_making {
	struct foreign_making *m;
	struct topology_draft draft;
	VEC(struct foreign_point) extra; /* points of ports that have none */
};

static const char *in_front(struct labs_making *k, const char *lab, const char *name)
{
	return name ? arena_printf(k->draft.arena, "%s/%s", lab, name) : NULL;
}

/* What its host calls it is unknown: it cannot be captured, and has a reason. */
static void add_point(struct labs_making *k, const char *name, const char *reason,
		      enum state state)
{
	static const char *const none[] = { NULL };
	struct foreign_point p = {
		.port = TOPOLOGY_NONE,
		.e = { .name = name,
		       .other = "",
		       .ifname = "",
		       .type = "",
		       .alias = "",
		       .detail = "",
		       .addresses = none,
		       .altnames = none,
		       .cookie = foreign_key(name),
		       .kind = ENDPOINT_REMOTE,
		       .space = NO_SPACE,
		       .linktype = LINK_ETHERNET,
		       .state = state,
		       .reason = reason ? reason : "its host does not name it" },
	};
	vec_push(&k->extra, p);
}

static void add_port(struct labs_making *k, size_t node, const struct value *from)
{
	struct topology_draft *d = &k->draft;
	const char *own = foreign_word(k->m, from, "name");
	if (!own || d->ports.count == PORTS_MAX)
		return;
	const char *point = foreign_name(k->m, value_text(value_get(from, "endpoint")));
	const struct foreign_point *known = point ? foreign_find(k->m, point) : NULL;
	const char *name =
		known ? point
		      : arena_printf(d->arena, "%s:%s", d->nodes.items[node].name, own);
	known = known ? known : foreign_find(k->m, name);
	struct topology_port p = {
		.name = own,
		.ifname = foreign_word(k->m, from, "ifname"),
		.netns = d->nodes.items[node].netns,
		.local = known ? known->local : NULL,
		.remote = known ? known->remote : NULL,
		.ipv4 = foreign_texts(k->m, value_get(from, "ipv4")),
		.ipv6 = foreign_texts(k->m, value_get(from, "ipv6")),
		.mac = foreign_word(k->m, from, "mac"),
		.reason = known ? NULL : foreign_word(k->m, from, "reason"),
		.node = node,
		.link = TOPOLOGY_NONE,
	};
	(void)value_number(value_get(from, "ifindex"), &p.ifindex);
	if (!known)
		add_point(k, name, p.reason, foreign_state(from));
	vec_push(&d->ports, p);
	vec_push(&k->m->port_names, name);
	d->nodes.items[node].count++;
}

static void add_node(struct labs_making *k, size_t lab, const struct value *from)
{
	struct topology_draft *d = &k->draft;
	const char *name = foreign_word(k->m, from, "name");
	if (!name || d->nodes.count == NODES_MAX)
		return;
	struct topology_node n = {
		.name = in_front(k, d->labs.items[lab].name, name),
		.device = foreign_word(k->m, from, "device"),
		.provider = foreign_word(k->m, from, "provider"),
		.kind = foreign_word(k->m, from, "kind"),
		.container = foreign_word(k->m, from, "container"),
		.domain = foreign_word(k->m, from, "domain"),
		.netns = foreign_name(k->m, value_text(value_get(from, "netns"))),
		.lab = lab,
		.first = d->ports.count,
	};
	(void)value_number(value_get(from, "id"), &n.id);
	vec_push(&d->nodes, n);
	const struct value *ports = value_get(from, "interfaces");
	for (size_t i = 0; i < value_count(ports); i++)
		add_port(k, d->nodes.count - 1, ports->items[i].value);
}

/* From now on all points are found by name, and know their ports. */
static void join_points(struct labs_making *k)
{
	struct foreign_making *m = k->m;
	for (size_t i = 0; i < k->extra.count; i++)
		vec_push(&m->points, k->extra.items[i]);
	foreign_sort(m);
	for (size_t i = m->port_names.count; i-- > 0;)
		foreign_find(m, m->port_names.items[i])->port = i;
}

/* An interface of the host itself becomes a port by the link it is on. */
static size_t host_port(struct labs_making *k, struct foreign_point *p)
{
	const char *colon = strchr(p->e.name, ':');
	struct topology_port port = {
		.name = colon ? colon + 1 : p->e.name,
		.ifname = p->e.ifname,
		.netns = p->e.netns,
		.ipv4 = foreign_texts(k->m, NULL),
		.ipv6 = foreign_texts(k->m, NULL),
		.node = TOPOLOGY_NONE,
	};
	vec_push(&k->draft.ports, port);
	vec_push(&k->m->port_names, p->e.name);
	p->port = k->draft.ports.count - 1;
	return p->port;
}

static void add_end(struct labs_making *k, struct link_draft *l, const char *end,
		    const char *point)
{
	const char *name = foreign_name(k->m, point ? point : end);
	struct foreign_point *p = name ? foreign_find(k->m, name) : NULL;
	if (!p || !end || k->draft.ports.count == PORTS_MAX)
		return;
	size_t port = p->port == TOPOLOGY_NONE ? host_port(k, p) : p->port;
	struct topology_port *t = &k->draft.ports.items[port];
	if (t->node != TOPOLOGY_NONE && t->link != TOPOLOGY_NONE)
		return; /* it is an end of one link */
	t->link = k->draft.links.count;
	vec_push(&l->ports, port);
	vec_push(&l->ends, foreign_name(k->m, end));
}

static enum carrier carrier_of(const char *word)
{
	for (int c = CARRIER_UNKNOWN; word && c <= CARRIER_STITCH; c++)
		if (!strcmp(topology_carrier((enum carrier)c), word))
			return (enum carrier)c;
	return CARRIER_UNKNOWN;
}

static void add_link(struct labs_making *k, size_t lab, const struct value *from)
{
	struct topology_draft *d = &k->draft;
	const char *name = foreign_word(k->m, from, "name");
	const char *type = foreign_word(k->m, from, "type");
	const struct value *ends = value_get(from, "interfaces");
	const struct value *points = value_get(from, "endpoints");
	if (!name || d->links.count == LINKS_MAX)
		return;
	struct link_draft l = {
		.link = { .name = in_front(k, d->labs.items[lab].name, name),
			  .type = type ? type : "",
			  .carrier = carrier_of(value_text(value_get(from, "carrier"))),
			  .bridge = foreign_word(k->m, from, "bridge"),
			  .host_bridge = foreign_word(k->m, from, "linux_bridge"),
			  .lab = lab },
	};
	(void)value_number(value_get(from, "index"), &l.link.index);
	for (size_t i = 0; i < value_count(ends); i++)
		add_end(k, &l, value_text(ends->items[i].value),
			i < value_count(points) ? value_text(points->items[i].value)
						: NULL);
	vec_push(&d->links, l);
}

/* One lab alone goes by the host's name: "s2/r1", not "s2/X/r1". */
static void add_lab(struct labs_making *k, const struct value *from, bool several)
{
	const char *host = k->m->f->host, *name = foreign_word(k->m, from, "name");
	const char *format = foreign_word(k->m, from, "format");
	const char *path = foreign_word(k->m, from, "path");
	struct topology_lab lab = {
		.name = several && name ? foreign_name(k->m, name) : host,
		.format = format ? format : "",
		.path = path ? path : host,
		.exact = value_is_true(value_get(from, "exact")),
		.notes = foreign_texts(k->m, value_get(from, "notes")),
		.host = host,
	};
	while (lab.notes[lab.note_count])
		lab.note_count++;
	vec_push(&k->draft.labs, lab);
}

typedef void part_fn(struct labs_making *k, size_t lab, const struct value *from);

static void add_parts(struct labs_making *k, const struct value *labs, const char *key,
		      part_fn *add)
{
	for (size_t i = 0; i < k->draft.labs.count; i++) {
		const struct value *parts = value_get(labs->items[i].value, key);
		for (size_t n = 0; n < value_count(parts); n++)
			add(k, i, parts->items[n].value);
	}
}

const struct topology *foreign_topology(struct foreign_making *m,
					const struct value *labs)
{
	struct labs_making k = { .m = m, .draft.arena = m->f->arena };
	size_t count = value_count(labs);
	const struct topology *made = NULL;
	for (size_t i = 0; i < count && i < LABS_MAX; i++)
		add_lab(&k, labs->items[i].value, count > 1);
	add_parts(&k, labs, "nodes", add_node);
	join_points(&k);
	add_parts(&k, labs, "links", add_link);
	k.draft.name = k.draft.format = k.draft.path = m->f->host;
	if (count)
		made = draft_seal(&k.draft);
	draft_done(&k.draft);
	free(k.extra.items);
	return made;
}
