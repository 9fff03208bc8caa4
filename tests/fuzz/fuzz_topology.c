/* A lab's file made by somebody hostile, of any kind: the loader that claims it reads
 * it whole, and what comes of it is consistent. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/lab/topology.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(const struct topology *t)
{
	for (size_t i = 0; i < t->link_count; i++)
		for (size_t k = 0; k < t->links[i].count; k++)
			if (t->links[i].ports[k] >= t->port_count ||
			    !t->links[i].ends[k])
				abort();
	for (size_t i = 0; i < t->port_count; i++) {
		const struct topology_port *p = &t->ports[i];
		bool node = p->node == TOPOLOGY_NONE || p->node < t->node_count;
		bool link = p->link == TOPOLOGY_NONE || p->link < t->link_count;
		if (!node || !link || !p->name || !p->ipv4 || !p->ipv6)
			abort();
	}
	if (!t->name || (!t->exact && !t->note_count))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char path[64];
	struct error e = { .code = 0 };
	int fd = memfd_create("lab.yml", MFD_CLOEXEC);
	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
		abort();
	setenv("HOME", "/nonexistent", 1);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	struct topology *t = topology_load(path, &e);
	if (t)
		check(t);
	else if (!e.text[0])
		abort();
	topology_free(t);
	close(fd);
	return 0;
}
