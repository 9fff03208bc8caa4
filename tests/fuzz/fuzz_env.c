/* Variables in a text: never longer than the limit, and terminated. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/lab/env_text.h"

enum { LIMIT = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Half of all names are set, some to nothing, some to what looks like a variable. */
static const char *variable(const char *name)
{
	static const char *const values[] = { NULL, "value", "", "${A:-$B}" };
	return values[(unsigned char)name[0] % 4];
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	size_t out = 0;
	char *text = env_replace((const char *)bytes, size, variable, LIMIT, &out);
	if (text && (out > LIMIT || text[out]))
		abort();
	free(text);
	return 0;
}
