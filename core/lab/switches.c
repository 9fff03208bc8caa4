#include "core/lab/switches.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/vec.h"
#include "core/lab/json.h"

enum { ROWS_MAX = 4096, PORTS_MAX = 8192 };

enum table { BRIDGE, PORT, INTERFACE, TABLES };

/* A bridge has ports, a port has interfaces: several of a bond
 * (ovs-vswitchd.conf.db(5)).
 */
static const struct {
	const char *name, *members;
} tables[TABLES] = {
	[BRIDGE] = { "Bridge", "ports" },
	[PORT] = { "Port", "interfaces" },
	[INTERFACE] = { "Interface", NULL },
};

struct row {
	const char *uuid, *name;
	VEC(const char *) members; /* by UUID */
};

struct reading {
	struct arena *arena;
	VEC(struct row) rows[TABLES];
	bool left_off; /* more than we keep */
};

/* Rows ---------------------------------------------------------------------- */

static struct row *find_row(const struct reading *r, enum table t, const char *uuid)
{
	for (size_t i = 0; i < r->rows[t].count; i++)
		if (!strcmp(r->rows[t].items[i].uuid, uuid))
			return &r->rows[t].items[i];
	return NULL;
}

static struct row *have_row(struct reading *r, enum table t, const char *uuid)
{
	struct row *found = find_row(r, t, uuid);
	const struct row new = { .uuid = uuid, .name = "" };
	if (found)
		return found;
	if (r->rows[t].count == ROWS_MAX) {
		r->left_off = true;
		return NULL;
	}
	vec_push(&r->rows[t], new);
	return &r->rows[t].items[r->rows[t].count - 1];
}

static void drop_row(struct reading *r, enum table t, const char *uuid)
{
	struct row *rows = r->rows[t].items;
	for (size_t i = 0; i < r->rows[t].count; i++) {
		if (strcmp(rows[i].uuid, uuid) != 0)
			continue;
		free(rows[i].members.items);
		rows[i] = rows[--r->rows[t].count];
		return;
	}
}

/* ["uuid", "..."]; NULL: something else. */
static const char *uuid_of(const struct value *v)
{
	const char *word = value_count(v) == 2 ? value_text(v->items[0].value) : NULL;
	return word && !strcmp(word, "uuid") ? value_text(v->items[1].value) : NULL;
}

/* What a difference names is put in, or taken out. */
static void change_member(struct row *row, const char *uuid, bool difference)
{
	for (size_t i = 0; difference && i < row->members.count; i++) {
		if (strcmp(row->members.items[i], uuid) != 0)
			continue;
		row->members.items[i] = row->members.items[--row->members.count];
		return;
	}
	if (row->members.count < PORTS_MAX)
		vec_push(&row->members, uuid);
}

/* One UUID, or ["set", [UUID, ...]] (RFC 7047 5.1). */
static void change_members(struct row *row, const struct value *v, bool difference)
{
	const char *one = uuid_of(v);
	const struct value *set = value_count(v) == 2 ? v->items[1].value : NULL;
	if (!difference)
		row->members.count = 0;
	if (one)
		change_member(row, one, difference);
	for (size_t i = 0; set && !one && i < set->count; i++) {
		const char *uuid = uuid_of(set->items[i].value);
		if (uuid)
			change_member(row, uuid, difference);
	}
}

/* The columns that are in v: the others stay as they are. */
static void change_row(struct reading *r, enum table t, const char *uuid,
		       const struct value *v, bool difference)
{
	struct row *row = uuid ? have_row(r, t, uuid) : NULL;
	const char *name = value_text(value_get(v, "name"));
	const char *column = tables[t].members;
	const struct value *members = column ? value_get(v, column) : NULL;
	if (row && name)
		row->name = name;
	if (row && members)
		change_members(row, members, difference);
}

/* Answers ------------------------------------------------------------------- */

/* {"id": 0, "result": [{"rows": [...]}, ...]}: the tables in the order of question. */
static bool read_answer(struct reading *r, const char *text, size_t size)
{
	struct error ignored;
	const struct value *v = json_read_first(r->arena, text, size, &ignored);
	const struct value *result = value_get(v, "result");
	for (size_t t = 0; t < TABLES; t++) {
		const struct value *rows =
			value_count(result) > t
				? value_get(result->items[t].value, "rows")
				: NULL;
		if (!rows)
			return false;
		for (size_t i = 0; i < value_count(rows); i++) {
			const struct value *row = rows->items[i].value;
			change_row(r, (enum table)t, uuid_of(value_get(row, "_uuid")),
				   row, false);
		}
	}
	return true;
}

/* What one transaction changed: {"Bridge": {UUID: {column: value}, UUID: null}}. */
static void read_record(struct reading *r, const struct value *v)
{
	const char *word = value_text(value_get(v, "_is_diff"));
	bool difference = word && !strcmp(word, "true");
	for (size_t t = 0; t < TABLES; t++) {
		const struct value *rows = value_get(v, tables[t].name);
		for (size_t i = 0; i < value_count(rows); i++) {
			const struct value_item *row = &rows->items[i];
			if (row->value->kind == VALUE_NULL)
				drop_row(r, (enum table)t, row->key);
			else
				change_row(r, (enum table)t, row->key, row->value,
					   difference);
		}
	}
}

/* "OVSDB JSON SIZE SHA1", and so many bytes: first the schema, which has no rows. */
static bool read_journal(struct reading *r, const char *text, size_t size)
{
	static const char word[] = "OVSDB JSON ";
	const char *at = text, *end = text + size;
	struct error ignored;
	while (at < end) {
		const char *line = memchr(at, '\n', (size_t)(end - at));
		size_t used = 0;
		if (!line)
			break;
		if ((size_t)(line - at) < sizeof(word) ||
		    memcmp(at, word, sizeof(word) - 1) != 0)
			return false;
		for (at += sizeof(word) - 1; *at >= '0' && *at <= '9'; at++)
			used = used > size ? used : used * 10 + (size_t)(*at - '0');
		at = line + 1;
		if (used > (size_t)(end - at))
			break;
		const struct value *v = json_read(r->arena, at, used, &ignored);
		if (!v)
			return false;
		read_record(r, v);
		at += used;
	}
	/* The last one may be just being written. */
	return size < CENSUS_ANSWER;
}

static void take_answer(struct switches *s, struct reading *r,
			const struct census *census, const struct census_answer *a)
{
	struct error e;
	const char *text = census_bytes(census, &a->text);
	if (a->kind != CENSUS_OVSDB && a->kind != CENSUS_OVSDB_FILE)
		return;
	if (a->code == ECONNREFUSED) /* it is not running, which is no trouble */
		return;
	bool ok = !a->code &&
		  (a->kind == CENSUS_OVSDB ? read_answer(r, text, a->text.size)
					   : read_journal(r, text, a->text.size));
	error_set(&e, (int)a->code, "%s", a->from);
	if (a->code)
		snprintf(s->note, sizeof(s->note),
			 "Open vSwitch's bridges are not known: %.150s", e.text);
	else if (!ok)
		snprintf(s->note, sizeof(s->note),
			 "what %.100s says of Open vSwitch's bridges cannot be read",
			 a->from);
}

/* Bridges ------------------------------------------------------------------- */

struct ports {
	VEC(struct switch_port) items;
};

static void add_port(struct ports *to, const struct reading *r, const char *bridge,
		     const char *uuid)
{
	const struct row *port = find_row(r, PORT, uuid);
	for (size_t i = 0; port && i < port->members.count; i++) {
		const struct row *interface =
			find_row(r, INTERFACE, port->members.items[i]);
		if (!interface || to->items.count == PORTS_MAX)
			continue;
		const struct switch_port p = { bridge, interface->name };
		vec_push(&to->items, p);
	}
}

static void find_ports(struct switches *s, const struct reading *r)
{
	struct ports found = { .items = { NULL, 0, 0 } };
	for (size_t i = 0; i < r->rows[BRIDGE].count; i++) {
		const struct row *bridge = &r->rows[BRIDGE].items[i];
		for (size_t k = 0; k < bridge->members.count; k++)
			add_port(&found, r, bridge->name, bridge->members.items[k]);
	}
	struct switch_port *ports =
		arena_alloc(s->arena, (found.items.count + 1) * sizeof(*ports));
	if (found.items.count)
		memcpy(ports, found.items.items, found.items.count * sizeof(*ports));
	s->ports = ports;
	s->count = found.items.count;
	free(found.items.items);
}

void switches_read(struct switches *s, const struct census *census)
{
	struct reading r = { .arena = arena_new() };
	*s = (struct switches){ .arena = r.arena };
	for (size_t i = 0; i < census->answer_count; i++)
		take_answer(s, &r, census, &census->answers[i]);
	find_ports(s, &r);
	for (size_t t = 0; t < TABLES; t++) {
		for (size_t i = 0; i < r.rows[t].count; i++)
			free(r.rows[t].items[i].members.items);
		free(r.rows[t].items);
	}
}

void switches_done(struct switches *s)
{
	arena_free(s->arena);
	*s = (struct switches){ .arena = NULL };
}

/* Joining ------------------------------------------------------------------- */

static const struct switch_port *port_of(const struct switches *s, const char *ifname)
{
	for (size_t i = 0; i < s->count; i++)
		if (!strcmp(s->ports[i].ifname, ifname))
			return &s->ports[i];
	return NULL;
}

/* Of the links of one namespace. */
static uint32_t index_of(const struct fact_link *links, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(links[i].name, name))
			return links[i].ifindex;
	return 0;
}

static void join_link(const struct switches *s, struct fact_link *l,
		      const struct fact_link *all, size_t count)
{
	const struct switch_port *p = port_of(s, l->name);
	uint32_t bridge = p ? index_of(all, count, p->bridge) : 0;
	if (!p)
		return;
	if (!strcmp(p->bridge, l->name))
		snprintf(l->kind, sizeof(l->kind), "openvswitch");
	else if (bridge)
		l->master = bridge;
}

struct fact_link *switches_join(const struct switches *s, struct facts *f)
{
	uint64_t host = 0;
	size_t first = 0, count = 0;
	for (size_t i = 0; i < f->space_count; i++)
		if (f->spaces[i].kind == SPACE_HOST)
			host = f->spaces[i].cookie;
	if (!s->count || !host)
		return NULL;
	struct fact_link *links = mem_new((f->link_count + 1) * sizeof(*links));
	memcpy(links, f->links, f->link_count * sizeof(*links));
	while (first < f->link_count && links[first].cookie != host)
		first++;
	while (first + count < f->link_count && links[first + count].cookie == host)
		count++;
	for (size_t i = 0; i < count; i++)
		join_link(s, &links[first + i], links + first, count);
	f->links = links;
	return links;
}
