#include "core/base/seccomp.h"

#include <asm/termbits.h>
#include <errno.h>
#include <linux/if_tun.h>
#include <linux/nsfs.h>
#include <linux/sockios.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/build.h"
#include "core/base/netns.h"

enum { GROUP_CALLS = 16 };

/* Names and not numbers: a call that this architecture has not (open, poll on arm64) or
 * that libseccomp does not know yet is passed over. */
struct group {
	const char *why;
	const char *calls[GROUP_CALLS];
};

/* What all processes need. */
static const struct group common_groups[] = {
	{ "memory", { "brk", "munmap", "mremap", "madvise" } },
	{ "threads of the C library",
	  { "futex", "set_robust_list", "rseq", "sched_getaffinity", "gettid", "getpid",
	    "prctl", "getrandom", "exit", "exit_group", "restart_syscall", "sysinfo",
	    "uname" } },
	{ "signals", { "rt_sigaction", "rt_sigprocmask", "rt_sigreturn" } },
	{ "time, where the vDSO does not answer",
	  { "clock_gettime", "gettimeofday", "time" } },
	{ "waiting", { "poll", "ppoll", "eventfd2", "pipe2" } },
	{ "descriptors",
	  { "read", "pread64", "write", "writev", "close", "fcntl", "lseek", "sendmsg",
	    "recvmsg" } },
	{ "looking at files",
	  { "open", "openat", "stat", "lstat", "fstat", "newfstatat", "statx",
	    "fstatfs", "statfs", "getdents64", "readlink", "readlinkat", "access",
	    "faccessat", "faccessat2" } },
	{ "what others are given to read", { "memfd_create" } },
	{ "who we are", { "getuid", "geteuid", "getgid", "getegid", "getppid" } },
};

/* What the engine and the front need. */
static const struct group main_groups[] = {
	{ "waiting and timers",
	  { "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "timerfd_create",
	    "timerfd_settime" } },
	{ "writing files",
	  { "pwrite64", "ftruncate", "fallocate", "unlink", "unlinkat" } },
};

static const struct group engine_groups[] = {
	{ "netlink and packet sockets",
	  { "bind", "getsockname", "setsockopt", "getsockopt", "connect", "sendto",
	    "recvfrom" } },
	{ "the directory of the spool", { "mkdirat", "rmdir" } },
	{ "changes of mounts and directories",
	  { "inotify_init1", "inotify_add_watch" } },
	{ "other processes: do they live, what holds their namespaces",
	  { "pidfd_open", "pidfd_getfd" } },
	{ "which capabilities this thread has, how many files it may open",
	  { "capget", "capset", "prlimit64" } },
};

static const struct group front_groups[] = {
	{ "saving under a name",
	  { "rename", "renameat", "renameat2", "link", "linkat", "rmdir", "flock",
	    "fsync", "mkdir", "mkdirat", "getcwd" } },
	{ "what ends it", { "signalfd4" } },
	{ "the end of what we started", { "wait4", "waitid", "pidfd_send_signal" } },
	{ "large files: what comes next", { "fadvise64" } },
	{ "ncurses 6.5 reads the terminal's description as who we are",
	  { "setfsuid", "setfsgid" } },
	{ "the terminal, where standard input is a capture", { "dup3" } },
};

static const struct group worker_groups[] = {
	{ "the end of itself", { "tgkill" } },
	{ "a connection to a daemon of this host",
	  { "connect", "getsockname", "getpeername", "setsockopt", "getsockopt",
	    "sendto", "recvfrom", "socketpair", "alarm", "setitimer" } },
};

static const struct group keeper_groups[] = {
	{ "workers", { "wait4", "waitid", "pidfd_open", "kill" } },
	{ "their own list", { "seccomp" } },
};

static const uint64_t engine_sockets[] = { AF_NETLINK, AF_PACKET, AF_UNIX };

/* Questions to interfaces, taps and namespaces (libpcap's are among them), and no
 * orders: with CAP_NET_ADMIN these could change every network. */
static const uint64_t engine_ioctls[] = {
	TCGETS,		SIOCGIFNAME,   SIOCGIFINDEX, SIOCGIFFLAGS,
	SIOCGIFHWADDR,	SIOCGIFMTU,    SIOCETHTOOL,  TUNGETIFF,
	TUNGETDEVNETNS, NS_GET_NSTYPE, NETNS_GET_ID,
};

/* Where a thread may go: into networks, and where names of hosts are told. */
static const uint64_t engine_spaces[] = { CLONE_NEWNET, CLONE_NEWUTS };

static const uint64_t worker_sockets[] = { AF_UNIX };

/* tcsetattr(3) and its family, window size, bytes waiting. No TIOCSTI, no TIOCLINUX:
 * nothing a packet does to us may type into the user's shell. */
static const uint64_t front_ioctls[] = {
	TCGETS,	  TCSETS,     TCSETSW,	 TCSETSF,   TCGETS2,  TCSETS2,
	TCSETSW2, TCSETSF2,   TCXONC,	 TCFLSH,    TCSBRK,   TCSBRKP,
	FIONREAD, TIOCGWINSZ, TIOCGPGRP, TIOCSPGRP, TIOCGSID, TIOCOUTQ,
};

static int groups_allow(scmp_filter_ctx ctx, const struct group *groups, size_t count)
{
	for (size_t g = 0; g < count; g++) {
		for (size_t i = 0; i < GROUP_CALLS && groups[g].calls[i]; i++) {
			int call = seccomp_syscall_resolve_name(groups[g].calls[i]);
			if (call == __NR_SCMP_ERROR)
				continue;
			int failed = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, call, 0);
			if (failed)
				return failed;
		}
	}
	return 0;
}

/* One call, allowed with any of these values as its argument `arg`. */
static int values_allow(scmp_filter_ctx ctx, int call, unsigned arg,
			const uint64_t *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int failed =
			seccomp_rule_add(ctx, SCMP_ACT_ALLOW, call, 1,
					 SCMP_CMP64(arg, SCMP_CMP_EQ, values[i], 0));
		if (failed)
			return failed;
	}
	return 0;
}

/* Threads, but no processes. The flags of clone3(2) are in memory, where no filter can
 * look: without it the C library takes clone(2). */
static int threads_allow(scmp_filter_ctx ctx)
{
	int failed = seccomp_rule_add(
		ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
		SCMP_A0_64(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
	return failed ? failed
		      : seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3),
					 0);
}

/* A process of its own, which stays in the namespaces that it has: a new one of users
 * would make it root there, before parts of the kernel that few have looked at. */
static int forks_allow(scmp_filter_ctx ctx)
{
	const uint64_t spaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET |
				CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS |
				CLONE_NEWCGROUP;
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
				SCMP_A0_64(SCMP_CMP_MASKED_EQ, spaces, 0));
}

/* Memory; without `code` none that could be run. */
static int memory_allow(scmp_filter_ctx ctx, bool code)
{
	static const int calls[] = { SCMP_SYS(mmap), SCMP_SYS(mprotect) };
	const struct scmp_arg_cmp data = SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	int failed = 0;
	for (size_t i = 0; !failed && i < COUNT(calls); i++)
		failed = seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, calls[i],
						code ? 0 : 1, &data);
	return failed;
}

/* To ourselves, as abort(3) sends them, and ^Z to the group that the shell sees. What
 * we have started is ended by its descriptor, which no other process ever has. */
static int signals_allow(scmp_filter_ctx ctx, bool group)
{
	int failed = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
				      SCMP_A0_64(SCMP_CMP_EQ, (uint64_t)getpid(), 0));
	if (!failed && group)
		failed = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(kill), 1,
					  SCMP_A0_64(SCMP_CMP_EQ, 0, 0));
	return failed;
}

/* What one kind of process may call. */
struct list {
	const struct group *groups[2];
	size_t counts[2];
	/* of socket(2), ioctl(2), setns(2) and unshare(2) */
	const uint64_t *sockets, *ioctls, *spaces;
	size_t socket_count, ioctl_count, space_count;
	bool code;	    /* loads libraries */
	bool forks;	    /* starts processes */
	bool own;	    /* signals to itself alone, */
	bool group;	    /* and to its group */
	uint32_t otherwise; /* what any other call leads to */
};

static int list_load(scmp_filter_ctx ctx, const struct list *l)
{
	int failed = groups_allow(ctx, common_groups, COUNT(common_groups));
	if (!failed)
		failed = threads_allow(ctx);
	if (!failed)
		failed = memory_allow(ctx, l->code);
	if (!failed && l->forks)
		failed = forks_allow(ctx);
	if (!failed && l->own)
		failed = signals_allow(ctx, l->group);
	for (size_t i = 0; !failed && i < COUNT(l->groups); i++)
		failed = groups_allow(ctx, l->groups[i], l->counts[i]);
	if (!failed)
		failed = values_allow(ctx, SCMP_SYS(socket), 0, l->sockets,
				      l->socket_count);
	if (!failed)
		failed = values_allow(ctx, SCMP_SYS(ioctl), 1, l->ioctls,
				      l->ioctl_count);
	if (!failed)
		failed = values_allow(ctx, SCMP_SYS(setns), 1, l->spaces,
				      l->space_count);
	if (!failed)
		failed = values_allow(ctx, SCMP_SYS(unshare), 0, l->spaces,
				      l->space_count);
	return failed ? failed : seccomp_load(ctx);
}

static bool list_apply(const struct list *l, struct error *e)
{
	if (BUILD_VALGRIND)
		return true;
	scmp_filter_ctx ctx =
		seccomp_init(BUILD_SANITIZED ? SCMP_ACT_LOG : l->otherwise);
	if (!ctx)
		return error_set(e, 0, "no system call filter to be had");
	int failed = list_load(ctx, l);
	seccomp_release(ctx);
	return !failed || error_set(e, -failed, "filter system calls");
}

bool seccomp_engine(struct error *e)
{
	const struct list l = {
		.groups = { main_groups, engine_groups },
		.counts = { COUNT(main_groups), COUNT(engine_groups) },
		.sockets = engine_sockets,
		.socket_count = COUNT(engine_sockets),
		.ioctls = engine_ioctls,
		.ioctl_count = COUNT(engine_ioctls),
		.spaces = engine_spaces,
		.space_count = COUNT(engine_spaces),
		.own = true,
		.otherwise = SCMP_ACT_KILL_PROCESS,
	};
	return list_apply(&l, e);
}

/* A SIGSYS, to restore the terminal before it ends by that. */
bool seccomp_front(struct error *e)
{
	const struct list l = {
		.groups = { main_groups, front_groups },
		.counts = { COUNT(main_groups), COUNT(front_groups) },
		.ioctls = front_ioctls,
		.ioctl_count = COUNT(front_ioctls),
		.code = true, /* what a locale's characters are (iconv(3)) */
		.own = true,
		.group = true,
		.otherwise = SCMP_ACT_TRAP,
	};
	return list_apply(&l, e);
}

/* Libraries try what they can do without. */
bool seccomp_keeper(struct error *e)
{
	const struct list l = {
		.groups = { worker_groups, keeper_groups },
		.counts = { COUNT(worker_groups), COUNT(keeper_groups) },
		.sockets = worker_sockets,
		.socket_count = COUNT(worker_sockets),
		.code = true,
		.forks = true,
		.otherwise = SCMP_ACT_ERRNO(EPERM),
	};
	return list_apply(&l, e);
}

bool seccomp_worker(struct error *e)
{
	const struct list l = {
		.groups = { worker_groups },
		.counts = { COUNT(worker_groups) },
		.sockets = worker_sockets,
		.socket_count = COUNT(worker_sockets),
		.code = true,
		.otherwise = SCMP_ACT_ERRNO(EPERM),
	};
	return list_apply(&l, e);
}
