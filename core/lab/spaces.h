/* The network namespaces the observer knows: each once, under its cookie, with what
 * was read in it. Found through processes and names, or only through a link that leads
 * into one. */
#ifndef LAB_SPACES_H
#define LAB_SPACES_H

#include "core/base/vec.h"
#include "core/lab/names.h"
#include "core/lab/netlink.h"
#include "core/lab/process.h"
#include "core/lab/survey.h"

/* On kernels that answer for the own namespace only: which namespace an id inside
 * another one stands for. */
struct foreign_id {
	int32_t id;
	uint64_t cookie;
};

struct netspace {
	struct fact_space fact;
	int32_t id;   /* in the observer's namespace, or NETLINK_UNKNOWN */
	char *path;   /* of the name that opens it, NULL */
	bool dirty;   /* to be read (again) */
	bool entered; /* was read from inside: ids of peers are its own, see foreign */
	struct survey survey;
	VEC(struct foreign_id) foreign;
	size_t unknown_peers; /* links whose id stands for none of the known */
};

struct spaces {
	VEC(struct netspace *) items; /* the host's first */
	VEC(struct netspace *) by_id; /* NULL where an id is not in use */
	uint64_t hidden_count;	      /* ever seen, for their made-up cookies */
	bool changed;		      /* since the last snapshot */
};

/* Starts with the namespace of the calling thread. observer (may be NULL: nothing else
 * can be seen) gives out the ids. */
struct spaces *spaces_new(struct netlink *observer, struct error *e) MUST_CHECK;
void spaces_free(struct spaces *s);

/* Takes in what the last scans of processes and names found; forgets nothing, because
 * a namespace without both may live on behind a link. */
void spaces_settle(struct spaces *s, struct netlink *observer,
		   const struct processes *processes, const struct names *names);

/* A link leads to this id: the namespace is added when it was not known. True when it
 * is new. */
bool spaces_admit_hidden(struct spaces *s, int32_t id);

struct netspace *spaces_host(const struct spaces *s);
struct netspace *spaces_by_id(const struct spaces *s, int32_t id);
struct netspace *spaces_by_cookie(const struct spaces *s, uint64_t cookie);
void spaces_remove(struct spaces *s, struct netspace *gone);

/* After lost events: removes every namespace whose id may mean another one by now. */
void spaces_verify(struct spaces *s, struct netlink *observer);

/* Is a name or the process we know it by still there? Cheap. */
bool netspace_held(const struct netspace *n);

/* A handle, checked to be of this namespace; -1. The caller closes it soon: it keeps
 * the namespace alive. */
int netspace_open(const struct netspace *n, struct error *e) MUST_CHECK;

/* The namespace at the other end of a link read in n, NULL when it is not known. */
struct netspace *spaces_of_peer(const struct spaces *s, struct netspace *n,
				const struct netlink_link *l);

#endif
