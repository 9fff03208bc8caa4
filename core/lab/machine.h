/* What runs on the host, as whoever runs it describes it: libvirt domains, QEMU
 * processes, containers, plain processes, with their network cards. Observed facts,
 * const, in one arena; what the kernel has and what files declare is joined to them by
 * the model (lab.h). All texts are escaped already. */
#ifndef LAB_MACHINE_H
#define LAB_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/lab/outer.h"

enum machine_kind {
	MACHINE_DOMAIN, /* of libvirt */
	MACHINE_QEMU,	/* a QEMU process that somebody else started */
	MACHINE_CONTAINER,
	MACHINE_PROCESS, /* a process in a namespace of its own: Mininet, CORE */
};

enum machine_state {
	MACHINE_UNKNOWN,
	MACHINE_RUNNING,
	MACHINE_PAUSED,
	MACHINE_STOPPED,
};

/* What is behind a network card. */
enum nic_kind {
	NIC_UNKNOWN,
	NIC_TAP,
	NIC_NETWORK,  /* a tap that is a port of the bridge of a libvirt network */
	NIC_BRIDGE,   /* a tap that is a port of a bridge */
	NIC_ETHERNET, /* a tap, or an interface, that somebody else connects */
	NIC_DIRECT,   /* macvtap */
	NIC_UDP,
	NIC_MCAST,
	NIC_TCP_SERVER,
	NIC_TCP_CLIENT,
	NIC_UNIX,
	NIC_USER, /* SLIRP, passt: inside the process */
	NIC_VHOSTUSER,
	NIC_HOSTDEV,
	NIC_PLACEHOLDER, /* there for its number only, leads nowhere */
};

struct arena;

struct nic {
	enum nic_kind kind;
	bool has_mac;
	uint8_t mac[6];	     /* the guest's */
	const char *guest;   /* what the guest calls it, NULL: not known */
	const char *id;	     /* QEMU's netdev: "hostnet0", NULL: not known */
	const char *ifname;  /* the Linux interface, NULL: none, or not known */
	uint64_t cookie;     /* of its namespace, 0: the machine's */
	const char *bridge;  /* the Linux bridge it is a port of, NULL */
	const char *network; /* of libvirt or of an engine, NULL */
	const char *lower;   /* of a macvtap: the interface below, NULL */
	const char
		*wire; /* what all on one wire share: "230.0.0.1:1234", a path; NULL */
	bool management;    /* of no link: how the lab's manager reaches the guest */
	struct outer outer; /* of UDP; family 0: there is none */
	const char *reason; /* why it cannot be captured, NULL */
};

struct machine {
	enum machine_kind kind;
	enum machine_state state;
	const char *source;	/* who says so: "libvirt", "qemu", "docker" */
	const char *name;	/* what that one calls it: "X_a", "clab-X-a" */
	const char *id;		/* UUID, container id; NULL: it has none */
	const char *lab, *node; /* NULL: not known */
	const char *type;	/* hypervisor, image; NULL: not known */
	const char *process;	/* name of its first process, NULL: not known */
	uint32_t pid;		/* 0: none, or not known */
	uint64_t cookie;	/* of its network namespace, 0: not known */
	const char *shares;	/* the machine whose namespace that is, NULL: its own */
	const struct nic *nics; /* in the order of the guest */
	size_t nic_count;
};

/* A network by the name its manager gave it, and the Linux bridge behind it. */
struct network {
	const char *source;
	const char *name, *bridge; /* bridge NULL: there is none */
	bool active;
};

/* A process that has a tap, or a macvtap, open. */
struct holder {
	uint64_t cookie; /* of the namespace of the tap */
	const char *ifname, *process;
	uint32_t pid;
};

/* All that one source has to say. */
struct machines {
	struct arena *arena;
	const struct machine *items;
	size_t count;
	const struct network *networks;
	size_t network_count;
	const struct holder *holders; /* by cookie and name of the tap */
	size_t holder_count;
	size_t left_off; /* more than we keep */
};

void machines_free(struct machines *m);

/* The process that has this tap open; NULL: none is known. */
const struct holder *machines_holder(const struct machines *m, uint64_t cookie,
				     const char *ifname);

/* "libvirt domain", "container" */
const char *machine_word(enum machine_kind k);

/* "tap", "udp", "user": as libvirt and QEMU call them. */
const char *nic_word(enum nic_kind k);

#endif
