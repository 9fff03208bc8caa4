/* Collects the answers of two dumps and sorts them. */
#include "core/lab/survey.h"

#include <errno.h>

enum { ATTEMPTS = 3 };

static void take_link(void *owner, const struct netlink_link *l)
{
	struct survey *s = owner;
	vec_push(&s->links, *l);
}

static void take_altname(void *owner, uint32_t ifindex, const char *name)
{
	struct survey *s = owner;
	struct fact_altname a = { .link = ifindex };
	snprintf(a.name, sizeof(a.name), "%s", name);
	vec_push(&s->altnames, a);
}

static void take_address(void *owner, const struct fact_address *address)
{
	struct survey *s = owner;
	struct survey_address a = { *address, (uint32_t)s->addresses.count };
	vec_push(&s->addresses, a);
}

static int by_number(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

static int by_ifindex(const void *a, const void *b)
{
	const struct netlink_link *x = a, *y = b;
	return by_number(x->fact.ifindex, y->fact.ifindex);
}

static int by_address(const void *a, const void *b)
{
	const struct survey_address *x = a, *y = b;
	int order = by_number(x->fact.link, y->fact.link);
	return order ? order : by_number(x->order, y->order);
}

static int by_altname(const void *a, const void *b)
{
	const struct fact_altname *x = a, *y = b;
	int order = by_number(x->link, y->link);
	return order ? order : strcmp(x->name, y->name);
}

static void sort(void *items, size_t count, size_t size,
		 int (*order)(const void *, const void *))
{
	if (count > 1)
		qsort(items, count, size, order);
}

/* A link that was made anew during the dump may be told twice. */
static void drop_doubles(struct survey *s)
{
	size_t kept = 0;
	for (size_t i = 0; i < s->links.count; i++)
		if (!i || s->links.items[i].fact.ifindex !=
				  s->links.items[i - 1].fact.ifindex)
			s->links.items[kept++] = s->links.items[i];
	s->links.count = kept;
}

static void survey_sort(struct survey *s)
{
	sort(s->links.items, s->links.count, sizeof(*s->links.items), by_ifindex);
	drop_doubles(s);
	sort(s->addresses.items, s->addresses.count, sizeof(*s->addresses.items),
	     by_address);
	sort(s->altnames.items, s->altnames.count, sizeof(*s->altnames.items),
	     by_altname);
	/* Only the order among the addresses of a link is a fact. */
	for (size_t i = 0; i < s->addresses.count; i++)
		s->addresses.items[i].order = 0;
}

bool survey_read(struct survey *s, struct netlink *n, int32_t id, struct error *e)
{
	for (int i = 0; i < ATTEMPTS; i++) {
		struct survey new = { .links = { NULL, 0, 0 } };
		struct netlink_sink sink = {
			.link = take_link,
			.altname = take_altname,
			.address = take_address,
			.owner = &new,
		};
		if (netlink_links(n, id, &sink, e) &&
		    netlink_addresses(n, id, &sink, e)) {
			survey_sort(&new);
			*s = new;
			return true;
		}
		survey_clear(&new);
		if (e->code != EINTR)
			break;
	}
	return false;
}

void survey_clear(struct survey *s)
{
	free(s->links.items);
	free(s->addresses.items);
	free(s->altnames.items);
	*s = (struct survey){ .links = { NULL, 0, 0 } };
}

static bool same(const void *a, size_t a_count, const void *b, size_t b_count,
		 size_t size)
{
	return a_count == b_count && (!a_count || !memcmp(a, b, a_count * size));
}

bool survey_same(const struct survey *a, const struct survey *b)
{
	return same(a->links.items, a->links.count, b->links.items, b->links.count,
		    sizeof(*a->links.items)) &&
	       same(a->addresses.items, a->addresses.count, b->addresses.items,
		    b->addresses.count, sizeof(*a->addresses.items)) &&
	       same(a->altnames.items, a->altnames.count, b->altnames.items,
		    b->altnames.count, sizeof(*a->altnames.items));
}

const struct netlink_link *survey_link(const struct survey *s, uint32_t ifindex)
{
	const struct netlink_link key = { .fact.ifindex = ifindex };
	return s->links.count ? bsearch(&key, s->links.items, s->links.count,
					sizeof(key), by_ifindex)
			      : NULL;
}
