#include "core/capture/hub.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/hash.h"
#include "core/base/mem.h"
#include "core/base/vec.h"
#include "core/capture/source_kind.h"
#include "core/lab/describe.h"

enum { SLOTS = 1024 };

struct member;

/* One end of a tunnel, to find who sends to it that is not the other end. */
struct side {
	struct member *member;
	struct outer end; /* the local one, alone */
	struct side *next;
};

struct member {
	struct source source;
	struct source *shared;
	struct outer key;    /* tunnel_ends() */
	struct member *next; /* in its slot */
	struct side sides[2];
};

struct hub {
	bool paused;
	bool narrow;		   /* the kernel judges by what all members want */
	VEC(struct outer) tunnels; /* for the kernel's filter */
	struct member *slots[SLOTS];
	struct side *ends[SLOTS];
};

static uint32_t slot_of(const struct outer *key)
{
	uint32_t h = hash32_bytes(HASH32_START, key, sizeof(*key));
	return (h ^ h >> 15) % SLOTS;
}

struct hub *hub_new(void)
{
	return mem_new(sizeof(struct hub));
}

void hub_free(struct hub *h)
{
	if (h)
		free(h->tunnels.items);
	free(h);
}

/* Who reads the ring's losses next is told of them: whose they were nobody knows. */
static void tell_losses(struct source *shared, struct source *s)
{
	s->counts.dropped_kernel += shared->counts.dropped_kernel - shared->told;
	shared->told = shared->counts.dropped_kernel;
}

static struct outer end_of(const struct outer *o, bool remote)
{
	struct outer end = { .family = o->family,
			     .local_port = remote ? o->remote_port : o->local_port };
	memcpy(end.local, remote ? o->remote : o->local, sizeof(end.local));
	return end;
}

static void sides_enter(struct hub *h, struct member *m)
{
	for (size_t i = 0; m->key.remote_port && i < COUNT(m->sides); i++) {
		struct side *s = &m->sides[i];
		s->member = m;
		s->end = end_of(&m->key, i);
		struct side **slot = &h->ends[slot_of(&s->end)];
		s->next = *slot;
		*slot = s;
	}
}

static void sides_leave(struct hub *h, const struct member *m)
{
	for (size_t i = 0; i < COUNT(m->sides) && m->sides[i].member; i++) {
		struct side **at = &h->ends[slot_of(&m->sides[i].end)];
		while (*at && *at != &m->sides[i])
			at = &(*at)->next;
		if (*at)
			*at = (*at)->next;
	}
}

static void give(struct source *shared, struct member *m, const struct packet *p)
{
	struct packet mine = *p;
	tell_losses(shared, &m->source);
	source_take(&m->source, &mine, true);
}

/* Of no tunnel, but perhaps to an end of one. */
static void take_stranger(struct source *shared, const struct outer *key,
			  const struct packet *p)
{
	for (int remote = 0; remote < 2; remote++) {
		const struct outer end = end_of(key, remote);
		for (const struct side *s = shared->hub->ends[slot_of(&end)]; s;
		     s = s->next)
			if (!memcmp(&s->end, &end, sizeof(end)))
				give(shared, s->member, p);
	}
}

/* Of a fragment without ports: it may be of any that has its addresses. */
static void take_later(struct source *shared, const struct tunnel_packet *t,
		       const struct packet *p)
{
	enum tunnel_way way;
	for (size_t i = 0; i < SLOTS; i++)
		for (struct member *m = shared->hub->slots[i]; m; m = m->next)
			if (tunnel_is_later(&m->key, t, &way))
				give(shared, m, p);
}

void hub_take(struct source *shared, const struct packet *p)
{
	const struct tunnel_packet t = {
		.bytes = p->bytes,
		.captured = p->captured,
		.length = p->length,
	};
	struct tunnel_packet payload;
	struct outer key;
	shared->rejected++;
	if (!tunnel_ends(&t, &key, &payload)) {
		take_later(shared, &t, p);
		return;
	}
	bool known = false;
	/* The same tunnel may be captured from both of its ends. */
	for (struct member *m = shared->hub->slots[slot_of(&key)]; m; m = m->next) {
		if (memcmp(&m->key, &key, sizeof(key)) != 0)
			continue;
		known = true;
		give(shared, m, p);
	}
	if (!known && key.kind == OUTER_UDP)
		take_stranger(shared, &key, p);
}

/* Ports ---------------------------------------------------------------------- */

static void port_add(struct tunnel_ports *ports, uint16_t port)
{
	for (uint32_t i = 0; i < ports->count; i++) {
		struct tunnel_port_range *r = &ports->ranges[i];
		if (port + 1 >= r->low && port <= r->high + 1) {
			r->low = port < r->low ? port : r->low;
			r->high = port > r->high ? port : r->high;
			return;
		}
	}
	if (ports->count < TUNNEL_PORT_RANGES) {
		ports->ranges[ports->count++] =
			(struct tunnel_port_range){ port, port };
		return;
	}
	/* The rest is all in the last one: more passes, and is not taken. */
	struct tunnel_port_range *last = &ports->ranges[TUNNEL_PORT_RANGES - 1];
	last->low = port < last->low ? port : last->low;
	last->high = port > last->high ? port : last->high;
}

/* What its own filter is to judge has to be whole. */
static uint32_t bytes_needed(const struct member *m)
{
	const struct source *s = &m->source;
	uint32_t judged;
	judge_newest(&s->judge, &judged);
	uint32_t wanted = s->snaplen + outer_size(&s->rule.outer);
	return judged || wanted > KERNEL_FILTER_WHOLE ? KERNEL_FILTER_WHOLE : wanted;
}

/* The program that all members have, count 0 where they differ. */
static struct tunnel_program common_of(const struct hub *h)
{
	struct tunnel_program all = { .code = NULL }, one;
	for (size_t i = 0; i < SLOTS; i++) {
		for (const struct member *m = h->slots[i]; m; m = m->next) {
			one.code = judge_newest(&m->source.judge, &one.count);
			if (!all.code)
				all = one;
			else if (one.count != all.count ||
				 memcmp(one.code, all.code,
					one.count * sizeof(*one.code)) != 0)
				return (struct tunnel_program){ .count = 0 };
		}
	}
	return all;
}

static void ports_fill(struct tunnel_ports *ports, struct hub *h)
{
	ports->count = ports->keep = 0;
	h->tunnels.count = 0;
	ports->any_source = false;
	for (size_t i = 0; !h->paused && i < SLOTS; i++) {
		for (const struct member *m = h->slots[i]; m; m = m->next) {
			port_add(ports, m->key.local_port);
			if (m->key.remote_port)
				port_add(ports, m->key.remote_port);
			ports->any_source |= !m->key.remote_port;
			if (bytes_needed(m) > ports->keep)
				ports->keep = bytes_needed(m);
			vec_push(&h->tunnels, m->key);
		}
	}
	ports->tunnels = h->tunnels.items;
	ports->tunnel_count = (uint32_t)h->tunnels.count;
}

/* wide: whatever the members' filters say. */
static bool attach(struct source *shared, bool wide, struct error *e)
{
	struct tunnel_program all = { .count = 0 };
	bool exact;
	if (!wide)
		all = common_of(shared->hub);
	shared->hub->narrow = all.count;
	ports_fill(&shared->rule.ports, shared->hub);
	return kernel_filter_attach(shared->fd, &shared->rule, all.code, all.count,
				    &exact, e);
}

bool hub_pause(struct source *shared, bool paused, struct error *e)
{
	shared->hub->paused = paused;
	return attach(shared, false, e);
}

uint64_t hub_taken(const struct source *shared)
{
	return shared->rejected;
}

/* Members -------------------------------------------------------------------- */

static struct member *member_of(struct source *s)
{
	return (struct member *)s;
}

static void member_close(struct source *s)
{
	struct member *m = member_of(s);
	struct error ignored;
	struct member **at = &m->shared->hub->slots[slot_of(&m->key)];
	while (*at && *at != m)
		at = &(*at)->next;
	if (*at) {
		*at = m->next;
		sides_leave(m->shared->hub, m);
		(void)attach(m->shared, false, &ignored);
	}
	free(m);
}

static enum source_result member_drain(struct source *s, unsigned budget)
{
	struct source *shared = member_of(s)->shared;
	enum source_result r = shared->kind->drain(shared, budget);
	if (shared->gone && !s->gone) {
		s->gone = true;
		return SOURCE_GONE;
	}
	if (shared->down != s->down) {
		s->down = shared->down;
		return s->down ? SOURCE_DOWN : SOURCE_OK;
	}
	return r == SOURCE_MORE ? r : SOURCE_OK;
}

static void member_count(struct source *s)
{
	struct source *shared = member_of(s)->shared;
	shared->kind->count(shared);
	s->counts.received =
		s->counts.kept + s->counts.dropped_us + s->counts.dropped_kernel;
}

/* Before one of them changes: what it wants from now on must not be lost to what all
 * wanted until now. */
static bool member_widen(struct source *s, struct error *e)
{
	struct source *shared = member_of(s)->shared;
	return !shared->hub->narrow || attach(shared, true, e);
}

static bool member_narrow(struct source *s, struct error *e)
{
	return attach(member_of(s)->shared, false, e);
}

static const struct source_kind member_kind = {
	.close = member_close,
	.drain = member_drain,
	.count = member_count,
	.widen = member_widen,
	.narrow = member_narrow,
};

static void member_fill(struct source *s, const struct source *shared,
			const struct source_options *o)
{
	s->kind = &member_kind;
	s->fd = shared->fd;
	s->ifindex = shared->ifindex;
	s->arptype = shared->arptype;
	s->linktype = shared->linktype;
	memcpy(s->ifname, shared->ifname, sizeof(s->ifname));
	s->snaplen = o->snaplen && o->snaplen < SOURCE_SNAPLEN_MAX ? o->snaplen
								   : SOURCE_SNAPLEN_MAX;
	s->keep_outer = o->keep_outer;
	s->rule.outer = o->outer;
	s->rule.only_in = o->only_in;
	s->rule.only_out = o->only_out;
	s->rule.snaplen = s->snaplen;
	s->rule.member = true;
}

struct source *hub_join(struct source *shared, const struct source_options *o,
			source_emit *emit, void *owner, struct error *e)
{
	struct member *m = mem_new(sizeof(*m));
	m->shared = shared;
	m->key = o->outer;
	tunnel_order(&m->key);
	member_fill(&m->source, shared, o);
	m->source.emit = emit;
	m->source.owner = owner;
	if (!source_install(&m->source, o->code, o->code_count, INT64_MIN, e)) {
		judge_free(&m->source.judge);
		free(m);
		return NULL;
	}
	struct member **slot = &shared->hub->slots[slot_of(&m->key)];
	m->next = *slot;
	*slot = m;
	sides_enter(shared->hub, m);
	if (attach(shared, false, e))
		return &m->source;
	source_close(&m->source);
	return NULL;
}
