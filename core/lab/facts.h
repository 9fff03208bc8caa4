/* What the kernel says exists, as the engine saw it: a flat snapshot of plain records
 * in a sealed memfd. A newer snapshot replaces an older one whole, so nothing can get
 * out of step and the engine never waits for a reader. */
#ifndef LAB_FACTS_H
#define LAB_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/lab/sealed.h"

enum { FACTS_VERSION = 1 };

enum space_kind {
	SPACE_HOST = 1, /* the one labtap was started in */
	SPACE_NAMED,	/* a bind mount or a verified link names it */
	SPACE_PROCESS,	/* only processes are in it */
	SPACE_HIDDEN,	/* known through a wire alone: no handle to enter it */
};

struct fact_space {
	uint64_t cookie; /* SO_NETNS_COOKIE; of a hidden one a value made up by us */
	uint64_t inode;
	uint32_t kind;
	uint32_t pid;	  /* its oldest process, 0: none known */
	char process[16]; /* comm of that process */
	char name[128];	  /* file name of the bind mount or link, "" without */
};

struct fact_link {
	uint64_t cookie; /* of its namespace; with ifindex the key of this record */
	uint32_t ifindex;
	uint32_t flags; /* IFF_* (netdevice(7)) */
	uint32_t mtu;
	uint32_t master;      /* ifindex in the same namespace, 0: none */
	uint64_t peer_cookie; /* namespace of the peer or lower device, 0: unknown */
	uint32_t peer;	      /* its ifindex, 0: none */
	uint16_t arptype;     /* ARPHRD_* */
	uint8_t operstate;    /* IF_OPER_* */
	uint8_t mac_size;
	uint8_t mac[8];
	char name[16];
	char kind[16]; /* IFLA_INFO_KIND: "veth", "bridge", "" for real hardware */
	char master_kind[16]; /* IFLA_INFO_SLAVE_KIND */
	char alias[256];
	uint32_t vni; /* vxlan */
	uint16_t vxlan_port;
	uint8_t vxlan_family; /* AF_INET, AF_INET6, 0 */
	uint8_t port_state;   /* BR_STATE_* (linux/if_bridge.h) of a bridge's port */
	uint8_t vxlan_local[16], vxlan_remote[16];
	uint32_t vxlan_link; /* ifindex of the lower device, 0: none */
	uint32_t reserved2;
};

struct fact_address {
	uint32_t link; /* index into the links */
	uint8_t family, prefix, scope, reserved;
	uint8_t bytes[16];
};

struct fact_altname {
	uint32_t link;
	char name[128];
};

/* A snapshot, seen through a read-only map. Links are grouped by namespace, in the
 * order of the namespaces and then of their ifindex; addresses and alternative names by
 * link.
 */
struct facts {
	const struct fact_space *spaces;
	const struct fact_link *links;
	const struct fact_address *addresses;
	const struct fact_altname *altnames;
	size_t space_count, link_count, address_count, altname_count;
	uint64_t serial; /* of the pass that made it */
	bool complete;	 /* every known namespace was read */
	struct sealed sealed;
};

/* Maps and checks a snapshot (sizes, indexes, terminated strings); fd stays with the
 * caller and may be closed. facts_close() unmaps. */
bool facts_open(struct facts *f, int fd, struct error *e) MUST_CHECK;
void facts_close(struct facts *f);

/* The other direction: writes these records to a new sealed memfd; -1 on failure. */
int facts_seal(const struct facts *f, struct error *e) MUST_CHECK;

/* Which link: what a capture or a request for counters names. */
struct link_key {
	uint64_t cookie;
	uint32_t ifindex;
	bool queues; /* of counters: what its queues dropped, too */
};

/* Counters of one link (rtnl_link_stats64). */
struct fact_counters {
	uint64_t cookie;
	uint32_t ifindex;
	uint32_t queues; /* 1: queue_dropped was read */
	uint64_t rx_packets, tx_packets, rx_bytes, tx_bytes, rx_dropped, tx_dropped;
	uint64_t queue_dropped; /* by tc(8), on the way in or out */
};

#endif
