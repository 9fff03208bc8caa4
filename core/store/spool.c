/* The writing end of the spool: pcapng blocks into a ring of segment files, or one
 * file, and the page that says how far readers may read. */
#include "core/store/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/base/vec.h"
#include "core/store/control.h"
#include "core/store/output.h"
#include "core/store/pcapng_write.h"
#include "core/store/segment.h"

/* More than any source hands over (snap length 262144), less than readers refuse. */
enum { SPOOL_BLOCK_MAX = 1 << 22 };

struct spool {
	struct output output; /* the segment being written */
	struct spool_options options;
	struct pcapng_origin origin;
	char *comment;	   /* in there */
	uint64_t segment;  /* its number */
	uint64_t first;	   /* oldest one that is kept */
	uint64_t kept;	   /* bytes of finished segments from `first` on */
	uint32_t declared; /* interfaces that this segment has */
	bool filled;	   /* it has something that is worth a segment */
	VEC(struct iface) ifaces;
	VEC(uint64_t) sizes; /* of finished segments, number 1 at 0 */
	int next;	     /* the file to go on in, -1: none */
	int control_fd;
	struct control *control; /* write only */
};

static int segment_create(int dir, uint64_t number, struct error *e)
{
	char name[SEGMENT_NAME];
	segment_name(name, number);
	int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(dir, name, flags, 0600);
	if (fd < 0)
		error_set(e, errno, "spool: creating %s", name);
	return fd;
}

/* Starts a section: readers of one segment alone must find all they need. */
static bool begin_section(struct spool *s, struct error *e)
{
	uint8_t *to = output_room(&s->output, pcapng_section_room(&s->origin), e);
	if (!to)
		return error_in(e, "spool");
	s->output.used += pcapng_write_section(to, &s->origin);
	s->declared = 0;
	s->filled = false;
	return true;
}

/* Interfaces are written when the next packet or publish needs them, so that
 * registering one cannot fail and none is forgotten after a full disk. */
static bool declare_ifaces(struct spool *s, struct error *e)
{
	while (s->declared < s->ifaces.count) {
		uint8_t *to = output_room(&s->output, PCAPNG_IFACE_ROOM, e);
		if (!to)
			return error_in(e, "spool");
		const struct iface *iface = &s->ifaces.items[s->declared++];
		s->output.used += pcapng_write_iface(to, iface);
	}
	return true;
}

/* The segment at hand is complete; fd is the next one. */
static bool enter_segment(struct spool *s, int fd, struct error *e)
{
	output_complete(&s->output);
	close(s->output.fd);
	s->segment++;
	s->output.fd = fd;
	s->output.length = 0;
	s->output.reserve = true;
	return begin_section(s, e);
}

static bool begin_segment(struct spool *s, struct error *e)
{
	if (!output_flush(&s->output, e))
		return error_in(e, "spool");
	int fd = segment_create(s->options.dir, s->segment + 1, e);
	if (fd < 0)
		return false;
	vec_push(&s->sizes, s->output.length);
	s->kept += s->output.length;
	return enter_segment(s, fd, e);
}

void spool_next_file(struct spool *s, int file)
{
	if (s->next >= 0)
		close(s->next);
	s->next = file;
}

static bool enter_next_file(struct spool *s, struct error *e)
{
	int file = s->next;
	s->next = -1;
	return enter_segment(s, file, e) && declare_ifaces(s, e) &&
	       (output_flush(&s->output, e) || error_in(e, "spool"));
}

static bool segment_full(const struct spool *s, size_t room)
{
	uint64_t size = s->output.length + s->output.used + room;
	return s->options.file < 0 && s->filled && size > s->options.segment_size;
}

/* Readers learn that a segment is gone before it goes. */
static void trim(struct spool *s)
{
	while (s->first < s->segment &&
	       s->kept + s->options.segment_size > s->options.limit) {
		char name[SEGMENT_NAME];
		segment_name(name, s->first);
		s->kept -= s->sizes.items[s->first - 1];
		s->first++;
		atomic_store_explicit(&s->control->first, s->first,
				      memory_order_release);
		unlinkat(s->options.dir, name, 0);
	}
}

/* A reader that could shrink the page would kill the writer with SIGBUS, and the other
 * way round; one that could write would change what other readers see. */
static bool control_open(struct spool *s, struct error *e)
{
	size_t size = sizeof(struct control);
	s->control_fd = memfd_create("labtap-spool", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (s->control_fd < 0 || ftruncate(s->control_fd, (off_t)size) < 0)
		return error_set(e, errno, "spool: control page");
	void *page =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, s->control_fd, 0);
	if (page == MAP_FAILED)
		return error_set(e, errno, "spool: control page");
	s->control = page;
	/* Kernels before 5.1 do not know the last one; readers map read-only anyway. */
	fcntl(s->control_fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE);
	if (fcntl(s->control_fd, F_ADD_SEALS,
		  F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0)
		return error_set(e, errno, "spool: sealing the control page");
	s->control->magic = CONTROL_MAGIC;
	s->control->single = s->options.file >= 0;
	atomic_store_explicit(&s->control->first, s->first, memory_order_release);
	return true;
}

static bool spool_start(struct spool *s, struct error *e)
{
	int fd = s->options.file;
	if (fd < 0)
		fd = segment_create(s->options.dir, 1, e);
	s->output = output_over(fd);
	s->output.reserve = true;
	return fd >= 0 && control_open(s, e) && begin_section(s, e) &&
	       spool_publish(s, e);
}

struct spool *spool_new(const struct spool_options *options, struct error *e)
{
	struct spool *s = mem_new(sizeof(*s));
	s->options = *options;
	s->origin = pcapng_origin_here();
	if (options->comment)
		s->origin.comment = s->comment = mem_strdup(options->comment);
	s->segment = s->first = 1;
	s->control_fd = s->next = -1;
	if (!spool_start(s, e)) {
		spool_free(s);
		return NULL;
	}
	return s;
}

void spool_free(struct spool *s)
{
	struct error ignored;
	if (!s)
		return;
	if (s->control) {
		spool_publish(s, &ignored);
		atomic_store_explicit(&s->control->closed, 1, memory_order_release);
		munmap(s->control, sizeof(*s->control));
	}
	if (s->control_fd >= 0)
		close(s->control_fd);
	if (s->output.fd >= 0) {
		output_complete(&s->output);
		close(s->output.fd);
	}
	if (s->next >= 0)
		close(s->next);
	output_free(&s->output);
	free(s->ifaces.items);
	free(s->sizes.items);
	free(s->comment);
	free(s);
}

int spool_control_fd(const struct spool *s)
{
	return s->control_fd;
}

uint32_t spool_iface(struct spool *s, const struct iface *iface)
{
	vec_push(&s->ifaces, *iface);
	return (uint32_t)s->ifaces.count - 1;
}

/* Where a block of interface `iface` goes, with all it needs in front of it. */
static uint8_t *make_ready(struct spool *s, uint32_t iface, size_t room,
			   struct error *e)
{
	if (iface >= s->ifaces.count || room > SPOOL_BLOCK_MAX) {
		error_set(e, 0, "spool: refused %zu bytes on interface %u", room,
			  iface);
		return NULL;
	}
	if (segment_full(s, room) && !begin_segment(s, e))
		return NULL;
	if (s->declared < s->ifaces.count && !declare_ifaces(s, e))
		return NULL;
	uint8_t *to = output_room(&s->output, room, e);
	if (!to)
		error_in(e, "spool");
	s->filled = true;
	return to;
}

bool spool_append(struct spool *s, const struct packet *packet, struct error *e)
{
	size_t room = pcapng_packet_room(packet);
	uint8_t *to = make_ready(s, packet->iface, room, e);
	if (!to)
		return false;
	s->output.used += pcapng_write_packet(to, packet->iface, packet);
	return true;
}

uint64_t spool_flushes(const struct spool *s)
{
	return s->output.flushes;
}

bool spool_stats(struct spool *s, uint32_t iface, int64_t time, uint64_t received,
		 uint64_t dropped, struct error *e)
{
	uint8_t *to = make_ready(s, iface, PCAPNG_STATS_ROOM, e);
	if (!to)
		return false;
	s->output.used += pcapng_write_stats(to, iface, time, received, dropped);
	return true;
}

bool spool_publish(struct spool *s, struct error *e)
{
	if (!declare_ifaces(s, e))
		return false;
	if (!output_flush(&s->output, e))
		return error_in(e, "spool");
	if (s->next >= 0 && !enter_next_file(s, e))
		return false;
	atomic_store_explicit(&s->control->head,
			      control_head(s->segment, s->output.length),
			      memory_order_release);
	if (s->options.file < 0)
		trim(s);
	return true;
}
