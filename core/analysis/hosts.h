/* Names for addresses, from the lab alone: loopbacks are the node ("a"), addresses of
 * interfaces "a:eth1", multicast groups "all-ospf". Nothing is ever looked up in the
 * network. */
#ifndef ANALYSIS_HOSTS_H
#define ANALYSIS_HOSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"

struct lab; /* core/lab/lab.h */

enum host_kind {
	HOST_IP4,
	HOST_IP6,
	HOST_MAC,
};

/* One address of something with a name. */
struct host {
	const char *name; /* "a:eth1", "a" for a loopback, "all-ospf" */
	const char *node; /* "a", NULL: a group */
	const char *link; /* name of the link it is on, NULL */
	size_t front;	  /* bytes of "LAB/" in front of these names, 0: none */
	enum host_kind kind;
	uint8_t prefix; /* length of its network, 0: not known */
	uint8_t bytes[16];
};

/* Is this one of its names, s, in its lab or in general? */
bool host_goes_by(const struct host *h, const char *name, const char *s, size_t size);

struct hosts;

/* Copies what it needs. NULL lab: groups alone. */
struct hosts *hosts_new(const struct lab *lab) MUST_CHECK;
void hosts_free(struct hosts *h); /* NULL is fine */

/* All of them, each address of a name once. */
size_t hosts_count(const struct hosts *h);
const struct host *hosts_at(const struct hosts *h, size_t index);

/* The name of an address as rows have it ("10.0.0.1", "fe80::1", "02:00:00:00:00:01");
 * NULL: it has none. */
const char *hosts_name(const struct hosts *h, const char *address);

/* Does a host, a node (or with links: a link) have the name at the start of s? How long
 * the longest one is, 0: none. */
size_t hosts_match(const struct hosts *h, const char *s, bool links);

#endif
