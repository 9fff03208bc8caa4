/* Which processes live in which network and mount namespaces, read from /proc
 * (proc(5)). A process is looked at closely when it is new; the others are only looked
 * at again now and then, because looking is what costs. */
#ifndef LAB_PROCESS_H
#define LAB_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct process {
	uint32_t pid;
	uint32_t looks;		  /* scans that have seen it */
	uint64_t entry;		  /* inode of /proc/PID: tells two with one pid apart */
	uint64_t start;		  /* clock ticks since boot */
	uint64_t network, mounts; /* inodes of its namespaces, 0: not to be seen */
	char name[16];
};

struct processes;

struct processes *processes_new(void) MUST_CHECK;
void processes_free(struct processes *p);

/* Brings the table up to date; with `all`, every process is looked at. */
bool processes_scan(struct processes *p, bool all, struct error *e);

/* The oldest process of each namespace, by inode; valid until the next scan. */
size_t processes_of_networks(const struct processes *p,
			     const struct process *const **leaders);
size_t processes_of_mounts(const struct processes *p,
			   const struct process *const **leaders);

/* Reads name, start and namespaces of the process with this pid. */
void process_look(struct process *p);

/* Inode of the network namespace a process is in right now; 0: it is gone, or a zombie,
 * or not to be seen. */
uint64_t process_network(uint32_t pid);

#endif
