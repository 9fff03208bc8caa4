/* Domains and networks as libvirt's XML describes them (libvirt.org/formatdomain.html,
 * formatnetwork.html), to machines. */
#ifndef LAB_MACHINE_LIBVIRT_H
#define LAB_MACHINE_LIBVIRT_H

#include "core/lab/census.h"
#include "core/lab/documents.h"
#include "core/lab/machine.h"

/* Kinds of documents; state is an enum machine_state, of a network 1 when it is active.
 */
enum {
	LIBVIRT_DOMAIN = 1,
	LIBVIRT_NETWORK,
};

/* What cannot be read is left off, and counted. Domains of netlab (LAB_NODE) know their
 * lab and node, and their cards are called by the number netlab gave them. */
struct machines *machine_libvirt(const struct documents *d) MUST_CHECK;

/* The same of the files of a census: what runs, with its process.*/
struct machines *machine_libvirt_files(const struct census *census) MUST_CHECK;

#endif
