#include "core/base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void mem_exhausted(void)
{
	errno = ENOMEM;
	abort();
}

void *mem_new(size_t size)
{
	void *p = calloc(1, size ? size : 1);
	if (!p)
		mem_exhausted();
	return p;
}

void *mem_grow(void *old, size_t count, size_t size)
{
	void *p = reallocarray(old, count ? count : 1, size);
	if (!p)
		mem_exhausted();
	return p;
}

char *mem_strdup(const char *s)
{
	char *copy = strdup(s);
	if (!copy)
		mem_exhausted();
	return copy;
}

void mem_autofree(void *pointer)
{
	free(*(void **)pointer);
}

void mem_autoclose(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
