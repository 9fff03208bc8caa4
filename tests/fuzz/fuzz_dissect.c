/* Any bytes on any link give a row and a tree that are sound, and the row is the same
 * with and without a tree. First byte: link type; second: what was cut off. */
#include <stdint.h>
#include <stdlib.h>

#include "core/base/attr.h"
#include "core/dissect/dissect.h"
#include "tests/unit/dissect_sound.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint32_t links[] = { 1,   1,   1,	 0, 101, 108, 113,
					  228, 229, 276, 9, 105, 127, 178 };
	static struct fields *tree;
	struct row row, alone;
	if (!tree)
		tree = fields_new();
	if (size < 2)
		return 0;
	uint32_t link = links[data[0] % COUNT(links)];
	size_t captured = size - 2, length = captured + data[1];
	dissect_packet(&row, tree, link, data + 2, captured, length);
	dissect_packet(&alone, NULL, link, data + 2, captured, length);
	if (dissect_unsound(&row, tree, captured) ||
	    dissect_unsound(&alone, NULL, captured))
		abort();
	if (strcmp(row.info, alone.info) != 0 ||
	    strcmp(row.protocol, alone.protocol) != 0 ||
	    strcmp(row.source, alone.source) != 0 ||
	    strcmp(row.destination, alone.destination) != 0)
		abort();
	return 0;
}
