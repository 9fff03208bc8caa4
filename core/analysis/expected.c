#include "core/analysis/expected.h"

#include "core/base/hash.h"

#include <string.h>

static uint64_t place_of(const uint8_t *address, size_t size, uint32_t port,
			 uint32_t iface)
{
	const uint32_t numbers[] = { port, iface };
	uint64_t h = hash64_bytes(HASH64_START, numbers, sizeof(numbers));
	return hash64_bytes(h, address, size);
}

/* NULL where the entry was overwritten. */
static const struct expected_entry *entry_at(const struct expectations *e, uint32_t n)
{
	return n && e->count - n < EXPECTED ? &e->entries[n % EXPECTED] : NULL;
}

static void entry_add(struct expectations *e, struct expected_entry entry)
{
	uint32_t n = ++e->count, *bucket = &e->buckets[entry.place % EXPECTED];
	entry.chain = *bucket;
	*bucket = n;
	e->entries[n % EXPECTED] = entry;
}

static const struct expected_entry *entry_by(const struct expectations *e,
					     uint64_t control)
{
	for (uint32_t n = e->count; entry_at(e, n); n--)
		if (entry_at(e, n)->control == control)
			return entry_at(e, n);
	return NULL;
}

/* The command belongs to the connection that was announced last. */
static void note_command(struct expectations *e, const struct expected_said *said,
			 const struct announced *what)
{
	const struct expected_entry *last = entry_by(e, said->control);
	size_t n = what->command_size;
	if (!last || last->command[0])
		return;
	struct expected_entry entry = *last;
	entry.number = said->number;
	n = n < sizeof(entry.command) ? n : sizeof(entry.command) - 1;
	memcpy(entry.command, what->command, n);
	entry.command[n] = '\0';
	entry_add(e, entry);
}

void expected_note(struct expectations *e, const struct expected_said *said,
		   const struct announced *what)
{
	const uint8_t *address = what->address ? what->address : said->address;
	size_t size = what->address ? what->address_size : said->address_size;
	if (!what->how) {
		note_command(e, said, what);
		return;
	}
	entry_add(e, (struct expected_entry){
			     .number = said->number,
			     .place = place_of(address, size, what->port, said->iface),
			     .control = said->control,
			     .how = what->how,
		     });
}

static const struct expected_entry *find(const struct expectations *e, uint64_t place,
					 uint64_t number)
{
	const struct expected_entry *entry = entry_at(e, e->buckets[place % EXPECTED]);
	while (entry && (entry->place != place || entry->number >= number))
		entry = entry_at(e, entry->chain);
	return entry;
}

void expected_find(const struct expectations *e, const struct segment *s,
		   uint32_t iface, uint64_t number, struct expected *past)
{
	if (!e->count)
		return;
	size_t size = s->address_size;
	const struct expected_entry *entry = find(
		e, place_of(s->destination, size, s->destination_port, iface), number);
	if (!entry)
		entry = find(e, place_of(s->source, size, s->source_port, iface),
			     number);
	if (entry)
		*past = (struct expected){ entry->how, entry->command };
}
