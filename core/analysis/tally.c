#include "core/analysis/tally.h"

#include <stdlib.h>
#include <string.h>

#include "core/analysis/fold.h"
#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/vec.h"

enum { BUCKETS = 1 << 14, WIDTH_MS = 1 };

struct tally {
	struct store *store;
	struct filter *filter;
	struct flows *flows;
	struct fields *fields;
	struct fold fold;
	size_t losses; /* of those that trails keep, counted already */
	uint64_t next, seen, packets, bytes, others;
	int64_t start, width, newest;
	size_t slots;
	VEC(struct talk) talks;
	uint32_t *buckets; /* index + 1 */
	VEC(uint32_t) chain;
	VEC(struct tally_layer) layers;
	VEC(size_t) order; /* of layers, as a tree */
	VEC(struct tally_series *) series;
};

struct tally *tally_new(struct store *s, struct filter *filter, struct flows *flows)
{
	struct tally *t = mem_new(sizeof(*t));
	t->store = s;
	t->filter = filter;
	t->flows = flows;
	t->next = 1;
	t->width = WIDTH_MS * CLOCK_MS;
	t->fields = fields_new();
	t->buckets = mem_new(BUCKETS * sizeof(*t->buckets));
	vec_push(&t->series, mem_new(sizeof(struct tally_series)));
	return t;
}

void tally_free(struct tally *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->series.count; i++)
		free(t->series.items[i]);
	free(t->series.items);
	free(t->talks.items);
	free(t->chain.items);
	free(t->layers.items);
	free(t->order.items);
	free(t->buckets);
	fields_free(t->fields);
	fold_done(&t->fold);
	free(t);
}

/* Talks ----------------------------------------------------------------------- */

/* end 0 is the lower text, so that both directions are one. */
static struct talk *talk_find(struct tally *t, const char *const ends[2],
			      const char *protocol)
{
	uint32_t hash = hash32_text(HASH32_START, ends[0]);
	hash = hash32_text(hash32_text(hash ^ 0x55, ends[1]), protocol);
	uint32_t *bucket = &t->buckets[hash % BUCKETS];
	for (uint32_t i = *bucket; i; i = t->chain.items[i - 1]) {
		struct talk *talk = &t->talks.items[i - 1];
		if (!strcmp(talk->ends[0], ends[0]) &&
		    !strcmp(talk->ends[1], ends[1]) &&
		    !strcmp(talk->protocol, protocol))
			return talk;
	}
	if (t->talks.count == TALKS_MAX)
		return NULL;
	struct talk talk = { .second = INT64_MIN };
	for (int i = 0; i < 2; i++) {
		struct text name = text_over(talk.ends[i], sizeof(talk.ends[i]));
		text_str(&name, ends[i]);
	}
	struct text name = text_over(talk.protocol, sizeof(talk.protocol));
	text_str(&name, protocol);
	vec_push(&t->talks, talk);
	vec_push(&t->chain, *bucket);
	*bucket = (uint32_t)t->talks.count;
	return &t->talks.items[t->talks.count - 1];
}

static void talk_second(struct talk *talk, int64_t second, uint32_t bytes)
{
	if (second > talk->second) {
		bool next = second - 1 == talk->second;
		for (int i = 0; i < 2; i++) {
			talk->was[i] = next ? talk->now[i] : 0;
			talk->now[i] = 0;
		}
		talk->second = second;
	}
	if (second == talk->second) {
		talk->now[0]++;
		talk->now[1] += bytes;
	}
}

/* Steadied as TCP does it (RFC 6298, 2.3). */
static void talk_trip(struct talk *talk, int64_t trip)
{
	if (trip > 0)
		talk->round_trip +=
			(trip - talk->round_trip) / (talk->round_trip ? 8 : 1);
}

/* swap: its sender is end 1. NULL: there is no room for it. */
static struct talk *talk_of(struct tally *t, const struct row *row, bool *swap)
{
	*swap = strcmp(row->source, row->destination) > 0;
	const char *const ends[2] = { *swap ? row->destination : row->source,
				      *swap ? row->source : row->destination };
	return talk_find(t, ends, row->protocol);
}

static void count_talk(struct tally *t, const struct row *row, const struct packet *p)
{
	bool swap;
	struct talk *talk = talk_of(t, row, &swap);
	if (!talk) {
		t->others++;
		return;
	}
	talk->packets[swap]++;
	talk->bytes[swap] += p->length;
	talk_trip(talk, flows_round_trip(t->flows));
	talk->again += strstr(row->info, "Retransmission]") != NULL;
	if (talk->packets[0] + talk->packets[1] == 1 || p->time < talk->first)
		talk->first = p->time;
	if (p->time > talk->last)
		talk->last = p->time;
	talk_second(talk, p->time / CLOCK_SEC, p->length);
}

void talk_rate(const struct talk *talk, int64_t now, bool live, uint64_t *packets,
	       uint64_t *bytes)
{
	uint64_t ms = (uint64_t)(talk->last - talk->first) / (uint64_t)CLOCK_MS;
	int64_t whole = now / CLOCK_SEC - 1;
	const uint32_t none[2] = { 0 };
	const uint32_t *last = talk->second == whole	   ? talk->now
			       : talk->second == whole + 1 ? talk->was
							   : none;
	if (!live)
		ms = ms < 1000 ? 1000 : ms;
	*packets = live ? last[0] : (talk->packets[0] + talk->packets[1]) * 1000 / ms;
	*bytes = live ? last[1] : (talk->bytes[0] + talk->bytes[1]) * 1000 / ms;
}

/* Layers ------------------------------------------------------------------------ */

/* Where a new child stands: behind everything that is in its parent. */
static void layer_place(struct tally *t, size_t layer, size_t parent)
{
	size_t at = 0, count = t->order.count;
	while (parent != SIZE_MAX && at < count && t->order.items[at] != parent)
		at++;
	unsigned depth = parent == SIZE_MAX ? 0 : t->layers.items[parent].depth;
	if (parent == SIZE_MAX)
		at = count;
	else
		for (at++;
		     at < count && t->layers.items[t->order.items[at]].depth > depth;)
			at++;
	vec_push(&t->order, layer);
	memmove(&t->order.items[at + 1], &t->order.items[at],
		(t->order.count - 1 - at) * sizeof(t->order.items[0]));
	t->order.items[at] = layer;
}

static size_t layer_find(struct tally *t, const char *name, size_t parent)
{
	for (size_t i = 0; i < t->layers.count; i++)
		if (t->layers.items[i].parent == parent &&
		    !strcmp(t->layers.items[i].name, name))
			return i;
	if (t->layers.count == LAYERS_MAX)
		return SIZE_MAX;
	struct tally_layer layer = { .name = name, .parent = parent };
	if (parent != SIZE_MAX)
		layer.depth = t->layers.items[parent].depth + 1;
	vec_push(&t->layers, layer);
	layer_place(t, t->layers.count - 1, parent);
	return t->layers.count - 1;
}

/* What is only carried is no protocol. */
static void count_layers(struct tally *t, const struct packet *p)
{
	size_t parent = SIZE_MAX;
	for (size_t i = 0; i < fields_count(t->fields); i++) {
		const struct field *f = fields_at(t->fields, i);
		if (f->depth || !strcmp(f->name, "Data"))
			continue;
		size_t layer = layer_find(t, f->name, parent);
		if (layer == SIZE_MAX)
			return;
		t->layers.items[layer].packets++;
		t->layers.items[layer].bytes += p->length;
		parent = layer;
	}
}

/* Time ---------------------------------------------------------------------------- */

/* Slots of twice the width: the axis holds twice the time. */
static void slots_halve(struct tally *t)
{
	for (size_t k = 0; k < t->series.count; k++) {
		struct tally_series *s = t->series.items[k];
		for (size_t i = 0; i < SLOTS; i++) {
			bool room = i < SLOTS / 2;
			s->packets[i] =
				room ? s->packets[2 * i] + s->packets[2 * i + 1] : 0;
			s->bytes[i] = room ? s->bytes[2 * i] + s->bytes[2 * i + 1] : 0;
		}
	}
	t->width *= 2;
	t->slots = (t->slots + 1) / 2;
}

static struct tally_series *series_of(struct tally *t, const char *place)
{
	for (size_t i = 1; i < t->series.count; i++)
		if (!strcmp(t->series.items[i]->place, place))
			return t->series.items[i];
	if (t->series.count == TALLY_SERIES || !*place)
		return NULL;
	struct tally_series *s = mem_new(sizeof(*s));
	struct text name = text_over(s->place, sizeof(s->place));
	text_str(&name, place);
	vec_push(&t->series, s);
	return s;
}

/* A copy counts where it was seen, and not once more among all. */
static void count_slot(struct tally *t, const struct packet *p, bool copy)
{
	if (t->packets == 1)
		t->start = p->time;
	/* A clock that went back: the axis does not, what was before is at its start.
	 */
	uint64_t since = p->time > t->start ? (uint64_t)(p->time - t->start) : 0;
	while (since / (uint64_t)t->width >= SLOTS && t->width < INT64_MAX / 4)
		slots_halve(t);
	size_t slot = (size_t)(since / (uint64_t)t->width);
	slot = slot < SLOTS ? slot : SLOTS - 1;
	t->slots = slot + 1 > t->slots ? slot + 1 : t->slots;
	struct tally_series *both[2] = {
		t->series.items[0],
		series_of(t, store_iface(t->store, p->iface)->name),
	};
	for (int i = copy ? 1 : 0; i < 2; i++) {
		if (!both[i])
			continue;
		both[i]->packets[slot]++;
		both[i]->bytes[slot] += p->length;
	}
}

/* The pass --------------------------------------------------------------------------
 */

static void tally_take(struct tally *t, const struct packet *p)
{
	struct row row;
	t->seen++;
	if (t->filter && !filter_match(t->filter, p))
		return;
	if (!fold_take(&t->fold, p->number)) {
		count_slot(t, p, true);
		return;
	}
	flows_dissect(t->flows, &row, t->fields, p);
	t->packets++;
	t->bytes += p->length;
	t->newest = p->time > t->newest ? p->time : t->newest;
	count_talk(t, &row, p);
	count_layers(t, p);
	count_slot(t, p, false);
}

void tally_fold(struct tally *t, const struct trails *trails)
{
	t->fold = (struct fold){ .trails = trails, .base = t->next };
}

/* A packet of which only this is wanted; false: the pass has to come to it first. */
static bool count_lost(struct tally *t, uint64_t number)
{
	bool swap;
	struct row row;
	struct packet p;
	if (number >= t->next)
		return false;
	if (!store_get(t->store, number, &p) ||
	    (t->filter && !filter_match(t->filter, &p)))
		return true;
	flows_dissect(t->flows, &row, NULL, &p);
	struct talk *talk = talk_of(t, &row, &swap);
	if (talk)
		talk->lost++;
	return true;
}

void tally_lost(struct tally *t, const struct trails *trails)
{
	while (t->losses < trails_lost_kept(trails) &&
	       count_lost(t, trails_lost_number(trails, t->losses)))
		t->losses++;
}

bool tally_advance(struct tally *t, unsigned budget)
{
	uint64_t last = fold_last(&t->fold, store_last(t->store)),
		 first = store_first(t->store);
	if (t->next < first)
		t->next = first;
	for (; budget && last && t->next <= last; budget--) {
		struct packet p;
		if (store_get(t->store, t->next++, &p))
			tally_take(t, &p);
	}
	return last && t->next <= last;
}

uint64_t tally_seen(const struct tally *t)
{
	return t->seen;
}

uint64_t tally_packets(const struct tally *t)
{
	return t->packets;
}

uint64_t tally_bytes(const struct tally *t)
{
	return t->bytes;
}

int64_t tally_last(const struct tally *t)
{
	return t->newest;
}

size_t tally_talks(const struct tally *t)
{
	return t->talks.count;
}

const struct talk *tally_talk(const struct tally *t, size_t i)
{
	return &t->talks.items[i];
}

uint64_t tally_others(const struct tally *t)
{
	return t->others;
}

size_t tally_layers(const struct tally *t)
{
	return t->order.count;
}

const struct tally_layer *tally_layer(const struct tally *t, size_t i)
{
	return &t->layers.items[t->order.items[i]];
}

size_t tally_series_count(const struct tally *t)
{
	return t->series.count;
}

const struct tally_series *tally_series(const struct tally *t, size_t i)
{
	return t->series.items[i];
}

int64_t tally_start(const struct tally *t)
{
	return t->start;
}

int64_t tally_width(const struct tally *t)
{
	return t->width;
}

size_t tally_slots(const struct tally *t)
{
	return t->slots;
}
