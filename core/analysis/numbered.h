/* Entries about single packets, in the order of their numbers, each beginning with the
 * number as a uint64_t; bounded, the oldest go first. */
#ifndef ANALYSIS_NUMBERED_H
#define ANALYSIS_NUMBERED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where the entry about the packet is, `count` when there is none. */
size_t numbered_find(const void *entries, size_t count, size_t size, uint64_t number);

/* Makes room for one more: drops a half of what is allowed at a time, or of all when
 * their packets are below `first` and gone, so that moving is rare. Returns how many
 * are left. */
size_t numbered_trim(void *entries, size_t count, size_t size, size_t most,
		     uint64_t first);

#endif
