/* What somebody wrote into Open vSwitch's database, as it answers or as its journal:
 * the first byte says which. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/lab/switches.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct fact_space spaces[] = { { .cookie = 1,
						      .kind = SPACE_HOST } };
	static const struct fact_link links[] = {
		{ .cookie = 1, .ifindex = 2, .name = "br0" },
		{ .cookie = 1, .ifindex = 3, .name = "eth1" },
	};
	struct facts f = {
		.spaces = spaces, .links = links, .space_count = 1, .link_count = 2
	};
	struct switches s;
	if (!size)
		return 0;
	bool file = bytes[0] == 'O';
	const struct census_answer a = { .kind = file ? CENSUS_OVSDB_FILE
						      : CENSUS_OVSDB,
					 .text = { 0, (uint32_t)size },
					 .from = "db" };
	const struct census c = {
		.answers = &a, .answer_count = 1, .bytes = bytes, .size = size
	};
	switches_read(&s, &c);
	for (size_t i = 0; i < s.count; i++)
		if (strlen(s.ports[i].bridge) == SIZE_MAX || !s.ports[i].ifname)
			abort();
	struct fact_link *joined = switches_join(&s, &f);
	free(joined);
	switches_done(&s);
	return 0;
}
