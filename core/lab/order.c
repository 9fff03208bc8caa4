/* Two sorted lists: by name, and by master; then each link is placed with its ports. */
#include "core/lab/order.h"

#include <net/if_arp.h>

#include "core/base/mem.h"
#include "core/lab/describe.h"

/* Nobody stacks masters deeper; facts that claim to might go round in a circle. */
enum { DEPTH = 8 };

/* A link, with what it is sorted by. */
struct item {
	const struct fact_link *link;
	uint32_t index;
	uint32_t position; /* among all, by name */
};

struct placing {
	const struct fact_link *links;
	size_t count;
	const struct item *by_name, *by_master;
	bool *placed; /* by index */
	uint32_t *order;
	size_t done;
};

static int compare(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

static uint32_t rank(const struct fact_link *l)
{
	if (describe_is_bridge(l->kind))
		return 0;
	return l->arptype == ARPHRD_LOOPBACK ? 2 : 1;
}

static int by_name(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int order = compare(rank(x->link), rank(y->link));
	if (!order)
		order = strverscmp(x->link->name, y->link->name);
	return order ? order : compare(x->index, y->index);
}

static int by_master(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int order = compare(x->link->master, y->link->master);
	return order ? order : compare(x->position, y->position);
}

static int by_ifindex(const void *key, const void *link)
{
	const struct fact_link *l = link;
	return compare(*(const uint32_t *)key, l->ifindex);
}

static bool has_master(const struct placing *p, const struct fact_link *l)
{
	return l->master &&
	       bsearch(&l->master, p->links, p->count, sizeof(*p->links), by_ifindex);
}

/* Where the ports of this master begin. */
static size_t first_port(const struct placing *p, uint32_t master)
{
	size_t low = 0, high = p->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (p->by_master[middle].link->master < master)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void place(struct placing *p, uint32_t index, int depth)
{
	uint32_t ifindex = p->links[index].ifindex;
	if (p->placed[index])
		return;
	p->placed[index] = true;
	p->order[p->done++] = index;
	if (!ifindex || depth == DEPTH)
		return;
	for (size_t i = first_port(p, ifindex);
	     i < p->count && p->by_master[i].link->master == ifindex; i++)
		place(p, p->by_master[i].index, depth + 1);
}

void order_links(const struct fact_link *links, size_t count, uint32_t *order)
{
	if (!count)
		return;
	autofree struct item *names = mem_new(count * sizeof(*names));
	autofree struct item *masters = mem_new(count * sizeof(*masters));
	autofree bool *placed = mem_new(count * sizeof(*placed));
	for (uint32_t i = 0; i < count; i++)
		names[i] = (struct item){ &links[i], i, 0 };
	qsort(names, count, sizeof(*names), by_name);
	for (uint32_t i = 0; i < count; i++)
		names[i].position = i;
	memcpy(masters, names, count * sizeof(*masters));
	qsort(masters, count, sizeof(*masters), by_master);
	struct placing p = { links, count, names, masters, placed, order, 0 };
	for (size_t i = 0; i < count; i++)
		if (!has_master(&p, names[i].link))
			place(&p, names[i].index, 0);
	for (size_t i = 0; i < count; i++)
		place(&p, names[i].index, 0);
}
