#include "core/lab/foreign.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/mem.h"
#include "core/base/text.h"
#include "core/lab/describe.h"
#include "core/lab/foreign_make.h"
#include "core/lab/json.h"

/* Text --------------------------------------------------------------------------- */

static const char *harmless(struct foreign_making *m, const char *s)
{
	char buffer[FOREIGN_TEXT];
	struct text t = text_over(buffer, sizeof(buffer));
	if (!s)
		return NULL;
	text_harmless(&t, s, strnlen(s, sizeof(buffer)));
	return arena_strdup(m->f->arena, buffer);
}

const char *foreign_name(struct foreign_making *m, const char *s)
{
	const char *safe = harmless(m, s);
	return safe ? arena_printf(m->f->arena, "%s/%s", m->f->host, safe) : NULL;
}

const char *const *foreign_texts(struct foreign_making *m, const struct value *list)
{
	size_t count = 0, most = list ? value_count(list) : 0;
	most = most < FOREIGN_LIST ? most : FOREIGN_LIST;
	const char **texts = arena_alloc(m->f->arena, (most + 1) * sizeof(*texts));
	for (size_t i = 0; i < most; i++) {
		const char *text = value_text(list->items[i].value);
		if (text)
			texts[count++] = harmless(m, text);
	}
	return texts;
}

const char *foreign_word(struct foreign_making *m, const struct value *map,
			 const char *key)
{
	return harmless(m, value_text(value_get(map, key)));
}

enum state foreign_state(const struct value *map)
{
	static const struct {
		const char *word;
		enum state state;
	} states[] = { { "up", STATE_UP },
		       { "down", STATE_DOWN },
		       { "missing", STATE_MISSING } };
	const char *word = value_text(value_get(map, "state"));
	for (size_t i = 0; word && i < COUNT(states); i++)
		if (!strcmp(states[i].word, word))
			return states[i].state;
	return STATE_UNKNOWN;
}

/* Points -------------------------------------------------------------------------- */

/* What a screen or a command line would take for something else is left out. */
static bool is_name(const char *host, const char *name)
{
	char safe[FOREIGN_NAME * 4];
	struct text t = text_over(safe, sizeof(safe));
	size_t size = name ? strnlen(name, FOREIGN_NAME) : 0;
	if (!size || strlen(host) + 1 + size >= FOREIGN_NAME || name[0] == '-')
		return false;
	text_escape(&t, name, size);
	return strchr(name, ':') && !strchr(name, ' ') && !strcmp(safe, name);
}

/* Cookies of the kernel count up from 1; what it hides has the highest bit. */
static const uint64_t foreign_bit = UINT64_C(1) << 62;

uint64_t foreign_key(const char *name)
{
	return foreign_bit | hash64_text(HASH64_START, name) >> 2;
}

static void take_point(struct foreign_making *m, const struct value *from)
{
	const char *name = value_text(value_get(from, "name"));
	const char *netns = value_text(value_get(from, "netns"));
	struct foreign_point p = { .port = TOPOLOGY_NONE };
	uint32_t linktype = LINK_ETHERNET;
	if (!is_name(m->f->host, name) || m->points.count == FOREIGN_POINTS)
		return;
	const char *ifname = foreign_word(m, from, "ifname");
	const char *detail = foreign_word(m, from, "detail");
	const char *type = foreign_word(m, from, "type");
	(void)value_number(value_get(from, "linktype"), &linktype);
	p.e = (struct endpoint){
		.name = foreign_name(m, name),
		.other = "",
		.netns = foreign_name(m, netns ? netns : "host"),
		.ifname = ifname ? ifname : "",
		.type = type				       ? type
			: value_text(value_get(from, "local")) ? "tunnel"
							       : "",
		.alias = "",
		.master = foreign_word(m, from, "master"),
		.peer = foreign_name(m, value_text(value_get(from, "peer"))),
		.owner = foreign_word(m, from, "owner"),
		.detail = detail ? detail : "",
		.addresses = foreign_texts(m, value_get(from, "addresses")),
		.altnames = foreign_texts(m, NULL),
		.kind = ENDPOINT_REMOTE,
		.space = NO_SPACE,
		.linktype = linktype,
		.state = foreign_state(from),
		.reason = foreign_word(m, from, "reason"),
		.can_capture = value_is_true(value_get(from, "capture")),
	};
	p.e.cookie = foreign_key(p.e.name);
	/* A number without an interface would be one without a namespace. */
	if (p.e.ifname[0])
		(void)value_number(value_get(from, "kernel_ifindex"), &p.e.ifindex);
	p.local = foreign_word(m, from, "local");
	p.remote = foreign_word(m, from, "remote");
	vec_push(&m->points, p);
}

static int by_name(const void *a, const void *b)
{
	const struct foreign_point *x = a, *y = b;
	return strcmp(x->e.name, y->e.name);
}

void foreign_sort(struct foreign_making *m)
{
	size_t kept = 0;
	struct foreign_point *p = m->points.items;
	if (m->points.count > 1)
		qsort(p, m->points.count, sizeof(*p), by_name);
	for (size_t i = 0; i < m->points.count; i++)
		if (!kept || strcmp(p[kept - 1].e.name, p[i].e.name) != 0)
			p[kept++] = p[i];
	m->points.count = kept;
}

struct foreign_point *foreign_find(struct foreign_making *m, const char *name)
{
	struct foreign_point key = { .e.name = name };
	return m->points.count ? bsearch(&key, m->points.items, m->points.count,
					 sizeof(key), by_name)
			       : NULL;
}

/* Namespaces ---------------------------------------------------------------------- */

static bool has_space(const struct foreign_point *p)
{
	return p->e.ifindex;
}

/* By namespace, its host's first, then by interface; those in none last. */
static int by_space(const void *a, const void *b, void *own)
{
	const struct foreign_point *x = a, *y = b;
	if (has_space(x) != has_space(y))
		return has_space(x) ? -1 : 1;
	if (!has_space(x))
		return strcmp(x->e.name, y->e.name);
	bool mine = !strcmp(x->e.netns, own), other = !strcmp(y->e.netns, own);
	if (mine != other)
		return mine ? -1 : 1;
	int order = strverscmp(x->e.netns, y->e.netns);
	order = order ? order : strverscmp(x->e.ifname, y->e.ifname);
	return order ? order : strcmp(x->e.name, y->e.name);
}

static void make_spaces(struct foreign_making *m)
{
	static const char *const none[] = { NULL };
	struct foreign *f = m->f;
	struct space *spaces =
		arena_alloc(f->arena, (m->points.count + 1) * sizeof(*spaces));
	struct foreign_point *p = m->points.items;
	for (size_t i = 0; i < m->points.count && has_space(&p[i]); i++) {
		bool first = !i || strcmp(p[i].e.netns, p[i - 1].e.netns) != 0;
		if (first)
			spaces[f->space_count++] = (struct space){
				.name = p[i].e.netns,
				.kind = SPACE_NAMED,
				.cookie = foreign_key(p[i].e.netns),
				.process = "",
				.others = none,
				.first = i,
			};
		p[i].e.space = (uint32_t)f->space_count - 1;
		spaces[f->space_count - 1].count++;
	}
	f->spaces = spaces;
}

/* All together -------------------------------------------------------------------- */

static void seal_points(struct foreign_making *m)
{
	struct foreign *f = m->f;
	size_t count = m->points.count;
	struct endpoint *endpoints =
		arena_alloc(f->arena, (count + 1) * sizeof(*endpoints));
	size_t *port_of = arena_alloc(f->arena, (count + 1) * sizeof(*port_of));
	for (size_t i = 0; i < count; i++) {
		struct foreign_point *p = &m->points.items[i];
		endpoints[i] = p->e;
		port_of[i] = p->port;
		p->place = i;
	}
	f->endpoints = endpoints;
	f->endpoint_count = count;
	f->port_of = port_of;
}

static void seal(struct foreign_making *m)
{
	struct foreign *f = m->f;
	char own[FOREIGN_NAME];
	struct text t = text_over(own, sizeof(own));
	size_t ports = m->port_names.count;
	size_t *places = arena_alloc(f->arena, (ports + 1) * sizeof(*places));
	text_printf(&t, "%s/host", f->host);
	if (m->points.count > 1)
		qsort_r(m->points.items, m->points.count, sizeof(*m->points.items),
			by_space, own);
	make_spaces(m);
	seal_points(m);
	foreign_sort(m);
	for (size_t i = 0; i < ports; i++)
		places[i] = foreign_find(m, m->port_names.items[i])->place;
	f->port_endpoints = places;
}

struct foreign *foreign_read(const char *host, const char *bytes, size_t size,
			     struct error *e)
{
	struct arena *reading = arena_new();
	const struct value *all = json_read(reading, bytes, size, e);
	const struct value *points = value_get(all, "endpoints");
	struct foreign *f = NULL;
	if (all && (!points || points->kind != VALUE_LIST))
		error_set(e, 0, "this is no object of labtap list");
	if (points && points->kind == VALUE_LIST) {
		struct arena *arena = arena_new();
		f = arena_alloc(arena, sizeof(*f));
		f->arena = arena;
		f->host = arena_strdup(arena, host);
		struct foreign_making m = { .f = f };
		for (size_t i = 0; i < points->count; i++)
			take_point(&m, points->items[i].value);
		foreign_sort(&m);
		f->topology = foreign_topology(&m, value_get(all, "labs"));
		seal(&m);
		free(m.points.items);
		free(m.port_names.items);
	}
	arena_free(reading);
	return f;
}

void foreign_free(struct foreign *f)
{
	if (f)
		arena_free(f->arena);
}
