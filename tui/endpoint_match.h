/* How what a person types for an endpoint, a link or a bridge fits the names of the
 * lab: exactly first, then ever more loosely; the first way that fits anything decides.
 */
#ifndef TUI_ENDPOINT_MATCH_H
#define TUI_ENDPOINT_MATCH_H

#include "core/base/vec.h"
#include "core/lab/lab.h"

/* What fits, in the order of the lab. */
struct endpoint_matches {
	VEC(const struct endpoint *) items;
};

/* Its name as it is written, whole or without what it is in; another name it has. */
void endpoint_match_name(const struct lab *lab, const char *text,
			 struct endpoint_matches *out);

/* The end of its name, behind a sign: "a" of vgif-a. */
void endpoint_match_ending(const struct lab *lab, const char *text,
			   struct endpoint_matches *out);

/* Is it one of these two? */
bool endpoint_ends_with(const struct endpoint *e, const char *text);

/* node: what stands before ':', NULL: any. interface: as the device names it, as Linux
 * does, another name, one shortened ("gi0/1"), or the node at the other end. */
void endpoint_match(const struct lab *lab, const char *node, const char *interface,
		    struct endpoint_matches *out);

/* The interfaces of a node that are on links. */
void endpoint_match_node(const struct lab *lab, const char *node,
			 struct endpoint_matches *out);

/* Links by their name, their number, or the nodes at their ends ("b-a"); into links,
 * which has room for all. */
size_t endpoint_match_links(const struct lab *lab, const char *text, size_t *links);

/* Links of this bridge, by the name files give it or the one it has on the host. */
size_t endpoint_match_bridge(const struct lab *lab, const char *text, size_t *links);

#endif
