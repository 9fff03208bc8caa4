/* Ports that are not what they should be, as the user says: --decode-as on the command
 * line, :decode and D in the browser. */
#ifndef TUI_DECODE_H
#define TUI_DECODE_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

enum { DECODE_OPTIONS_MAX = 32 };

/* What was said on the command line, borrowed. */
struct decode_options {
	const char *items[DECODE_OPTIONS_MAX];
	size_t count;
};

/* One more; false when it says nothing that can be done. */
bool decode_option(struct decode_options *o, const char *argument, struct error *e);

/* Opens the command line with the packet's port in it, for the user to say what it is.
 */
struct app;
void decode_ask(struct app *app, uint64_t number);

#endif
