#include "core/analysis/echoes.h"

#include <stddef.h>

enum { ANYWHERE = -1 /* no interface has this number */ };

/* FNV-1a. */
static uint64_t mix(uint64_t h, const void *bytes, size_t n)
{
	const uint8_t *at = bytes;
	for (size_t i = 0; i < n; i++)
		/* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult) */
		h = (h ^ at[i]) * UINT64_C(0x100000001b3);
	return h;
}

static uint64_t print_of(const struct segment *s, uint32_t iface)
{
	const uint8_t *asker = s->reply ? s->destination : s->source;
	const uint8_t *asked = s->reply ? s->source : s->destination;
	const uint32_t numbers[] = { iface, s->source_port, s->destination_port,
				     s->sequence, s->protocol };
	uint64_t h = mix(UINT64_C(0xcbf29ce484222325), numbers, sizeof(numbers));
	h = mix(h, asker, s->address_size);
	return mix(h, asked, s->address_size);
}

static void note(struct echoes *e, uint64_t print, uint64_t number)
{
	e->slots[print % ECHOES] = (struct echo){ print, number };
}

static uint64_t find(const struct echoes *e, uint64_t print)
{
	const struct echo *slot = &e->slots[print % ECHOES];
	return slot->print == print ? slot->number : 0;
}

void echoes_ask(struct echoes *e, const struct segment *s, uint32_t iface,
		uint64_t number)
{
	note(e, print_of(s, iface), number);
	note(e, print_of(s, (uint32_t)ANYWHERE), number);
}

uint64_t echoes_answer(const struct echoes *e, const struct segment *s, uint32_t iface)
{
	uint64_t same = find(e, print_of(s, iface));
	return same ? same : find(e, print_of(s, (uint32_t)ANYWHERE));
}
