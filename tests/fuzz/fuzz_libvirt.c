/* XML made by somebody hostile, as a domain and as a network, from libvirt and from its
 * files: read, and every text of what came of it looked at. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/lab/lab.h"
#include "core/lab/machine_libvirt.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static size_t length(const char *s)
{
	return s ? strlen(s) : 0;
}

static size_t walk(const struct machines *m)
{
	size_t seen = 0;
	for (size_t i = 0; i < m->count; i++) {
		const struct machine *one = &m->items[i];
		seen += length(one->name) + length(one->lab) + length(one->node);
		for (size_t k = 0; k < one->nic_count; k++) {
			const struct nic *n = &one->nics[k];
			struct error e;
			seen += length(n->guest) + length(n->ifname) + length(n->wire) +
				length(n->reason);
			if (n->outer.family && !outer_check(&n->outer, &e))
				abort();
		}
	}
	return seen;
}

static void check(struct machines *m)
{
	const struct machines *set = m;
	const struct lab_sources sources = { .machines = &set, .machine_count = 1 };
	walk(m);
	lab_free(lab_new_from(&sources));
	machines_free(m);
}

static struct machines *of_files(const uint8_t *bytes, size_t size)
{
	const struct census_process runs = { .pid = 9 };
	struct census_answer a[] = {
		{ .kind = CENSUS_LIBVIRT, .text = { 0, (uint32_t)size } },
		{ .kind = CENSUS_LIBVIRT_NETWORK, .text = { 0, (uint32_t)size } },
	};
	const struct census c = { .processes = &runs,
				  .process_count = 1,
				  .answers = a,
				  .answer_count = COUNT(a),
				  .bytes = bytes,
				  .size = size };
	return machine_libvirt_files(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct documents_draft d = { .left_off = 0 };
	struct documents docs;
	struct error e;
	documents_add(&d, LIBVIRT_DOMAIN, 1, (const char *)bytes, size);
	documents_add(&d, LIBVIRT_NETWORK, 1, (const char *)bytes, size);
	int fd = documents_seal(&d, &e);
	if (fd < 0 || !documents_open(&docs, fd, &e))
		abort();
	close(fd);
	struct machines *m = machine_libvirt(&docs);
	documents_close(&docs);
	check(m);
	check(of_files(bytes, size));
	return 0;
}
