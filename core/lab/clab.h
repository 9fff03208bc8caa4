/* containerlab's topology (containerlab.dev/manual/topo-def-file) on its way to a lab:
 * what a file says of nodes and links. What cannot be read is left out and said, with
 * its place (draft_problem()). */
#ifndef LAB_CLAB_H
#define LAB_CLAB_H

#include "core/lab/topology_make.h"

struct clab {
	struct topology_draft *draft;
	const struct value *topology; /* a map: nodes, links, kinds, groups, defaults */
	const char *lab;
	const char *prefix;	/* NULL: the usual one */
	const char *management; /* the bridge of the management network, NULL */
	struct error *e;
	uint32_t index; /* of the last link */
};

/* clab_nodes.c. False, with e set: more than we keep. */
bool clab_add_nodes(struct clab *c) MUST_CHECK;

/* What the node is, by itself, its group or the defaults; "" when nothing says it. */
const char *clab_kind(const struct clab *c, const char *node);

/* Its interfaces are ports of a bridge of that name. */
bool clab_is_bridge(const char *kind);

/* clab_links.c. False, with e set: more than we keep. */
bool clab_add_links(struct clab *c) MUST_CHECK;

/* clab_data.c: what containerlab wrote when it deployed the lab that the draft has, in
 * the folder of the lab beside the file: addresses that nobody chose. Nothing is
 * overwritten. */
void clab_add_data(struct clab *c);
void clab_take_data(struct clab *c, const struct value *data);

#endif
