/* The kinds of topology files, one file each. */
#ifndef LAB_SOURCES_H
#define LAB_SOURCES_H

#include "core/lab/topology_make.h"

extern const struct topology_source source_clab_data;
extern const struct topology_source source_containerlab;
extern const struct topology_source source_netlab_hosts;
extern const struct topology_source source_netlab_snapshot;
extern const struct topology_source source_netlab_topology;

#endif
