/* Words of an expectation, as a pipeline may have put them together: read against a lab
 * of one node, or refused with a reason. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tui/expectation.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct fact_space spaces[] = {
	{ .cookie = 1, .kind = SPACE_HOST },
	{ .cookie = 2, .kind = SPACE_NAMED, .name = "a" },
};

static const struct fact_link links[] = {
	{ .cookie = 2, .ifindex = 2, .arptype = 1, .name = "eth1" },
};

static const struct lab *lab_once(void)
{
	static struct lab *lab;
	struct facts facts = { .spaces = spaces,
			       .links = links,
			       .space_count = COUNT(spaces),
			       .link_count = COUNT(links),
			       .complete = true };
	lab = lab ? lab : lab_new(&facts);
	return lab;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct expectation x = { .filter = NULL };
	struct error e = { .code = 0 };
	char *text = mem_new(size + 1);
	memcpy(text, bytes, size);
	bool ok = expectation_read(&x, lab_once(), text, &e);
	if (ok ? !x.filter || !x.points.count : !e.text[0])
		abort();
	for (size_t i = 0; i < x.points.count; i++)
		for (size_t k = 0; k < x.points.items[i].endpoints.count; k++)
			if (!expected_at(&x.points.items[i],
					 x.points.items[i].endpoints.items[k]))
				abort();
	expectation_done(&x);
	free(text);
	return 0;
}
