#include "core/lab/machine_census.h"

#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "core/lab/containers.h"
#include "core/lab/machine_cards.h"
#include "core/lab/machine_qemu.h"

enum { ARGV_MAX = 1024, HELD_MAX = 1024 };

/* A network namespace other than the host's, and who was found in it. */
struct seat {
	const struct fact_space *space;
	const struct census_process *first; /* the oldest process; NULL: none */
	bool contained;			    /* a container is in it */
	bool emulates;			    /* a QEMU is in it */
	struct identity identity;	    /* by rules; rule NULL: none */
};

/* A container that has processes. */
struct resident_container {
	char ids[CONTAINER_NEST][CONTAINER_ID + 1];
	size_t nest;
	const struct census_process *process;
	struct seat *seat;
	const struct container *known; /* NULL: nobody knows more */
	struct identity identity;
};

struct reading {
	const struct census_sources *s;
	struct machines_draft draft;
	struct containers containers;
	struct seat *seats; /* one for each of facts' spaces, */
	bool *nodes;	    /* and whether a node lives there */
	VEC(struct resident_container) residents;
	struct arena *arena; /* for the time of reading */
};

/* Who is where ------------------------------------------------------------- */

static struct seat *seat_of(struct reading *r, uint64_t inode)
{
	const struct facts *f = r->s->facts;
	for (size_t i = 0; inode && i < f->space_count; i++)
		if (f->spaces[i].inode == inode)
			return &r->seats[i];
	return NULL;
}

static bool is_host(const struct seat *seat)
{
	return seat->space->kind == SPACE_HOST;
}

static bool is_qemu(const struct reading *r, const struct census_process *p)
{
	return machine_is_qemu(p->name, census_bytes(r->s->census, &p->words),
			       p->words.size);
}

/* The words of a command line with blanks between them. */
static const char *argv_text(const struct reading *r, const struct census_process *p)
{
	char buffer[ARGV_MAX];
	const char *words = census_bytes(r->s->census, &p->words);
	struct text t = text_over(buffer, sizeof(buffer));
	size_t size = p->words.size;
	while (size && !words[size - 1])
		size--;
	for (size_t i = 0; i < size; i++)
		text_char(&t, words[i] ? words[i] : ' ');
	return arena_strdup(r->arena, buffer);
}

/* systemd writes "\\x2d" for a dash in a name (systemd.unit(5)). */
static const char *group_text(const struct reading *r, const struct census_process *p)
{
	char *text = arena_printf(r->arena, "%.*s", (int)p->group.size,
				  census_bytes(r->s->census, &p->group));
	char *out = text;
	for (const char *at = text; *at; at++) {
		unsigned code;
		int used = 0;
		bool sign = sscanf(at, "\\x%2x%n", &code, &used) == 1 && used == 4;
		*out++ = sign && code ? (char)code : *at;
		at += sign && code ? 3 : 0;
	}
	*out = '\0';
	return text;
}

static void set_traces(const struct reading *r, struct traces *t,
		       const struct seat *seat, const struct census_process *p)
{
	*t = (struct traces){ .labels = NULL };
	t->texts[RULE_NETNS] = seat->space->name[0] ? seat->space->name : NULL;
	if (!p)
		return;
	t->texts[RULE_ARGV] = argv_text(r, p);
	t->texts[RULE_CGROUP] = group_text(r, p);
	if (p->host[0] && strcmp(p->host, r->s->host) != 0)
		t->texts[RULE_HOSTNAME] = p->host;
}

/* What is known by the best of all rules and processes names the namespace. */
static void identify(struct reading *r, struct seat *seat,
		     const struct census_process *p)
{
	struct identity found;
	struct traces t;
	set_traces(r, &t, seat, p);
	if (rules_apply(r->s->rules, &t, r->arena, &found) && found.node &&
	    (!seat->identity.rule || found.priority > seat->identity.priority))
		seat->identity = found;
}

static void take_container(struct reading *r, struct seat *seat,
			   const struct census_process *p)
{
	struct resident_container c = { .process = p, .seat = seat };
	c.nest = containers_of_group(census_bytes(r->s->census, &p->group),
				     p->group.size, c.ids);
	if (!c.nest)
		return;
	seat->contained = true;
	for (size_t i = 0; i < r->residents.count; i++) {
		const struct resident_container *other = &r->residents.items[i];
		if (!strcmp(other->ids[other->nest - 1], c.ids[c.nest - 1]))
			return;
	}
	vec_push(&r->residents, c);
}

static void take_process(struct reading *r, const struct census_process *p)
{
	struct seat *seat = seat_of(r, p->network);
	if (!seat || is_host(seat))
		return;
	if (!seat->first || p->start < seat->first->start)
		seat->first = p;
	seat->emulates |= is_qemu(r, p);
	take_container(r, seat, p);
	identify(r, seat, p);
}

static void find_seats(struct reading *r)
{
	const struct facts *f = r->s->facts;
	const struct census *c = r->s->census;
	r->seats = arena_alloc(r->arena, f->space_count * sizeof(*r->seats));
	for (size_t i = 0; i < f->space_count; i++)
		r->seats[i].space = &f->spaces[i];
	for (size_t i = 0; i < c->process_count; i++)
		take_process(r, &c->processes[i]);
	for (size_t i = 0; i < f->space_count; i++)
		if (!r->seats[i].first && !is_host(&r->seats[i]))
			identify(r, &r->seats[i], NULL);
	r->nodes = arena_alloc(r->arena, f->space_count * sizeof(*r->nodes));
	for (size_t i = 0; i < f->space_count; i++)
		r->nodes[i] = r->seats[i].contained || r->seats[i].identity.rule;
}

/* QEMU --------------------------------------------------------------------- */

/* Where a macvtap is its descriptor does not tell: most often with its process. */
static uint64_t tap_cookie(struct reading *r, const struct census_tap *t)
{
	const struct census_process *p = &r->s->census->processes[t->process];
	const struct seat *seat = seat_of(r, t->network ? t->network : p->network);
	return seat ? seat->space->cookie : 0;
}

static void add_holders(struct reading *r)
{
	const struct census *c = r->s->census;
	for (size_t i = 0; i < c->tap_count; i++) {
		const struct census_process *p = &c->processes[c->taps[i].process];
		const struct holder h = { .cookie = tap_cookie(r, &c->taps[i]),
					  .ifname = c->taps[i].ifname,
					  .process = p->name,
					  .pid = p->pid };
		machines_add_holder(&r->draft, &h);
	}
}

static size_t held_taps(struct reading *r, uint32_t process, struct held_tap *held)
{
	const struct census *c = r->s->census;
	size_t count = 0;
	for (size_t i = 0; i < c->tap_count && count < HELD_MAX; i++) {
		const struct census_tap *t = &c->taps[i];
		if (t->process == process)
			held[count++] =
				(struct held_tap){ t->fd, tap_cookie(r, t), t->ifname };
	}
	return count;
}

/* Names that labs give the cards of a QEMU, by rules. */
static void name_cards(struct reading *r, struct machine_draft *m)
{
	for (size_t i = 0; i < m->nics.count; i++) {
		struct nic *n = &m->nics.items[i];
		struct identity found;
		const struct traces t = {
			.texts = { [RULE_IFNAME] = n->ifname, [RULE_NETDEV] = n->id }
		};
		if (!rules_apply(r->s->rules, &t, r->arena, &found))
			continue;
		if (!n->guest)
			n->guest = machines_text(&r->draft, found.interface);
		if (!m->machine.lab)
			m->machine.lab = machines_text(&r->draft, found.lab);
	}
}

static void add_qemu(struct reading *r, uint32_t process)
{
	const struct census_process *p = &r->s->census->processes[process];
	struct held_tap held[HELD_MAX];
	const struct seat *seat = seat_of(r, p->network);
	const struct qemu_process q = {
		.pid = p->pid,
		.cookie = seat ? seat->space->cookie : 0,
		.inside = seat && seat->contained,
		.words = census_bytes(r->s->census, &p->words),
		.size = p->words.size,
		.taps = held,
		.tap_count = held_taps(r, process, held),
	};
	struct machine_draft *m = machine_qemu(&r->draft, &q);
	if (!m)
		return;
	m->machine.source = "qemu";
	m->machine.process = machines_text(&r->draft, p->name);
	name_cards(r, m);
}

static void add_qemus(struct reading *r)
{
	const struct census *c = r->s->census;
	for (uint32_t i = 0; i < c->process_count; i++)
		if (is_qemu(r, &c->processes[i]))
			add_qemu(r, i);
}

/* Containers and others ---------------------------------------------------- */

/* The taps of QEMUs in this namespace are the inner side of its cards. */
static const char *const *inner_taps(struct reading *r, const struct seat *seat)
{
	const struct census *c = r->s->census;
	const char **list = arena_alloc(r->arena, (c->tap_count + 1) * sizeof(*list));
	size_t count = 0;
	for (size_t i = 0; i < c->tap_count; i++)
		if (seat->emulates && c->taps[i].network == seat->space->inode &&
		    is_qemu(r, &c->processes[c->taps[i].process]))
			list[count++] = c->taps[i].ifname;
	return list;
}

static void add_cards(struct reading *r, struct machine_draft *m,
		      const struct seat *seat, const struct identity *by)
{
	bool clab = by->rule && !strcmp(by->rule, "containerlab");
	const struct machine_cards cards = {
		.facts = r->s->facts,
		.cookie = seat->space->cookie,
		.nodes = r->nodes,
		.taken = inner_taps(r, seat),
		.vendor_names = clab,
		.first_is_management = clab,
	};
	machine_cards_add(&r->draft, m, &cards);
}

static void set_identity(struct reading *r, struct machine *m,
			 const struct identity *by)
{
	m->lab = machines_text(&r->draft, by->lab);
	m->node = machines_text(&r->draft, by->node);
	if (!m->node)
		m->node = m->name;
	if (by->kind)
		m->type = machines_text(&r->draft, by->kind);
}

static void set_process(struct reading *r, struct machine *m, const struct seat *seat,
			const struct census_process *p)
{
	m->cookie = seat->space->cookie;
	m->pid = p ? p->pid : 0;
	m->process = machines_text(&r->draft, p ? p->name : NULL);
}

/* "outer/inner" where a container runs in another. */
static const char *container_name(struct reading *r, const struct resident_container *c)
{
	char name[512];
	struct text t = text_over(name, sizeof(name));
	for (size_t i = 0; i < c->nest; i++) {
		const struct container *known =
			containers_find(&r->containers, c->ids[i]);
		text_str(&t, i ? "/" : "");
		if (known && known->name)
			text_str(&t, known->name);
		else
			text_mem(&t, c->ids[i], 12);
	}
	return arena_strdup(r->arena, name);
}

static void identify_container(struct reading *r, struct resident_container *c)
{
	const char *id = c->ids[c->nest - 1];
	const struct container *known = containers_find(&r->containers, id);
	struct traces t;
	c->known = known;
	set_traces(r, &t, c->seat, c->process);
	t.labels = known ? known->labels : NULL;
	t.texts[RULE_NAME] = known ? known->name : NULL;
	/* Engines call a host after the container's id, which names nobody. */
	if (t.texts[RULE_HOSTNAME] && !strncmp(t.texts[RULE_HOSTNAME], id, 12))
		t.texts[RULE_HOSTNAME] = NULL;
	(void)rules_apply(r->s->rules, &t, r->arena, &c->identity);
	if (c->identity.rule && !strcmp(c->identity.rule, "host name"))
		c->identity = (struct identity){ .priority = 0 };
}

/* Of several in one namespace the one that belongs to a lab, else the one that was
 * there first, has it; the others are in it as well. */
static bool goes_before(const struct resident_container *a,
			const struct resident_container *b)
{
	if (!a->identity.lab != !b->identity.lab)
		return a->identity.lab;
	return a->process->start < b->process->start;
}

static const struct resident_container *owner_of(const struct reading *r,
						 const struct seat *seat)
{
	const struct resident_container *owner = NULL;
	for (size_t i = 0; i < r->residents.count; i++) {
		const struct resident_container *c = &r->residents.items[i];
		if (c->seat == seat && (!owner || goes_before(c, owner)))
			owner = c;
	}
	return owner;
}

static void add_container(struct reading *r, const struct resident_container *c)
{
	const struct container *known = c->known;
	const struct resident_container *owner = owner_of(r, c->seat);
	struct machine_draft *m =
		machines_add(&r->draft, MACHINE_CONTAINER, container_name(r, c));
	if (!m)
		return;
	m->machine.source = known ? known->source : "cgroup";
	m->machine.state = known && known->state == MACHINE_PAUSED ? MACHINE_PAUSED
								   : MACHINE_RUNNING;
	m->machine.id = machines_text(&r->draft, c->ids[c->nest - 1]);
	m->machine.type = machines_text(&r->draft, known ? known->image : NULL);
	set_process(r, &m->machine, c->seat, c->process);
	set_identity(r, &m->machine, &c->identity);
	if (owner == c)
		add_cards(r, m, c->seat, &c->identity);
	else
		m->machine.shares = machines_text(&r->draft, container_name(r, owner));
}

static void add_process(struct reading *r, const struct seat *seat)
{
	const struct identity *by = &seat->identity;
	struct machine_draft *m = machines_add(&r->draft, MACHINE_PROCESS, by->node);
	if (!m)
		return;
	m->machine.source = arena_strdup(r->draft.arena, by->rule);
	m->machine.state = MACHINE_RUNNING;
	set_process(r, &m->machine, seat, seat->first);
	set_identity(r, &m->machine, by);
	add_cards(r, m, seat, by);
}

static void add_inhabitants(struct reading *r)
{
	for (size_t i = 0; i < r->residents.count; i++)
		identify_container(r, &r->residents.items[i]);
	for (size_t i = 0; i < r->residents.count; i++)
		add_container(r, &r->residents.items[i]);
	for (size_t i = 0; i < r->s->facts->space_count; i++)
		if (!r->seats[i].contained && r->seats[i].identity.rule)
			add_process(r, &r->seats[i]);
}

/* Interfaces of the host that only a rule makes a node of ------------------ */

static bool is_card(const struct reading *r, const char *ifname)
{
	for (size_t i = 0; i < r->draft.items.count; i++) {
		const struct machine_draft *m = &r->draft.items.items[i];
		for (size_t k = 0; m->machine.kind == MACHINE_QEMU && k < m->nics.count;
		     k++)
			if (m->nics.items[k].ifname &&
			    !strcmp(m->nics.items[k].ifname, ifname))
				return true;
	}
	return false;
}

static struct machine_draft *find_node(const struct reading *r,
				       const struct identity *by)
{
	for (size_t i = 0; i < r->draft.items.count; i++) {
		struct machine_draft *m = &r->draft.items.items[i];
		if (m->machine.node && !strcmp(m->machine.node, by->node) &&
		    m->machine.lab && by->lab && !strcmp(m->machine.lab, by->lab))
			return m;
	}
	return NULL;
}

static void add_interface(struct reading *r, const struct fact_link *l)
{
	struct identity by;
	const struct traces t = { .texts = { [RULE_IFNAME] = l->name } };
	if (is_card(r, l->name) || !rules_apply(r->s->rules, &t, r->arena, &by) ||
	    !by.node)
		return;
	struct machine_draft *m = find_node(r, &by);
	if (!m) {
		m = machines_add(&r->draft, MACHINE_PROCESS, by.node);
		if (!m)
			return;
		m->machine.source = arena_strdup(r->draft.arena, by.rule);
		set_identity(r, &m->machine, &by);
	}
	struct nic *n = machines_add_nic(&r->draft, m, NIC_TAP);
	if (!n)
		return;
	n->ifname = machines_text(&r->draft, l->name);
	n->guest = by.interface ? machines_text(&r->draft, by.interface) : n->ifname;
	n->cookie = l->cookie;
}

static void add_interfaces(struct reading *r)
{
	const struct facts *f = r->s->facts;
	for (size_t i = 0, k = 0; i < f->link_count; i++) {
		while (k < f->space_count && f->spaces[k].cookie != f->links[i].cookie)
			k++;
		if (k < f->space_count && f->spaces[k].kind == SPACE_HOST)
			add_interface(r, &f->links[i]);
	}
}

struct machines *machine_census(const struct census_sources *sources, char note[200])
{
	struct reading r = { .s = sources,
			     .draft = machines_draft("census"),
			     .arena = arena_new() };
	containers_read(&r.containers, sources->census);
	memcpy(note, r.containers.note, sizeof(r.containers.note));
	find_seats(&r);
	add_holders(&r);
	add_qemus(&r);
	add_inhabitants(&r);
	add_interfaces(&r);
	containers_done(&r.containers);
	free(r.residents.items);
	arena_free(r.arena);
	return machines_seal(&r.draft);
}
