/* The model: what exists and how each thing is captured. Built in one go from its
 * sources, then const; it lives in one arena and is replaced as a whole. Whoever keeps
 * something across a reload keeps its name. */
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/lab/facts.h"
#include "core/lab/machine.h"
#include "core/lab/topology.h"

enum state {
	STATE_UNKNOWN,
	STATE_UP,
	STATE_DOWN,
	STATE_MISSING,
};

/* A network namespace with its endpoints. */
struct space {
	const char *name; /* "host", "a", "clab-X-a", else made from process or inode */
	enum space_kind kind;
	bool returns; /* another one will have its name: see live_space_returns() */
	uint64_t cookie;
	uint32_t pid;
	const char *process;	   /* "" when none */
	const char *const *others; /* containers that share it, NULL-terminated */
	size_t first, count;	   /* its endpoints in lab->endpoints */
};

/* Another host, in the order of the sources. */
struct lab_host {
	const char *name, *about;
	const char *trouble; /* why nothing there can be captured now, NULL */
};

enum endpoint_kind {
	ENDPOINT_INTERFACE,
	ENDPOINT_UDP, /* a tunnel between two QEMU processes */
	ENDPOINT_TCP,
	ENDPOINT_REMOTE, /* on another host: labtap there captures it */
};

/* No namespace: what files declare and the host does not have. */
#define NO_SPACE UINT32_MAX

/* Anything that can be captured. */
struct endpoint {
	const char *name;   /* unique: "a:eth1", "host:virbr1" */
	const char *other;  /* without a topology: "clab-X-a:eth1"; "" the same */
	const char *netns;  /* NULL: the host's */
	const char *ifname; /* "" when there is none */
	const char *type; /* "veth", "bridge", "tun", "vxlan", "loopback", "ethernet" */
	const struct topology_port *port; /* which declared it, NULL: none did */
	const char *alias;		  /* ifalias, "" when none */
	const char *master; /* interface name in the same namespace, NULL: none */
	const char *peer;   /* endpoint name, NULL: none or unknown */
	const char *owner;  /* "qemu-system-x86 (1234)": has it open; NULL: none */
	const char *tunnel; /* its name by addresses (outer.h), NULL: it is none */
	const char *detail; /* "vni 10 remote 192.0.2.1 port 4789", "" when none */
	const char *const *addresses; /* "172.16.0.1/24", NULL-terminated */
	const char *const *altnames;  /* NULL-terminated */
	uint64_t cookie;
	enum endpoint_kind kind;
	uint32_t ifindex, mtu, space;
	uint32_t linktype; /* LINKTYPE_* its frames are captured as */
	bool has_mac;
	uint8_t mac[6];
	bool is_port;	    /* of a bridge, in this state: */
	uint8_t port_state; /* BR_STATE_* (linux/if_bridge.h) */
	bool enabled;	    /* its administrator set it up (IFF_UP) */
	enum state state;
	const char *reason; /* why it is not up, cannot be captured, or differs; NULL */
	bool differs;	    /* from what a file says of its lab (differences.h) */
	bool can_capture;
};

struct lab {
	struct arena *arena;
	const struct space *spaces; /* host first, then by name; other hosts' last */
	size_t space_count;
	/* By space, then bridges with their ports; those in no space last. */
	const struct endpoint *endpoints;
	size_t endpoint_count;
	const struct topology *topology; /* NULL: none */
	const size_t *port_endpoints;	 /* by position of its ports */
	const struct lab_host *hosts;	 /* others */
	size_t host_count;
	uint64_t serial;
	bool complete;
};

struct foreign_host;

/* What a model is made of. Facts are copied; the rest must outlive the model. Anything
 * may be NULL. */
struct lab_sources {
	const struct facts *facts;
	const struct topology *const *topologies; /* what files declare */
	size_t topology_count;
	const struct machines *const *machines; /* what runs, by those who say so, */
	size_t machine_count;			/* the most trusted first */
	const char *const *tunnels; /* given by hand (given.h): well-formed names */
	size_t tunnel_count;
	const struct foreign_host *hosts; /* others (foreign.h) */
	size_t host_count;
	/* With these rights everything there is on the host would be in complete facts.
	 */
	bool live;
	bool searching; /* they will be: what is not there may be found yet */
};

/* Builds the model: the kernel's facts, joined with what files declare and machines
 * say - their names, and an endpoint for what is not there. */
struct lab *lab_new_from(const struct lab_sources *sources) MUST_CHECK;

/* Of facts alone; NULL facts: an empty model. */
struct lab *lab_new(const struct facts *facts) MUST_CHECK;

struct lab *lab_new_declared(const struct facts *facts, const struct topology *topology,
			     bool live) MUST_CHECK;
void lab_free(struct lab *lab);

/* By exact name, NULL when there is none. */
const struct endpoint *lab_endpoint(const struct lab *lab, const char *name);

/* By namespace cookie and ifindex. */
const struct endpoint *lab_link(const struct lab *lab, uint64_t cookie,
				uint32_t ifindex);

#endif
