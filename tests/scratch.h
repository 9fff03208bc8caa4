/* Throw-away directories and outside programs for tests. */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/attr.h"

struct scratch {
	char path[64];
	int fd;
};

static inline struct scratch scratch_new(void)
{
	struct scratch s = { .path = "/tmp/labtap-test-XXXXXX" };
	if (!mkdtemp(s.path))
		abort();
	s.fd = open(s.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return s;
}

/* Entries of the directory; each is removed when `removing`. */
static inline int scratch_list(const struct scratch *s, bool removing)
{
	int count = 0;
	DIR *d = opendir(s->path);
	for (struct dirent *entry; d && (entry = readdir(d));) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		count++;
		if (removing && unlinkat(s->fd, entry->d_name, 0) < 0)
			unlinkat(s->fd, entry->d_name, AT_REMOVEDIR);
	}
	if (d)
		closedir(d);
	return count;
}

static inline void scratch_free(struct scratch *s)
{
	scratch_list(s, true);
	close(s->fd);
	rmdir(s->path);
}

/* Runs a shell command and keeps what it prints; false: it failed. */
static inline bool scratch_run(const char *command, char *output, size_t size)
{
	FILE *f = popen(command, "r");
	if (!f)
		return false;
	output[fread(output, 1, size - 1, f)] = '\0';
	while (fgetc(f) != EOF)
		;
	return pclose(f) == 0;
}

static inline bool scratch_have(const char *program)
{
	char command[128], path[256];
	snprintf(command, sizeof(command), "command -v %s", program);
	return scratch_run(command, path, sizeof(path));
}

#endif
