/* Names that keep network namespaces alive or point at them: the folders of `ip netns`
 * and of container engines (bind mounts, and symlinks as containerlab makes them), and
 * nsfs mounts anywhere in any mount namespace. Only inodes are noted: what a name leads
 * to is checked again when it is opened. */
#ifndef LAB_NAMES_H
#define LAB_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"

/* The best first: a namespace with several names goes by that one. */
enum name_rank {
	NAME_NETNS,  /* /run/netns, what `ip netns` shows */
	NAME_USER,   /* /run/user/UID/netns, rootless podman */
	NAME_DOCKER, /* /run/docker/netns */
	NAME_MOUNT,  /* a mount in our own mount namespace */
	NAME_REMOTE, /* in another mount namespace, seen through /proc/PID/root */
};

struct name {
	uint64_t inode;
	enum name_rank rank;
	char *path; /* opens it */
	char text[128];
};

struct names;

struct names *names_new(void) MUST_CHECK;
void names_free(struct names *n);

/* Called for each folder that may hold names. */
typedef void names_folder_fn(void *owner, const char *path);

/* Reads the folders anew. */
void names_read_folders(struct names *n, names_folder_fn *fn, void *owner);

/* Forgets the names from mounts that lead elsewhere by now. */
void names_check_mounts(struct names *n);

/* Adds what the mount namespace of a process holds beyond the names already known; pid
 * 0: our own. */
void names_read_mounts(struct names *n, uint32_t pid);

/* A folder held a file that is no namespace: one is being made right now, or a link
 * dangles. */
bool names_unfinished(const struct names *n);

/* All names by inode, the best one of each first. */
size_t names_all(const struct names *n, const struct name **names);

#endif
