#include "core/base/seccomp.h"

#include <asm/termbits.h>
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "core/base/attr.h"
#include "core/base/build.h"

enum { GROUP_CALLS = 28 };

/* Names and not numbers: a call that this architecture has not (open, poll on arm64) or
 * that libseccomp does not know yet is passed over. */
struct group {
	const char *why;
	const char *calls[GROUP_CALLS];
};

/* What both processes need. */
static const struct group common_groups[] = {
	{ "memory",
	  { "brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "membarrier" } },
	{ "threads of the C library",
	  { "futex", "set_robust_list", "rseq", "sched_yield", "sched_getaffinity",
	    "gettid", "getpid", "set_tid_address", "prctl", "prlimit64", "getrandom",
	    "exit", "exit_group", "restart_syscall", "sysinfo", "uname" } },
	{ "signals",
	  { "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait",
	    "sigaltstack", "signalfd4", "tgkill" } },
	{ "time",
	  { "clock_gettime", "clock_nanosleep", "clock_getres", "gettimeofday",
	    "nanosleep", "timerfd_create", "timerfd_settime", "timerfd_gettime" } },
	{ "waiting",
	  { "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2",
	    "poll", "ppoll", "select", "pselect6", "eventfd2", "pipe2" } },
	{ "descriptors",
	  { "read",   "readv",	  "pread64",  "preadv",	   "preadv2", "write",
	    "writev", "pwrite64", "pwritev",  "pwritev2",  "close",   "close_range",
	    "dup",    "dup3",	  "fcntl",    "lseek",	   "sendmsg", "recvmsg",
	    "sendto", "recvfrom", "shutdown", "getsockopt" } },
	{ "files",
	  { "open",	  "openat",	"stat",	     "lstat",	     "fstat",
	    "newfstatat", "statx",	"fstatfs",   "statfs",	     "getdents64",
	    "readlink",	  "readlinkat", "access",    "faccessat",    "faccessat2",
	    "unlink",	  "unlinkat",	"mkdir",     "mkdirat",	     "ftruncate",
	    "fallocate",  "fsync",	"fdatasync", "memfd_create", "getcwd",
	    "umask" } },
	{ "who we are", { "getuid", "geteuid", "getgid", "getegid", "getppid" } },
};

static const struct group engine_groups[] = {
	{ "network namespaces", { "setns", "unshare" } },
	{ "netlink and packet sockets",
	  { "bind", "getsockname", "setsockopt", "recvmmsg", "connect" } },
	{ "questions to devices and namespaces", { "ioctl" } },
	{ "changes of mounts and directories",
	  { "inotify_init1", "inotify_add_watch", "inotify_rm_watch", "openat2" } },
	{ "other processes: do they live, what holds their namespaces",
	  { "pidfd_open", "pidfd_getfd", "kill" } },
	{ "which capabilities this thread has", { "capget", "capset" } },
};

static const struct group front_groups[] = {
	{ "saving under a name",
	  { "rename", "renameat", "renameat2", "link", "linkat", "rmdir", "fchmod",
	    "copy_file_range", "sendfile", "flock" } },
	{ "job control: ^Z stops us and our group",
	  { "kill", "getpgid", "getpgrp", "setpgid", "getsid" } },
	{ "the end of the engine",
	  { "wait4", "waitid", "pidfd_open", "pidfd_send_signal" } },
	{ "files that grow",
	  { "inotify_init1", "inotify_add_watch", "inotify_rm_watch" } },
};

static const uint64_t engine_sockets[] = { AF_NETLINK, AF_PACKET, AF_UNIX, AF_INET };

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

static int lists_load(scmp_filter_ctx ctx, bool engine)
{
	int failed = groups_allow(ctx, common_groups, COUNT(common_groups));
	if (!failed)
		failed = threads_allow(ctx);
	if (!failed && engine)
		failed = groups_allow(ctx, engine_groups, COUNT(engine_groups));
	if (!failed && engine)
		failed = values_allow(ctx, SCMP_SYS(socket), 0, engine_sockets,
				      COUNT(engine_sockets));
	if (!failed && !engine)
		failed = groups_allow(ctx, front_groups, COUNT(front_groups));
	if (!failed && !engine)
		failed = values_allow(ctx, SCMP_SYS(ioctl), 1, front_ioctls,
				      COUNT(front_ioctls));
	return failed ? failed : seccomp_load(ctx);
}

/* What any other call leads to. The front gets a SIGSYS, to restore the terminal before
 * it ends by that. */
static uint32_t otherwise(bool engine)
{
	if (BUILD_SANITIZED)
		return SCMP_ACT_LOG;
	return engine ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_TRAP;
}

static bool lists_apply(bool engine, struct error *e)
{
	scmp_filter_ctx ctx = seccomp_init(otherwise(engine));
	if (!ctx)
		return error_set(e, 0, "no system call filter to be had");
	int failed = lists_load(ctx, engine);
	seccomp_release(ctx);
	return !failed || error_set(e, -failed, "filter system calls");
}

bool seccomp_engine(struct error *e)
{
	return lists_apply(true, e);
}

bool seccomp_front(struct error *e)
{
	return lists_apply(false, e);
}
