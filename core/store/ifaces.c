/* The interfaces of a capture. */
#include "core/store/ifaces.h"

#include <stdlib.h>
#include <string.h>

enum { OPTIONS_KEPT = 4096 };

void ifaces_free(struct ifaces *list)
{
	for (size_t i = 0; i < list->all.count; i++) {
		free((void *)(uintptr_t)list->all.items[i]->options);
		free(list->all.items[i]);
	}
	free(list->all.items);
	free(list->local.items);
}

void ifaces_section(struct ifaces *list)
{
	list->local_count = 0;
}

static bool same(const struct iface *a, const struct iface *b)
{
	return a->linktype == b->linktype && a->snaplen == b->snaplen &&
	       a->has_mac == b->has_mac && !memcmp(a->mac, b->mac, sizeof(a->mac)) &&
	       !strcmp(a->name, b->name) && !strcmp(a->description, b->description) &&
	       !strcmp(a->filter, b->filter);
}

/* Is this what the sections so far have in this place? */
static bool repeats(const struct ifaces *list, uint32_t place,
		    const struct iface *iface)
{
	return place < list->local.count &&
	       same(list->all.items[list->local.items[place].id], iface);
}

/* Those of the block that is being looked at; more than any honest one has are not
 * worth the memory. */
static void keep_options(struct iface *iface)
{
	const uint8_t *options = iface->options;
	iface->options = NULL;
	if (iface->options_size > OPTIONS_KEPT)
		iface->options_size = 0;
	if (!iface->options_size)
		return;
	uint8_t *copy = mem_new(iface->options_size);
	memcpy(copy, options, iface->options_size);
	iface->options = copy;
}

bool ifaces_add(struct ifaces *list, const struct iface *iface,
		struct pcapng_clock clock)
{
	uint32_t place = list->local_count;
	if (!repeats(list, place, iface)) {
		if (list->all.count == IFACES_MAX)
			return false;
		struct iface *copy = mem_new(sizeof(*copy));
		*copy = *iface;
		keep_options(copy);
		vec_push(&list->all, copy);
		struct iface_local local = { .id = (uint32_t)list->all.count - 1 };
		if (place == list->local.count)
			vec_push(&list->local, local);
		list->local.items[place] = local;
	}
	list->local.items[place].clock = clock;
	list->local_count++;
	return true;
}
