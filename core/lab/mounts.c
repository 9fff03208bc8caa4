/* Which mount namespaces were read, and where to go on. */
#include "core/lab/mounts.h"

#include "core/base/clock.h"
#include "core/base/vec.h"

/* For one look: more than a host with a hundred containers needs to be seen whole. */
enum { LOOK_MS = 100 };

struct mounts {
	VEC(uint64_t) read; /* inodes, ascending */
	uint64_t last;	    /* read again up to here, in the round under way */
};

struct mounts *mounts_new(void)
{
	return mem_new(sizeof(struct mounts));
}

void mounts_free(struct mounts *m)
{
	if (!m)
		return;
	free(m->read.items);
	free(m);
}

static int by_inode(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

static bool was_read(const struct mounts *m, uint64_t inode)
{
	return m->read.count &&
	       bsearch(&inode, m->read.items, m->read.count, sizeof(inode), by_inode);
}

/* Those that were read before come round again: a mount may have been added. */
static void read_again(struct mounts *m, struct names *names,
		       const struct process *const *leaders, size_t count, int64_t end)
{
	size_t first = 0;
	while (first < count && leaders[first]->mounts <= m->last)
		first++;
	for (size_t i = 0; i < count && clock_mono() < end; i++) {
		const struct process *p = leaders[(first + i) % count];
		if (was_read(m, p->mounts))
			names_read_mounts(names, p->pid);
		m->last = p->mounts;
	}
}

bool mounts_look(struct mounts *m, struct names *names,
		 const struct process *const *leaders, size_t count)
{
	struct mounts new = { .read = { NULL, 0, 0 } };
	int64_t end = clock_mono() + LOOK_MS * CLOCK_MS;
	bool all = true;
	for (size_t i = 0; i < count; i++) {
		bool known = was_read(m, leaders[i]->mounts);
		if (!known && clock_mono() >= end) {
			all = false;
			continue;
		}
		if (!known)
			names_read_mounts(names, leaders[i]->pid);
		vec_push(&new.read, leaders[i]->mounts);
	}
	read_again(m, names, leaders, count, end);
	free(m->read.items);
	m->read.items = new.read.items;
	m->read.count = new.read.count;
	m->read.room = new.read.room;
	return all;
}
