/* Flattens the surveys: ids and ifindexes become cookies and positions. */
#include "core/lab/snapshot.h"

struct snapshot {
	VEC(struct fact_space) spaces;
	VEC(struct fact_link) links;
	VEC(struct fact_address) addresses;
	VEC(struct fact_altname) altnames;
};

static void add_links(struct snapshot *t, const struct spaces *s, struct netspace *n)
{
	for (size_t i = 0; i < n->survey.links.count; i++) {
		const struct netlink_link *l = &n->survey.links.items[i];
		struct fact_link f = l->fact;
		f.cookie = n->fact.cookie;
		const struct netspace *other = f.peer ? spaces_of_peer(s, n, l) : NULL;
		f.peer_cookie = other ? other->fact.cookie : 0;
		vec_push(&t->links, f);
	}
}

/* Both lists are sorted by ifindex: one walk finds the links of all addresses. An
 * address whose link is not there (it came between the two dumps) is left out. */
static void add_addresses(struct snapshot *t, const struct survey *s, size_t first)
{
	size_t link = 0;
	for (size_t i = 0; i < s->addresses.count; i++) {
		struct fact_address f = s->addresses.items[i].fact;
		while (link < s->links.count &&
		       s->links.items[link].fact.ifindex < f.link)
			link++;
		if (link == s->links.count ||
		    s->links.items[link].fact.ifindex != f.link)
			continue;
		f.link = (uint32_t)(first + link);
		vec_push(&t->addresses, f);
	}
}

static void add_altnames(struct snapshot *t, const struct survey *s, size_t first)
{
	for (size_t i = 0; i < s->altnames.count; i++) {
		struct fact_altname f = s->altnames.items[i];
		const struct netlink_link *l = survey_link(s, f.link);
		if (!l)
			continue;
		f.link = (uint32_t)(first + (size_t)(l - s->links.items));
		vec_push(&t->altnames, f);
	}
}

int snapshot_seal(const struct spaces *s, uint64_t serial, bool complete,
		  struct error *e)
{
	struct snapshot t = { .spaces = { NULL, 0, 0 } };
	for (size_t i = 0; i < s->items.count; i++) {
		struct netspace *n = s->items.items[i];
		size_t first = t.links.count;
		vec_push(&t.spaces, n->fact);
		add_links(&t, s, n);
		add_addresses(&t, &n->survey, first);
		add_altnames(&t, &n->survey, first);
	}
	struct facts f = {
		.spaces = t.spaces.items,
		.links = t.links.items,
		.addresses = t.addresses.items,
		.altnames = t.altnames.items,
		.space_count = t.spaces.count,
		.link_count = t.links.count,
		.address_count = t.addresses.count,
		.altname_count = t.altnames.count,
		.serial = serial,
		.complete = complete,
	};
	int fd = facts_seal(&f, e);
	free(t.spaces.items);
	free(t.links.items);
	free(t.addresses.items);
	free(t.altnames.items);
	return fd;
}
