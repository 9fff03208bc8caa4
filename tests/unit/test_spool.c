/* The spool from both ends: what is published is there and nothing else, the ring loses
 * whole segments only, a full disk costs only the packets of that time. */
#include "tests/test.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/store/control.h"
#include "core/store/spool.h"
#include "core/store/store.h"
#include "tests/scratch.h"

enum { ENDLESS = 1 << 30 };

static const struct iface eth[] = {
	{ .name = "a:eth1",
	  .description = "a eth1 <-> b eth1",
	  .filter = "not port 22",
	  .linktype = 1,
	  .snaplen = 262144,
	  .has_mac = true,
	  .mac = { 2, 0, 0, 0, 0, 9 } },
	{ .name = "b:eth1", .linktype = 276 },
};

/* Packet n is told by its bytes: n, then a size and a filling that depend on n. */
static struct packet make_packet(uint64_t n, uint8_t bytes[1600])
{
	uint32_t size = (uint32_t)(8 + n * 37 % 1500);
	memset(bytes, (int)(n & 255), size);
	memcpy(bytes, &n, sizeof(n));
	return (struct packet){
		.time = 1700000000000000000 + (int64_t)n,
		.captured = size,
		.length = size + 4,
		.direction = (enum direction)(n % 3),
		.dropped = n % 10 == 0 ? n : 0,
		.bytes = bytes,
		.comment = "note",
		.comment_size = n % 7 == 0 ? 4 : 0,
	};
}

static bool append(struct spool *s, uint64_t n, struct error *e)
{
	uint8_t bytes[1600];
	struct packet p = make_packet(n, bytes);
	return spool_append(s, &p, e);
}

static bool is_packet(const struct packet *p, uint64_t n)
{
	uint8_t bytes[1600];
	struct packet want = make_packet(n, bytes);
	return p->time == want.time && p->captured == want.captured &&
	       p->length == want.length && p->direction == want.direction &&
	       p->dropped == want.dropped && p->comment_size == want.comment_size &&
	       !memcmp(p->bytes, bytes, want.captured);
}

static struct spool *ring(const struct scratch *d, uint64_t segment, uint64_t limit)
{
	struct error e;
	const struct spool_options o = {
		.dir = d->fd, .file = -1, .segment_size = segment, .limit = limit
	};
	struct spool *s = spool_new(&o, &e);
	if (!s)
		printf("# %s\n", e.text);
	else
		spool_iface(s, &eth[0]);
	return s;
}

static struct store *follow(const struct spool *s, const struct scratch *d)
{
	struct error e;
	struct store *r =
		store_open_spool(dup(spool_control_fd(s)), dup(d->fd), -1, &e);
	if (!r)
		printf("# %s\n", e.text);
	return r;
}

static void read_all(struct store *s)
{
	while (store_advance(s, 100))
		;
}

static void test_publish(void)
{
	struct scratch d = scratch_new();
	struct error e;
	struct packet p;
	struct spool *s = ring(&d, ENDLESS, ENDLESS);
	struct store *r = follow(s, &d);
	read_all(r);
	CHECK(store_last(r) == 0 && !store_trouble(r));
	for (uint64_t n = 1; n <= 5000; n++) /* more than the buffer holds */
		append(s, n, &e);
	read_all(r);
	CHECK(store_last(r) == 0);
	CHECK(spool_publish(s, &e));
	read_all(r);
	CHECK(store_last(r) == 5000 && store_first(r) == 1);
	bool same = true;
	for (uint64_t n = 5000; n >= 1; n--)
		same &= store_get(r, n, &p) && is_packet(&p, n) && p.iface == 0;
	CHECK(same);
	const struct iface *iface = store_iface(r, 0);
	CHECK(iface->has_mac && !memcmp(iface->mac, eth[0].mac, 6));
	CHECK_STR(iface->name, eth[0].name);
	CHECK_STR(iface->description, eth[0].description);
	CHECK_STR(iface->filter, eth[0].filter);

	CHECK(spool_iface(s, &eth[1]) == 1);
	CHECK(append(s, 5001, &e) && spool_stats(s, 1, 1, 2, 3, &e));
	CHECK(spool_publish(s, &e));
	read_all(r);
	CHECK(store_ifaces(r) == 2 && store_iface(r, 1)->linktype == 276);
	p = (struct packet){ .iface = 2 };
	CHECK(!spool_append(s, &p, &e));
	p = (struct packet){ .captured = UINT32_MAX };
	CHECK(!spool_append(s, &p, &e));
	spool_free(s);
	read_all(r);
	CHECK(store_last(r) == 5001 && !store_trouble(r));
	store_free(r);
	scratch_free(&d);
}

/* Every file that is there is a capture of its own with all interfaces so far. */
static uint64_t count_alone(const struct scratch *d, uint32_t ifaces)
{
	uint64_t packets = 0;
	struct error e;
	for (unsigned number = 1; number < 1000; number++) {
		char name[32];
		snprintf(name, sizeof(name), "%08u.pcapng", number);
		int fd = openat(d->fd, name, O_RDONLY | O_CLOEXEC);
		struct store *s = fd < 0 ? NULL : store_open_file(fd, name, &e);
		if (!s)
			continue;
		read_all(s);
		packets += store_last(s);
		if (store_trouble(s) || store_ifaces(s) != ifaces)
			return 0;
		store_free(s);
	}
	return packets;
}

static void test_ring(void)
{
	enum { SEGMENT = 16384, LIMIT = 100000, PACKETS = 3000 };
	struct scratch d = scratch_new();
	struct error e;
	struct packet p;
	struct spool *s = ring(&d, SEGMENT, LIMIT);
	struct store *r = follow(s, &d), *late = follow(s, &d);
	bool fine = true;
	CHECK(spool_iface(s, &eth[1]) == 1);
	for (uint64_t n = 1; n <= PACKETS; n++) {
		fine &= append(s, n, &e);
		if (n % 9 && n < PACKETS)
			continue;
		fine &= spool_publish(s, &e);
		read_all(r);
		fine &= store_last(r) == n && store_get(r, n, &p) && is_packet(&p, n);
		uint64_t first = store_first(r);
		fine &= store_get(r, first, &p) && is_packet(&p, first);
		fine &= first == 1 || !store_get(r, first - 1, &p);
	}
	CHECK(fine && !store_trouble(r));
	CHECK(store_first(r) > PACKETS / 2 && store_ifaces(r) == 2);
	CHECK(store_memory(r) < 4 << 20);
	int files = scratch_list(&d, false);
	CHECK(files >= 4 && files <= LIMIT / SEGMENT);
	CHECK(count_alone(&d, 2) == PACKETS - store_first(r) + 1);

	read_all(late); /* started before everything that is now gone */
	CHECK(store_last(late) == PACKETS - store_first(r) + 1);
	CHECK(store_get(late, 1, &p) && is_packet(&p, store_first(r)));
	spool_free(s);
	read_all(r);
	CHECK(store_last(r) == PACKETS);

	struct store *left = store_open_left(dup(d.fd), "left", &e);
	read_all(left);
	CHECK(store_last(left) == PACKETS - store_first(r) + 1);
	CHECK(!store_trouble(left) && store_get(left, 1, &p) &&
	      is_packet(&p, store_first(r)));
	store_free(left);
	store_free(late);
	store_free(r);
	scratch_free(&d);
	d = scratch_new();
	CHECK(!store_open_left(dup(d.fd), "left", &e));
	CHECK_STR(e.text, "left: no capture segments in this directory");
	scratch_free(&d);
}

/* A packet that is asked for just after its segment went is gone, which is no trouble.
 */
static void test_gone(void)
{
	struct scratch d = scratch_new();
	struct error e;
	struct packet p;
	struct spool *s = ring(&d, 4096, 200000); /* more files than are kept open */
	struct store *r = follow(s, &d);
	for (uint64_t n = 1; n <= 1000; n++) {
		append(s, n, &e);
		if (n % 40 || !spool_publish(s, &e))
			continue;
		if (n == 200)
			read_all(r);
	}
	CHECK(store_first(r) == 1 && store_last(r) == 200);
	CHECK(!store_get(r, 1, &p) && !store_trouble(r) && store_first(r) > 1);
	read_all(r);
	CHECK(store_get(r, store_last(r), &p) && is_packet(&p, 1000));
	CHECK(strstr(store_trouble(r), "went unread"));
	spool_free(s);
	store_free(r);
	scratch_free(&d);
}

/* What a killed writer leaves: segments without a page, the last one cut anywhere. */
static void test_left(void)
{
	struct scratch d = scratch_new();
	struct error e;
	struct packet p;
	struct spool *s = ring(&d, 16384, ENDLESS);
	for (uint64_t n = 1; n <= 100; n++)
		append(s, n, &e);
	spool_free(s);
	int files = scratch_list(&d, false);
	char name[32];
	snprintf(name, sizeof(name), "%08d.pcapng", files);
	int fd = openat(d.fd, name, O_RDWR | O_CLOEXEC);
	struct stat st;
	CHECK(fstat(fd, &st) == 0 && ftruncate(fd, st.st_size - 3) == 0);
	close(fd);
	close(openat(d.fd, "notes.txt", O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	close(openat(d.fd, "77.pcapng", O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	struct store *left = store_open_left(dup(d.fd), "left", &e);
	read_all(left);
	CHECK(store_last(left) == 99 && store_trouble(left));
	CHECK(store_get(left, 99, &p) && is_packet(&p, 99));
	store_free(left);
	scratch_free(&d);
}

static void test_single(void)
{
	struct scratch d = scratch_new();
	struct error e;
	struct packet p;
	int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
	int fd = openat(d.fd, "x.pcapng", flags, 0600);
	const struct spool_options o = { .dir = -1, .file = fd, .segment_size = 1000 };
	struct spool *s = spool_new(&o, &e);
	spool_iface(s, &eth[0]);
	int again = openat(d.fd, "x.pcapng", O_RDONLY | O_CLOEXEC);
	struct store *r =
		store_open_spool(dup(spool_control_fd(s)), -1, dup(again), &e);
	for (uint64_t n = 1; n <= 500; n++)
		append(s, n, &e);
	CHECK(spool_publish(s, &e));
	read_all(r);
	CHECK(store_last(r) == 500 && store_get(r, 77, &p) && is_packet(&p, 77));
	struct store *plain = store_open_file(again, "x.pcapng", &e);
	read_all(plain);
	CHECK(store_last(plain) == 500);
	append(s, 501, &e);
	spool_free(s);
	read_all(plain);
	CHECK(store_last(plain) == 501 && !store_trouble(plain));
	store_free(plain);
	store_free(r);
	scratch_free(&d);
}

static int create(const struct scratch *d, const char *name)
{
	return openat(d->fd, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

/* Opens a file, and says what packets it has: first and last by their bytes. */
static bool holds(const struct scratch *d, const char *name, uint64_t first,
		  uint64_t last)
{
	struct error e;
	struct packet p;
	struct store *r = store_open_file(openat(d->fd, name, O_RDONLY), name, &e);
	if (!r)
		return false;
	read_all(r);
	bool good = store_last(r) == last - first + 1 && !store_trouble(r) &&
		    store_get(r, 1, &p) && is_packet(&p, first) &&
		    store_get(r, last - first + 1, &p) && is_packet(&p, last) &&
		    !strcmp(store_iface(r, p.iface)->name, "a:eth1");
	store_free(r);
	return good;
}

/* Several files, one after the other: each whole by itself. */
static void test_next_file(void)
{
	struct scratch d = scratch_new();
	struct error e;
	const struct spool_options o = { .dir = -1, .file = create(&d, "1") };
	struct spool *s = spool_new(&o, &e);
	spool_iface(s, &eth[0]);
	for (uint64_t n = 1; n <= 9; n++)
		append(s, n, &e);
	spool_next_file(s, create(&d, "2"));
	append(s, 10, &e);
	CHECK(spool_publish(s, &e));
	CHECK_AS("a next file ends the one before", holds(&d, "1", 1, 10));
	append(s, 11, &e);
	append(s, 12, &e);
	spool_next_file(s, create(&d, "unused"));
	spool_next_file(s, create(&d, "3"));
	CHECK(spool_publish(s, &e));
	CHECK(holds(&d, "2", 11, 12));
	append(s, 13, &e);
	spool_next_file(s, create(&d, "late"));
	spool_free(s);
	CHECK_AS("of several files the last counts", holds(&d, "3", 13, 13));
	struct stat st;
	CHECK(!fstatat(d.fd, "unused", &st, 0) && st.st_size == 0);
	scratch_free(&d);
}

static bool takes_its_size(const struct scratch *d, const char *name, off_t least)
{
	struct stat st;
	return !fstatat(d->fd, name, &st, 0) && st.st_size >= least &&
	       st.st_blocks * 512 - st.st_size < 1 << 20;
}

/* What a large file got in advance is given back when it is complete. */
static void test_reserve(void)
{
	enum { MANY = 20000, LEAST = 9 << 20 };
	struct scratch d = scratch_new();
	struct error e;
	struct stat st;
	const struct spool_options o = { .dir = -1, .file = create(&d, "1") };
	struct spool *s = spool_new(&o, &e);
	spool_iface(s, &eth[0]);
	for (uint64_t n = 1; n <= MANY; n++)
		append(s, n, &e);
	CHECK(spool_publish(s, &e));
	CHECK_AS("a reserve is not seen in the size",
		 !fstatat(d.fd, "1", &st, 0) && st.st_size < 2 * LEAST);
	spool_next_file(s, create(&d, "2"));
	CHECK(spool_publish(s, &e));
	CHECK_AS("nor kept", takes_its_size(&d, "1", LEAST));
	CHECK(holds(&d, "1", 1, MANY));
	for (uint64_t n = 1; n <= MANY; n++)
		append(s, n, &e);
	spool_free(s);
	CHECK(takes_its_size(&d, "2", LEAST) && holds(&d, "2", 1, MANY));
	scratch_free(&d);
}

/* Names that are taken are not used, links are not followed. */
static void test_exclusive(void)
{
	struct scratch d = scratch_new();
	struct error e;
	const struct spool_options o = { .dir = d.fd,
					 .file = -1,
					 .segment_size = 1000 };
	CHECK(symlinkat("/tmp/labtap-nowhere", d.fd, "00000001.pcapng") == 0);
	CHECK(!spool_new(&o, &e) && e.code == EEXIST);
	CHECK(access("/tmp/labtap-nowhere", F_OK) < 0);
	scratch_list(&d, true);
	struct spool *s = spool_new(&o, &e);
	struct stat st;
	CHECK(fstatat(d.fd, "00000001.pcapng", &st, 0) == 0 &&
	      (st.st_mode & 07777) == 0600);
	spool_free(s);
	scratch_free(&d);
}

/* A page as an honest writer would never make it. */
static int forge(uint64_t first, uint64_t head, int seals, struct control **page)
{
	int fd = memfd_create("forged", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (ftruncate(fd, sizeof(**page)) < 0)
		return -1;
	*page = mmap(NULL, sizeof(**page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	(*page)->magic = CONTROL_MAGIC;
	(*page)->first = first;
	(*page)->head = head;
	fcntl(fd, F_ADD_SEALS, seals);
	return fd;
}

static void test_control(void)
{
	struct scratch d = scratch_new();
	struct error e;
	struct control *page;
	struct spool *s = ring(&d, ENDLESS, ENDLESS);
	int fd = spool_control_fd(s);
	CHECK(ftruncate(fd, 0) < 0 && ftruncate(fd, 1 << 20) < 0);
	CHECK(mmap(NULL, 8, PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED);
	append(s, 1, &e);
	spool_free(s);

	struct stat st;
	CHECK(fstatat(d.fd, "00000001.pcapng", &st, 0) == 0);
	uint64_t head = control_head(1, (uint64_t)st.st_size);
	CHECK(!store_open_spool(forge(1, head, 0, &page), dup(d.fd), -1, &e));
	CHECK_STR(e.text, "spool: the control page is not sealed");
	munmap(page, sizeof(*page));
	CHECK(!store_open_spool(forge(9, head, F_SEAL_SHRINK, &page), dup(d.fd), -1,
				&e));
	CHECK_STR(e.text, "spool: the control page is damaged");
	munmap(page, sizeof(*page));
	CHECK(!store_open_spool(forge(1, head, F_SEAL_SHRINK, &page), -1, -1, &e));
	munmap(page, sizeof(*page));

	/* Lengths that go backwards, and beyond what the file has. */
	struct store *r = store_open_spool(forge(1, head, F_SEAL_SHRINK, &page),
					   dup(d.fd), -1, &e);
	read_all(r);
	page->head--;
	CHECK(!store_advance(r, 10) && strstr(store_trouble(r), "damaged"));
	store_free(r);
	munmap(page, sizeof(*page));
	r = store_open_spool(forge(1, control_head(1, 1 << 20), F_SEAL_SHRINK, &page),
			     dup(d.fd), -1, &e);
	read_all(r);
	CHECK(store_last(r) == 1 && strstr(store_trouble(r), "became shorter"));
	store_free(r);
	munmap(page, sizeof(*page));
	scratch_free(&d);
}

/* A writer and a reader at full speed: every number the reader sees is that packet. */
enum { RACE = 60000 };

struct race {
	struct spool *spool;
	_Atomic bool over;
	bool failed;
};

static void *race_writer(void *owner)
{
	struct race *race = owner;
	struct error e;
	for (uint64_t n = 1; n <= RACE && !race->failed; n++) {
		race->failed = !append(race->spool, n, &e);
		if (n % 50 == 0)
			race->failed |= !spool_publish(race->spool, &e);
	}
	race->over = true;
	return NULL;
}

/* Checks what is new; `number` and `content` are those of the last packet. */
static bool race_read(struct store *r, bool trimmed, uint64_t *number,
		      uint64_t *content)
{
	struct packet p;
	for (; *number < store_last(r); ++*number) {
		if (!store_get(r, *number + 1, &p)) {
			if (trimmed)
				continue;
			return false;
		}
		uint64_t n;
		memcpy(&n, p.bytes, sizeof(n));
		if (n <= *content || !is_packet(&p, n))
			return false;
		if (!trimmed && n != *number + 1)
			return false;
		*content = n;
	}
	return true;
}

static void race(uint64_t segment, uint64_t limit)
{
	struct scratch d = scratch_new();
	struct race race = { .spool = ring(&d, segment, limit) };
	struct store *r = follow(race.spool, &d);
	pthread_t writer;
	bool fine = pthread_create(&writer, NULL, race_writer, &race) == 0;
	uint64_t number = 0, content = 0;
	for (bool over = false, more = true; fine && (more || !over);) {
		over = race.over; /* before the look: nothing can come after it */
		more = store_advance(r, 500);
		fine = race_read(r, limit < ENDLESS, &number, &content);
		if (!more)
			sched_yield();
	}
	CHECK(pthread_join(writer, NULL) == 0 && !race.failed);
	CHECK(fine && content == RACE);
	store_free(r);
	spool_free(race.spool);
	scratch_free(&d);
}

static void test_race(void)
{
	race(1 << 20, ENDLESS);
	race(1 << 18, 1 << 20);
}

/* Whoever opens the file now, without the control page, finds nothing torn. */
static bool is_whole(const struct scratch *d, const char *name)
{
	struct error e;
	int fd = openat(d->fd, name, O_RDONLY | O_CLOEXEC);
	struct store *s = store_open_file(fd, name, &e);
	if (!s)
		return false;
	read_all(s);
	bool whole = store_last(s) > 0 && !store_trouble(s);
	store_free(s);
	return whole;
}

/* Fills the place that `d` is in, then makes room: what was published before stays,
 * what comes after is there, and the file is whole blocks at every moment. */
static void check_full(const struct scratch *d, int file, void (*make_room)(void))
{
	struct error e = { 0 };
	struct packet p;
	const struct spool_options o = {
		.dir = d->fd, .file = file, .segment_size = ENDLESS, .limit = ENDLESS
	};
	struct spool *s = spool_new(&o, &e);
	spool_iface(s, &eth[0]);
	int again = file >= 0 ? openat(d->fd, "x", O_RDONLY | O_CLOEXEC) : -1;
	struct store *r =
		store_open_spool(dup(spool_control_fd(s)), dup(d->fd), again, &e);
	uint64_t n = 1, published = 0;
	while (append(s, n, &e)) {
		if (n % 100 == 0 && spool_publish(s, &e))
			published = n;
		n++;
	}
	CHECK(n > published && published > 0 && e.code != 0);
	CHECK(!spool_publish(s, &e));
	CHECK(is_whole(d, file >= 0 ? "x" : "00000001.pcapng"));
	read_all(r);
	CHECK(store_last(r) == published && !store_trouble(r));
	CHECK(store_get(r, published, &p) && is_packet(&p, published));
	make_room();
	CHECK(append(s, n, &e) && spool_publish(s, &e));
	spool_free(s);
	read_all(r);
	CHECK(store_last(r) == n && !store_trouble(r));
	CHECK(store_get(r, n, &p) && is_packet(&p, n));
	CHECK(store_get(r, n - 1, &p) && is_packet(&p, n - 1));
	store_free(r);
}

static void raise_limit(void)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_FSIZE, &limit);
}

static void test_file_limit(void)
{
	struct scratch d = scratch_new();
	struct rlimit limit;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = 3000001; /* in the middle of a packet */
	setrlimit(RLIMIT_FSIZE, &limit);
	int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
	check_full(&d, openat(d.fd, "x", flags, 0600), raise_limit);
	scratch_free(&d);
}

static void remove_ballast(void)
{
	unlink("/tmp/ballast");
}

/* In a mount namespace of its own, with a 4 MiB /tmp. */
static void full_disk_child(void)
{
	int fd = open("/tmp/ballast", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	test_failed = test_count = 0;
	if (fd < 0 || posix_fallocate(fd, 0, 2 << 20) != 0)
		_exit(1);
	close(fd);
	struct scratch d = scratch_new();
	check_full(&d, -1, remove_ballast);
	scratch_free(&d);
	_exit(test_failed ? 1 : 0);
}

static bool mount_tiny(void)
{
	return unshare(CLONE_NEWNS) == 0 &&
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("tiny", "/tmp", "tmpfs", 0, "size=4m") == 0;
}

static void test_full_disk(void)
{
	enum { NO_MOUNT = 77 };
	int status = 0;
	pid_t child = fork();
	if (child == 0) {
		if (!mount_tiny())
			_exit(NO_MOUNT);
		if (!freopen("/dev/null", "w", stdout))
			_exit(1);
		full_disk_child();
	}
	CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status));
	if (WEXITSTATUS(status) == NO_MOUNT)
		SKIP("full disk", "needs root for a mount namespace");
	else
		CHECK_AS("full disk", WEXITSTATUS(status) == 0);
}

/* The reference reads what we write. */
static void test_tshark(void)
{
	if (!scratch_have("tshark")) {
		SKIP("tshark reads segments", "tshark is not installed");
		return;
	}
	struct scratch d = scratch_new();
	struct error e;
	struct spool *s = ring(&d, ENDLESS, ENDLESS);
	for (uint64_t n = 1; n <= 20; n++)
		append(s, n, &e);
	spool_stats(s, 0, 1700000001000000000, 123, 45, &e);
	spool_free(s);
	char command[512], got[4096];
	snprintf(command, sizeof(command),
		 "tshark -n -r %s/00000001.pcapng -c 14 -T fields -e frame.number "
		 "-e frame.time_epoch -e frame.interface_name -e frame.cap_len "
		 "-e frame.len -e frame.packet_flags_direction -e frame.comment "
		 "2>/dev/null | tail -1",
		 d.path);
	CHECK(scratch_run(command, got, sizeof(got)));
	CHECK_STR(got,
		  "14\t1700000000.000000014\ta:eth1\t526\t530\t0x00000002\tnote\n");
	snprintf(command, sizeof(command), "capinfos %s/00000001.pcapng 2>&1", d.path);
	CHECK(scratch_run(command, got, sizeof(got)));
	CHECK(strstr(got, "Filter string = not port 22"));
	CHECK(strstr(got, "Description = a eth1 <-> b eth1"));
	CHECK(strstr(got, "Number of packets = 20"));
	CHECK(strstr(got, "Number of stat entries = 1"));
	CHECK(strstr(got, "Capture application: labtap"));
	scratch_free(&d);
}

int main(void)
{
	test_publish();
	test_ring();
	test_gone();
	test_left();
	test_single();
	test_next_file();
	test_reserve();
	test_exclusive();
	test_control();
	test_race();
	test_file_limit();
	test_full_disk();
	test_tshark();
	return test_done();
}
