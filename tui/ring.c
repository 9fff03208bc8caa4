#include "tui/ring.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/text.h"
#include "core/store/control.h"
#include "core/store/export.h"
#include "core/store/feed.h"

enum {
	NAMES_TRIED = 10000, /* others may be there; mine are not touched either */
	RETRY_MS = 1000,
};

/* A file and its name. */
struct ring_part {
	int fd; /* -1: none */
	char name[PATH_MAX];
};

struct ring {
	struct ring_options options;
	const struct control *control; /* mapped; NULL: not seen yet */
	struct ring_part now, next;    /* next: handed over, not in use yet */
	char base[PATH_MAX];	       /* of the last name, without its number */
	unsigned long number;	       /* behind the base, for the next name */
	unsigned long made;	       /* files so far */
	uint64_t segment;	       /* what the engine calls `now` */
	uint64_t offset, packets;      /* counted in `now`; in all files */
	int64_t turn_at;	       /* clock_mono(): -G; 0: never */
	int64_t retry_at;
	bool over;
};

/* Names --------------------------------------------------------------------- */

/* With -C and -W the same names come round again. */
static bool goes_round(const struct ring *r)
{
	return r->options.size && r->options.count;
}

static bool base_make(struct ring *r, char base[PATH_MAX], struct error *e)
{
	struct text t = text_over(base, PATH_MAX);
	if (!r->options.seconds || !strchr(r->options.path, '%')) {
		text_str(&t, r->options.path);
		return !t.cut || error_set(e, ENAMETOOLONG, "%s", r->options.path);
	}
	time_t now = time(NULL);
	struct tm tm;
	/* The pattern is the user's own word. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	size_t size = localtime_r(&now, &tm)
			      ? strftime(base, PATH_MAX, r->options.path, &tm)
			      : 0;
#pragma GCC diagnostic pop
	return size || error_set(e, 0, "%s: not a name", r->options.path);
}

static unsigned digits_of(unsigned long n)
{
	return n < 10 ? 1 : 1 + digits_of(n / 10);
}

/* FILE0 to FILE9 round and round, or FILE, FILE1, FILE2 ... */
static bool name_make(const struct ring *r, unsigned long number, char name[PATH_MAX],
		      struct error *e)
{
	struct text t = text_over(name, PATH_MAX);
	text_str(&t, r->base);
	if (goes_round(r))
		text_padded(&t, number % r->options.count,
			    digits_of(r->options.count - 1));
	else if (number)
		text_uint(&t, number);
	return !t.cut || error_set(e, ENAMETOOLONG, "%s", r->base);
}

static bool refuse(const char *name, struct error *e)
{
	return error_set(e, 0, "%s: exists already; --overwrite replaces it", name);
}

/* Names that will be replaced must be ours from the start. */
static bool check_round(const struct ring *r, struct error *e)
{
	char name[PATH_MAX];
	struct stat st;
	for (unsigned long i = 0; i < r->options.count; i++) {
		if (!name_make(r, i, name, e))
			return false;
		if (!lstat(name, &st))
			return refuse(name, e);
	}
	return true;
}

/* Files ----------------------------------------------------------------------- */

static void part_close(struct ring_part *p)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
}

/* Whoever reads a file that is replaced keeps it: the new one is another. */
static bool part_create(struct ring_part *p, bool replace, struct error *e)
{
	struct stat st;
	if (replace && !lstat(p->name, &st) && S_ISREG(st.st_mode))
		unlink(p->name);
	p->fd = open(p->name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, SAVED_MODE);
	return p->fd >= 0 || error_set(e, errno, "%s", p->name);
}

/* The next free name, and a file that has it. */
static bool part_make(struct ring *r, struct ring_part *p, struct error *e)
{
	char base[PATH_MAX];
	if (!base_make(r, base, e))
		return false;
	if (strcmp(base, r->base) != 0)
		r->number = 0;
	memcpy(r->base, base, sizeof(base));
	bool round = goes_round(r) && r->made >= r->options.count;
	for (int tries = 0; tries < NAMES_TRIED; tries++) {
		if (!name_make(r, r->number++, p->name, e))
			return false;
		if (part_create(p, r->options.overwrite || round, e)) {
			r->made++;
			return true;
		}
		if (e->code != EEXIST || !r->made)
			break;
	}
	r->number--;
	return false;
}

static bool begin(struct ring *r, struct error *e)
{
	if (!base_make(r, r->base, e) ||
	    (goes_round(r) && !r->options.overwrite && !check_round(r, e)))
		return false;
	if (!part_make(r, &r->now, e))
		return e->code == EEXIST ? refuse(r->now.name, e) : false;
	if (r->options.seconds)
		r->turn_at = clock_mono() + (int64_t)r->options.seconds * CLOCK_SEC;
	return true;
}

struct ring *ring_new(const struct ring_options *options, struct error *e)
{
	struct ring *r = mem_new(sizeof(*r));
	r->options = *options;
	r->now.fd = r->next.fd = -1;
	r->segment = 1;
	if (begin(r, e))
		return r;
	ring_free(r);
	return NULL;
}

int ring_file(const struct ring *r)
{
	return r->now.fd;
}

/* Turning ----------------------------------------------------------------------- */

static bool control_map(struct ring *r, int control, struct error *e)
{
	void *page =
		mmap(NULL, sizeof(struct control), PROT_READ, MAP_SHARED, control, 0);
	if (page == MAP_FAILED)
		return error_set(e, errno, "the spool's control page");
	r->control = page;
	return true;
}

static bool is_full(const struct ring *r)
{
	return r->options.packets && r->packets >= r->options.packets;
}

/* What cannot be read now is counted the next time. */
static void count(struct ring *r)
{
	struct error ignored;
	if (r->options.packets)
		(void)feed_count(r->now.fd, &r->offset, &r->packets, r->options.packets,
				 &ignored);
}

/* The engine writes to the next file: the old one will not change any more. */
static void turn(struct ring *r)
{
	count(r);
	if (is_full(r)) {
		r->over = true;
		return;
	}
	part_close(&r->now);
	r->now = r->next;
	r->next.fd = -1;
	r->offset = 0;
	r->segment++;
}

/* What was published since; the bytes in the file at hand. */
static uint64_t look(struct ring *r)
{
	uint64_t head = atomic_load_explicit(&r->control->head, memory_order_acquire);
	if (control_segment(head) != r->segment && r->next.fd >= 0 && !r->over)
		turn(r);
	if (!r->over)
		count(r);
	r->over |= is_full(r);
	return control_length(head);
}

static bool hand_over(struct ring *r, struct client *client, struct error *e)
{
	if (!part_make(r, &r->next, e))
		return false;
	return client_next_file(client, fcntl(r->next.fd, F_DUPFD_CLOEXEC, 0), e);
}

/* Is it time, now? */
static bool is_due(struct ring *r, uint64_t length)
{
	int64_t now = clock_mono();
	bool late = r->turn_at && now >= r->turn_at;
	bool large = r->options.size && length >= r->options.size;
	if (r->next.fd >= 0 || r->over || now < r->retry_at)
		return false;
	while (late && r->turn_at <= now)
		r->turn_at += (int64_t)r->options.seconds * CLOCK_SEC;
	bool last = late && r->options.count && r->made >= r->options.count;
	r->over = last;
	return !last && (late || large);
}

static int wait_for_turn(const struct ring *r)
{
	int64_t left = r->turn_at - clock_mono();
	return !r->turn_at || r->next.fd >= 0 ? -1
	       : left <= 0		      ? 0
					      : (int)(left / CLOCK_MS) + 1;
}

bool ring_step(struct ring *r, int control, struct client *client, int *wait,
	       struct error *e)
{
	*wait = wait_for_turn(r);
	if (control < 0 || r->over)
		return true;
	if (!r->control && !control_map(r, control, e))
		return false;
	if (!is_due(r, look(r)))
		return true;
	bool ok = hand_over(r, client, e);
	if (!ok)
		r->retry_at = clock_mono() + RETRY_MS * CLOCK_MS;
	if (!ok && r->turn_at)
		r->turn_at = r->retry_at;
	*wait = wait_for_turn(r);
	return ok;
}

bool ring_turn(struct ring *r, uint64_t length, bool *turned, int *wait,
	       struct error *e)
{
	*turned = false;
	if (!r->over)
		count(r);
	r->over |= is_full(r);
	bool ok = r->over || !is_due(r, length) || part_make(r, &r->next, e);
	if (!ok) {
		r->retry_at = clock_mono() + RETRY_MS * CLOCK_MS;
		r->turn_at = r->turn_at ? r->retry_at : 0;
	} else if (r->next.fd >= 0) {
		turn(r);
		*turned = !r->over;
	}
	*wait = r->over ? -1 : wait_for_turn(r);
	return ok;
}

const char *ring_name(const struct ring *r)
{
	return r->now.name;
}

bool ring_is_over(const struct ring *r)
{
	return r->over;
}

bool ring_finish(struct ring *r, struct error *e)
{
	if (r->control)
		look(r);
	if (r->next.fd >= 0)
		unlink(r->next.name);
	if (!is_full(r) || !ftruncate(r->now.fd, (off_t)r->offset))
		return true;
	return error_set(e, errno, "shortening %s", r->now.name);
}

void ring_discard(struct ring *r)
{
	unlink(r->now.name);
	if (r->next.fd >= 0)
		unlink(r->next.name);
}

void ring_free(struct ring *r)
{
	if (!r)
		return;
	part_close(&r->now);
	part_close(&r->next);
	if (r->control)
		munmap((void *)(uintptr_t)r->control, sizeof(struct control));
	free(r);
}
