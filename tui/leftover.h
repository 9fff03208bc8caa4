/* Spool directories: locked while somebody uses them, so that one left by a crash can
 * be told from one in use, and found again at the next start. */
#ifndef TUI_LEFTOVER_H
#define TUI_LEFTOVER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A spool that nobody uses any more. */
struct leftover {
	char path[256];
	uint64_t bytes;
	int64_t modified; /* ns since the epoch */
};

/* Looks for the newest one of this user under parent ("/var/tmp"); false: none. */
bool leftover_find(struct leftover *l, const char *parent, uid_t uid);

/* Marks the directory as in use for as long as dir stays open (flock(2)). */
void leftover_lock(int dir);

#endif
