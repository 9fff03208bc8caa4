/* Snapshots on their way from the engine to the front: one memfd, a header and four
 * arrays behind it. What is opened here may come from an engine that went wrong, so
 * nothing in it is believed before it was checked. */
#include "core/lab/facts.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"

enum { SPACES, LINKS, ADDRESSES, ALTNAMES, ARRAYS };

enum { SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL };

static const char magic[8] = "ltfacts";

static const uint32_t sizes[ARRAYS] = {
	[SPACES] = sizeof(struct fact_space),
	[LINKS] = sizeof(struct fact_link),
	[ADDRESSES] = sizeof(struct fact_address),
	[ALTNAMES] = sizeof(struct fact_altname),
};

struct facts_header {
	char magic[sizeof(magic)];
	uint32_t version;
	uint32_t complete;
	uint64_t serial;
	uint32_t sizes[ARRAYS];
	uint32_t counts[ARRAYS];
};

_Static_assert(sizeof(struct facts_header) % 8 == 0 &&
		       sizeof(struct fact_space) % 8 == 0 &&
		       sizeof(struct fact_link) % 8 == 0 &&
		       sizeof(struct fact_address) % 8 == 0,
	       "every array starts aligned");

static bool terminated(const char *s, size_t size)
{
	return memchr(s, '\0', size) != NULL;
}

static bool check_spaces(const struct facts *f)
{
	for (size_t i = 0; i < f->space_count; i++) {
		const struct fact_space *s = &f->spaces[i];
		if (s->kind < SPACE_HOST || s->kind > SPACE_HIDDEN ||
		    !terminated(s->process, sizeof(s->process)) ||
		    !terminated(s->name, sizeof(s->name)))
			return false;
	}
	return true;
}

static bool check_link(const struct fact_link *l)
{
	return l->mac_size <= sizeof(l->mac) && terminated(l->name, sizeof(l->name)) &&
	       terminated(l->kind, sizeof(l->kind)) &&
	       terminated(l->master_kind, sizeof(l->master_kind)) &&
	       terminated(l->alias, sizeof(l->alias));
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
		    !terminated(a->name, sizeof(a->name)))
			return false;
	}
	return true;
}

/* Maps the whole file, and only one that can neither shrink nor change any more. */
static bool facts_map(struct facts *f, int fd, struct error *e)
{
	struct stat st;
	int seals = fcntl(fd, F_GET_SEALS);
	if (fstat(fd, &st))
		return error_set(e, errno, "snapshot");
	if (seals < 0 || (seals & SEALS) != SEALS)
		return error_set(e, 0, "snapshot: it is not sealed");
	if (st.st_size < (off_t)sizeof(struct facts_header))
		return error_set(e, 0, "snapshot: it is too short");
	f->map_size = (size_t)st.st_size;
	void *map = mmap(NULL, f->map_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return error_set(e, errno, "snapshot");
	f->map = map;
	return true;
}

static bool facts_check_header(const struct facts *f, struct error *e)
{
	const struct facts_header *h = f->map;
	if (memcmp(h->magic, magic, sizeof(magic)) != 0 ||
	    h->version != FACTS_VERSION || memcmp(h->sizes, sizes, sizeof(sizes)) != 0)
		return error_set(e, 0, "snapshot: made by another version");
	uint64_t size = sizeof(*h);
	for (int i = 0; i < ARRAYS; i++)
		size += (uint64_t)h->sizes[i] * h->counts[i];
	return size == f->map_size || error_set(e, 0, "snapshot: its size is wrong");
}

/* Points into the map, whose sizes are known to be right. */
static void facts_point(struct facts *f)
{
	const struct facts_header *h = f->map;
	const unsigned char *at = f->map;
	const void *arrays[ARRAYS];
	at += sizeof(*h);
	for (int i = 0; i < ARRAYS; i++) {
		arrays[i] = at;
		at += (size_t)h->sizes[i] * h->counts[i];
	}
	f->spaces = arrays[SPACES];
	f->links = arrays[LINKS];
	f->addresses = arrays[ADDRESSES];
	f->altnames = arrays[ALTNAMES];
	f->space_count = h->counts[SPACES];
	f->link_count = h->counts[LINKS];
	f->address_count = h->counts[ADDRESSES];
	f->altname_count = h->counts[ALTNAMES];
	f->serial = h->serial;
	f->complete = h->complete != 0;
}

bool facts_open(struct facts *f, int fd, struct error *e)
{
	*f = (struct facts){ .map = NULL };
	bool ok = facts_map(f, fd, e) && facts_check_header(f, e);
	if (ok) {
		facts_point(f);
		ok = (check_spaces(f) && check_links(f) && check_addresses(f) &&
		      check_altnames(f)) ||
		     error_set(e, 0, "snapshot: a record is damaged");
	}
	if (!ok)
		facts_close(f);
	return ok;
}

void facts_close(struct facts *f)
{
	if (f->map)
		munmap(f->map, f->map_size);
	*f = (struct facts){ .map = NULL };
}

static bool write_all(int fd, const void *bytes, size_t size)
{
	const char *at = bytes;
	while (size > 0) {
		ssize_t n = write(fd, at, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

static bool facts_write(int fd, const struct facts *f)
{
	struct facts_header h = {
		.version = FACTS_VERSION,
		.complete = f->complete,
		.serial = f->serial,
		.counts = { (uint32_t)f->space_count, (uint32_t)f->link_count,
			    (uint32_t)f->address_count, (uint32_t)f->altname_count },
	};
	const void *arrays[ARRAYS] = { f->spaces, f->links, f->addresses, f->altnames };
	memcpy(h.magic, magic, sizeof(magic));
	memcpy(h.sizes, sizes, sizeof(sizes));
	bool ok = write_all(fd, &h, sizeof(h));
	for (int i = 0; ok && i < ARRAYS; i++)
		ok = write_all(fd, arrays[i], (size_t)sizes[i] * h.counts[i]);
	return ok;
}

int facts_seal(const struct facts *f, struct error *e)
{
	int fd = memfd_create("labtap-facts", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0) {
		error_set(e, errno, "memfd_create");
		return -1;
	}
	if (!facts_write(fd, f) || fcntl(fd, F_ADD_SEALS, SEALS)) {
		error_set(e, errno, "write a snapshot");
		close(fd);
		return -1;
	}
	return fd;
}
