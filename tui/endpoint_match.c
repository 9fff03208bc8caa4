#include "tui/endpoint_match.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tui/topology_view.h"

/* Names ------------------------------------------------------------------- */

static bool is_same(const char *have, const char *typed)
{
	return !strcmp(have, typed);
}

/* Junos has traffic on unit 0, and nobody types it. */
static bool is_same_but_unit(const char *have, const char *typed)
{
	size_t n = strlen(have), k = strlen(typed);
	return n == k + 2 && !strcmp(have + k, ".0") && !strncmp(have, typed, k);
}

static bool is_same_in_any_case(const char *have, const char *typed)
{
	return !strcasecmp(have, typed);
}

static size_t letters(const char *s)
{
	size_t n = 0;
	while (isalpha((unsigned char)s[n]))
		n++;
	return n;
}

/* Signs between the numbers of a port: some systems cannot have all of them in names.
 */
static char plain_sign(char c)
{
	return strchr("/-_ ", c) ? '/' : (char)tolower((unsigned char)c);
}

static bool is_same_tail(const char *have, const char *typed, bool any_sign)
{
	have += strspn(have, "-_ ");
	typed += strspn(typed, "-_ ");
	for (; *have && *typed; have++, typed++)
		if (any_sign ? plain_sign(*have) != plain_sign(*typed)
			     : *have != *typed)
			return false;
	return !*typed && (!*have || !strcmp(have, ".0"));
}

/* gi0/1 is GigabitEthernet0/1: the numbers are the same, the word is its beginning. */
static bool is_short(const char *have, const char *typed, bool any_sign)
{
	size_t n = letters(typed);
	return n && n <= letters(have) && typed[n] && !strncasecmp(have, typed, n) &&
	       is_same_tail(have + letters(have), typed + n, any_sign);
}

static bool is_abbreviated(const char *have, const char *typed)
{
	return is_short(have, typed, false);
}

static bool is_same_but_signs(const char *have, const char *typed)
{
	bool whole = letters(have) == letters(typed) &&
		     !strncasecmp(have, typed, letters(have)) &&
		     is_same_tail(have + letters(have), typed + letters(typed), true);
	return whole || is_short(have, typed, true);
}

static bool (*const ways[])(const char *have, const char *typed) = {
	is_same,	is_same_but_unit,  is_same_in_any_case,
	is_abbreviated, is_same_but_signs,
};

/* Endpoints --------------------------------------------------------------- */

/* "a" of "a" and "X/a"; "X-a" and "a" of "clab-X-a": of the first `size` bytes. */
static bool ends_in(const char *name, size_t size, const char *node)
{
	size_t n = strlen(node);
	return n <= size && !strncmp(name + size - n, node, n) &&
	       (n == size || strchr("/-_.", name[size - n - 1]));
}

static bool is_on(const char *name, const char *node)
{
	size_t size = strcspn(name, ":");
	return name[size] && ends_in(name, size, node);
}

/* A container that shares the namespace names it as well. */
static bool is_shared_with(const struct lab *lab, const struct endpoint *e,
			   const char *node)
{
	const char *const *others =
		e->space == NO_SPACE ? NULL : lab->spaces[e->space].others;
	for (; others && *others; others++)
		if (ends_in(*others, strlen(*others), node))
			return true;
	return false;
}

static bool is_at_node(const struct lab *lab, const struct endpoint *e,
		       const char *node)
{
	return !node || is_on(e->name, node) || (e->other && is_on(e->other, node)) ||
	       is_shared_with(lab, e, node);
}

static bool has_name(const struct endpoint *e, const char *typed,
		     bool (*fits)(const char *, const char *))
{
	const struct topology_port *p = e->port;
	const char *const names[] = { p ? p->name : NULL, e->ifname,
				      p ? p->ifname : NULL, p ? p->altname : NULL,
				      e->alias };
	for (size_t i = 0; i < COUNT(names); i++)
		if (names[i] && *names[i] && fits(names[i], typed))
			return true;
	for (const char *const *name = e->altnames; name && *name; name++)
		if (fits(*name, typed))
			return true;
	return false;
}

static bool ends_behind(const char *separators, const char *name, const char *end)
{
	size_t a = strlen(name), b = strlen(end);
	return a > b && b && !strcmp(name + a - b, end) &&
	       strchr(separators, name[a - b - 1]);
}

static bool has_altname(const struct endpoint *ep, const char *text)
{
	for (const char *const *name = ep->altnames; name && *name; name++)
		if (!strcmp(*name, text))
			return true;
	return false;
}

/* One that files give a name still goes by what it is on the host as well. */
static bool ends_with(const struct endpoint *ep, const char *separators,
		      const char *text)
{
	return ends_behind(separators, ep->name, text) ||
	       (ep->other && ends_behind(separators, ep->other, text));
}

static bool is_named(const struct endpoint *ep, const char *text)
{
	return ends_with(ep, ":", text) || has_altname(ep, text) ||
	       (ep->other && !strcmp(ep->other, text));
}

static bool is_named_so(const struct endpoint *ep, const char *text)
{
	return ends_with(ep, "-_./", text);
}

bool endpoint_ends_with(const struct endpoint *e, const char *text)
{
	return is_named(e, text) || is_named_so(e, text);
}

static void match_named(const struct lab *lab, const char *text,
			bool (*named)(const struct endpoint *, const char *),
			struct endpoint_matches *out)
{
	for (size_t i = 0; i < lab->endpoint_count; i++)
		if (named(&lab->endpoints[i], text))
			vec_push(&out->items, &lab->endpoints[i]);
}

void endpoint_match_name(const struct lab *lab, const char *text,
			 struct endpoint_matches *out)
{
	match_named(lab, text, is_named, out);
}

void endpoint_match_ending(const struct lab *lab, const char *text,
			   struct endpoint_matches *out)
{
	match_named(lab, text, is_named_so, out);
}

/* By its name, or that in its lab. */
static bool is_called(const struct topology *t, size_t node, const char *name)
{
	const struct topology_node *n = &t->nodes[node];
	return !strcmp(n->name, name) ||
	       !strcmp(topology_plain(t, n->lab, n->name), name);
}

/* Is the other end of its link, or one of them, this node? */
static bool leads_to(const struct lab *lab, const struct endpoint *e, const char *node)
{
	const struct topology *t = lab->topology;
	if (!e->port || e->port->link == TOPOLOGY_NONE ||
	    e->port->node == TOPOLOGY_NONE)
		return false;
	const struct topology_link *l = &t->links[e->port->link];
	for (size_t i = 0; i < l->count; i++) {
		const struct topology_port *p = &t->ports[l->ports[i]];
		if (p != e->port && p->node != TOPOLOGY_NONE &&
		    is_called(t, p->node, node))
			return true;
	}
	return false;
}

void endpoint_match(const struct lab *lab, const char *node, const char *interface,
		    struct endpoint_matches *out)
{
	for (size_t w = 0; *interface && w < COUNT(ways) && !out->items.count; w++)
		for (size_t i = 0; i < lab->endpoint_count; i++) {
			const struct endpoint *e = &lab->endpoints[i];
			if (is_at_node(lab, e, node) && has_name(e, interface, ways[w]))
				vec_push(&out->items, e);
		}
	bool neighbour = node && !out->items.count;
	for (size_t i = 0; neighbour && i < lab->endpoint_count; i++)
		if (is_at_node(lab, &lab->endpoints[i], node) &&
		    leads_to(lab, &lab->endpoints[i], interface))
			vec_push(&out->items, &lab->endpoints[i]);
}

void endpoint_match_node(const struct lab *lab, const char *node,
			 struct endpoint_matches *out)
{
	const struct topology *t = lab->topology;
	for (size_t i = 0; t && i < t->port_count; i++) {
		const struct topology_port *p = &t->ports[i];
		if (p->link != TOPOLOGY_NONE && p->node != TOPOLOGY_NONE &&
		    is_called(t, p->node, node))
			vec_push(&out->items, topology_endpoint(lab, i));
	}
}

/* Links ------------------------------------------------------------------- */

static const char *node_of(const struct topology *t, const struct topology_link *l,
			   size_t end)
{
	size_t node = t->ports[l->ports[end]].node;
	return node == TOPOLOGY_NONE ? "host"
				     : topology_plain(t, l->lab, t->nodes[node].name);
}

/* "b-a" for the link of a and b. */
static bool is_between(const struct topology *t, const struct topology_link *l,
		       const char *text)
{
	for (size_t i = 0; i < 2 && l->count == 2; i++) {
		const char *first = node_of(t, l, i), *second = node_of(t, l, 1 - i);
		size_t n = strlen(first);
		if (!strncmp(text, first, n) && text[n] == '-' &&
		    !strcmp(text + n + 1, second))
			return true;
	}
	return false;
}

static bool is_number(const struct topology_link *l, const char *text)
{
	size_t digits = strspn(text, "0123456789");
	return digits && digits < 10 && !text[digits] &&
	       strtoul(text, NULL, 10) == l->index;
}

/* The way of comparing links that is tried at step; false: it does not fit. The lab may
 * stand in front of all of them. */
static bool link_fits(const struct lab *lab, size_t i, const char *text, size_t step)
{
	const struct topology *t = lab->topology;
	const struct topology_link *l = &t->links[i];
	const char *name = topology_plain(t, l->lab, l->name);
	text = topology_plain(t, l->lab, text);
	switch (step) {
	case 0:
		return !strcmp(name, text);
	case 1:
		return is_between(t, l, text);
	case 2:
		return is_number(l, text);
	default:
		return !strcasecmp(name, text);
	}
}

size_t endpoint_match_links(const struct lab *lab, const char *text, size_t *links)
{
	size_t count = 0, all = lab->topology ? lab->topology->link_count : 0;
	for (size_t step = 0; step < 4 && !count; step++)
		for (size_t i = 0; i < all; i++)
			if (link_fits(lab, i, text, step))
				links[count++] = i;
	return count;
}

size_t endpoint_match_bridge(const struct lab *lab, const char *text, size_t *links)
{
	size_t count = 0, all = lab->topology ? lab->topology->link_count : 0;
	for (size_t i = 0; i < all; i++) {
		const struct topology_link *l = &lab->topology->links[i];
		const char *behind = topology_bridge(lab, l);
		if ((l->bridge && !strcmp(l->bridge, text)) ||
		    (behind && !strcmp(behind, text)))
			links[count++] = i;
	}
	return count;
}
