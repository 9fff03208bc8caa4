/* What strangers wrote into a command line, control groups and what a container engine
 * says or keeps - the parts of the input, cut at 0xff - read as machines, and made into
 * a lab. */
#include <errno.h>
#include <net/if_arp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/lab/lab.h"
#include "core/lab/machine_census.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Of a container. */
#define ID "c0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde"

static const struct fact_space spaces[] = {
	{ .cookie = 1, .inode = 1, .kind = SPACE_HOST },
	{ .cookie = 2, .inode = 2, .kind = SPACE_PROCESS, .pid = 9, .process = "x" },
};

static const struct fact_link links[] = {
	{ .cookie = 1,
	  .ifindex = 2,
	  .name = "t0",
	  .kind = "tun",
	  .arptype = ARPHRD_ETHER },
	{ .cookie = 2,
	  .ifindex = 2,
	  .name = "eth1",
	  .kind = "veth",
	  .arptype = ARPHRD_ETHER,
	  .peer_cookie = 1,
	  .peer = 2 },
};

static const struct facts facts = { .spaces = spaces,
				    .links = links,
				    .space_count = COUNT(spaces),
				    .link_count = COUNT(links) };

static struct census_text part(const uint8_t *bytes, size_t size, size_t *at,
			       size_t most)
{
	const uint8_t *end = memchr(bytes + *at, 0xff, size - *at);
	size_t n = end ? (size_t)(end - bytes) - *at : size - *at;
	struct census_text t = { (uint32_t)*at, (uint32_t)(n < most ? n : most) };
	*at += n + (end != NULL);
	return t;
}

static void check(const struct machines *m)
{
	for (size_t i = 0; i < m->count; i++) {
		if (!m->items[i].name || !m->items[i].source)
			abort();
		for (size_t k = 0; k < m->items[i].nic_count; k++) {
			const struct nic *n = &m->items[i].nics[k];
			struct error e;
			if (n->outer.family && !outer_check(&n->outer, &e))
				abort();
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct rules *rules;
	struct error e;
	char note[200];
	size_t at = 0;
	rules = rules ? rules : rules_new(NULL, &e);
	struct census_process p[] = {
		{ .pid = 8, .network = 1, .name = "qemu-system-x" },
		{ .pid = 9, .network = 2, .name = "sh" },
		{ .pid = 10, .network = 1, .name = "conmon" },
	};
	struct census_tap tap = { .fd = 3, .network = 1, .ifname = "t0" };
	struct census_answer a[] = {
		{ .kind = CENSUS_API, .from = "/run/docker.sock" },
		{ .kind = CENSUS_DOCKER, .from = "/d/config.v2.json" },
		{ .kind = CENSUS_PODMAN, .from = "/p/containers.json" },
		{ .kind = CENSUS_OCI, .from = "/moby/" ID "/config.json" },
		{ .kind = CENSUS_API, .code = EACCES, .from = "/run/docker.sock" },
	};
	p[0].words = p[1].words = p[2].words = part(bytes, size, &at, CENSUS_WORDS);
	p[1].group = part(bytes, size, &at, CENSUS_GROUP);
	a[0].text = part(bytes, size, &at, CENSUS_ANSWER);
	a[1].text = a[2].text = a[3].text = a[0].text;
	const struct census c = { .processes = p,
				  .process_count = COUNT(p),
				  .taps = &tap,
				  .tap_count = 1,
				  .answers = a,
				  .answer_count = COUNT(a),
				  .bytes = bytes,
				  .size = size,
				  .serial = 1 };
	const struct census_sources s = { &c, &facts, rules, "host" };
	struct machines *m = machine_census(&s, note);
	check(m);
	const struct machines *list[] = { m };
	const struct lab_sources all = {
		.facts = &facts, .machines = list, .machine_count = 1, .live = true
	};
	lab_free(lab_new_from(&all));
	machines_free(m);
	return 0;
}
