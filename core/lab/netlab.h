/* netlab's source topology (netlab.tools/topology-overview), on its way to what netlab
 * makes of it: each rule that decides about nodes, links and interfaces is one step, in
 * netlab's order. What a step cannot decide it says (draft_note()), and goes on. */
#ifndef LAB_NETLAB_H
#define LAB_NETLAB_H

#include "core/lab/spec.h"
#include "core/lab/topology_make.h"

struct netlab {
	struct topology_draft *draft;
	struct spec_pool *pool;
	struct spec *root;     /* the topology, with dotted keys as maps */
	struct spec *defaults; /* of the topology, of files and the environment */
	struct spec *nodes;    /* by name, maps */
	struct spec *links;    /* maps, each with a list "interfaces" of maps */
	struct spec *groups;   /* by name, maps with a list "members" */
	const char *provider;  /* of nodes that name none */
	size_t work;	       /* names compared with patterns */
	struct error *e;
};

/* "file:line:column: why", as a note: what stands there is left out. */
void netlab_problem(struct netlab *n, const struct spec *at, const char *fmt, ...)
	PRINTF(3, 4);

/* netlab_read.c: root and defaults. */
bool netlab_read(struct netlab *n, const char *text, size_t size);

/* netlab_include.c: replaces "_include" in all maps by what the files say. */
bool netlab_include(struct netlab *n, struct spec *t);

/* netlab_groups.c */
void netlab_make_nodes(struct netlab *n); /* of all forms, and members of groups */
void netlab_make_groups(
	struct netlab *n); /* their members are names of nodes, groups */
void netlab_copy_groups(struct netlab *n); /* what they say goes to their members */

/* Is this one of a list of texts? */
bool netlab_lists(const struct spec *list, const char *word);

/* netlab_members.c: nodes (or groups) that a list of names, patterns and expressions
 * means. */
struct spec *netlab_members(struct netlab *n, const struct spec *list,
			    const struct spec *objects, const struct spec *groups);

/* netlab_plugins.c: fabric, node.clone, multilab; all others are said. */
void netlab_expand_plugins(struct netlab *n);
void netlab_name_lab(struct netlab *n);

/* netlab_fabric.c */
void netlab_expand_fabric(struct netlab *n);

/* netlab_clone.c */
void netlab_expand_clones(struct netlab *n);

/* netlab_links.c */
void netlab_make_links(struct netlab *n);

/* A link in any of its forms as a map of its own; NULL: it is none. */
struct spec *netlab_link(struct netlab *n, struct spec *form, const struct spec *nodes);

/* A list of links, a map of lists, or one link, as one list. */
struct spec *netlab_link_list(struct netlab *n, struct spec *forms,
			      const struct spec *nodes);

/* At the end of the list, with the next number. */
void netlab_append_link(struct netlab *n, struct spec *link);

/* Its list of interfaces, never NULL for a link that netlab_link() made. */
struct spec *netlab_interfaces(const struct spec *link);

/* netlab_components.c */
void netlab_expand_components(struct netlab *n);

/* netlab_devices.c: what netlab knows about a device, changed by the defaults. NULL: it
 * says nothing. */
const char *netlab_device_text(const struct netlab *n, const struct spec *node,
			       const char *key);
void netlab_set_devices(struct netlab *n); /* and the role that goes with it */
bool netlab_device_is_known(const struct netlab *n, const char *device);

/* netlab_providers.c */
void netlab_set_providers(struct netlab *n);
void netlab_mark_links(struct netlab *n); /* those between providers */
const char *netlab_provider_of(const struct netlab *n, const struct spec *node);

/* netlab_modules.c: links that modules make, and those that are no wires. */
void netlab_module_links(struct netlab *n);

/* netlab_types.c: type and bridge of each link. */
void netlab_set_types(struct netlab *n);

/* netlab_numbers.c */
void netlab_number_nodes(struct netlab *n);
void netlab_number_interfaces(struct netlab *n);

/* netlab_format.c: a Python format string with simple arithmetic, as in
 * "GigabitEthernet{ifindex//4}/{ifindex%4}" and "{name[:13]}-{id:02d}". */
struct netlab_variable {
	const char *name;
	const char *text; /* NULL: a number */
	int64_t number;
};

/* False: it is more than that, or does not fit. */
bool netlab_format(const char *format, const struct netlab_variable *variables,
		   size_t count, char *out, size_t size);

#endif
