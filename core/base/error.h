/* An error is a value on the caller's stack: what failed and why, ready to be shown.
 * Functions that can fail take one and return false (or NULL); only tui/ prints it. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

#include "core/base/attr.h"

struct error {
	int code; /* errno, or 0 where no system call failed */
	char text[240];
};

/* Sets text, and ": " with the reason when code is not 0. Always returns false. */
bool error_set(struct error *e, int code, const char *fmt, ...) PRINTF(3, 4);

/* Puts "context: " in front of an error that is already set. Always returns false. */
bool error_in(struct error *e, const char *fmt, ...) PRINTF(2, 3);

#endif
