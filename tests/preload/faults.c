/* To be preloaded: what a C library and a kernel seldom do to a program.
 *
 *   FAIL_ALLOC=N     the Nth allocation fails, and all behind it
 *   FAIL_WHEN=FILE   the first one fails that sees such a file, and all behind it
 *   FAIL_IN=child    counted and failing in child processes, each from its first one
 *                    on; else in the process that was started
 *   COUNT_ALLOC=FILE how many there were, when that process ends in order
 *   CLOCK_STEP=S     the time of day is S seconds off, as soon as there is a file
 *                    CLOCK_WHEN
 *   CLOCK_PASSED=S   so many seconds have passed when it comes
 *
 * What breaks by itself, before anything is captured, does not fail: libseccomp 2.5
 * (frees twice, loads filters that are cut short), and of glibc 2.36 regcomp(3), which
 * frees twice as well, and the way to its user database. */
#include <dlfcn.h>
#include <errno.h>
#include <grp.h>
#include <link.h>
#include <pwd.h>
#include <regex.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* glibc's own, which it exports for those that stand in front of them. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static struct {
	unsigned long fail; /* 0: none */
	bool child;
	pid_t first;
	_Atomic pid_t counted; /* the process `count` is of */
	atomic_ulong count;
	const char *count_file, *fail_file, *clock_file;
	time_t step, passed;
	uintptr_t spared, spared_end;
	bool spared_now;
} faults;

static unsigned long number(const char *name)
{
	const char *s = getenv(name);
	return s ? strtoul(s, NULL, 10) : 0;
}

static int spare(struct dl_phdr_info *info, size_t size, void *owner)
{
	(void)size;
	(void)owner;
	for (int i = 0; strstr(info->dlpi_name, "libseccomp") && i < info->dlpi_phnum;
	     i++) {
		uintptr_t end = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr +
				info->dlpi_phdr[i].p_memsz;
		faults.spared = info->dlpi_addr;
		faults.spared_end = end > faults.spared_end ? end : faults.spared_end;
	}
	return 0;
}

__attribute__((constructor)) static void begin(void)
{
	const char *in = getenv("FAIL_IN");
	faults.child = in && in[0] == 'c';
	faults.count_file = getenv("COUNT_ALLOC");
	faults.fail_file = getenv("FAIL_WHEN");
	faults.clock_file = getenv("CLOCK_WHEN");
	faults.step = (time_t)strtol(getenv("CLOCK_STEP") ? getenv("CLOCK_STEP") : "0",
				     NULL, 10);
	faults.passed = (time_t)number("CLOCK_PASSED");
	dl_iterate_phdr(spare, NULL);
	faults.counted = getpid();
	faults.first = faults.counted;
	faults.fail = number("FAIL_ALLOC");
}

__attribute__((destructor)) static void end(void)
{
	FILE *f = faults.count_file ? fopen(faults.count_file, "w") : NULL;
	if (f && getpid() == faults.first)
		fprintf(f, "%lu\n", faults.count);
	if (f)
		fclose(f);
}

static bool fails(const void *caller)
{
	pid_t pid = getpid();
	uintptr_t at = (uintptr_t)caller;
	if (!faults.first || faults.spared_now ||
	    (at >= faults.spared && at < faults.spared_end) ||
	    (faults.child && pid == faults.first) ||
	    (!faults.child && pid != faults.first))
		return false;
	if (pid != faults.counted) {
		faults.counted = pid;
		faults.count = 0;
	}
	unsigned long n = ++faults.count;
	if (faults.fail_file && !access(faults.fail_file, F_OK))
		faults.fail = 1;
	if (!faults.fail || n < faults.fail)
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return size && fails(__builtin_return_address(0)) ? NULL
							  : __libc_realloc(old, size);
}

struct passwd *getpwuid(uid_t uid)
{
	struct passwd *(*real)(uid_t) = dlsym(RTLD_NEXT, "getpwuid");
	faults.spared_now = true;
	struct passwd *pw = real(uid);
	faults.spared_now = false;
	return pw;
}

int getgrouplist(const char *user, gid_t group, gid_t *groups, int *count)
{
	int (*real)(const char *, gid_t, gid_t *, int *) =
		dlsym(RTLD_NEXT, "getgrouplist");
	faults.spared_now = true;
	int result = real(user, group, groups, count);
	faults.spared_now = false;
	return result;
}

int regcomp(regex_t *regex, const char *pattern, int flags)
{
	int (*real)(regex_t *, const char *, int) = dlsym(RTLD_NEXT, "regcomp");
	faults.spared_now = true;
	int result = real(regex, pattern, flags);
	faults.spared_now = false;
	return result;
}

int clock_gettime(clockid_t clock, struct timespec *ts)
{
	int failed = (int)syscall(SYS_clock_gettime, clock, ts);
	time_t more = clock == CLOCK_REALTIME	 ? faults.step
		      : clock == CLOCK_MONOTONIC ? faults.passed
						 : 0;
	if (!failed && more && faults.clock_file && !access(faults.clock_file, F_OK))
		ts->tv_sec += more;
	return failed;
}
