/* The person in front of the terminal: who everything is done for and who owns what is
 * written, also when the program was started through sudo(8). */
#ifndef BASE_USER_H
#define BASE_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct user {
	uid_t uid;
	gid_t gid;
	gid_t *groups; /* supplementary groups, getgrouplist(3); free() by user_done()
			*/
	size_t group_count;
	char name[64];
	char home[256];
	bool other; /* not who the environment was made for: see user_environment() */
};

/* Finds the invoking user: `name` when not NULL (root only, and not somebody else whom
 * sudo made root), else SUDO_UID and SUDO_GID when the real uid is 0, else the real
 * uid. */
bool user_find(struct user *u, const char *name, struct error *e) MUST_CHECK;
void user_done(struct user *u);

/* Makes HOME, USER, LOGNAME and XDG_* those of u: sudo left root's. Terminal, language
 * and time zone stay as they are. Does nothing for a user who called us directly. */
bool user_environment(const struct user *u, struct error *e);

#endif
