#include "core/capture/opener.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/base/netns.h"

struct openers {
	struct mailbox jobs;
	const struct mailbox *done;
	int home; /* the namespace the threads live in */
};

static struct source *source_open(const struct job *job, struct error *e)
{
	static struct source *(*const backends[])(const struct source_options *,
						  struct error *) = {
		[BACKEND_RING] = source_open_ring,
		[BACKEND_PCAP] = source_open_pcap,
	};
	return backends[job->backend](&job->options, e);
}

/* A thread that stays behind would keep the namespace alive, and open the next source
 * in the wrong one: better no engine than that. */
static void go_home(const struct openers *o)
{
	struct error e;
	if (!netns_enter(o->home, &e))
		abort();
}

static void job_open(const struct openers *o, struct job *job)
{
	if (job->space < 0)
		return; /* it has failed already */
	bool inside = netns_enter(job->space, &job->error);
	close(job->space);
	job->space = -1;
	if (!inside)
		return;
	job->source = source_open(job, &job->error);
	go_home(o);
}

static void *opener_main(void *owner)
{
	const struct openers *o = owner;
	struct job *job;
	while (mailbox_take(&o->jobs, &job)) {
		if (job->close) {
			source_close(job->source);
			job->source = NULL;
		} else {
			job_open(o, job);
		}
		struct note note = { .kind = NOTE_JOB, .job = job };
		mailbox_send(o->done, &note);
	}
	return NULL;
}

struct openers *openers_new(const struct mailbox *done, struct error *e)
{
	const unsigned both = MAILBOX_TAKER_WAITS | MAILBOX_SENDER_WAITS;
	struct openers *o = mem_new(sizeof(*o));
	o->done = done;
	o->home = netns_open_self(e);
	if (o->home >= 0 && mailbox_open(&o->jobs, sizeof(struct job *), both, e))
		return o;
	if (o->home >= 0)
		close(o->home);
	free(o);
	return NULL;
}

bool openers_start(struct openers *o, unsigned threads, struct error *e)
{
	for (unsigned i = 0; i < threads; i++) {
		pthread_t thread;
		int failed = pthread_create(&thread, NULL, opener_main, o);
		/* Fewer do as well. */
		if (failed)
			return i > 0 || error_set(e, failed, "start a thread");
		pthread_detach(thread);
	}
	return true;
}

void openers_send(const struct openers *o, struct job *job)
{
	mailbox_send(&o->jobs, &job);
}
