/* What is left of root's power in each process, tried out from inside: every probe runs
 * in a child of its own, because most end it. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/if_tun.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/build.h"
#include "core/base/privilege.h"
#include "tests/probe.h"

enum { NOBODY = 65534, SEARCH = 2 };

/* The value of a line of /proc/thread-self/status, "CapEff:" for one. */
static bool status_is(const char *name, const char *want)
{
	char line[256] = "";
	FILE *f = fopen("/proc/thread-self/status", "r");
	size_t size = strlen(name);
	bool same = false;
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, name, size)) {
			line[strcspn(line, " \n")] = '\0';
			same = !strcmp(line + size + 1, want);
			if (!same)
				printf("# %s %s, not %s\n", name, line + size + 1,
				       want);
		}
	if (f)
		fclose(f);
	return same;
}

static int front_status(void)
{
	return !(become_front("nobody") &&
		 status_is("Uid:", "65534\t65534\t65534\t65534") &&
		 status_is("Gid:", "65534\t65534\t65534\t65534") &&
		 status_is("Groups:", "65534") &&
		 status_is("CapInh:", "0000000000000000") &&
		 status_is("CapPrm:", "0000000000000000") &&
		 status_is("CapEff:", "0000000000000000") &&
		 status_is("CapBnd:", "0000000000000000") &&
		 status_is("CapAmb:", "0000000000000000") &&
		 status_is("NoNewPrivs:", "1") && status_is("Seccomp:", "2") &&
		 prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == BUILD_SANITIZED);
}

static int engine_status(void)
{
	struct error e;
	return !(become_engine() && status_is("Uid:", "65534\t65534\t65534\t65534") &&
		 status_is("CapPrm:", "0000000000283804") &&
		 status_is("CapEff:", "0000000000283804") &&
		 privilege_drop(privilege_search(), &e) &&
		 status_is("CapPrm:", "0000000000283800") &&
		 status_is("CapEff:", "0000000000283800") &&
		 status_is("CapBnd:", "0000000000000000") &&
		 status_is("NoNewPrivs:", "1") && status_is("Seccomp:", "2"));
}

static void *thread(void *owner)
{
	*(int *)owner = 1;
	return NULL;
}

/* What a front does all day. */
static int front_works(void)
{
	char path[128];
	int ran = 0;
	pthread_t t;
	struct epoll_event ev;
	if (!become_front("nobody"))
		return 1;
	snprintf(path, sizeof(path), "%s/file", place);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	bool wrote = fd >= 0 && write(fd, "x", 1) == 1 && !fsync(fd) && !unlink(path);
	bool waits = epoll_wait(epoll_create1(0), &ev, 1, 0) == 0 && eventfd(0, 0) >= 0;
	bool threads = !pthread_create(&t, NULL, thread, &ran) &&
		       !pthread_join(t, NULL) && ran;
	struct tm tm;
	time_t now = time(NULL);
	return !(wrote && waits && threads && localtime_r(&now, &tm) &&
		 isatty(0) >= 0 && open("/etc/shadow", O_RDONLY) < 0);
}

static int front_socket(void)
{
	return become_front("nobody") && socket(AF_INET, SOCK_DGRAM, 0) >= 0;
}

static int front_exec(void)
{
	return become_front("nobody") && execl("/bin/true", "true", (char *)NULL);
}

static int front_fork(void)
{
	return become_front("nobody") && fork() == 0;
}

static int front_types_into_terminal(void)
{
	return become_front("nobody") && ioctl(0, TIOCSTI, "x");
}

static int front_becomes_root(void)
{
	return become_front("nobody") && setuid(0) == 0;
}

static int front_traces(void)
{
	return become_front("nobody") && syscall(SYS_ptrace, 0, 0, 0, 0) == 0;
}

static int root_writes_here_only(void)
{
	char path[128];
	if (!become_front("root"))
		return 1;
	snprintf(path, sizeof(path), "%s/root", place);
	int here = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	bool moved = !unlink(path);
	int elsewhere = open("/var/tmp/test_sandbox-elsewhere", O_RDWR | O_CREAT, 0600);
	bool refused = elsewhere < 0 && errno == EACCES;
	int device = open("/dev/null", O_WRONLY);
	/* As disks are: root's own. */
	int other = open("/dev/zero", O_WRONLY);
	refused &= other < 0 && errno == EACCES;
	int reading = open("/etc/passwd", O_RDONLY);
	return !(here >= 0 && moved && refused && device >= 0 && reading >= 0 &&
		 open("/etc/passwd", O_RDWR) < 0 && unlink("/etc/passwd") < 0 &&
		 status_is("CapEff:", "0000000000000000"));
}

static int engine_works(void)
{
	struct error e;
	struct stat st;
	char path[128];
	if (!become_engine() || !privilege_drop(privilege_search(), &e))
		return 1;
	snprintf(path, sizeof(path), "%s/engine", place);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0666);
	bool own = fd >= 0 && !fstat(fd, &st) && st.st_uid == NOBODY &&
		   st.st_gid == NOBODY && (st.st_mode & 07777) == 0600;
	/* A spool that cannot be used goes away with its directory. */
	bool spool =
		own && !unlink(path) && !mkdirat(AT_FDCWD, path, 0700) && !rmdir(path);
	return !(spool && socket(AF_PACKET, SOCK_RAW, 0) >= 0 &&
		 socket(AF_NETLINK, SOCK_RAW, 0) >= 0 &&
		 open("/etc/shadow", O_RDONLY) < 0 && errno == EACCES &&
		 open("/root/x", O_RDWR | O_CREAT, 0600) < 0);
}

static int engine_exec(void)
{
	return become_engine() && execl("/bin/true", "true", (char *)NULL);
}

static int engine_internet(void)
{
	return become_engine() && socket(AF_INET6, SOCK_STREAM, 0) >= 0;
}

static int engine_internet4(void)
{
	return become_engine() && socket(AF_INET, SOCK_DGRAM, 0) >= 0;
}

/* What an intruder would try next, in both processes: each call alone ends it. */
static const long wanted_calls[] = {
	SYS_execve,
	SYS_execveat,
	SYS_ptrace,
	SYS_process_vm_readv,
	SYS_process_vm_writev,
	SYS_unshare,
	SYS_mount,
	SYS_umount2,
	SYS_pivot_root,
	SYS_chroot,
	SYS_bpf,
	SYS_io_uring_setup,
	SYS_userfaultfd,
	SYS_keyctl,
	SYS_perf_event_open,
	SYS_init_module,
	SYS_kexec_load,
	SYS_reboot,
	SYS_setuid,
	SYS_fchownat,
	SYS_fchmodat,
	SYS_symlinkat,
	SYS_mknodat,
	SYS_setxattr,
	SYS_settimeofday,
	SYS_sethostname,
	SYS_swapon,
	SYS_personality,
	SYS_sendmmsg,
	SYS_accept4,
	SYS_listen,
};
static size_t wanted_call;

static int front_calls(void)
{
	return become_front("nobody") &&
	       syscall(wanted_calls[wanted_call], -1, 0, 0, 0, 0, 0) != -2;
}

static int engine_calls(void)
{
	return become_engine() &&
	       syscall(wanted_calls[wanted_call], -1, 0, 0, 0, 0, 0) != -2;
}

/* What one of the two needs, and the other must not have. */
static const long front_never[] = {
	SYS_bind,	 SYS_connect,	SYS_setsockopt,	   SYS_setns,
	SYS_prlimit64,	 SYS_capset,	SYS_inotify_init1, SYS_pidfd_open,
	SYS_pidfd_getfd, SYS_nanosleep, SYS_shutdown,
};
static const long engine_never[] = {
	SYS_kill, SYS_fsync, SYS_renameat2, SYS_linkat, SYS_wait4, SYS_nanosleep,
};

static int front_never_calls(void)
{
	return become_front("nobody") &&
	       syscall(front_never[wanted_call], -1, 0, 0, 0, 0, 0) != -2;
}

static int engine_never_calls(void)
{
	return become_engine() &&
	       syscall(engine_never[wanted_call], -1, 0, 0, 0, 0, 0) != -2;
}

/* It may ask interfaces and taps, and order nothing. */
static const unsigned long orders[] = {
	SIOCSIFFLAGS,	SIOCSIFADDR, SIOCSIFNAME, SIOCBRADDBR,	 SIOCBRADDIF,
	SIOCDEVPRIVATE, SIOCADDRT,   TUNSETIFF,	  TUNSETPERSIST, TIOCSTI,
};

static int engine_orders(void)
{
	return become_engine() && ioctl(0, orders[wanted_call], NULL) != -2;
}

static int engine_asks(void)
{
	struct ifreq r = { .ifr_ifindex = 1 };
	if (!become_engine())
		return 1;
	int fd = socket(AF_PACKET, SOCK_RAW, 0);
	return fd < 0 || ioctl(fd, SIOCGIFNAME, &r) || ioctl(fd, SIOCGIFHWADDR, &r) ||
	       ioctl(fd, SIOCGIFFLAGS, &r) || ioctl(fd, SIOCGIFMTU, &r);
}

static void test_each(const char *who, probe *run, size_t count)
{
	for (wanted_call = 0; wanted_call < count; wanted_call++) {
		char name[64];
		snprintf(name, sizeof(name), "%s %zu", who, wanted_call);
		CHECK_AS(name, is_stopped(run));
	}
}

static void test_calls(void)
{
	test_each("a call that is the engine's", front_never_calls, COUNT(front_never));
	test_each("a call that is the front's", engine_never_calls,
		  COUNT(engine_never));
	test_each("an order to a device", engine_orders, COUNT(orders));
	CHECK(passes(engine_asks));
	for (wanted_call = 0; wanted_call < COUNT(wanted_calls); wanted_call++) {
		char name[64];
		snprintf(name, sizeof(name), "call %ld", wanted_calls[wanted_call]);
		CHECK_AS(name, is_stopped(front_calls) && is_stopped(engine_calls));
	}
}

static int engine_mount(void)
{
	return become_engine() && syscall(SYS_mount, "", "/", "", 0, "");
}

/* A program with file capabilities has no right to change ids or the bounding set. */
static int with_file_capabilities(void)
{
	char command[512];
	snprintf(command, sizeof(command),
		 "cp /proc/%d/exe %s/capable && chmod 755 %s %s/capable && "
		 "setcap cap_net_raw,cap_net_admin,cap_sys_admin+ep %s/capable",
		 (int)getppid(), place, place, place, place);
	if (system(command))
		return 77;
	snprintf(command, sizeof(command), "%s/capable", place);
	if (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY))
		return 1;
	return execl(command, command, "held", (char *)NULL);
}

/* What with_file_capabilities() starts. */
static int report_held(void)
{
	struct user u;
	struct error e;
	uint32_t missing = 0;
	bool ok = user_find(&u, NULL, &e) && u.uid == NOBODY &&
		  sandbox_engine(&u, &missing, &e) &&
		  status_is("CapPrm:", "0000000000203000") &&
		  status_is("CapEff:", "0000000000203000") &&
		  missing == (1u << SEARCH | 1u << 11 | 1u << 19);
	user_done(&u);
	return !ok;
}

static bool found(const char *uid, const char *gid, uid_t want)
{
	struct user u;
	struct error e;
	setenv("SUDO_UID", uid, 1);
	setenv("SUDO_GID", gid, 1);
	bool ok = user_find(&u, NULL, &e);
	bool right = ok && u.uid == want && u.group_count > 0;
	if (ok)
		user_done(&u);
	unsetenv("SUDO_UID");
	unsetenv("SUDO_GID");
	return right;
}

static bool refused(const char *uid, const char *gid)
{
	struct user u;
	struct error e;
	setenv("SUDO_UID", uid, 1);
	setenv("SUDO_GID", gid, 1);
	bool ok = user_find(&u, NULL, &e);
	unsetenv("SUDO_UID");
	unsetenv("SUDO_GID");
	return !ok && strstr(e.text, "SUDO_UID");
}

/* Somebody who is not root may claim what he likes. */
static int lies_to_us(void)
{
	struct user u;
	struct error e;
	if (setgid(NOBODY) || setuid(NOBODY))
		return 1;
	setenv("SUDO_UID", "0", 1);
	setenv("SUDO_GID", "0", 1);
	return !(user_find(&u, NULL, &e) && u.uid == NOBODY && !u.other &&
		 !user_find(&u, "root", &e) && user_find(&u, "nobody", &e));
}

static int environment_rebuilt(void)
{
	struct user u;
	struct error e;
	setenv("SUDO_UID", "65534", 1);
	setenv("SUDO_GID", "65534", 1);
	setenv("HOME", "/root", 1);
	setenv("XDG_CONFIG_HOME", "/root/.config", 1);
	setenv("XDG_RUNTIME_DIR", "/run/user/0", 1);
	setenv("TERM", "xterm-kitty", 1);
	setenv("LC_TIME", "C", 1);
	return !(user_find(&u, NULL, &e) && user_environment(&u, &e) &&
		 !strcmp(getenv("HOME"), u.home) && !strcmp(getenv("USER"), "nobody") &&
		 !strcmp(getenv("LOGNAME"), "nobody") && !getenv("XDG_CONFIG_HOME") &&
		 !getenv("XDG_RUNTIME_DIR") && !strcmp(getenv("TERM"), "xterm-kitty") &&
		 !strcmp(getenv("LC_TIME"), "C"));
}

static void test_user(void)
{
	struct user u;
	struct error e;
	CHECK(found("65534", "65534", NOBODY));
	CHECK(found("0", "0", 0));
	CHECK_AS("a uid without a name", found("54321", "54321", 54321));
	CHECK(refused("-1", "0") && refused("", "0") && refused("0x10", "0"));
	CHECK(refused("4294967295", "0") && refused("99999999999999999999", "0"));
	CHECK(refused("1", "") && refused("1", "1 ") && refused(" 1", "1"));
	CHECK(!user_find(&u, "no-such-user", &e));
	CHECK(passes(lies_to_us));
	CHECK(passes(environment_rebuilt));
}

static void test_front(void)
{
	CHECK(passes(front_status));
	CHECK(passes(front_works));
	CHECK(passes(root_writes_here_only));
	CHECK(is_stopped(front_socket));
	CHECK(is_stopped(front_exec));
	CHECK(is_stopped(front_fork));
	CHECK(is_stopped(front_types_into_terminal));
	CHECK(is_stopped(front_traces));
	CHECK(is_stopped(front_becomes_root));
}

static void test_engine(void)
{
	CHECK(passes(engine_status));
	CHECK(passes(engine_works));
	CHECK(is_stopped(engine_exec));
	CHECK(is_stopped(engine_internet));
	CHECK(is_stopped(engine_internet4));
	CHECK(is_stopped(engine_mount));
	int status = status_of(with_file_capabilities);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		SKIP("with file capabilities", "no setcap, or no file system for it");
	else
		CHECK_AS("with file capabilities", status == 0);
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "held"))
		return report_held();
	if (geteuid() != 0) {
		SKIP("sandbox", "needs root to give something up");
		return test_done();
	}
	if (!CHECK(mkdtemp(place)) || !CHECK(!chmod(place, 0777)))
		return test_done();
	test_user();
	test_front();
	test_engine();
	test_calls();
	char command[128];
	snprintf(command, sizeof(command), "rm -rf %s", place);
	CHECK(!system(command));
	return test_done();
}
