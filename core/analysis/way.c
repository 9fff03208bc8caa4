#include "core/analysis/way.h"

#include <stdlib.h>

int way_compare_place(const struct sighting *a, const struct sighting *b)
{
	if (a->point != b->point)
		return a->point < b->point ? -1 : 1;
	if (a->direction != b->direction)
		return a->direction < b->direction ? -1 : 1;
	if (a->id.hops != b->id.hops)
		return a->id.hops > b->id.hops ? -1 : 1;
	return (a->id.inner > b->id.inner) - (a->id.inner < b->id.inner);
}

static int by_time(const void *x, const void *y)
{
	const struct sighting *a = x, *b = y;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->id.hops != b->id.hops)
		return a->id.hops > b->id.hops ? -1 : 1;
	bool first = a->direction == DIRECTION_OUT,
	     second = b->direction == DIRECTION_OUT;
	return first != second ? second - first
			       : (a->number > b->number) - (a->number < b->number);
}

static struct way_point point_of(const struct sighting *s,
				 const struct way_point *points, size_t count)
{
	const struct way_point none = { WAY_NONE, WAY_NONE, WAY_NONE, false };
	return s->point < count ? points[s->point] : none;
}

/* Does a frame get from `a` to `b` without anything in between? */
static bool leads_to(const struct sighting *a, const struct sighting *b,
		     const struct way_point *points, size_t count)
{
	struct way_point from = point_of(a, points, count),
			 to = point_of(b, points, count);
	bool in = b->direction == DIRECTION_IN, out = b->direction == DIRECTION_OUT;
	if (to.peer == a->point)
		return in && a->direction == DIRECTION_OUT;
	if (to.bridge == WAY_NONE || to.bridge != from.bridge || a->point == b->point)
		return false;
	if (to.is_bridge)
		return in && a->direction == DIRECTION_IN;
	return out && (from.is_bridge ? a->direction == DIRECTION_OUT
				      : a->direction == DIRECTION_IN);
}

/* Of those with this stamp from `first` on, does one lead to hops[i]? */
static bool is_led_to(const struct sighting *hops, size_t first, size_t end, size_t i,
		      const struct way_point *points, size_t count)
{
	for (size_t k = first; k < end; k++)
		if (k != i && leads_to(&hops[k], &hops[i], points, count))
			return true;
	return false;
}

/* Equal stamps: always next the first that none of the others leads to. */
static void sort_equal(struct sighting *hops, size_t first, size_t end,
		       const struct way_point *points, size_t count)
{
	for (; first + 1 < end; first++) {
		size_t i = first;
		while (i < end && is_led_to(hops, first, end, i, points, count))
			i++;
		if (i == end)
			return; /* round and round */
		const struct sighting next = hops[i];
		for (; i > first; i--)
			hops[i] = hops[i - 1];
		hops[first] = next;
	}
}

void way_sort(struct sighting *hops, size_t n, const struct way_point *points,
	      size_t count)
{
	qsort(hops, n, sizeof(*hops), by_time);
	for (size_t first = 0, end; points && first < n; first = end) {
		for (end = first + 1; end < n && hops[end].time == hops[first].time;)
			end++;
		sort_equal(hops, first, end, points, count);
	}
}

/* Two that leave a node as they are come from one that came in. */
static bool is_branch(const struct sighting *a, const struct sighting *b)
{
	return a->direction == DIRECTION_OUT && b->direction == DIRECTION_OUT &&
	       a->id.inner == b->id.inner;
}

/* Where nothing leads to it directly: the last in the same node, else the last; what
 * leaves a node where it was not seen before comes from where nobody looks. */
static size_t likely_from(const struct sighting *hops, size_t i,
			  const struct way_point *points, size_t count)
{
	uint32_t space = point_of(&hops[i], points, count).space;
	for (size_t k = i; k-- > 0 && space != WAY_NONE;)
		if (point_of(&hops[k], points, count).space == space &&
		    !is_branch(&hops[k], &hops[i]))
			return k;
	bool hidden = space != WAY_NONE && hops[i].direction == DIRECTION_OUT;
	return i && !hidden ? i - 1 : SIZE_MAX;
}

void way_trace(const struct sighting *hops, size_t n, const struct way_point *points,
	       size_t count, struct way_hop *out)
{
	for (size_t i = 0; i < n; i++) {
		size_t from = i;
		while (from > 0 && !leads_to(&hops[from - 1], &hops[i], points, count))
			from--;
		out[i] = (struct way_hop){ &hops[i],
					   from ? from - 1
						: likely_from(hops, i, points, count) };
	}
}
