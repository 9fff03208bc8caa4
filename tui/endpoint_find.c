#include "tui/endpoint_find.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/analysis/filter.h"
#include "core/base/text.h"
#include "core/lab/outer.h"
#include "tui/endpoint_match.h"
#include "tui/topology_view.h"

/* The candidates, for an error. */
static void list_names(struct text *list, const struct endpoint_matches *m)
{
	for (size_t i = 0; i < m->items.count; i++)
		text_printf(list, "%s%s", i ? ", " : "", m->items.items[i]->name);
}

/* The only one; NULL, with e set where there are several. */
static const struct endpoint *only_one(struct endpoint_matches *m, const char *text,
				       struct error *e)
{
	char names[sizeof(e->text)];
	struct text list = text_over(names, sizeof(names));
	const struct endpoint *found = m->items.count == 1 ? m->items.items[0] : NULL;
	if (m->items.count > 1) {
		list_names(&list, m);
		error_set(e, 0, "%s: could be %s", text, names);
	}
	free(m->items.items);
	m->items.items = NULL;
	return found;
}

/* NODE:IF or IF. */
static void match_loosely(const struct lab *lab, const char *text,
			  struct endpoint_matches *out)
{
	char node[256];
	const char *colon = strchr(text, ':');
	if (!colon) {
		endpoint_match(lab, NULL, text, out);
		return;
	}
	struct text t = text_over(node, sizeof(node));
	text_mem(&t, text, (size_t)(colon - text));
	endpoint_match(lab, node, colon + 1, out);
}

/* The lab of the files may stand in front, as the others' do: X/a:eth1 is a:eth1. */
static const char *without_lab(const struct lab *lab, const char *text)
{
	const char *own = lab->topology ? lab->topology->name : "";
	size_t size = strlen(own);
	bool front = size && !strncmp(text, own, size) && text[size] == '/';
	return front ? text + size + 1 : text;
}

/* The name of the lab whose file is read, NULL: none, or several. */
static const char *own_lab(const struct lab *lab)
{
	size_t own = lab->topology ? topology_own(lab->topology) : TOPOLOGY_NONE;
	return own == TOPOLOGY_NONE ? NULL : lab->topology->labs[own].name;
}

const struct endpoint *endpoint_named(const struct lab *lab, const char *text)
{
	char name[600];
	const struct endpoint *found = lab_endpoint(lab, text);
	const char *own = own_lab(lab);
	if (found || !own)
		return found;
	snprintf(name, sizeof(name), "%s/%s", own, text);
	found = lab_endpoint(lab, name);
	return found ? found : lab_endpoint(lab, without_lab(lab, text));
}

/* Who names no host means this one: those of others are out where it has some. */
static void prefer_here(struct endpoint_matches *m)
{
	size_t kept = 0;
	for (size_t i = 0; i < m->items.count; i++)
		if (m->items.items[i]->kind != ENDPOINT_REMOTE)
			m->items.items[kept++] = m->items.items[i];
	m->items.count = kept ? kept : m->items.count;
}

/* Who names no lab means the own one, of this host: those of others are out where it
 * has some. */
static void prefer_own(const struct lab *lab, struct endpoint_matches *m)
{
	prefer_here(m);
	const struct topology *t = lab->topology;
	const char *own = own_lab(lab);
	size_t kept = 0;
	bool some = false;
	for (size_t i = 0; own && i < m->items.count; i++) {
		const struct topology_port *p = m->items.items[i]->port;
		some |= p && !strcmp(topology_lab_of(t, p)->name, own);
	}
	for (size_t i = 0; some && i < m->items.count; i++) {
		const struct topology_port *p = m->items.items[i]->port;
		const char *of = p ? topology_lab_of(t, p)->name : own;
		if (!strcmp(of, own) || !strcmp(of, TOPOLOGY_NO_LAB))
			m->items.items[kept++] = m->items.items[i];
	}
	m->items.count = some ? kept : m->items.count;
}

static void match(const struct lab *lab, const char *text, struct endpoint_matches *out)
{
	const struct endpoint *found = endpoint_named(lab, text);
	if (found)
		vec_push(&out->items, found);
	if (!out->items.count)
		endpoint_match_name(lab, text, out);
	/* A node goes before what only ends so: c is c:eth1, and not the port X_1-c. */
	if (!out->items.count)
		endpoint_match_node(lab, text, out);
	if (!out->items.count)
		endpoint_match_ending(lab, text, out);
	if (!out->items.count)
		match_loosely(lab, text, out);
	prefer_own(lab, out);
}

/* tcpdump's word for all interfaces is asked for by habit. */
static bool refuse_unknown(const char *text, const char *form, struct error *e)
{
	if (!strcmp(text, "any"))
		return error_set(
			e, 0,
			"any: there is no such endpoint; name several, NODE:IF, "
			"or all of a node:NAME, link:NAME or bridge:NAME");
	return error_set(e, 0, "%s: no %s", text, form);
}

const struct endpoint *endpoint_find(const struct lab *lab, const char *text,
				     struct error *e)
{
	struct endpoint_matches m = { .items.count = 0 };
	match(lab, text, &m);
	if (!m.items.count)
		match(lab, without_lab(lab, text), &m);
	if (!m.items.count)
		refuse_unknown(text, "such endpoint; labtap list shows them", e);
	return only_one(&m, text, e);
}

static bool begins_with_node(const char *name, const char *node)
{
	size_t size = strlen(node);
	return size && !strncmp(name, node, size) && name[size] == ':';
}

bool endpoint_missing(const struct lab *lab, const char *text, struct error *e)
{
	char names[sizeof(e->text) / 2];
	struct text list = text_over(names, sizeof(names));
	size_t count = 0;
	for (size_t i = 0; i < lab->endpoint_count; i++) {
		const struct endpoint *ep = &lab->endpoints[i];
		if (!endpoint_ends_with(ep, text) && !begins_with_node(ep->name, text))
			continue;
		text_str(&list, count++ ? ", " : "");
		text_str(&list, ep->name);
	}
	if (count)
		return error_set(e, 0, "%s: which endpoint? %s%s", text, names,
				 list.cut ? " ..." : "");
	return refuse_unknown(text, "endpoint (NODE:IF); labtap list shows them all",
			      e);
}

/* Would these words be a filter just as well ("tcp port 80" with a node named tcp)? */
static bool is_filter(const char *const *words, size_t count)
{
	char text[1024];
	struct error ignored;
	struct text t = text_over(text, sizeof(text));
	for (size_t i = 0; i < count; i++) {
		text_str(&t, words[i]);
		text_char(&t, ' ');
	}
	struct filter *f = t.cut ? NULL : filter_new(text, NULL, &ignored);
	bool good = f;
	filter_free(f);
	return good;
}

/* Adds what can be captured; else keeps the first reason. */
static void add_captured(struct endpoint_list *list, const struct endpoint *ep,
			 const char **reason)
{
	if (ep->can_capture)
		vec_push(&list->items, ep->name);
	*reason = *reason ? *reason : ep->reason;
}

static bool any_added(const struct endpoint_list *list, size_t before, const char *text,
		      const char *reason, struct error *e)
{
	return list->items.count > before ||
	       error_set(e, 0, "%s: nothing of it can be captured: %s", text, reason);
}

/* Adds the ends of links that can be captured; the first reason when there is none. */
static bool add_ends(const struct lab *lab, const char *text, const size_t *links,
		     size_t count, struct endpoint_list *list, struct error *e)
{
	const char *reason = NULL;
	size_t before = list->items.count;
	for (size_t i = 0; i < count; i++) {
		const struct topology_link *l = &lab->topology->links[links[i]];
		for (size_t k = 0; k < l->count; k++)
			add_captured(list, topology_endpoint(lab, l->ports[k]),
				     &reason);
	}
	return any_added(list, before, text, reason ? reason : "it has no ends", e);
}

/* The same, for those who want each frame once. */
static bool add_once(const struct lab *lab, const char *text, const size_t *links,
		     size_t count, struct endpoint_list *list, struct error *e)
{
	size_t before = list->items.count;
	if (!add_ends(lab, text, links, count, list, e))
		return false;
	for (size_t i = before; i < list->items.count; i++)
		vec_push(&list->once, list->items.items[i]);
	return true;
}

static bool refuse_links(const struct lab *lab, const char *text, const size_t *links,
			 size_t count, struct error *e)
{
	char names[sizeof(e->text) / 2];
	struct text t = text_over(names, sizeof(names));
	if (!count)
		return error_set(e, 0, "%s: no such link; labtap list shows them",
				 text);
	for (size_t i = 0; i < count; i++) {
		const struct topology_link *l = &lab->topology->links[links[i]];
		const char *plain = topology_plain(lab->topology, l->lab, l->name);
		text_printf(&t, "%slink:%.*s%u", i ? ", " : "", (int)(plain - l->name),
			    l->name, l->index);
		for (size_t k = 0; k < l->count; k++)
			text_printf(&t, "%s%s", k ? " " : " (", l->ends[k]);
		text_str(&t, ")");
	}
	return error_set(e, 0, "%s: could be %s", text, names);
}

/* "s2/link:a-b" is "link:a-b" of the host s2; NULL: it is of this one. */
static const struct lab_host *host_of(const struct lab *lab, const char **text)
{
	for (size_t i = 0; i < lab->host_count; i++) {
		const char *host = lab->hosts[i].name;
		size_t size = strlen(host);
		if (strncmp(*text, host, size) != 0 || (*text)[size] != '/')
			continue;
		*text += size + 1;
		return &lab->hosts[i];
	}
	return NULL;
}

static bool is_host(const char *of, const char *host)
{
	return of && host ? !strcmp(of, host) : of == host;
}

/* Of a host (NULL: this one); how many are left. */
static size_t links_of(const struct lab *lab, const char *host, size_t *links,
		       size_t count)
{
	const struct topology *t = lab->topology;
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		const char *of = t->labs[t->links[links[i]].lab].host;
		if (is_host(of, host))
			links[kept++] = links[i];
	}
	return kept;
}

static size_t link_room(const struct lab *lab)
{
	return (lab->topology ? lab->topology->link_count : 0) + 1;
}

/* Those of the lab whose file is read, where some are, else those of this host; how
 * many are left. */
static size_t prefer_own_links(const struct lab *lab, size_t *links, size_t count)
{
	const struct topology *t = lab->topology;
	if (!t)
		return 0;
	size_t own = topology_own(t), kept = 0;
	size_t here = links_of(lab, NULL, links, count);
	count = here ? here : count;
	for (size_t i = 0; i < count; i++)
		if (t->links[links[i]].lab == own)
			links[kept++] = links[i];
	return kept ? kept : count;
}

/* Of another host, with its lab in front or without. */
static size_t match_links_there(const struct lab *lab, const char *host,
				const char *name, size_t *links)
{
	char whole[600];
	snprintf(whole, sizeof(whole), "%s/%s", host, name);
	size_t count = endpoint_match_links(lab, whole, links);
	count = links_of(lab, host, links, count);
	if (count)
		return count;
	count = endpoint_match_links(lab, name, links);
	return links_of(lab, host, links, count);
}

/* "link:a-b": all of its ends. */
static bool add_link(const struct lab *lab, const char *host, const char *text,
		     struct endpoint_list *list, struct error *e)
{
	autofree size_t *links = mem_new(link_room(lab) * sizeof(*links));
	const char *name = strchr(text, ':') + 1;
	size_t count = host ? match_links_there(lab, host, name, links)
			    : endpoint_match_links(lab, name, links);
	if (!host)
		count = prefer_own_links(lab, links, count);
	return count == 1 ? add_once(lab, text, links, count, list, e)
			  : refuse_links(lab, text, links, count, e);
}

/* In the namespace of the host itself (NULL: this one). */
static bool is_in_host(const struct endpoint *ep, const char *host)
{
	size_t size = host ? strlen(host) : 0;
	if (ep->space == NO_SPACE || !ep->netns || !host)
		return ep->space != NO_SPACE && !ep->netns && !host;
	return !strncmp(ep->netns, host, size) && !strcmp(ep->netns + size, "/host");
}

/* The ports of a bridge of the host; without any, the bridge. */
static bool add_ports(const struct lab *lab, const char *host, const char *text,
		      struct endpoint_list *list, struct error *e)
{
	const char *bridge = strchr(text, ':') + 1;
	size_t before = list->items.count;
	const struct endpoint *own = NULL;
	for (size_t i = 0; i < lab->endpoint_count; i++) {
		const struct endpoint *ep = &lab->endpoints[i];
		bool in = is_in_host(ep, host);
		if (in && ep->master && !strcmp(ep->master, bridge))
			vec_push(&list->items, ep->name);
		if (in && !strcmp(ep->ifname, bridge))
			own = ep;
	}
	if (list->items.count == before && own)
		vec_push(&list->items, own->name);
	return list->items.count > before ||
	       error_set(e, 0, "%s: no such bridge; labtap list shows them", text);
}

/* "bridge:X_1": the ends of its links, or what is in it on the host. */
static bool add_bridge(const struct lab *lab, const char *host, const char *text,
		       struct endpoint_list *list, struct error *e)
{
	autofree size_t *links = mem_new(link_room(lab) * sizeof(*links));
	size_t count = endpoint_match_bridge(lab, strchr(text, ':') + 1, links);
	count = links_of(lab, host, links, count);
	return count ? add_once(lab, text, links, count, list, e)
		     : add_ports(lab, host, text, list, e);
}

/* Two nodes of one name, in different labs: both of them, as "X/a, Y/a". */
static bool refuse_nodes(const struct lab *lab, const char *text,
			 const struct endpoint_matches *m, struct error *e)
{
	char names[sizeof(e->text) / 2];
	struct text t = text_over(names, sizeof(names));
	size_t last = TOPOLOGY_NONE;
	for (size_t i = 0; i < m->items.count; i++) {
		size_t node = m->items.items[i]->port->node;
		if (node != last)
			text_printf(&t, "%s%s", i ? ", " : "",
				    lab->topology->nodes[node].name);
		last = node;
	}
	return error_set(e, 0, "%s: could be %s", text, names);
}

/* Adds those that can be captured; the first reason when there is none. */
static bool add_interfaces(const struct lab *lab, const char *text,
			   const struct endpoint_matches *m, struct endpoint_list *list,
			   struct error *e)
{
	const char *reason = NULL;
	size_t before = list->items.count, count = m->items.count;
	if (!count)
		return error_set(e, 0,
				 "%s: no such node with links; labtap list shows "
				 "them",
				 text);
	if (m->items.items[0]->port->node != m->items.items[count - 1]->port->node)
		return refuse_nodes(lab, text, m, e);
	for (size_t i = 0; i < count; i++)
		add_captured(list, m->items.items[i], &reason);
	return any_added(list, before, text, reason ? reason : "", e);
}

/* "node:r1": all of its interfaces on links. */
static bool add_node(const struct lab *lab, const char *host, const char *text,
		     struct endpoint_list *list, struct error *e)
{
	struct endpoint_matches m = { .items.count = 0 };
	const char *name = strchr(text, ':') + 1;
	char whole[600];
	snprintf(whole, sizeof(whole), "%s/%s", host ? host : "", name);
	endpoint_match_node(lab, host ? whole : name, &m);
	prefer_own(lab, &m);
	bool ok = add_interfaces(lab, text, &m, list, e);
	free(m.items.items);
	return ok;
}

static bool begins(const char *s, const char *head)
{
	return !strncmp(s, head, strlen(head));
}

static bool add(const struct lab *lab, const char *text, struct endpoint_list *list,
		struct error *e)
{
	const char *rest = text;
	const struct lab_host *of = host_of(lab, &rest);
	const char *host = of ? of->name : NULL;
	bool word = !lab_endpoint(lab, text);
	if (word && begins(rest, "link:"))
		return add_link(lab, host, rest, list, e);
	if (word && begins(rest, "bridge:"))
		return add_bridge(lab, host, rest, list, e);
	if (word && begins(rest, "node:"))
		return add_node(lab, host, rest, list, e);
	const char *name = endpoint_name(lab, text, e);
	if (name)
		vec_push(&list->items, name);
	return name;
}

bool endpoint_add(const struct lab *lab, const char *text, struct endpoint_list *list,
		  struct error *e)
{
	const char *rest = text;
	const struct lab_host *host = host_of(lab, &rest);
	bool ok = add(lab, text, list, e);
	if (!ok && host && host->trouble)
		error_set(e, 0, "%s: no connection: %.*s", text,
			  (int)strcspn(host->trouble, ";"), host->trouble);
	return ok;
}

/* Is it a word for several endpoints? */
static bool is_group(const struct lab *lab, const char *text)
{
	(void)host_of(lab, &text);
	return begins(text, "link:") || begins(text, "bridge:") ||
	       begins(text, "node:");
}

/* Where one endpoint is wanted. */
static bool refuse_group(const struct lab *lab, const char *text, struct error *e)
{
	char names[sizeof(e->text) / 2];
	struct text t = text_over(names, sizeof(names));
	struct endpoint_list list = { .items.count = 0 };
	bool known = endpoint_add(lab, text, &list, e);
	for (size_t i = 0; known && i < list.items.count; i++)
		text_printf(&t, "%s%s", i ? ", " : "", list.items.items[i]);
	if (known)
		error_set(e, 0, "%s: one endpoint is wanted: which of %s%s?", text,
			  names, t.cut ? " ..." : "");
	free(list.items.items);
	free(list.once.items);
	return false;
}

const char *endpoint_name(const struct lab *lab, const char *text, struct error *e)
{
	struct outer outer;
	const struct endpoint *ep = lab_endpoint(lab, text);
	if (!ep && outer_is_name(text))
		return outer_find(lab, text, &outer, e) ? text : NULL;
	ep = ep ? ep : endpoint_find(lab, text, e);
	if (!ep && is_group(lab, text))
		refuse_group(lab, text, e);
	return ep ? ep->name : NULL;
}

/* Does a node have this name, or an interface that no file mentions such a namespace?
 */
static bool is_node(const struct lab *lab, const char *word)
{
	for (size_t i = 0; i < lab->endpoint_count; i++) {
		const struct endpoint *ep = &lab->endpoints[i];
		if (begins_with_node(ep->name, word) ||
		    (ep->port && ep->other && begins_with_node(ep->other, word)))
			return true;
	}
	const struct topology *t = lab->topology;
	for (size_t i = 0; t && i < t->node_count; i++) {
		const struct topology_node *n = &t->nodes[i];
		if (n->count && !strcmp(topology_plain(t, n->lab, n->name), word))
			return true;
	}
	return false;
}

static int refuse_doubt(const char *const *words, int taken, const struct endpoint *ep,
			struct error *e)
{
	error_set(e, 0,
		  "%s%s%s: the endpoint %s or a filter? write %s, or -- in front of "
		  "the filter",
		  words[0], taken > 1 ? " " : "", taken > 1 ? words[1] : "", ep->name,
		  ep->name);
	return -1;
}

/* netlab's form: NODE IF, or NODE alone where that has one interface. */
static int take_node(const struct lab *lab, const char *const *words, size_t count,
		     struct endpoint_list *list, struct error *e)
{
	struct endpoint_matches m = { .items.count = 0 };
	int taken = 2;
	const char *node =
		is_node(lab, words[0]) ? words[0] : without_lab(lab, words[0]);
	if (!is_node(lab, node))
		return 0;
	if (count > 1)
		endpoint_match(lab, node, words[1], &m);
	if (!m.items.count) {
		endpoint_match_node(lab, node, &m);
		taken = 1;
	}
	prefer_own(lab, &m);
	if (!m.items.count || (taken == 1 && m.items.count > 1)) {
		free(m.items.items);
		return 0;
	}
	const struct endpoint *ep = only_one(&m, words[taken - 1], e);
	if (!ep)
		return -1;
	if (is_filter(words, count))
		return refuse_doubt(words, taken, ep, e);
	vec_push(&list->items, ep->name);
	return taken;
}

/* One endpoint from the front of the words; how many words it took, 0: none begins
 * here; -1: an error. */
static int take_one(const struct lab *lab, const char *const *words, size_t count,
		    struct endpoint_list *list, struct error *e)
{
	if (strchr(words[0], ':'))
		return endpoint_add(lab, words[0], list, e) ? 1 : -1;
	return take_node(lab, words, count, list, e);
}

bool endpoint_words(const struct lab *lab, const char *const *words, size_t count,
		    size_t split, struct endpoint_list *list, size_t *used,
		    struct error *e)
{
	bool all = split < count;
	size_t at = 0;
	while (at < split) {
		int taken = take_one(lab, words + at, split - at, list, e);
		if (taken < 0)
			return false;
		if (!taken && all) {
			if (!endpoint_add(lab, words[at], list, e))
				return false;
			taken = 1;
		}
		if (!taken)
			break;
		at += (size_t)taken;
	}
	*used = at;
	return true;
}
