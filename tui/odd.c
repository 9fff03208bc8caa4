#include "tui/odd.h"

#include <string.h>

#include "tui/number.h"

/* "1 datagram too short for a frame", "12 datagrams in fragments (MTU too small)". */
static void put(struct text *t, uint64_t count, enum tunnel_kind kind)
{
	/* The first word is a plural. */
	const char *words = tunnel_words(kind);
	size_t noun = strcspn(words, " ");
	number_grouped(t, count);
	text_char(t, ' ');
	text_mem(t, words, count == 1 ? noun - 1 : noun);
	text_str(t, words + noun);
}

void odd_first(struct text *t, const char *name, enum tunnel_kind kind)
{
	text_printf(t, "%s: %s are dropped, not decoded", name, tunnel_words(kind));
}

uint64_t odd_sum(const uint64_t odd[TUNNEL_KINDS])
{
	uint64_t sum = 0;
	for (unsigned kind = 0; kind < TUNNEL_KINDS; kind++)
		sum += odd[kind];
	return sum;
}

void odd_list(struct text *t, const uint64_t odd[TUNNEL_KINDS])
{
	const char *between = "";
	for (unsigned kind = 0; kind < TUNNEL_KINDS; kind++) {
		if (!odd[kind] || !tunnel_words((enum tunnel_kind)kind))
			continue;
		text_str(t, between);
		put(t, odd[kind], (enum tunnel_kind)kind);
		between = ", ";
	}
}
