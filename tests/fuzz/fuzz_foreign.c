/* What labtap on another host says of its lab: whatever it is, the model that it
 * becomes part of refers to nothing beyond itself. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/lab/foreign.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void need(bool holds)
{
	if (!holds)
		abort();
}

static size_t check_endpoint(const struct lab *lab, const struct endpoint *e)
{
	const struct topology *t = lab->topology;
	size_t sum = strlen(e->name) + strlen(e->ifname) + strlen(e->type) +
		     strlen(e->detail);
	need(strchr(e->name, '/') && e->kind == ENDPOINT_REMOTE);
	need(foreign_cookie(e->cookie));
	need(e->space == NO_SPACE ? !e->ifindex : e->space < lab->space_count);
	need(!e->port || (e->port >= t->ports && e->port < t->ports + t->port_count));
	for (size_t i = 0; e->addresses[i]; i++)
		sum += strlen(e->addresses[i]);
	return sum;
}

static void check_topology(const struct lab *lab, const struct topology *t)
{
	for (size_t i = 0; i < t->node_count; i++)
		need(t->nodes[i].lab < t->lab_count && t->nodes[i].name &&
		     t->nodes[i].first + t->nodes[i].count <= t->port_count);
	for (size_t i = 0; i < t->port_count; i++) {
		const struct topology_port *p = &t->ports[i];
		need(lab->port_endpoints[i] < lab->endpoint_count && p->name);
		need(p->node == TOPOLOGY_NONE || p->node < t->node_count);
		need(p->link == TOPOLOGY_NONE || p->link < t->link_count);
	}
	for (size_t i = 0; i < t->link_count; i++) {
		need(t->links[i].lab < t->lab_count && t->links[i].name);
		for (size_t k = 0; k < t->links[i].count; k++)
			need(t->links[i].ports[k] < t->port_count &&
			     t->links[i].ends[k]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct error e = { .code = 0 };
	struct foreign *f = foreign_read("s2", (const char *)bytes, size, &e);
	if (!f) {
		need(e.text[0]);
		return 0;
	}
	const struct foreign_host host = { .name = "s2", .lab = f, .about = "" };
	const struct lab_sources s = { .hosts = &host, .host_count = 1 };
	struct lab *lab = lab_new_from(&s);
	size_t sum = 0;
	for (size_t i = 0; i < lab->endpoint_count; i++)
		sum += check_endpoint(lab, &lab->endpoints[i]);
	for (size_t i = 0; i < lab->space_count; i++)
		need(lab->spaces[i].first + lab->spaces[i].count <=
		     lab->endpoint_count);
	if (lab->topology)
		check_topology(lab, lab->topology);
	need(sum < SIZE_MAX);
	lab_free(lab);
	foreign_free(f);
	return 0;
}
