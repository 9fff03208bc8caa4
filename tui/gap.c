#include "tui/gap.h"

#include "core/base/clock.h"

void gap_put(const struct area *a, int row, int column, int width, int64_t ns)
{
	char words[32];
	struct text t = text_over(words, sizeof(words));
	struct area field = area_part(a, row, column, 1, width);
	clock_text_gap(&t, ns, a->canvas->ascii);
	area_put_right(&field, 0, 0, ROLE_TEXT, words);
}
