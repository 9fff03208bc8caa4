/* The table of nodes, beside the points where there is room. */
#include "tui/points_draw.h"

#include <string.h>

#include "tui/topology_view.h"

enum { KIND = 10, STATE = 18, ADDRESS = 24 };

/* The first address of its ports that is seen, NULL: none. */
static const char *address_of(const struct lab *lab, const struct topology_node *node)
{
	for (size_t i = 0; i < node->count; i++) {
		const struct endpoint *e = topology_endpoint(lab, node->first + i);
		if (e->addresses[0])
			return e->addresses[0];
	}
	return NULL;
}

static void draw_node(const struct area *area, int row, const struct lab *lab,
		      const struct topology_node *node)
{
	const char *kind = node->device ? node->device : node->kind;
	const char *address = address_of(lab, node);
	bool up = topology_node_state(lab, node) == STATE_UP;
	area_field(area, row, 0, KIND - 1, ROLE_STRONG, node->name);
	area_field(area, row, KIND, STATE - KIND - 1, ROLE_TEXT, kind ? kind : "");
	area_put(area, row, STATE, up ? ROLE_TEXT : ROLE_DIM, up ? "up" : "gone");
	char words[64];
	struct text t = text_over(words, sizeof(words));
	if (address)
		text_mem(&t, address, strcspn(address, "/"));
	area_field(area, row, ADDRESS, area->columns - ADDRESS, ROLE_DIM, words);
}

void points_draw_nodes(const struct area *area, const struct lab *lab)
{
	const struct topology *t = lab->topology;
	area_put(area, 0, 0, ROLE_DIM, "NODE");
	area_put(area, 0, KIND, ROLE_DIM, "KIND");
	area_put(area, 0, STATE, ROLE_DIM, "STATE");
	area_put(area, 0, ADDRESS, ROLE_DIM, "ADDRESS");
	for (size_t i = 0; i < t->node_count; i++) {
		int row = (int)i + 1;
		if (row + 1 < area->rows) {
			draw_node(area, row, lab, &t->nodes[i]);
			continue;
		}
		area_printf(area, row, 0, ROLE_DIM, "%zu more", t->node_count - i);
		return;
	}
}
