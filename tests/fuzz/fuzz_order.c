/* Orders as a hostile front might send them: refused with words or complete. */
#include <stdlib.h>
#include <string.h>

#include "core/capture/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool is_sound(const struct order *o)
{
	struct error e;
	if (o->kind == ORDER_FILTER || o->kind == ORDER_CAPTURE)
		(void)source_code_check(o->items.code, o->count, &e);
	return strlen(o->name) < sizeof(o->name) &&
	       strlen(o->ifname) < sizeof(o->ifname) &&
	       strlen(o->description) < sizeof(o->description) &&
	       strlen(o->filter_text) < sizeof(o->filter_text) &&
	       order_size(o) <= sizeof(*o);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct order *o = malloc(sizeof(*o));
	struct error e = { .text = "" };
	if (o && order_read(o, bytes, size, size & 1, &e) ? !is_sound(o) : !e.text[0])
		abort();
	free(o);
	return 0;
}
