/* The engine's eyes: finds every network namespace and every link of the host, and
 * keeps the picture current. One observer network namespace of our own holds two
 * netlink sockets; every namespace is given an id there, so one dump per namespace
 * tells links and their peers across namespaces without entering any
 * (IFLA_TARGET_NETNSID, rtnetlink(7)). Runs in one thread, with a loop of its own;
 * never touches a packet. */
#ifndef LAB_OBSERVER_H
#define LAB_OBSERVER_H

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/base/loop.h"
#include "core/lab/facts.h"

struct observer;

/* Called from the observer's thread, inside loop_step(). */
struct observer_events {
	/* A new snapshot; the callee closes fd. */
	void (*facts)(void *owner, int fd);
	/* Counters of watched links (every second) and of all (every 10 s). */
	void (*counters)(void *owner, const struct fact_counters *c, size_t count);
	/* Nobody but us is left in this namespace: release it now. */
	void (*space_lost)(void *owner, uint64_t cookie);
	void (*trouble)(void *owner, const struct error *e);
	void *owner;
};

struct observer_options {
	bool no_target_id; /* behave as on a kernel without IFLA_TARGET_NETNSID */
};

/* Starts watching; the first snapshot follows within the first loop_step()s. Needs
 * CAP_SYS_ADMIN and CAP_NET_ADMIN for namespaces other than the caller's; without them
 * it reports what it can see. */
struct observer *observer_new(struct loop *loop, const struct observer_events *events,
			      const struct observer_options *options,
			      struct error *e) MUST_CHECK;
void observer_free(struct observer *o);

/* The links whose counters are wanted every second (replaces the earlier list). */
void observer_watch(struct observer *o, const struct link_key *keys, size_t count);

/* There may be a namespace of which no event tells: looks for new ones now. */
void observer_look(struct observer *o);

/* The same, and believes nothing that was seen before. */
void observer_rescan(struct observer *o);

/* A handle of the namespace, checked to be the one with this cookie, for the caller to
 * enter and close soon. From now on space_lost is reported for it. -1: none to be had.
 */
int observer_open_space(struct observer *o, uint64_t cookie, struct error *e);

#endif
