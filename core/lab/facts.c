/* What is opened here may come from an engine that went wrong, so nothing in it is
 * believed before it was checked. */
#include "core/lab/facts.h"

#include <string.h>

enum { SPACES, LINKS, ADDRESSES, ALTNAMES };

static const struct sealed_kind kind = {
	.name = "snapshot",
	.magic = "ltfacts",
	.version = FACTS_VERSION,
	.sizes = {
		[SPACES] = sizeof(struct fact_space),
		[LINKS] = sizeof(struct fact_link),
		[ADDRESSES] = sizeof(struct fact_address),
		[ALTNAMES] = sizeof(struct fact_altname),
	},
};

_Static_assert(sizeof(struct fact_space) % 8 == 0 &&
		       sizeof(struct fact_link) % 8 == 0 &&
		       sizeof(struct fact_address) % 8 == 0,
	       "every array starts aligned");

static bool check_spaces(const struct facts *f)
{
	for (size_t i = 0; i < f->space_count; i++) {
		const struct fact_space *s = &f->spaces[i];
		if (s->kind < SPACE_HOST || s->kind > SPACE_HIDDEN ||
		    !sealed_ends(s->process, sizeof(s->process)) ||
		    !sealed_ends(s->name, sizeof(s->name)))
			return false;
	}
	return true;
}

static bool check_link(const struct fact_link *l)
{
	return l->mac_size <= sizeof(l->mac) && sealed_ends(l->name, sizeof(l->name)) &&
	       sealed_ends(l->kind, sizeof(l->kind)) &&
	       sealed_ends(l->master_kind, sizeof(l->master_kind)) &&
	       sealed_ends(l->alias, sizeof(l->alias));
}

/* Also the order: grouped as the namespaces are, ascending within each. */
static bool check_links(const struct facts *f)
{
	size_t space = 0;
	for (size_t i = 0; i < f->link_count; i++) {
		const struct fact_link *l = &f->links[i];
		while (space < f->space_count && f->spaces[space].cookie != l->cookie)
			space++;
		bool ascends = !i || f->links[i - 1].cookie != l->cookie ||
			       f->links[i - 1].ifindex < l->ifindex;
		if (space == f->space_count || !ascends || !check_link(l))
			return false;
	}
	return true;
}

static bool check_addresses(const struct facts *f)
{
	for (size_t i = 0; i < f->address_count; i++) {
		uint32_t before = i ? f->addresses[i - 1].link : 0;
		uint32_t link = f->addresses[i].link;
		if (link >= f->link_count || link < before)
			return false;
	}
	return true;
}

static bool check_altnames(const struct facts *f)
{
	for (size_t i = 0; i < f->altname_count; i++) {
		const struct fact_altname *a = &f->altnames[i];
		uint32_t before = i ? f->altnames[i - 1].link : 0;
		if (a->link >= f->link_count || a->link < before ||
		    !sealed_ends(a->name, sizeof(a->name)))
			return false;
	}
	return true;
}

/* Points into the map, whose sizes are known to be right. */
static void facts_point(struct facts *f)
{
	const struct sealed *s = &f->sealed;
	f->spaces = s->arrays[SPACES];
	f->links = s->arrays[LINKS];
	f->addresses = s->arrays[ADDRESSES];
	f->altnames = s->arrays[ALTNAMES];
	f->space_count = s->counts[SPACES];
	f->link_count = s->counts[LINKS];
	f->address_count = s->counts[ADDRESSES];
	f->altname_count = s->counts[ALTNAMES];
	f->serial = s->serial;
	f->complete = s->flags != 0;
}

bool facts_open(struct facts *f, int fd, struct error *e)
{
	*f = (struct facts){ .spaces = NULL };
	if (!sealed_open(&f->sealed, &kind, fd, e))
		return false;
	facts_point(f);
	if (check_spaces(f) && check_links(f) && check_addresses(f) &&
	    check_altnames(f))
		return true;
	facts_close(f);
	return error_set(e, 0, "snapshot: a record is damaged");
}

void facts_close(struct facts *f)
{
	sealed_close(&f->sealed);
	*f = (struct facts){ .spaces = NULL };
}

int facts_seal(const struct facts *f, struct error *e)
{
	const struct sealed s = {
		.serial = f->serial,
		.flags = f->complete,
		.arrays = { f->spaces, f->links, f->addresses, f->altnames },
		.counts = { f->space_count, f->link_count, f->address_count,
			    f->altname_count },
	};
	return sealed_write(&s, &kind, e);
}
