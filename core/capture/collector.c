#include "core/capture/collector.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "core/base/loop.h"
#include "core/base/mem.h"
#include "core/base/vec.h"
#include "core/lab/observer.h"

struct collector {
	struct mailbox in;
	const struct mailbox *out;
	const struct openers *openers;
	struct observer *observer; /* the thread's own; NULL when there is none */
	struct error why;	   /* there is none */
	VEC(struct job *) refused; /* the main thread's */
};

static void say_trouble(void *owner, const struct error *e)
{
	const struct collector *c = owner;
	struct error *copy = mem_new(sizeof(*copy));
	*copy = *e;
	struct note note = { .kind = NOTE_TROUBLE, .trouble = copy };
	mailbox_send(c->out, &note);
}

static void say_facts(void *owner, int fd)
{
	const struct collector *c = owner;
	struct note note = { .kind = NOTE_FACTS, .fd = fd };
	mailbox_send(c->out, &note);
}

static void say_space_lost(void *owner, uint64_t cookie)
{
	const struct collector *c = owner;
	struct note note = { .kind = NOTE_SPACE_LOST, .cookie = cookie };
	mailbox_send(c->out, &note);
}

static void say_counters(void *owner, const struct fact_counters *items, size_t count)
{
	const struct collector *c = owner;
	while (count) {
		size_t part = count < COUNTERS_PER_NOTICE ? count : COUNTERS_PER_NOTICE;
		struct counter_list *list = mem_new(sizeof(*list));
		list->count = (uint32_t)part;
		memcpy(list->items, items, part * sizeof(*items));
		struct note note = { .kind = NOTE_COUNTERS, .counters = list };
		mailbox_send(c->out, &note);
		items += part;
		count -= part;
	}
}

static void take_job(struct collector *c, struct job *job)
{
	struct note note = { .kind = NOTE_JOB, .job = job };
	if (c->observer)
		job->space = observer_open_space(c->observer, job->cookie, &job->error);
	else
		job->error = c->why;
	if (job->space >= 0)
		openers_send(c->openers, job);
	else
		mailbox_send(c->out, &note);
}

static void take_notes(void *owner, uint32_t events UNUSED)
{
	struct collector *c = owner;
	struct note note;
	while (mailbox_take(&c->in, &note)) {
		if (note.kind == NOTE_JOB)
			take_job(c, note.job);
		else if (note.kind == NOTE_RESCAN && c->observer)
			observer_rescan(c->observer);
		else if (note.kind == NOTE_SPACE && c->observer)
			observer_look(c->observer);
		if (note.kind != NOTE_WATCH)
			continue;
		if (c->observer)
			observer_watch(c->observer, note.links->keys,
				       note.links->count);
		free(note.links);
	}
}

static bool collect(struct collector *c, struct loop *loop, struct error *e)
{
	const struct observer_events events = {
		.facts = say_facts,
		.counters = say_counters,
		.space_lost = say_space_lost,
		.trouble = say_trouble,
		.owner = c,
	};
	const struct observer_options options = { .no_target_id = false };
	c->observer = observer_new(loop, &events, &options, &c->why);
	if (!c->observer)
		say_trouble(c, &c->why);
	if (!loop_add(loop, c->in.read, EPOLLIN, take_notes, c, e))
		return false;
	while (loop_step(loop, -1, e))
		;
	return false;
}

static void *collector_main(void *owner)
{
	struct collector *c = owner;
	struct error e;
	struct loop *loop = loop_new(&e);
	if (!loop || !collect(c, loop, &e))
		say_trouble(c, &e);
	return NULL;
}

struct collector *collector_start(const struct mailbox *out,
				  const struct openers *openers, struct error *e)
{
	struct collector *c = mem_new(sizeof(*c));
	pthread_t thread;
	c->out = out;
	c->openers = openers;
	if (mailbox_open(&c->in, sizeof(struct note), 0, e)) {
		int failed = pthread_create(&thread, NULL, collector_main, c);
		if (!failed && !pthread_detach(thread))
			return c;
		error_set(e, failed, "start a thread");
		mailbox_close(&c->in);
	}
	free(c);
	return NULL;
}

void collector_send_job(struct collector *c, struct job *job)
{
	struct note note = { .kind = NOTE_JOB, .job = job };
	if (mailbox_send(&c->in, &note))
		return;
	error_set(&job->error, 0, "too much at once: try again");
	vec_push(&c->refused, job);
}

struct job *collector_refused(struct collector *c)
{
	return c->refused.count ? c->refused.items[--c->refused.count] : NULL;
}

void collector_watch(const struct collector *c, const struct order_key *keys,
		     size_t count)
{
	struct link_list *list = mem_new(sizeof(*list) + count * sizeof(list->keys[0]));
	list->count = count;
	for (size_t i = 0; i < count; i++)
		list->keys[i] = (struct link_key){ .cookie = keys[i].cookie,
						   .ifindex = keys[i].ifindex,
						   .queues = keys[i].queues != 0 };
	struct note note = { .kind = NOTE_WATCH, .links = list };
	if (!mailbox_send(&c->in, &note))
		free(list); /* the next list comes when the screen moves */
}

static void send_note(const struct collector *c, enum note_kind kind)
{
	struct note note = { .kind = kind };
	mailbox_send(&c->in, &note);
}

void collector_rescan(const struct collector *c)
{
	send_note(c, NOTE_RESCAN);
}

void collector_look(const struct collector *c)
{
	send_note(c, NOTE_SPACE);
}
