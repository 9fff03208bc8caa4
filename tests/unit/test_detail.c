/* The detail of a packet that was gone before it was shown: there is nothing to find
 * and nothing to move in. */
#include "tests/test.h"

#include "tui/detail.h"

int main(void)
{
	struct detail d = { .early = false };
	detail_fit(&d, 10, 10, 80);
	CHECK(!detail_field(&d));
	CHECK(!detail_find(&d, "a", 1) && !detail_find(&d, "a", -1));
	bool nothing = true;
	for (int c = 0; c < COMMAND_COUNT; c++)
		nothing = nothing &&
			  !detail_command(&d, DETAIL_TREE, (enum command)c, 1) &&
			  !detail_command(&d, DETAIL_BYTES, (enum command)c, 1);
	CHECK_AS("no command is for it", nothing);
	detail_done(&d);
	return test_done();
}
