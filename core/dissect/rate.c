#include "core/dissect/rate.h"

#include <string.h>

#define INFINITE 0x7f800000

void rate_text(struct text *t, uint32_t bits)
{
	float rate;
	memcpy(&rate, &bits, sizeof(rate));
	if (bits == INFINITE)
		text_str(t, "unlimited");
	else if (rate >= 0 && rate < 1e18f)
		text_uint(t, (uint64_t)rate);
	else
		text_str(t, "no rate");
}

void rate_field(struct dissect *d, const char *name)
{
	uint32_t bits = reader_u32(&d->r);
	struct text *t = field_over(d, name, 4);
	if (t)
		rate_text(t, bits);
}
