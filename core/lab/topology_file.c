#include "core/lab/topology_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/lab/yaml.h"

char *topology_file_read(const char *path, size_t *size, struct error *e)
{
	struct stat st;
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st)) {
		error_set(e, errno, "%s", path);
		return NULL;
	}
	if (!S_ISREG(st.st_mode) || st.st_size > TOPOLOGY_FILE_MAX) {
		error_set(e, 0, "%s: %s", path,
			  S_ISREG(st.st_mode) ? "larger than 16 MiB"
					      : "not a regular file");
		return NULL;
	}
	char *text = mem_new((size_t)st.st_size + 1);
	ssize_t n;
	*size = 0;
	while (*size < (size_t)st.st_size &&
	       (n = read(fd, text + *size, (size_t)st.st_size - *size)) > 0)
		*size += (size_t)n;
	return text;
}

bool topology_file_spec(struct spec_pool *pool, const char *path, struct spec **out,
			struct error *e)
{
	size_t size = 0;
	autofree char *text = topology_file_read(path, &size, e);
	const struct value *v =
		text ? yaml_read(pool->arena, path, text, size, e) : NULL;
	if (!v)
		return false;
	return spec_read(pool, v, out, e) || error_in(e, "%s", path);
}

void topology_file_beside(const char *path, const char *name, char *out, size_t size)
{
	const char *slash = strrchr(path, '/');
	const char *home = getenv("HOME");
	if (!strncmp(name, "~/", 2))
		snprintf(out, size, "%s%s", home ? home : "", name + 1);
	else if (*name == '/' || !slash)
		snprintf(out, size, "%s", name);
	else
		snprintf(out, size, "%.*s/%s", (int)(slash - path), path, name);
}
