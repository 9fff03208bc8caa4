#include "core/capture/sharing.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

enum { BUFFER_KIB = 64 << 10 }; /* one ring, in place of many */

bool sharing_can(const struct order *o)
{
	return o->outer.family && o->outer.kind == OUTER_UDP &&
	       o->backend == BACKEND_RING;
}

struct shared *sharing_find(const struct sharing *all, uint64_t cookie,
			    uint32_t ifindex)
{
	for (size_t i = 0; i < all->items.count; i++) {
		struct shared *s = all->items.items[i];
		if (s->cookie == cookie && s->ifindex == ifindex)
			return s;
	}
	return NULL;
}

struct shared *shared_enter(struct sharing *all, const struct order *o, void *owner)
{
	struct shared *s = sharing_find(all, o->cookie, o->ifindex);
	if (!s) {
		s = mem_new(sizeof(*s));
		s->cookie = o->cookie;
		s->ifindex = o->ifindex;
		s->owner = owner;
		vec_push(&all->items, s);
	}
	s->users++;
	return s;
}

static struct job *job_new(const struct shared *s)
{
	struct job *job = mem_new(sizeof(*job));
	job->shared = true;
	job->cookie = s->cookie;
	job->space = -1;
	job->options.ifindex = s->ifindex;
	return job;
}

struct job *shared_job(struct shared *s, const struct order *o)
{
	struct job *job = job_new(s);
	memcpy(job->options.ifname, o->ifname, sizeof(job->options.ifname));
	job->backend = BACKEND_RING;
	job->options.shared = true;
	job->options.buffer_kib = o->buffer > BUFFER_KIB ? o->buffer : BUFFER_KIB;
	s->opening = true;
	return job;
}

void shared_leave(struct sharing *all, struct shared *s)
{
	if (--s->users)
		return;
	if (s->source) {
		struct job *job = job_new(s);
		job->close = true;
		job->source = s->source;
		loop_remove(all->loop, source_fd(s->source));
		openers_send(all->openers, job);
	}
	for (size_t i = 0; i < all->items.count; i++)
		if (all->items.items[i] == s)
			all->items.items[i] = all->items.items[--all->items.count];
	free(s);
}
