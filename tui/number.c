#include "tui/number.h"

void number_grouped(struct text *t, uint64_t value)
{
	if (value < 1000) {
		text_uint(t, value);
		return;
	}
	number_grouped(t, value / 1000);
	text_char(t, ' ');
	text_padded(t, value % 1000, 3);
}

void number_short(struct text *t, uint64_t value)
{
	static const char units[] = "kMGTPE";
	uint64_t unit = 1000;
	size_t which = 0;
	if (value < 1000) {
		text_uint(t, value);
		return;
	}
	for (; value / unit >= 1000; unit *= 1000)
		which++;
	text_uint(t, value / unit);
	if (value / unit < 100) {
		text_char(t, '.');
		text_uint(t, value % unit / (unit / 10));
	}
	text_char(t, units[which]);
}
