#include "core/base/ancestors.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/mem.h"

enum {
	GENERATIONS = 64,
	ENVIRON_MAX = 1 << 20,
	STAT_MAX = 512,
};

/* Reads /proc/PID/WHAT, as much as fits, with a NUL behind it. */
static size_t process_read(pid_t pid, const char *what, char *to, size_t size)
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, what);
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t done = 0;
	ssize_t n = 1;
	while (fd >= 0 && n > 0 && done < size - 1) {
		n = read(fd, to + done, size - 1 - done);
		done += n > 0 ? (size_t)n : 0;
	}
	to[done] = '\0';
	return done;
}

/* proc_pid_stat(5): "PID (COMM) STATE PPID"; COMM may hold anything. */
static pid_t parent_of(pid_t pid, bool *multiplexer)
{
	char stat[STAT_MAX];
	process_read(pid, "stat", stat, sizeof(stat));
	const char *name = strchr(stat, '('), *end = strrchr(stat, ')');
	if (!name || !end || strlen(end) < 5)
		return 0;
	*multiplexer = !strncasecmp(name + 1, "tmux", 4) ||
		       !strncasecmp(name + 1, "screen", 6);
	return (pid_t)strtol(end + 4, NULL, 10);
}

static void environ_find(const char *all, size_t size, const char *name, char *to,
			 size_t room)
{
	for (size_t at = 0; at < size; at += strlen(all + at) + 1) {
		if (strncmp(all + at, name, strlen(name)) != 0)
			continue;
		const char *value = all + at + strlen(name);
		if (strlen(value) < room)
			memcpy(to, value, strlen(value) + 1);
		return;
	}
}

struct ancestry ancestry_read(void)
{
	struct ancestry a = { .multiplexed = false };
	autofree char *all = mem_new(ENVIRON_MAX);
	pid_t pid = getpid();
	for (int i = 0; pid > 0 && i < GENERATIONS; i++) {
		bool multiplexer = false;
		size_t size = process_read(pid, "environ", all, ENVIRON_MAX);
		if (!a.ssh[0])
			environ_find(all, size, "SSH_CONNECTION=", a.ssh,
				     sizeof(a.ssh));
		if (!a.agent[0])
			environ_find(all, size, "SSH_AUTH_SOCK=", a.agent,
				     sizeof(a.agent));
		pid = parent_of(pid, &multiplexer);
		a.multiplexed |= multiplexer;
	}
	return a;
}
