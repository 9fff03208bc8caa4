#include "core/base/user.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/base/text.h"

static void groups_load(struct user *u)
{
	int count = 0;
	getgrouplist(u->name, u->gid, NULL, &count);
	if (count < 1)
		count = 1;
	u->groups = mem_grow(NULL, (size_t)count, sizeof(*u->groups));
	u->groups[0] = u->gid;
	/* Somebody may edit the groups in between: then only the primary one. */
	u->group_count = getgrouplist(u->name, u->gid, u->groups, &count) < 0
				 ? 1
				 : (size_t)count;
}

static void passwd_load(struct user *u, const struct passwd *pw)
{
	struct text name = text_over(u->name, sizeof(u->name));
	struct text home = text_over(u->home, sizeof(u->home));
	text_str(&name, pw->pw_name);
	text_str(&home, pw->pw_dir);
	u->uid = pw->pw_uid;
	u->gid = pw->pw_gid;
}

/* A uid without a passwd entry is legal (containers): it has no home then. */
static void find_by_id(struct user *u, uid_t uid, gid_t gid)
{
	const struct passwd *pw = getpwuid(uid);
	if (pw) {
		passwd_load(u, pw);
	} else {
		struct text name = text_over(u->name, sizeof(u->name));
		struct text home = text_over(u->home, sizeof(u->home));
		text_uint(&name, uid);
		text_char(&home, '/');
		u->uid = uid;
	}
	u->gid = gid;
}

/* Strictly decimal; (uid_t)-1 means "no change" to setresuid(2) and is refused. */
static bool id_parse(const char *s, uint32_t *id)
{
	if (!s || *s < '0' || *s > '9')
		return false;
	char *end;
	errno = 0;
	unsigned long long value = strtoull(s, &end, 10);
	*id = (uint32_t)value;
	return !*end && !errno && value < UINT32_MAX;
}

static bool sudo_ids(uint32_t *uid, uint32_t *gid, struct error *e)
{
	return (id_parse(getenv("SUDO_UID"), uid) &&
		id_parse(getenv("SUDO_GID"), gid)) ||
	       error_set(e, 0, "SUDO_UID and SUDO_GID in the environment are damaged");
}

static bool is_by_sudo(void)
{
	return getuid() == 0 && getenv("SUDO_UID");
}

static const char by_sudo[] =
	"; sudo leaves you who you are. In a root shell of sudo's "
	"(sudo -i): env -u SUDO_UID labtap ...";

/* Whom sudo lets run labtap, and perhaps nothing else, must not become root by it. */
static bool find_by_name(struct user *u, const char *name, struct error *e)
{
	uint32_t uid = getuid(), gid = 0;
	const struct passwd *pw = getpwnam(name);
	if (!pw)
		return error_set(e, 0, "no user is named %s", name);
	if (is_by_sudo() && !sudo_ids(&uid, &gid, e))
		return false;
	passwd_load(u, pw);
	if (uid != 0 && uid != u->uid)
		return error_set(e, 0, "only root may work as another user (%s)%s",
				 name, is_by_sudo() ? by_sudo : "");
	u->other = getuid() != u->uid;
	return true;
}

static bool find_by_sudo(struct user *u, struct error *e)
{
	uint32_t uid = 0, gid = 0;
	if (!sudo_ids(&uid, &gid, e))
		return false;
	find_by_id(u, uid, gid);
	u->other = true;
	return true;
}

bool user_find(struct user *u, const char *name, struct error *e)
{
	*u = (struct user){ .uid = getuid() };
	if (name) {
		if (!find_by_name(u, name, e))
			return false;
	} else if (is_by_sudo()) {
		if (!find_by_sudo(u, e))
			return false;
	} else {
		find_by_id(u, getuid(), getgid());
	}
	groups_load(u);
	return true;
}

void user_done(struct user *u)
{
	free(u->groups);
	*u = (struct user){ .uid = (uid_t)-1 };
}

/* /run/user/UID of systemd(1), where it is really that user's. */
static bool runtime_dir_set(const struct user *u)
{
	char path[64];
	struct text t = text_over(path, sizeof(path));
	text_str(&t, "/run/user/");
	text_uint(&t, u->uid);
	struct stat st;
	if (lstat(path, &st) || !S_ISDIR(st.st_mode) || st.st_uid != u->uid)
		return true;
	return !setenv("XDG_RUNTIME_DIR", path, 1);
}

bool user_environment(const struct user *u, struct error *e)
{
	static const char *const stale[] = {
		"XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME",
		"XDG_STATE_HOME",  "XDG_CONFIG_DIRS", "XDG_DATA_DIRS",	"MAIL",
	};
	if (!u->other)
		return true;
	for (size_t i = 0; i < COUNT(stale); i++)
		unsetenv(stale[i]);
	if (setenv("HOME", u->home, 1) || setenv("USER", u->name, 1) ||
	    setenv("LOGNAME", u->name, 1) || !runtime_dir_set(u))
		return error_set(e, errno, "set the environment of %s", u->name);
	return true;
}
