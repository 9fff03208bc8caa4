/* What /proc tells about one process that may be part of a lab (proc(5)): its words,
 * control groups and host name, and the tap devices it has open. Kept until the process
 * ends, read again now and then. */
#ifndef LAB_RESIDENT_H
#define LAB_RESIDENT_H

#include "core/base/vec.h"
#include "core/lab/census.h"
#include "core/lab/process.h"

/* What is labtap's own, and therefore says nothing. */
struct surroundings {
	uint64_t network, mounts, host; /* inodes of the namespaces */
	int host_fd;			/* -1: host names cannot be had */
};

struct bytes {
	char *items; /* NULL: none */
	size_t size;
};

struct resident {
	struct process process;
	bool told; /* belongs into the census */
	char host[72];
	struct bytes words, group;
	VEC(struct census_tap) taps; /* their process is not set */
};

void surroundings_open(struct surroundings *s);
void surroundings_close(struct surroundings *s);

/* Does a program of this name usually hold taps, or run containers? */
bool resident_is_likely(const struct resident *r);

/* Looks at it anew; with `taps` at its open devices as well. True: it changed. */
bool resident_look(struct resident *r, const struct surroundings *own, bool taps);
void resident_done(struct resident *r);

/* Up to `most` bytes of a file, in memory of the caller's; size 0: not to be read. */
struct bytes bytes_read(const char *path, size_t most);

/* The same of a regular file of that user: where he writes, the name may be a link to
 * what we may read and he may not. */
struct bytes bytes_read_own(const char *path, size_t most, uid_t uid);

#endif
