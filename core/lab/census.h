/* Who lives on the host, as the engine found it: processes with the words that others
 * gave them, the taps they hold, and what container engines and switches have to say.
 * The engine looks into none of these words; who reads them lives without privileges.
 * Travels as the snapshots of facts.h do. */
#ifndef LAB_CENSUS_H
#define LAB_CENSUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/lab/sealed.h"

enum {
	CENSUS_VERSION = 2,
	CENSUS_PROCESSES = 16384, /* more are left off */
	CENSUS_TAPS = 16384,
	CENSUS_ANSWERS = 1024,
	CENSUS_WORDS = 64 << 10, /* bytes of one command line, */
	CENSUS_GROUP = 4 << 10,	 /* of the control groups of one process, */
	CENSUS_ANSWER = 4 << 20, /* of one answer; what is beyond is cut off */
};

/* Bytes that somebody else wrote. */
struct census_text {
	uint32_t offset, size; /* in census.bytes */
};

struct census_process {
	uint32_t pid, parent;
	uint64_t start;		  /* clock ticks since boot */
	uint64_t network;	  /* inode of its network namespace */
	struct census_text words; /* its command line, each word ends with a NUL */
	struct census_text group; /* /proc/PID/cgroup (cgroups(7)) */
	char name[16];		  /* comm */
	char host[72];		  /* its host name, "" when it is ours */
};

/* A tun, tap or macvtap device that a process has open. */
struct census_tap {
	uint32_t process; /* position in the processes */
	uint32_t fd;
	uint64_t network; /* inode of the namespace it is in now; 0: not known */
	char ifname[16];
};

enum census_answer_kind {
	CENSUS_API =
		1,     /* of a container engine, from its socket: a whole HTTP answer */
	CENSUS_DOCKER, /* config.v2.json of one of docker's containers */
	CENSUS_PODMAN, /* containers.json of podman */
	CENSUS_OCI,    /* config.json of one of containerd's (OCI runtime bundle) */
	CENSUS_OVSDB,  /* of Open vSwitch's database, from its socket (RFC 7047) */
	CENSUS_OVSDB_FILE, /* the journal of that database (ovsdb(5)) */
	CENSUS_LIBVIRT,	   /* the status of a domain that libvirt started, as XML */
	CENSUS_LIBVIRT_NETWORK, /* and that of a network */
	CENSUS_ANSWER_KINDS
};

struct census_answer {
	uint32_t kind;
	uint32_t code; /* errno when there is none */
	struct census_text text;
	char from[256]; /* path of the socket, or of the file */
};

struct census {
	const struct census_process *processes; /* by pid */
	const struct census_tap *taps;		/* by process */
	const struct census_answer *answers;
	const uint8_t *bytes;
	size_t process_count, tap_count, answer_count, size;
	uint64_t serial;
	bool libvirt; /* libvirt's files are among the answers, if there are any */
	struct sealed sealed;
};

/* Maps and checks a census; fd stays with the caller and may be closed. */
bool census_open(struct census *c, int fd, struct error *e) MUST_CHECK;
void census_close(struct census *c);

/* The other direction; -1 on failure. */
int census_seal(const struct census *c, struct error *e) MUST_CHECK;

static inline const char *census_bytes(const struct census *c,
				       const struct census_text *t)
{
	return (const char *)c->bytes + t->offset;
}

#endif
