#include "core/capture/watchman.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/mem.h"

static void *watchman_main(void *owner)
{
	autofree struct watch *w = owner;
	/* POLLHUP, which is always told: the other end is closed. */
	struct pollfd p = { .fd = w->sock };
	while (poll(&p, 1, -1) < 0 && errno == EINTR)
		;
	poll(NULL, 0, w->patience_ms);
	_exit(EXIT_FAILURE);
}

bool watchman_start(const struct watch *w, struct error *e)
{
	struct watch *copy = mem_new(sizeof(*copy));
	pthread_t thread;
	*copy = *w;
	int failed = pthread_create(&thread, NULL, watchman_main, copy);
	if (!failed && !pthread_detach(thread))
		return true;
	free(copy);
	return error_set(e, failed, "start a thread");
}
