#include "core/base/privilege.h"

#include <errno.h>
#include <grp.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "core/base/mem.h"

#define BIT(cap) (UINT32_C(1) << (cap))

static const struct privilege table[] = {
	{ BIT(CAP_SYS_ADMIN), "CAP_SYS_ADMIN", "enter network namespaces" },
	{ BIT(CAP_SYS_PTRACE), "CAP_SYS_PTRACE",
	  "find the namespaces of other users' processes" },
	{ BIT(CAP_NET_ADMIN), "CAP_NET_ADMIN",
	  "list the links of other namespaces without entering them" },
	{ BIT(CAP_NET_RAW), "CAP_NET_RAW", "capture packets" },
	{ BIT(CAP_NET_BROADCAST), "CAP_NET_BROADCAST",
	  "notice changes in other namespaces at once" },
	{ BIT(CAP_DAC_READ_SEARCH), "CAP_DAC_READ_SEARCH",
	  "find namespaces that other users' files keep" },
};

const struct privilege *privilege_table(size_t *count)
{
	*count = COUNT(table);
	return table;
}

static void caps_free(cap_t *caps)
{
	cap_free(*caps);
}

static bool has(cap_t caps, cap_value_t cap, cap_flag_t set)
{
	cap_flag_value_t value = CAP_CLEAR;
	return !cap_get_flag(caps, cap, set, &value) && value == CAP_SET;
}

static uint32_t bits_of(cap_t caps, cap_flag_t set)
{
	uint32_t bits = 0;
	for (cap_value_t cap = 0; cap < 32; cap++)
		if (has(caps, cap, set))
			bits |= BIT(cap);
	return bits;
}

uint32_t privilege_held(void)
{
	CLEANUP(caps_free) cap_t caps = cap_get_proc();
	uint32_t wanted = 0;
	for (size_t i = 0; i < COUNT(table); i++)
		wanted |= table[i].bit;
	return caps ? bits_of(caps, CAP_PERMITTED) & wanted : 0;
}

uint32_t privilege_search(void)
{
	return BIT(CAP_DAC_READ_SEARCH);
}

/* Exactly these bits, permitted and in force; nothing is inherited. */
static bool caps_set(uint32_t keep, struct error *e)
{
	CLEANUP(caps_free) cap_t caps = cap_init();
	for (cap_value_t cap = 0; cap < 32 && caps; cap++) {
		if (!(keep & BIT(cap)))
			continue;
		cap_set_flag(caps, CAP_PERMITTED, 1, &cap, CAP_SET);
		cap_set_flag(caps, CAP_EFFECTIVE, 1, &cap, CAP_SET);
	}
	if (!caps || cap_set_proc(caps))
		return error_set(e, errno, "give up capabilities");
	return true;
}

bool privilege_drop(uint32_t bits, struct error *e)
{
	CLEANUP(caps_free) cap_t caps = cap_get_proc();
	if (!caps)
		return error_set(e, errno, "read capabilities");
	return caps_set(bits_of(caps, CAP_PERMITTED) & ~bits, e);
}

/* Emptying the bounding set takes CAP_SETPCAP, which file capabilities do not give us;
 * no_new_privs makes up for it. */
static bool bounds_drop(struct error *e)
{
	CLEANUP(caps_free) cap_t caps = cap_get_proc();
	if (!caps || !has(caps, CAP_SETPCAP, CAP_EFFECTIVE))
		return true;
	for (cap_value_t cap = 0; cap < cap_max_bits(); cap++)
		if (cap_get_bound(cap) > 0 && cap_drop_bound(cap))
			return error_set(e, errno, "empty the bounding set");
	return true;
}

static bool is_already(const struct user *u)
{
	uid_t real, effective, saved;
	gid_t rgid, egid, sgid;
	return !getresuid(&real, &effective, &saved) &&
	       !getresgid(&rgid, &egid, &sgid) && real == u->uid &&
	       effective == u->uid && saved == u->uid && rgid == u->gid &&
	       egid == u->gid && sgid == u->gid;
}

/* KEEPCAPS: the change of uid would empty the permitted set. */
static bool ids_change(const struct user *u, struct error *e)
{
	if (is_already(u))
		return true;
	if (setgroups(u->group_count, u->groups) || setresgid(u->gid, u->gid, u->gid) ||
	    prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) || setresuid(u->uid, u->uid, u->uid) ||
	    prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0))
		return error_set(e, errno, "become user %s", u->name);
	return true;
}

bool privilege_become(const struct user *u, uint32_t keep, struct error *e)
{
	if (!bounds_drop(e) || !ids_change(u, e) || !caps_set(keep, e))
		return false;
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return error_set(e, errno, "no_new_privs");
	if (u->uid != 0 && (!setuid(0) || !seteuid(0)))
		return error_set(e, 0, "root's power could not be given up");
	return true;
}
