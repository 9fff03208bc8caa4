/* QEMU processes as their command lines describe them, to machines. */
#ifndef LAB_MACHINE_QEMU_H
#define LAB_MACHINE_QEMU_H

#include "core/lab/machine_make.h"

/* A tap or macvtap that the process has open. */
struct held_tap {
	uint32_t fd;
	uint64_t cookie;    /* of the namespace it is in now, 0: not known */
	const char *ifname; /* not escaped */
};

struct qemu_process {
	uint32_t pid;
	uint64_t cookie; /* of its network namespace, 0: not known */
	bool inside;	 /* of a container: what it calls its own is the container's */
	const char *words;
	size_t size; /* its command line, as of /proc/PID/cmdline */
	const struct held_tap *taps;
	size_t tap_count;
};

/* Is this the command line, or the name, of a QEMU? */
bool machine_is_qemu(const char *name, const char *words, size_t size);

/* Adds the machine: its cards in the order of the guest. NULL: no room for more. */
struct machine_draft *machine_qemu(struct machines_draft *d,
				   const struct qemu_process *p);

#endif
