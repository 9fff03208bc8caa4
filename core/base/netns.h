/* Network namespaces as the kernel hands them out: open a handle, tell which one it
 * is, enter, come back. Handles keep a namespace alive (machine notes: a capture must
 * never do that), so they are held only while something is opened inside. */
#ifndef BASE_NETNS_H
#define BASE_NETNS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/ioctl.h>

#include "core/base/attr.h"
#include "core/base/error.h"

/* ioctl(2) of a handle. Newer than the headers of Debian 12: linux/nsfs.h, Linux 6.18.
 */
#define NETNS_GET_ID _IOR(0xb7, 13, uint64_t)

/* The handle at path (/proc/PID/ns/net or a bind mount); -1 with errno in e. Refuses
 * what is not an nsfs file of type net. The caller closes it. */
int netns_open(const char *path, struct error *e) MUST_CHECK;

/* The namespace of the calling thread. */
int netns_open_self(struct error *e) MUST_CHECK;

/* Unique for this boot and never reused, unlike the inode number (SO_NETNS_COOKIE,
 * nsfs ioctl 0xb7/13; on older kernels the thread enters the namespace to ask). */
bool netns_cookie(int fd, uint64_t *cookie, struct error *e);

/* Moves the calling thread (setns(2), CAP_SYS_ADMIN). */
bool netns_enter(int fd, struct error *e);

#endif
