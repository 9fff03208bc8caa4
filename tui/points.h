/* The rows of the points view: which groups there are, what stands in them, in which
 * order, what is folded or left out. Pure: model in, rows out. */
#ifndef TUI_POINTS_H
#define TUI_POINTS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/vec.h"
#include "tui/session.h"

enum points_order {
	POINTS_BY_LINK, /* then what no file mentions; without a lab: by namespace */
	POINTS_BY_NODE, /* the same */
	POINTS_BY_NAMESPACE,
	POINTS_BY_RATE,	  /* no groups; most packets first */
	POINTS_BY_DEVICE, /* no groups; by what they are called on the host */
	POINTS_ORDERS,
};

/* A namespace, a bridge with its ports, a link with its ends, a node with its ports,
 * the management ports of all nodes, or the tunnels given by hand (none of these). A
 * note on what files say has no members. */
struct point_group {
	const char *name;
	const struct space *space;	  /* NULL: of the lab's files */
	const struct topology_link *link; /* NULL: no link */
	const struct topology_node *node; /* NULL: no node */
	const struct endpoint *bridge;	  /* NULL: what is on no bridge */
	size_t first, count;		  /* its members */
	bool folded;
	const struct lab_host *host; /* all of another host, in its other groups */
	bool note;		     /* the name is all of it */
};

/* group alone: its head. */
struct point_row {
	const struct point_group *group;
	const struct endpoint *endpoint;
};

/* Its name, in any order of rows. */
const char *point_row_name(const struct point_row *row);

/* Pointers are into the lab it was built from. */
struct points {
	VEC(struct point_group) groups;
	VEC(const struct endpoint *) members;
	VEC(struct point_row) rows;
	VEC(char *) folded; /* keys of folded groups, they survive a new lab */
	size_t namespaces, bridges;
	size_t notes; /* rows in front of all others */
};

struct points_options {
	enum points_order order;
	const char *narrow; /* only what has this in its name, "" for all */
	const struct session *session;
};

void points_build(struct points *p, const struct points_options *options);
void points_done(struct points *p);

void points_fold(struct points *p, const struct point_group *group, bool folded);

/* The link of a port, NULL: none. */
const struct topology_link *points_link(const struct point_row *row,
					const struct lab *lab);

/* Text in one of its names, capitals or not. */
bool points_match(const struct endpoint *e, const char *text);

/* What it is called without a topology: "host:vgif_a_1". */
const char *points_device(const struct endpoint *e);

#endif
