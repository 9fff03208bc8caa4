#include "core/analysis/echoes.h"

#include <stddef.h>

#include "core/base/attr.h"
#include "core/base/hash.h"

enum { ANYWHERE = -1 /* no interface has this number */ };

static uint64_t print_of(const struct segment *s, uint32_t iface)
{
	const uint8_t *asker = s->reply ? s->destination : s->source;
	const uint8_t *asked = s->reply ? s->source : s->destination;
	const uint32_t numbers[] = { iface, s->source_port, s->destination_port,
				     s->sequence, s->protocol };
	uint64_t h = hash64_words(HASH64_START, numbers, sizeof(numbers));
	h = hash64_words(h, asker, s->address_size);
	return hash64_words(h, asked, s->address_size);
}

static void note(struct echo *slots, size_t count, const struct echo *echo)
{
	slots[echo->print % count] = *echo;
}

static uint64_t find(const struct echo *slots, size_t count, const struct segment *s,
		     uint32_t iface, bool *here)
{
	const uint64_t prints[] = { print_of(s, iface),
				    print_of(s, (uint32_t)ANYWHERE) };
	for (int i = 0; i < 2; i++) {
		const struct echo *echo = &slots[prints[i] % count];
		*here = i == 0;
		if (echo->print == prints[i])
			return echo->number;
	}
	return 0;
}

static void note_both(struct echo *slots, size_t count, const struct segment *s,
		      uint32_t iface, uint64_t number)
{
	struct echo echo = { print_of(s, iface), number, s->digest };
	note(slots, count, &echo);
	echo.print = print_of(s, (uint32_t)ANYWHERE);
	note(slots, count, &echo);
}

void echoes_ask(struct echoes *e, const struct segment *s, uint32_t iface,
		uint64_t number)
{
	note_both(e->slots, COUNT(e->slots), s, iface, number);
}

uint64_t echoes_same(const struct echoes *e, const struct segment *s, uint32_t iface)
{
	uint64_t print = print_of(s, iface);
	const struct echo *echo = &e->slots[print % COUNT(e->slots)];
	bool same = echo->print == print && echo->digest == s->digest;
	return same && s->digest ? echo->number : 0;
}

uint64_t echoes_answer(const struct echoes *e, const struct segment *s, uint32_t iface,
		       bool *here)
{
	return find(e->slots, COUNT(e->slots), s, iface, here);
}

void echoes_reply(struct echoes *e, const struct segment *s, uint32_t iface,
		  uint64_t number)
{
	note_both(e->early, COUNT(e->early), s, iface, number);
}

uint64_t echoes_early(const struct echoes *e, const struct segment *s, uint32_t iface)
{
	bool here;
	return find(e->early, COUNT(e->early), s, iface, &here);
}
