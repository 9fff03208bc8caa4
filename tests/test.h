/* Unit tests print TAP: one line per check, a plan at the end. */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"

static int test_count, test_failed;

static inline bool test_report(bool ok, const char *what, const char *file, int line)
{
	printf("%sok %d - %s\n", ok ? "" : "not ", ++test_count, what);
	if (!ok) {
		printf("# at %s:%d\n", file, line);
		test_failed++;
	}
	fflush(stdout);
	return ok;
}

static inline bool test_same(const char *got, const char *want, const char *what,
			     const char *file, int line)
{
	bool ok = test_report(!strcmp(got, want), what, file, line);
	if (!ok)
		printf("# got  '%s'\n# want '%s'\n", got, want);
	return ok;
}

#define CHECK(condition)     test_report((condition), #condition, __FILE__, __LINE__)
#define CHECK_AS(what, cond) test_report((cond), what, __FILE__, __LINE__)
#define CHECK_STR(got, want) test_same(got, want, #got, __FILE__, __LINE__)
#define SKIP(what, why)	     printf("ok %d - %s # SKIP %s\n", ++test_count, what, why)

/* The last line of main(): return test_done(); */
static inline int test_done(void)
{
	printf("1..%d\n", test_count);
	return test_failed ? 1 : 0;
}

#endif
