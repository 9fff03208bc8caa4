/* A lab as its files describe it: declared facts, const, in one arena. What is really
 * there is joined to it by the model (lab.h). All texts are escaped already. */
#ifndef LAB_TOPOLOGY_H
#define LAB_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"

/* No node, no link. */
#define TOPOLOGY_NONE SIZE_MAX

/* The lab of what belongs to none. */
#define TOPOLOGY_NO_LAB "host"

enum carrier {
	CARRIER_UNKNOWN,
	CARRIER_VETH,
	CARRIER_BRIDGE,
	CARRIER_LIBVIRT, /* a libvirt network: a bridge whose name libvirt chooses */
	CARRIER_UDP,	 /* a tunnel between two QEMU processes */
	CARRIER_TCP,
	CARRIER_DUMMY,
	CARRIER_MACVLAN,
	CARRIER_MACVTAP,
	CARRIER_VXLAN,
	CARRIER_STITCH,
};

struct machine;
struct nic;

/* An interface of a node. */
struct topology_port {
	const char *name;    /* as the device names it */
	const char *ifname;  /* the Linux interface, NULL: none, or not known */
	const char *altname; /* another name it goes by, NULL: none */
	const char *netns;   /* where that is; NULL: the host's */
	const char *also;    /* host interface that sees the same frames, NULL */
	const char *proof;   /* alternative name that nothing else has, NULL: none */
	bool one_way;	     /* it shows what comes in only: also is better */
	const char *local, *remote;	       /* of a tunnel, "127.1.1.1:10001" */
	const char *const *ipv4, *const *ipv6; /* with prefix, NULL-terminated */
	const char *mac;
	const char *reason;    /* why it cannot be captured, NULL */
	const struct nic *nic; /* the card that it is, NULL: not known */
	uint64_t cookie;       /* of the namespace where that is known, else 0 */
	uint32_t ifindex;      /* the lab's number, 0: none */
	size_t node;	       /* TOPOLOGY_NONE: an interface of the host itself */
	size_t link;	       /* TOPOLOGY_NONE: the management port */
};

struct topology_node {
	const char *name;
	uint32_t id; /* netlab's, 0: none */
	const char *device, *provider, *kind;
	const char *container, *domain, *netns; /* NULL: it has none */
	size_t lab;				/* which of the labs */
	const char *const *loopbacks;  /* addresses of no port, NULL-terminated; NULL */
	const struct machine *machine; /* what it runs as, NULL: not known */
	size_t first, count;	       /* its ports */
};

struct topology_link {
	uint32_t index; /* netlab's linkindex, else the order in the file from 1 */
	const char *name;
	const char *type; /* "p2p", "lan", "stub" */
	enum carrier carrier;
	const char *bridge;	 /* NULL: none */
	const char *host_bridge; /* the Linux bridge behind it, NULL: not known */
	size_t lab;		 /* which of the labs */
	const size_t *ports;
	const char *const *ends; /* "a:eth1": what the file calls each of them */
	size_t count;
};

/* One of the labs of a topology. */
struct topology_lab {
	const char *name;
	const char *format; /* "containerlab", "netlab-snapshot", "netlab-topology",
			       "live" */
	const char *path;   /* of what runs, who says so: "libvirt" */
	bool exact;	    /* false: notes say what could not be decided */
	const char *const *notes;
	size_t note_count;
	const char *host; /* another one, where it is; NULL: here */
};

/* One lab, or several, of files and of what runs: then the names of nodes, links and
 * their ends have the name of their lab in front ("X/a"), and those of the topology are
 * about all that files declare. */
struct topology {
	struct arena *arena;
	const char *name;
	const char *format;
	const char *path;
	bool exact;
	const char *const *notes;
	size_t note_count;
	const struct topology_lab *labs;
	size_t lab_count;
	const struct topology_node *nodes;
	size_t node_count;
	const struct topology_port *ports; /* by node, those of the host last */
	size_t port_count;
	const struct topology_link *links;
	size_t link_count;
};

/* Is there a lab at path (a file, or a folder), going by names alone? */
bool topology_is_at(const char *path);

/* Reads the lab at path. NULL with e set: none, or it cannot be read; the text says
 * file, line, column and what was expected. */
struct topology *topology_load(const char *path, struct error *e) MUST_CHECK;
void topology_free(struct topology *t);

/* A name in its lab: what stands behind "LAB/". */
const char *topology_plain(const struct topology *t, size_t lab, const char *name);

/* The only lab that files declare: it is meant where nobody says another one.
 * TOPOLOGY_NONE: none, or several. */
size_t topology_own(const struct topology *t);

/* The lab of a port, by its node or its link. */
const struct topology_lab *topology_lab_of(const struct topology *t,
					   const struct topology_port *p);

const char *topology_carrier(enum carrier c);

#endif
