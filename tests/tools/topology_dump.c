/* topology_dump [-l] FILE: a lab as its files describe it, as lines of text. -l: links
 * and numbers of nodes only, sorted as a lab has one set of them. Exit 1 with the
 * reason on stderr when it cannot be read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/lab/topology.h"

static const char *shown(const char *s)
{
	return s ? s : "-";
}

static void put_list(const char *word, const char *const *list)
{
	for (; *list; list++)
		printf(" %s %s", word, *list);
}

static void put_port(const struct topology *t, const struct topology_port *p)
{
	printf("  %s", p->name);
	if (p->link != TOPOLOGY_NONE)
		printf(" link %u no %u", t->links[p->link].index, p->ifindex);
	printf(" if %s", shown(p->ifname));
	if (p->altname)
		printf(" alt %s", p->altname);
	printf(" in %s", p->netns ? p->netns : "host");
	if (p->also)
		printf(" also %s", p->also);
	if (p->local)
		printf(" udp %s %s", p->local, p->remote);
	put_list("ip", p->ipv4);
	put_list("ip", p->ipv6);
	if (p->mac)
		printf(" mac %s", p->mac);
	printf("%s%s\n", p->reason ? " reason " : "", p->reason ? p->reason : "");
}

static void put_nodes(const struct topology *t)
{
	for (size_t i = 0; i < t->node_count; i++) {
		const struct topology_node *n = &t->nodes[i];
		printf("node %s id %u %s %s %s %s\n", n->name, n->id, shown(n->device),
		       shown(n->provider), shown(n->kind),
		       n->container ? n->container : shown(n->domain));
		for (size_t k = 0; k < n->count; k++)
			put_port(t, &t->ports[n->first + k]);
	}
	printf("host\n");
	for (size_t i = 0; i < t->port_count; i++)
		if (t->ports[i].node == TOPOLOGY_NONE)
			put_port(t, &t->ports[i]);
}

static void put_link(const struct topology_link *l, bool named)
{
	printf("link %u ", l->index);
	if (named)
		printf("%s ", l->name);
	printf("%s %s %s", l->type, topology_carrier(l->carrier), shown(l->bridge));
	for (size_t i = 0; i < l->count; i++)
		printf(" %s", l->ends[i]);
	printf("\n");
}

static void put_lab(const struct topology *t, bool links_only)
{
	printf("lab %s %s %s\n", t->name, links_only ? "" : t->format,
	       t->exact ? "exact" : "not exact");
	for (size_t i = 0; i < t->note_count; i++)
		printf("note %s\n", t->notes[i]);
	for (size_t i = 0; links_only && i < t->node_count; i++)
		printf("node %s id %u\n", t->nodes[i].name, t->nodes[i].id);
	if (!links_only)
		put_nodes(t);
	for (size_t i = 0; i < t->link_count; i++)
		put_link(&t->links[i], !links_only);
}

int main(int argc, char **argv)
{
	struct error e = { .code = 0 };
	bool links_only = argc == 3 && !strcmp(argv[1], "-l");
	if (argc != 2 && !links_only)
		return 2;
	struct topology *t = topology_load(argv[argc - 1], &e);
	if (!t) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	put_lab(t, links_only);
	topology_free(t);
	return 0;
}
