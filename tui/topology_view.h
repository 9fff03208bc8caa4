/* Questions about a lab that its pages, lists and objects share: what files declare
 * together with what is there. */
#ifndef TUI_TOPOLOGY_VIEW_H
#define TUI_TOPOLOGY_VIEW_H

#include "core/lab/lab.h"

/* The endpoint of a port, by its position; never NULL. */
const struct endpoint *topology_endpoint(const struct lab *lab, size_t port);

/* Nothing on this host is known to be it: there is nothing to name. */
bool topology_is_nowhere(const struct endpoint *e);

/* Up when something of it is there. */
enum state topology_node_state(const struct lab *lab, const struct topology_node *n);

/* The network namespace it lives in; NULL: the host's, or not known. */
const char *topology_netns(const struct lab *lab, const struct topology_node *n);

/* The Linux bridge behind a link, NULL: none, or not known. */
const char *topology_bridge(const struct lab *lab, const struct topology_link *l);

#endif
