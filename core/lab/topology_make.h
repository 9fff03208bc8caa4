/* A topology while a loader makes it. Loaders add in the order of the file; positions
 * they are given stay valid until it is sealed. Texts are copied and escaped. */
#ifndef LAB_TOPOLOGY_MAKE_H
#define LAB_TOPOLOGY_MAKE_H

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/lab/topology.h"
#include "core/lab/value.h"

/* More than any host runs; beyond it a file is refused. */
enum { NODES_MAX = 4096, PORTS_MAX = 32768, LINKS_MAX = 16384 };

/* A link while its ports are added. */
struct link_draft {
	struct topology_link link;
	VEC(size_t) ports;
	VEC(const char *) ends;
};

struct topology_draft {
	struct arena *arena;
	const char *path; /* for messages */
	const char *name, *format;
	bool inexact;
	VEC(const char *) notes;
	VEC(struct topology_lab) labs; /* none: one, of what stands above */
	VEC(struct topology_node) nodes;
	VEC(uint32_t) node_slots; /* their positions by hash of the name, 0: free */
	VEC(struct topology_port) ports;
	VEC(struct link_draft) links;
};

/* A kind of file. */
struct topology_source {
	/* Is this one of its files? text is all of it. */
	bool (*claims)(const char *name, const char *text);
	bool (*load)(struct topology_draft *d, const char *text, size_t size,
		     struct error *e);
};

/* Escaped copies; NULL stays NULL. */
const char *draft_text(struct topology_draft *d, const char *s);
const char *draft_printf(struct topology_draft *d, const char *fmt, ...) PRINTF(2, 3);

/* Positions, TOPOLOGY_NONE with e set when there are too many. */
size_t draft_node(struct topology_draft *d, const char *name, struct error *e);
size_t draft_port(struct topology_draft *d, size_t node, const char *name,
		  struct error *e);
size_t draft_link(struct topology_draft *d, uint32_t index, struct error *e);

/* The port becomes one end of the link, which calls it by this name (NULL: as the node
 * does). */
void draft_attach(struct topology_draft *d, size_t link, size_t port, const char *name);

/* "a-b": the link's ends, for one without a name of its own. */
const char *draft_link_name(struct topology_draft *d, const struct link_draft *l);

/* One address with its prefix, as a list. */
const char *const *draft_list(struct topology_draft *d, const char *address);

/* Those of a port, each NULL or "" where there is none. */
void draft_addresses(struct topology_draft *d, struct topology_port *p,
		     const char *ipv4, const char *ipv6);

/* By name, TOPOLOGY_NONE when there is none. */
size_t draft_find_node(const struct topology_draft *d, const char *name);

/* Something that could not be decided: the lab is not exact any more. */
void draft_note(struct topology_draft *d, const char *fmt, ...) PRINTF(2, 3);

/* Says it without making the lab inexact. */
void draft_remark(struct topology_draft *d, const char *fmt, ...) PRINTF(2, 3);

/* "file:line:column: why", as a note: what stands there is left out. Returns false. */
bool draft_problem(struct topology_draft *d, const struct value *at, const char *fmt,
		   ...) PRINTF(3, 4);

/* Sets e to "file:line:column: why"; returns false. */
bool draft_fail(const struct topology_draft *d, const struct value *at, struct error *e,
		const char *fmt, ...) PRINTF(4, 5);

/* The finished one, which takes over the arena. */
struct topology *draft_seal(struct topology_draft *d) MUST_CHECK;

/* Releases what is not in the arena. */
void draft_done(struct topology_draft *d);

#endif
