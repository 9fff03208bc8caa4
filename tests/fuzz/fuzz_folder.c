/* The folder of a lab, of files made by somebody hostile: each after a line
 * "-- NAME --". As the folder, and as its first file, it becomes a lab or is refused.
 */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/lab/lab.h"
#include "core/lab/topology.h"

enum { FILES_MAX = 12, NAME_SIZE = 80, PATH_ROOM = 200 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Stays below the folder: no "..", no way from the root. */
static bool is_harmless(const char *name)
{
	return *name && *name != '/' && !strstr(name, "..") &&
	       !name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./")];
}

static void put_file(const char *folder, const char *name, const char *text,
		     size_t size)
{
	char path[PATH_ROOM];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	for (char *slash = strchr(path + strlen(folder) + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)!mkdir(path, 0700);
		*slash = '/';
	}
	autoclose int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd >= 0 && write(fd, text, size) != (ssize_t)size)
		abort();
}

/* "-- NAME --\n" at the start of a line; NULL: no more. */
static const char *next_line(const char *from, const char *end)
{
	const char *newline = memchr(from, '\n', (size_t)(end - from));
	return newline ? newline + 1 : end;
}

static const char *heading(const char *from, const char *end, char name[NAME_SIZE])
{
	for (; from < end; from = next_line(from, end)) {
		int length = 0;
		char line[NAME_SIZE + 8];
		size_t n = (size_t)(end - from);
		n = n < sizeof(line) - 1 ? n : sizeof(line) - 1;
		memcpy(line, from, n);
		line[n] = '\0';
		if (sscanf(line, "-- %70s --%n", name, &length) == 1 && length &&
		    line[length] == '\n' && is_harmless(name))
			return from;
	}
	return NULL;
}

static void unpack(const char *folder, const char *text, size_t size, char first[])
{
	char name[NAME_SIZE], next[NAME_SIZE];
	const char *end = text + size, *at = heading(text, end, name);
	first[0] = '\0';
	for (int i = 0; at && i < FILES_MAX; i++) {
		const char *body = next_line(at, end);
		const char *stop = heading(body, end, next);
		put_file(folder, name, body, (size_t)((stop ? stop : end) - body));
		if (!i)
			snprintf(first, PATH_ROOM, "%s/%s", folder, name);
		memcpy(name, next, sizeof(name));
		at = stop;
	}
}

static int remove_one(const char *path, const struct stat *st UNUSED, int flag UNUSED,
		      struct FTW *walk)
{
	return walk->level ? remove(path) : 0;
}

static void try(const char *path)
{
	struct error e = { .text = "" };
	struct topology *t = topology_load(path, &e);
	if (!t && !e.text[0])
		abort();
	if (!t)
		return;
	if (!t->exact && !t->note_count)
		abort();
	lab_free(lab_new_declared(NULL, t, false));
	topology_free(t);
}

static void surroundings(const char *folder)
{
	setenv("HOME", folder, 1);
	unsetenv("CLAB_LABDIR_BASE");
	setenv("NETLAB_ADDRESSING_P2P_IPV4", "10.9.0.0/16", 1);
	setenv("NETLAB_PROVIDERS_CLAB_LAB__PREFIX", "envy", 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char folder[] = "/tmp/clab-fuzz-XXXXXX", first[PATH_ROOM];
	if (!mkdtemp(folder))
		abort();
	surroundings(folder);
	unpack(folder, (const char *)bytes, size, first);
	try(folder);
	if (first[0])
		try(first);
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	rmdir(folder);
	return 0;
}
