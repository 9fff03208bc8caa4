/* A topology out of a test's own words. */
#ifndef TESTS_TOPOLOGY_H
#define TESTS_TOPOLOGY_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/lab/topology.h"

/* What its file says; to be freed by topology_free(). */
static inline struct topology *topology_of(const char *text)
{
	struct error e;
	char path[] = "/tmp/labtap-test-XXXXXX.yml";
	int fd = mkstemps(path, 4);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		abort();
	close(fd);
	struct topology *t = topology_load(path, &e);
	unlink(path);
	if (!t)
		abort();
	return t;
}

#endif
