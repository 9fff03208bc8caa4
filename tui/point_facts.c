#include "tui/point_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "tui/lab_text.h"
#include "tui/number.h"
#include "tui/odd.h"
#include "tui/session_notes.h"
#include "tui/session_tunnel.h"

enum { VALUE_ROOM = 1024 };

static const char KERNEL[] = "kernel";

/* While the lines of one point are made. */
struct making {
	struct point_facts *facts;
	const struct session *session;
	const struct endpoint *e;
	const char *file; /* what the topology is from */
};

static void add(struct making *m, const char *label, const char *value,
		const char *source)
{
	struct point_fact f = { label, value, source };
	if (!value || !value[0])
		return;
	f.value = arena_strdup(m->facts->arena, value);
	vec_push(&m->facts->items, f);
}

static PRINTF(4, 5) void add_words(struct making *m, const char *label,
				   const char *source, const char *fmt, ...)
{
	char value[VALUE_ROOM];
	va_list args;
	va_start(args, fmt);
	vsnprintf(value, sizeof(value), fmt, args);
	va_end(args);
	add(m, label, value, source);
}

static void add_list(struct making *m, const char *label, const char *const *values)
{
	for (size_t i = 0; values && values[i]; i++)
		add(m, i ? "" : label, values[i], KERNEL);
}

static void add_gap(struct making *m)
{
	static const struct point_fact gap = { "", "", "" };
	size_t count = m->facts->items.count;
	if (count && m->facts->items.items[count - 1].value[0])
		vec_push(&m->facts->items, gap);
}

static void add_mac(struct making *m, const char *label, const uint8_t mac[6],
		    const char *source)
{
	add_words(m, label, source, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1],
		  mac[2], mac[3], mac[4], mac[5]);
}

static void add_note(struct making *m, const char *name)
{
	const char *note = session_point_note(m->session, name);
	char value[VALUE_ROOM];
	struct text t = text_over(value, sizeof(value));
	text_escape(&t, note ? note : "", note ? strlen(note) : 0);
	add(m, "note", value, "you");
}

/* The interface ------------------------------------------------------------- */

static void add_state(struct making *m)
{
	const struct endpoint *e = m->e;
	const struct state_since *since = states_find(&m->session->states, e);
	char value[VALUE_ROOM];
	struct text t = text_over(value, sizeof(value));
	text_str(&t, lab_text_state(e->state));
	if (since) {
		text_str(&t, " since ");
		clock_text_time(&t, since->at, 0);
		text_str(&t, since->changed ? "" : " or longer");
	}
	add(m, "state", value, e->ifindex ? KERNEL : "");
	add(m, e->can_capture ? "why" : "no capture", e->reason, "");
}

/* Of ports of Open vSwitch the kernel knows no bridge (switches.h). */
static const char *bridge_source(const struct making *m)
{
	const struct lab *lab = m->session->lab;
	for (size_t i = 0; i < lab->endpoint_count; i++) {
		const struct endpoint *e = &lab->endpoints[i];
		if (e->cookie == m->e->cookie && m->e->master &&
		    !strcmp(e->ifname, m->e->master))
			return strcmp(e->type, "openvswitch") ? KERNEL : "Open vSwitch";
	}
	return KERNEL;
}

static void add_interface(struct making *m)
{
	const struct endpoint *e = m->e;
	if (!e->ifindex)
		return;
	add_words(m, "interface", KERNEL, "%s, %s, index %u, MTU %u", e->ifname,
		  e->type, e->ifindex, e->mtu);
	if (e->has_mac)
		add_mac(m, "MAC", e->mac, KERNEL);
	add_list(m, "addresses", e->addresses);
	add_list(m, "also named", e->altnames);
	add(m, "alias", e->alias, KERNEL);
	add(m, "other end", e->peer, KERNEL);
	add(m, "bridge", e->master, bridge_source(m));
	add(m, "carries", e->detail, KERNEL);
}

/* Whose port it is, as whoever runs it says; NULL: nobody does. */
static const struct machine *machine_of(const struct making *m,
					const struct topology_port *p)
{
	const struct topology *t = m->session->lab->topology;
	return t && p && p->node != TOPOLOGY_NONE ? t->nodes[p->node].machine : NULL;
}

static void add_tunnel(struct making *m)
{
	const struct machine *x = machine_of(m, m->e->port);
	const char *source = x ? x->source : m->file;
	add(m, "tunnel", m->e->tunnel, source ? source : "");
}

/* Who ----------------------------------------------------------------------- */

static void add_machine(struct making *m, const struct machine *x)
{
	char value[VALUE_ROOM];
	struct text t = text_over(value, sizeof(value));
	text_str(&t, x->name);
	if (x->pid)
		text_printf(&t, ", process %u", x->pid);
	if (x->type)
		text_printf(&t, ", %s", x->type);
	add(m, x->kind == MACHINE_DOMAIN ? "domain" : machine_word(x->kind), value,
	    x->source);
	add(m, "id", x->id, x->source);
}

static const char *source_of(const struct making *m, const struct machine *x)
{
	return x && !m->session->topologies.count ? x->source : m->file;
}

static void add_node(struct making *m)
{
	const struct topology *t = m->session->lab->topology;
	const struct topology_port *p = m->e->port;
	if (!t || !p || p->node == TOPOLOGY_NONE)
		return;
	const struct topology_node *n = &t->nodes[p->node];
	const char *what = n->device ? n->device : n->kind;
	const char *source = source_of(m, n->machine);
	add_gap(m);
	add_words(m, "node", source, "%s%s%s", n->name, what ? ", " : "",
		  what ? what : "");
	add(m, "lab", t->labs[n->lab].name, source);
	add(m, "port", p->name, source);
	if (p->link != TOPOLOGY_NONE)
		add_words(m, "link", source, "%s, %s", t->links[p->link].name,
			  topology_carrier(t->links[p->link].carrier));
	if (n->machine)
		add_machine(m, n->machine);
}

static void add_card(struct making *m)
{
	const struct topology_port *p = m->e->port;
	const struct nic *n = p ? p->nic : NULL;
	if (!n || p->node == TOPOLOGY_NONE)
		return;
	const struct machine *x = machine_of(m, p);
	const char *source = x ? x->source : "";
	add_words(m, "card", source, "%s%s%s", nic_word(n->kind), n->id ? ", " : "",
		  n->id ? n->id : "");
	if (n->has_mac && (!m->e->has_mac || memcmp(n->mac, m->e->mac, 6) != 0))
		add_mac(m, "guest's MAC", n->mac, source);
	add(m, "network", n->network, source);
	add(m, "below", n->lower, source);
}

/* The process behind it, and others who live in its namespace. */
static void add_owners(struct making *m)
{
	add(m, "owner", m->e->owner, KERNEL);
	if (m->e->space == NO_SPACE)
		return;
	const char *const *others = m->session->lab->spaces[m->e->space].others;
	for (size_t i = 0; others[i]; i++)
		add(m, i ? "" : "shared with", others[i], "");
}

static void add_space(struct making *m)
{
	const struct lab *lab = m->session->lab;
	if (m->e->space == NO_SPACE)
		return;
	const struct space *s = &lab->spaces[m->e->space];
	add_gap(m);
	if (s->pid)
		add_words(m, "namespace", KERNEL, "%s, first process %s (%u)", s->name,
			  s->process, s->pid);
	else
		add(m, "namespace", s->name, KERNEL);
}

/* Counters ------------------------------------------------------------------ */

/* Of a tunnel we count, since it is shown. */
static void add_counter(struct making *m, const char *label, uint64_t packets,
			uint64_t bytes, uint64_t dropped)
{
	bool ours = m->e->tunnel;
	char value[VALUE_ROOM];
	struct text t = text_over(value, sizeof(value));
	number_grouped(&t, packets);
	text_str(&t, " packets, ");
	number_grouped(&t, bytes);
	text_str(&t, ours ? " bytes while shown" : " bytes, ");
	if (!ours)
		number_grouped(&t, dropped);
	text_str(&t, ours ? "" : " dropped");
	add(m, label, value, ours ? "labtap" : KERNEL);
}

static void add_queue(struct making *m, uint64_t dropped)
{
	char value[VALUE_ROOM];
	struct text t = text_over(value, sizeof(value));
	number_grouped(&t, dropped);
	text_str(&t, " dropped (tc)");
	add(m, "queues", value, KERNEL);
}

static void add_counters(struct making *m)
{
	bool counted = m->e->ifindex || m->e->tunnel;
	const struct rate *r = counted ? session_rate_of(m->session, m->e) : NULL;
	const char *why = m->e->tunnel ? session_uncounted(m->session, m->e) : NULL;
	if (why)
		add(m, "no rate", why, "labtap");
	if (!r || !r->last_at)
		return;
	const struct fact_counters *c = &r->last;
	add_gap(m);
	add_counter(m, "received", c->rx_packets, c->rx_bytes, c->rx_dropped);
	add_counter(m, "sent", c->tx_packets, c->tx_bytes, c->tx_dropped);
	if (c->queue_dropped)
		add_queue(m, c->queue_dropped);
}

static void add_captured(struct making *m)
{
	for (size_t i = 0; i < m->session->taps.count; i++) {
		const struct tap *tap = &m->session->taps.items[i];
		char value[VALUE_ROOM];
		struct text t = text_over(value, sizeof(value));
		if (strcmp(tap->name, m->e->name) != 0)
			continue;
		number_grouped(&t, tap->kept);
		text_str(&t, " packets, ");
		number_grouped(&t, tap->dropped_kernel + tap->dropped_us);
		text_str(&t, " lost");
		add(m, "captured", value, "labtap");
		t = text_over(value, sizeof(value));
		odd_list(&t, tap->odd);
		add(m, "not decoded", value, "labtap");
	}
}

void point_facts_build(struct point_facts *f, const struct session *s, const char *name)
{
	struct making m = { .facts = f, .session = s, .file = "" };
	f->items.count = 0;
	arena_free(f->arena);
	f->arena = arena_new();
	m.e = lab_endpoint(s->lab, name);
	if (!m.e)
		return;
	if (m.e->port)
		m.file = topology_lab_of(s->lab->topology, m.e->port)->path;
	add_note(&m, m.e->name);
	add(&m, "on the host", m.e->other, "");
	add_state(&m);
	add_interface(&m);
	add_tunnel(&m);
	add_node(&m);
	add_card(&m);
	add_space(&m);
	add_owners(&m);
	add_counters(&m);
	add_captured(&m);
}

void point_facts_done(struct point_facts *f)
{
	arena_free(f->arena);
	free(f->items.items);
	*f = (struct point_facts){ .arena = NULL };
}
