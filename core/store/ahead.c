#include "core/store/ahead.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/base/mem.h"

enum {
	CHUNK = 1 << 20,       /* what is told at once */
	IN_FLIGHT = 64 * CHUNK /* asked for beyond that, for disks like long queues */
};

struct ahead {
	int fd;
	pthread_t thread;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t news;
	uint64_t reached;
	bool stop;
};

/* Tells how far it is; false: stop. */
static bool ahead_tell(struct ahead *a, uint64_t reached)
{
	pthread_mutex_lock(&a->lock);
	a->reached = reached;
	bool stop = a->stop;
	pthread_cond_signal(&a->news);
	pthread_mutex_unlock(&a->lock);
	return !stop;
}

/* Asks for the part that begins IN_FLIGHT further on, and waits for this one. */
static bool fetch(const struct ahead *a, uint64_t at, uint64_t end)
{
	uint8_t byte;
	if (at == 0)
		(void)posix_fadvise(a->fd, 0, IN_FLIGHT, POSIX_FADV_WILLNEED);
	(void)posix_fadvise(a->fd, (off_t)(at + IN_FLIGHT), CHUNK, POSIX_FADV_WILLNEED);
	return pread(a->fd, &byte, 1, (off_t)(end - 1)) == 1;
}

static void *ahead_main(void *owner)
{
	struct ahead *a = owner;
	struct stat st;
	uint64_t size = fstat(a->fd, &st) ? 0 : (uint64_t)st.st_size, at = 0;
	while (at < size) {
		uint64_t end = size - at < CHUNK ? size : at + CHUNK;
		if (!fetch(a, at, end) || !ahead_tell(a, end))
			break;
		at = end;
	}
	(void)ahead_tell(a, UINT64_MAX);
	return NULL;
}

struct ahead *ahead_new(int fd)
{
	struct ahead *a = mem_new(sizeof(*a));
	pthread_condattr_t attr;
	a->fd = fd;
	pthread_mutex_init(&a->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&a->news, &attr);
	pthread_condattr_destroy(&attr);
	if (!pthread_create(&a->thread, NULL, ahead_main, a))
		return a;
	free(a);
	return NULL;
}

void ahead_free(struct ahead *a)
{
	if (!a)
		return;
	pthread_mutex_lock(&a->lock);
	a->stop = true;
	pthread_mutex_unlock(&a->lock);
	pthread_join(a->thread, NULL);
	pthread_cond_destroy(&a->news);
	pthread_mutex_destroy(&a->lock);
	free(a);
}

uint64_t ahead_reached(struct ahead *a, uint64_t wanted, unsigned wait_ms)
{
	struct timespec end;
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_nsec += (long)wait_ms * 1000000;
	end.tv_sec += end.tv_nsec / 1000000000;
	end.tv_nsec %= 1000000000;
	pthread_mutex_lock(&a->lock);
	while (a->reached < wanted &&
	       pthread_cond_timedwait(&a->news, &a->lock, &end) != ETIMEDOUT)
		;
	uint64_t reached = a->reached;
	pthread_mutex_unlock(&a->lock);
	return reached;
}
