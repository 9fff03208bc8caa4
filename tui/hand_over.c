#include "tui/hand_over.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/store/feed.h"
#include "core/store/output.h"
#include "tui/session.h"

enum {
	LOOK_MS = 50, /* between two looks for more */
	LAST_MS = 1000,
};

struct hand_over {
	int control, dir; /* of the spool, or -1 */
	int file;	  /* what is copied as it is, or -1 */
	off_t offset;
	struct output output; /* of the file */
	struct feed *feed;    /* of the spool */
	int to;
	char *path;
	int finish, stop, done; /* eventfd(2): for the thread; from it */
	bool running;
	pthread_t thread;
	pthread_mutex_t lock; /* of what follows */
	struct error why;
	uint64_t packets;
	bool read, over;
};

static void fds_close(struct hand_over *h)
{
	const int fds[] = { h->control, h->dir,	 h->file, h->to,
			    h->finish,	h->stop, h->done };
	for (size_t i = 0; i < COUNT(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static void over_free(struct hand_over *h)
{
	feed_free(h->feed);
	output_free(&h->output);
	fds_close(h);
	free(h->path);
	pthread_mutex_destroy(&h->lock);
	free(h);
}

static int copy_of(int fd)
{
	return fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

static void source_choose(struct hand_over *h, const struct session *s)
{
	bool live = s->client && s->spool_dir >= 0;
	h->control = live ? copy_of(s->spool_control) : -1;
	h->dir = live ? copy_of(s->spool_dir) : -1;
	h->file = live || !s->store ? -1 : copy_of(store_file(s->store));
}

struct hand_over *hand_over_new(const struct session *s, struct error *e)
{
	struct hand_over *h = mem_new(sizeof(*h));
	h->to = -1;
	h->finish = eventfd(0, EFD_CLOEXEC);
	h->stop = eventfd(0, EFD_CLOEXEC);
	h->done = eventfd(0, EFD_CLOEXEC);
	pthread_mutex_init(&h->lock, NULL);
	source_choose(h, s);
	if (h->dir >= 0 || h->file >= 0)
		return h;
	over_free(h);
	if (s->store)
		error_set(e, 0, "these packets are in several files: s saves them");
	else
		error_set(e, 0, "nothing is captured yet: Enter on the points does");
	return NULL;
}

/* The thread ---------------------------------------------------------------------- */

/* Waits; false: it is told to end. */
static bool wait_for(const struct hand_over *h, int ms)
{
	struct pollfd p[] = { { .fd = h->stop, .events = POLLIN },
			      { .fd = h->finish, .events = POLLIN } };
	return poll(p, COUNT(p), ms) == 0;
}

/* open(2) of a pipe that nobody reads would wait where nobody could end it. */
static bool reader_find(struct hand_over *h, struct error *e)
{
	while (h->to < 0) {
		h->to = open(h->path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
		if (h->to < 0 && errno != ENXIO)
			return error_set(e, errno, "%s", h->path);
		if (h->to < 0 && !wait_for(h, LOOK_MS))
			return error_set(e, ECANCELED, "%s", h->path);
	}
	return true;
}

static bool copy_file(struct hand_over *h, struct error *e)
{
	for (;;) {
		uint8_t *to = output_room(&h->output, OUTPUT_BUFFER, e);
		ssize_t n = to ? pread(h->file, to, OUTPUT_BUFFER, h->offset) : -1;
		if (!to)
			return false;
		if (n < 0)
			return error_set(e, errno, "reading");
		h->offset += n;
		h->output.used += (size_t)n;
		if (n == 0)
			return true;
		if (!output_flush(&h->output, e))
			return false;
	}
}

static bool begin(struct hand_over *h, struct error *e)
{
	if (!reader_find(h, e))
		return false;
	const struct feed_options o = {
		.control = h->control,
		.dir = h->dir,
		.to = h->to,
		.stop = h->stop,
	};
	pthread_mutex_lock(&h->lock);
	h->read = true;
	pthread_mutex_unlock(&h->lock);
	h->output = output_over(h->to);
	h->output.stream = true;
	h->output.stop = h->stop;
	if (h->file < 0)
		h->feed = feed_new(&o, e);
	return h->file >= 0 || h->feed;
}

static bool copy(struct hand_over *h, struct error *e)
{
	return h->feed ? feed_copy(h->feed, e) : copy_file(h, e);
}

static void *over_main(void *owner)
{
	struct hand_over *h = owner;
	struct error e = { .code = 0 };
	bool ok = begin(h, &e);
	while (ok && (ok = copy(h, &e)) && wait_for(h, LOOK_MS))
		;
	/* Once more: what came before the end was wanted. */
	if (ok)
		(void)copy(h, &e);
	pthread_mutex_lock(&h->lock);
	h->why = e;
	h->packets = h->feed ? feed_packets(h->feed) : 0;
	h->over = true;
	pthread_mutex_unlock(&h->lock);
	(void)eventfd_write(h->done, 1);
	return NULL;
}

/* The front's side ------------------------------------------------------------------
 */

bool hand_over_start(struct hand_over *h, int to, const char *path, struct error *e)
{
	h->to = to;
	h->path = path ? mem_strdup(path) : NULL;
	signal(SIGPIPE, SIG_IGN);
	int code = pthread_create(&h->thread, NULL, over_main, h);
	h->running = !code;
	return !code || error_set(e, code, "a thread");
}

bool hand_over_ended(struct hand_over *h, struct error *why)
{
	pthread_mutex_lock(&h->lock);
	*why = h->why;
	bool over = h->over;
	pthread_mutex_unlock(&h->lock);
	return over;
}

bool hand_over_is_read(struct hand_over *h)
{
	pthread_mutex_lock(&h->lock);
	bool read = h->read;
	pthread_mutex_unlock(&h->lock);
	return read;
}

uint64_t hand_over_finish(struct hand_over *h)
{
	if (!h)
		return 0;
	if (h->running) {
		struct pollfd p = { .fd = h->done, .events = POLLIN };
		(void)eventfd_write(h->finish, 1);
		(void)poll(&p, 1, LAST_MS);
		(void)eventfd_write(h->stop, 1);
		pthread_join(h->thread, NULL);
	}
	uint64_t packets = h->packets;
	over_free(h);
	return packets;
}
