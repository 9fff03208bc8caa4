/* Capabilities (capabilities(7)) and user ids: what of root's power is kept. The only
 * user of libcap. */
#ifndef BASE_PRIVILEGE_H
#define BASE_PRIVILEGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/user.h"

/* One capability the engine wants, and what does not work without it. */
struct privilege {
	uint32_t bit;	  /* 1 << CAP_*: as in NOTICE_HELLO */
	const char *name; /* "CAP_NET_RAW" */
	const char *use;  /* "capture packets" */
};

const struct privilege *privilege_table(size_t *count);

/* Bits of the table that this process has (its permitted set). */
uint32_t privilege_held(void);

/* Becomes user u (ids and groups) with exactly the capabilities `keep` permitted and in
 * force, none inheritable, none ambient, an empty bounding set where that can be done,
 * and no_new_privs. Per process: call before the first thread. */
bool privilege_become(const struct user *u, uint32_t keep, struct error *e);

/* The calling thread gives up these bits as well. */
bool privilege_drop(uint32_t bits, struct error *e);

/* Bit of CAP_DAC_READ_SEARCH, which only the search for namespaces uses. */
uint32_t privilege_search(void);

#endif
