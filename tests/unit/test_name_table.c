/* Names and their numbers. */
#include "core/base/name_table.h"

#include <stdio.h>
#include <string.h>

#include "tests/test.h"

enum { MANY = 5000 };

static void test_few(void)
{
	struct name_table t = { .room = 0 };
	CHECK(name_table_find(&t, "a", 1) == NAME_TABLE_NONE);
	CHECK(name_table_add(&t, "a:eth1", 6, 7) == 7);
	CHECK(name_table_add(&t, "a:eth1", 6, 8) == 7);
	CHECK_AS("as far as it is said to go", name_table_add(&t, "a:eth1", 2, 9) == 9);
	CHECK(name_table_find(&t, "a:eth2", 2) == 9);
	CHECK(name_table_find(&t, "a:eth", 5) == NAME_TABLE_NONE);
	CHECK(name_table_add(&t, "", 0, 3) == 3);
	CHECK(name_table_find(&t, "", 0) == 3);
	name_table_done(&t);
}

static void test_many(void)
{
	struct name_table t = { .room = 0 };
	char name[32];
	bool good = true;
	for (uint32_t i = 0; i < 2 * MANY; i++) {
		snprintf(name, sizeof(name), "n%u:eth%u", (unsigned)(i % MANY) / 7,
			 (unsigned)(i % MANY));
		good &= name_table_add(&t, name, strlen(name), i) == i % MANY;
	}
	CHECK_AS("each keeps the number it came with", good);
	CHECK(t.entries.count == MANY);
	name_table_done(&t);
}

int main(void)
{
	test_few();
	test_many();
	return test_done();
}
