#include "core/capture/recorder.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/store/ifaces.h"
#include "core/store/spool.h"

/* Segments go as a whole: a small spool has small ones. */
static const uint64_t SEGMENT_SIZE = UINT64_C(64) << 20;
enum { SEGMENTS_LEAST = 8 };
static const int64_t RETRY = 200 * CLOCK_MS;
enum {
	NAME_TRIES = 16,
	/* Endpoints that are being opened will have theirs as well. */
	IFACES_MANY = IFACES_MAX - 4096,
};

struct recorder {
	struct engine_options options;
	struct outbox *outbox;
	int wake, dir;
	struct spool *spool;
	char path[256];
	uint32_t ifaces;
	bool fresh;	  /* something is not published yet */
	int broken;	  /* errno of the last write, 0: fine */
	int64_t retry_at; /* clock_mono(); nothing is tried before */
	uint64_t lost;	  /* packets since it broke */
};

/* What the user can do about a write that fails. */
static const struct {
	int code;
	const char *advice;
} advices[] = {
	{ ENOSPC, "free some space" },
	{ EDQUOT, "free some of your quota" },
	{ EFBIG, "the file has reached the largest size allowed" },
	{ EIO, "the disk has a fault" },
	{ 0, "save elsewhere" },
};

static const char *advice_for(int code)
{
	size_t i = 0;
	while (advices[i].code && advices[i].code != code)
		i++;
	return advices[i].advice;
}

struct recorder *recorder_new(const struct engine_options *options,
			      struct outbox *outbox, int wake)
{
	struct recorder *r = mem_new(sizeof(*r));
	r->options = *options;
	r->outbox = outbox;
	r->wake = wake;
	r->dir = -1;
	return r;
}

/* As mkdtemp(3), which follows whatever stands in the way. */
static void name_make(const struct recorder *r, struct text *t)
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	uint8_t random[6];
	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		abort();
	text_str(t, "labtap-");
	text_uint(t, r->options.user->uid);
	text_char(t, '-');
	for (size_t i = 0; i < sizeof(random); i++)
		text_char(t, letters[random[i] % 32]);
}

static bool directory_make(struct recorder *r, int parent, struct error *e)
{
	int tries = NAME_TRIES;
	bool made;
	char name[64];
	do {
		struct text t = text_over(name, sizeof(name));
		name_make(r, &t);
		made = !mkdirat(parent, name, 0700);
	} while (!made && errno == EEXIST && --tries > 0);
	if (made)
		r->dir = openat(parent, name,
				O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	if (r->dir < 0 || fstat(r->dir, &st) || st.st_uid != geteuid())
		return error_set(e, errno,
				 "make a directory for packets in %s (--spool-dir "
				 "names another)",
				 r->options.spool_dir);
	struct text path = text_over(r->path, sizeof(r->path));
	text_printf(&path, "%s/%s", r->options.spool_dir, name);
	return true;
}

static void memory_warn(struct recorder *r, int parent)
{
	struct statfs fs;
	struct error e;
	if (fstatfs(parent, &fs) || fs.f_type != TMPFS_MAGIC)
		return;
	error_set(&e, 0, "%s is in memory: captured packets take up RAM there",
		  r->options.spool_dir);
	outbox_trouble(r->outbox, &e);
}

static bool directory_open(struct recorder *r, struct error *e)
{
	autoclose int parent =
		open(r->options.spool_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0)
		return error_set(e, errno, "the directory for packets, %s",
				 r->options.spool_dir);
	memory_warn(r, parent);
	return directory_make(r, parent, e);
}

static void directory_drop(struct recorder *r)
{
	if (r->dir < 0)
		return;
	close(r->dir);
	r->dir = -1;
	rmdir(r->path);
}

/* The front opened it with the user's rights; here only its kind matters. */
static bool file_check(struct recorder *r, int file, struct error *e)
{
	struct stat st;
	if (fstat(file, &st) || !S_ISREG(st.st_mode))
		return error_set(e, 0, "packets can only be written to a regular file");
	if ((fcntl(file, F_GETFL) & O_ACCMODE) != O_RDWR)
		return error_set(e, 0,
				 "the file for packets must be open for reading "
				 "as well");
	char link[64];
	struct text t = text_over(link, sizeof(link));
	text_printf(&t, "/proc/self/fd/%d", file);
	ssize_t n = readlink(link, r->path, sizeof(r->path) - 1);
	r->path[n < 0 ? 0 : n] = '\0';
	return true;
}

static uint64_t segment_size(uint64_t limit)
{
	uint64_t part = limit / SEGMENTS_LEAST;
	return part < SEGMENT_SIZE ? part : SEGMENT_SIZE;
}

static int copy_of(int fd)
{
	return fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

static void tell_front(struct recorder *r, int file)
{
	struct notice *n = outbox_begin(r->outbox, NOTICE_SPOOL, 0);
	n->fds[0] = copy_of(spool_control_fd(r->spool));
	n->fds[1] = copy_of(r->dir);
	n->fds[2] = copy_of(file);
	struct text path = text_over(n->path, sizeof(n->path));
	text_str(&path, r->path);
	outbox_end(r->outbox);
}

bool recorder_open(struct recorder *r, int file, const char *comment, struct error *e)
{
	autoclose UNUSED int mine = file;
	if (r->spool)
		return error_set(e, 0, "packets have a place already: %s", r->path);
	if (!(file < 0 ? directory_open(r, e) : file_check(r, file, e)))
		return false;
	struct spool_options options = {
		.dir = r->dir,
		.file = copy_of(file),
		.segment_size = segment_size(r->options.spool_limit),
		.limit = r->options.spool_limit,
		.comment = *comment ? comment : NULL,
	};
	r->spool = spool_new(&options, e);
	if (!r->spool) {
		directory_drop(r);
		return false;
	}
	tell_front(r, file);
	return true;
}

bool recorder_next_file(struct recorder *r, int file, struct error *e)
{
	autoclose UNUSED int mine = file;
	if (!r->spool || r->dir >= 0)
		return error_set(e, 0,
				 "packets do not go to a file that has a next one");
	if (!file_check(r, file, e))
		return false;
	spool_next_file(r->spool, copy_of(file));
	r->fresh = true;
	recorder_publish(r);
	return true;
}

bool recorder_is_open(const struct recorder *r)
{
	return r->spool;
}

uint32_t recorder_iface(struct recorder *r, const struct iface *iface)
{
	r->fresh = true;
	r->ifaces++;
	return spool_iface(r->spool, iface);
}

bool recorder_is_crowded(const struct recorder *r)
{
	return r->ifaces >= IFACES_MANY;
}

/* Tells the front once per reason, not once per packet. */
static void broke(struct recorder *r, const struct error *why)
{
	struct error e;
	int code = why->code ? why->code : EIO;
	r->retry_at = clock_mono() + RETRY;
	if (r->broken == code)
		return;
	r->broken = code;
	error_set(&e, 0, "packets are lost: %s (%s): %s", why->text, r->path,
		  advice_for(code));
	e.code = code;
	outbox_trouble(r->outbox, &e);
}

static void works_again(struct recorder *r)
{
	struct error e;
	if (!r->broken)
		return;
	error_set(&e, 0, "packets are kept again; %llu were lost",
		  (unsigned long long)r->lost);
	r->broken = 0;
	r->lost = 0;
	outbox_trouble(r->outbox, &e);
}

static bool is_waiting(const struct recorder *r)
{
	return r->broken && clock_mono() < r->retry_at;
}

bool recorder_append(struct recorder *r, const struct packet *packet)
{
	struct error e; /* not initialised: that costs more than the packet */
	if (!is_waiting(r)) {
		if (spool_append(r->spool, packet, &e)) {
			r->fresh = true;
			return true;
		}
		broke(r, &e);
	}
	r->lost++;
	return false;
}

void recorder_stats(struct recorder *r, uint32_t iface, uint64_t received,
		    uint64_t dropped)
{
	struct error e = { .code = 0 };
	if (spool_stats(r->spool, iface, clock_now(), received, dropped, &e))
		r->fresh = true;
	else
		broke(r, &e);
}

void recorder_publish(struct recorder *r)
{
	struct error e = { .code = 0 };
	const uint64_t one = 1;
	if (!r->spool || !r->fresh || is_waiting(r))
		return;
	if (!spool_publish(r->spool, &e)) {
		broke(r, &e);
		return;
	}
	r->fresh = false;
	works_again(r);
	/* A full pipe holds pokes that were not heard yet. */
	if (write(r->wake, &one, sizeof(one)) < 0)
		return;
}

uint64_t recorder_flushes(const struct recorder *r)
{
	return spool_flushes(r->spool);
}

bool recorder_settle(struct recorder *r, uint64_t buffered)
{
	struct error e;
	r->retry_at = 0;
	recorder_publish(r);
	if (!r->broken)
		return true;
	r->lost += buffered;
	error_set(&e, r->broken, "%llu packets were lost (%s); %s",
		  (unsigned long long)r->lost, r->path, advice_for(r->broken));
	outbox_trouble(r->outbox, &e);
	return false;
}

void recorder_close(struct recorder *r)
{
	recorder_publish(r);
	spool_free(r->spool);
	r->spool = NULL;
}
