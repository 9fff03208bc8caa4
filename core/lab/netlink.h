/* rtnetlink(7) as plain records: links, addresses, counters and events of network
 * namespaces that are named by an id (RTM_NEWNSID) instead of being entered. The one
 * user of libnl. */
#ifndef LAB_NETLINK_H
#define LAB_NETLINK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/lab/facts.h"

struct netlink;

/* Instead of the id of a namespace. */
enum {
	NETLINK_HERE = -1,    /* the one the socket was opened in */
	NETLINK_UNKNOWN = -2, /* one that has no id here */
};

/* A socket for requests in the network namespace of the calling thread, which it keeps
 * alive. */
struct netlink *netlink_new(struct error *e) MUST_CHECK;

/* The same for netlink_drain(): told about links, addresses and namespaces; with `all`
 * also about those of every namespace that has an id here. */
struct netlink *netlink_new_events(bool all, struct error *e) MUST_CHECK;
void netlink_free(struct netlink *n);
int netlink_fd(const struct netlink *n);

/* Does this kernel answer for other namespaces, addresses included (Linux 4.20)? */
bool netlink_can_target(const struct netlink *n);

/* The id that the namespace behind fd has here, NETLINK_UNKNOWN without one. */
bool netlink_space_id(struct netlink *n, int fd, int32_t *id, struct error *e);

/* The same, but gives it one (CAP_NET_ADMIN). An id keeps no namespace alive. */
bool netlink_name_space(struct netlink *n, int fd, int32_t *id, struct error *e);

struct netlink_link {
	struct fact_link fact; /* cookies are 0, peer is set */
	int32_t peer_id; /* namespace of the peer, NETLINK_HERE: the same as ours */
	uint32_t reserved;
};

struct netlink_sink {
	void (*link)(void *owner, const struct netlink_link *l);
	void (*altname)(void *owner, uint32_t ifindex, const char *name);
	/* address->link is the ifindex. */
	void (*address)(void *owner, const struct fact_address *address);
	void *owner;
};

/* Everything of one namespace. Codes of errors: EINTR when it changed meanwhile and
 * must be asked again, EOPNOTSUPP when the kernel answered for another namespace,
 * EINVAL when there is none with this id. */
bool netlink_links(struct netlink *n, int32_t id, const struct netlink_sink *sink,
		   struct error *e);
bool netlink_addresses(struct netlink *n, int32_t id, const struct netlink_sink *sink,
		       struct error *e);

typedef void netlink_counters_fn(void *owner, const struct fact_counters *c);

/* Counters of one link, or of all (ifindex 0); the cookie is 0. */
bool netlink_counters(struct netlink *n, int32_t id, uint32_t ifindex,
		      netlink_counters_fn *fn, void *owner, struct error *e);

/* The same of what tc(8) dropped: queue_dropped of each queue that a link has at its
 * root and of its ingress, the rest is 0. Of the socket's own namespace: there is no id
 * in this question. */
bool netlink_queues(struct netlink *n, netlink_counters_fn *fn, void *owner,
		    struct error *e);

enum netlink_event {
	NETLINK_CHANGED,  /* links or addresses of the namespace */
	NETLINK_GONE,	  /* the namespace; its id may be given to another one */
	NETLINK_OVERFLOW, /* events were lost: anything may have changed */
};

typedef void netlink_event_fn(void *owner, enum netlink_event event, int32_t id);

/* Reads all events that wait, without waiting. */
void netlink_drain(struct netlink *n, netlink_event_fn *fn, void *owner);

#endif
