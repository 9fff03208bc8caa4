/* Which files, and how much of each. */
#include "core/store/follow.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/store/segment.h"

static uint64_t file_size(int fd)
{
	struct stat st;
	return fstat(fd, &st) == 0 && st.st_size > 0 ? (uint64_t)st.st_size : 0;
}

static bool regular(int fd, struct error *e)
{
	struct stat st;
	if (fstat(fd, &st) < 0)
		return error_set(e, errno, "reading");
	return S_ISREG(st.st_mode) || error_set(e, 0, "not a regular file");
}

static void follow_init(struct follow *f, int file, int dir)
{
	*f = (struct follow){ .file = file, .dir = dir, .first = 1, .last = 1 };
	for (size_t i = 0; i < FOLLOW_OPEN; i++)
		f->slots[i].fd = -1;
}

bool follow_file(struct follow *f, int fd, struct error *e)
{
	follow_init(f, fd, -1);
	return regular(fd, e) && follow_look(f, e);
}

/* Without the seals the writer could cut the page short and kill us with SIGBUS. */
static bool map_control(struct follow *f, int fd, struct error *e)
{
	size_t size = sizeof(struct control);
	int seals = fcntl(fd, F_GET_SEALS);
	if (seals < 0 || !(seals & F_SEAL_SHRINK) || file_size(fd) < size)
		return error_set(e, 0, "spool: the control page is not sealed");
	void *page = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED)
		return error_set(e, errno, "spool: control page");
	f->control = page;
	if (f->control->magic != CONTROL_MAGIC)
		return error_set(e, 0, "spool: the control page is of another version");
	return true;
}

bool follow_spool(struct follow *f, int control_fd, int dir, int file, struct error *e)
{
	autoclose int control = control_fd;
	follow_init(f, file, dir);
	if (!map_control(f, control, e))
		return false;
	if ((f->control->single ? file : dir) < 0)
		return error_set(e, 0, "spool: no descriptor to read from");
	if (f->control->single && !regular(file, e))
		return error_in(e, "spool");
	return follow_look(f, e);
}

static void find_segments(struct follow *f, DIR *listing)
{
	f->first = f->last = 0;
	for (struct dirent *d; (d = readdir(listing));) {
		uint64_t number = segment_number(d->d_name);
		if (!number)
			continue;
		if (!f->first || number < f->first)
			f->first = number;
		if (number > f->last)
			f->last = number;
	}
}

bool follow_left(struct follow *f, int dir, struct error *e)
{
	follow_init(f, -1, dir);
	int again = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *listing = again < 0 ? NULL : fdopendir(again);
	if (!listing)
		return error_set(e, errno, "listing the spool");
	find_segments(f, listing);
	closedir(listing);
	if (!f->first)
		return error_set(e, 0, "no capture segments in this directory");
	return follow_look(f, e);
}

void follow_free(struct follow *f)
{
	for (size_t i = 0; i < FOLLOW_OPEN; i++)
		if (f->slots[i].fd >= 0)
			close(f->slots[i].fd);
	if (f->control)
		munmap(f->control, sizeof(*f->control));
	if (f->file >= 0)
		close(f->file);
	if (f->dir >= 0)
		close(f->dir);
}

/* An open descriptor keeps the disk space of an unlinked segment. */
static void drop_gone(struct follow *f)
{
	for (size_t i = 0; i < FOLLOW_OPEN; i++) {
		struct follow_slot *slot = &f->slots[i];
		if (slot->fd < 0 || slot->number >= f->first)
			continue;
		close(slot->fd);
		*slot = (struct follow_slot){ .fd = -1 };
	}
}

static bool look_control(struct follow *f, struct error *e)
{
	/* In this order: `first` was published before any later head. */
	uint64_t first = atomic_load_explicit(&f->control->first, memory_order_acquire);
	uint64_t head = atomic_load_explicit(&f->control->head, memory_order_acquire);
	uint64_t last = control_segment(head), length = control_length(head);
	bool backward = last < f->last || (last == f->last && length < f->length);
	if (head == 0)
		return true; /* nothing yet */
	if (first < f->first || first > last || backward)
		return error_set(e, 0, "spool: the control page is damaged");
	f->first = first;
	f->last = last;
	f->length = length;
	drop_gone(f);
	return true;
}

bool follow_look(struct follow *f, struct error *e)
{
	struct error ignored;
	if (f->control)
		return look_control(f, e);
	int fd = f->file >= 0 ? f->file : follow_fd(f, f->last, &ignored);
	f->length = fd < 0 ? 0 : file_size(fd);
	return true;
}

static int open_segment(const struct follow *f, uint64_t number, struct error *e)
{
	char name[SEGMENT_NAME];
	segment_name(name, number);
	int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
	int fd = openat(f->dir, name, flags);
	if (fd < 0) {
		error_set(e, errno, "spool: opening %s", name);
		return -1;
	}
	if (!regular(fd, e)) {
		error_in(e, "spool: %s", name);
		close(fd);
		return -1;
	}
	return fd;
}

int follow_fd(struct follow *f, uint64_t number, struct error *e)
{
	if (f->dir < 0 || (f->control && f->control->single))
		return f->file;
	struct follow_slot *slot = &f->slots[number % FOLLOW_OPEN];
	if (slot->number == number)
		return slot->fd;
	if (slot->fd >= 0)
		close(slot->fd);
	slot->fd = open_segment(f, number, e);
	slot->number = slot->fd < 0 ? 0 : number;
	return slot->fd;
}

uint64_t follow_length(struct follow *f, uint64_t number)
{
	struct error ignored;
	if (number == f->last)
		return f->length;
	int fd = follow_fd(f, number, &ignored);
	return fd < 0 ? 0 : file_size(fd);
}
