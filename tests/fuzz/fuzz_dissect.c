/* Any bytes on any link give a row and a tree that are sound, and the row is the same
 * with and without a tree; without a row it comes to an end as well. Two bytes of link
 * type, one of what was cut off, the frame.
 */
#include <stdint.h>
#include <stdlib.h>

#include "core/base/attr.h"
#include "core/dissect/dissect.h"
#include "tests/unit/dissect_sound.h"

enum { HEADER = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fields *tree;
	struct row row, alone;
	if (!tree)
		tree = fields_new();
	if (size < HEADER)
		return 0;
	uint32_t link = (uint32_t)(data[0] << 8 | data[1]);
	const uint8_t *frame = data + HEADER;
	size_t captured = size - HEADER, length = captured + data[2];
	dissect_packet(&row, tree, link, frame, captured, length);
	dissect_packet(&alone, NULL, link, frame, captured, length);
	dissect_packet_after(NULL, NULL, NULL, link, frame, captured, length);
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
