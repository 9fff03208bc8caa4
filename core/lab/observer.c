/* Decides when to look, and at what. An event only marks a namespace as dirty; when
 * events have been quiet for a moment, one pass reads the dirty ones and publishes a
 * new snapshot if anything in it is different. */
#include "core/lab/observer.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/vec.h"
#include "core/lab/counters.h"
#include "core/lab/folders.h"
#include "core/lab/losses.h"
#include "core/lab/mounts.h"
#include "core/lab/names.h"
#include "core/lab/process.h"
#include "core/lab/reach.h"
#include "core/lab/snapshot.h"
#include "core/lab/spaces.h"

enum {
	QUIET_MS = 50,	    /* a pass starts when no event came for so long, */
	PATIENCE_MS = 200,  /* and at the latest so long after the first one */
	ROUND_MS = 5000,    /* for what no event tells: processes, mounts elsewhere */
	COUNTERS_MS = 1000, /* of the watched links */
	ALL_TICKS = 10,	    /* of those: all links */
	HOLD_MS = 500,	    /* are the namespaces in use still held by others? */
	SHARE = 6,	    /* of all namespaces, this part is read again each round */
	RETRIES = 20,	    /* passes that wait for a name that is being made */
};

/* How far to look for namespaces in the next pass; more includes less. */
enum look {
	LOOK_NOWHERE,
	LOOK_FOLDERS,	 /* where names are usual */
	LOOK_EVERYWHERE, /* all names, and processes */
	LOOK_CLOSELY,	 /* and believe nothing that was seen before */
};

struct observer {
	struct loop *loop;
	struct observer_events events;
	struct reach reach;
	struct spaces *spaces;
	struct processes *processes;
	struct names *names;
	struct mounts *mounts;
	struct folders *folders;
	struct losses *losses;
	struct counters counters;
	int quiet, round, tick, hold; /* timers */
	enum look look;
	int64_t first_event; /* clock_mono(), 0: none since the last pass */
	bool overflow;	     /* events were lost */
	bool unread;	     /* mount namespaces are left for the next pass */
	unsigned retries;
	unsigned ticks, rounds;
	uint64_t serial;
	bool complete; /* of this pass, and of the last snapshot: */
	bool told_complete;
	struct error limited; /* why only the own namespace is seen, "" otherwise */
};

/* Waiting for quiet */

static void observer_soon(struct observer *o, enum look look)
{
	int64_t now = clock_mono();
	if (look > o->look)
		o->look = look;
	if (!o->first_event)
		o->first_event = now;
	int64_t left = PATIENCE_MS - (now - o->first_event) / CLOCK_MS;
	if (left > QUIET_MS)
		left = QUIET_MS;
	loop_timer_set(o->quiet, left > 1 ? (unsigned)left : 1, 0);
}

static void take_event(void *owner, enum netlink_event event, int32_t id)
{
	struct observer *o = owner;
	struct netspace *n = spaces_by_id(o->spaces, id);
	enum look look = LOOK_NOWHERE;
	if (event == NETLINK_OVERFLOW) {
		o->overflow = true;
		look = LOOK_EVERYWHERE;
	} else if (event == NETLINK_GONE) {
		/* Its inode is free for a new one, which a name may already have. */
		look = LOOK_FOLDERS;
		if (n)
			spaces_remove(o->spaces, n);
	} else if (id == NETLINK_HERE && !o->reach.observer) {
		spaces_host(o->spaces)->dirty = true;
	} else if (n) {
		n->dirty = true;
	} else if (!spaces_admit_hidden(o->spaces, id)) {
		return;
	}
	observer_soon(o, look);
}

static void on_event(void *owner, uint32_t events)
{
	struct observer *o = owner;
	(void)events;
	netlink_drain(o->reach.events, take_event, o);
}

static void on_folders(void *owner, uint32_t events)
{
	struct observer *o = owner;
	(void)events;
	if (!folders_drain(o->folders))
		return;
	o->retries = RETRIES;
	observer_soon(o, LOOK_FOLDERS);
}

static void on_suspicion(void *owner)
{
	observer_soon(owner, LOOK_CLOSELY);
}

static void on_hold(void *owner, uint32_t events)
{
	struct observer *o = owner;
	(void)events;
	loop_drain(o->hold);
	if (losses_suspect(o->losses, o->spaces))
		observer_soon(o, LOOK_CLOSELY);
}

/* One pass */

static void watch_folder(void *owner, const char *path)
{
	folders_watch(owner, path);
}

static void scan_mounts(struct observer *o)
{
	const struct process *const *leaders;
	size_t count = processes_of_mounts(o->processes, &leaders);
	names_check_mounts(o->names);
	names_read_mounts(o->names, 0);
	o->unread = !mounts_look(o->mounts, o->names, leaders, count);
	if (!o->unread)
		return;
	/* At once, but not before what has happened meanwhile. */
	loop_timer_set(o->quiet, 1, 0);
}

static void observer_scan(struct observer *o, enum look look)
{
	struct error e;
	bool mounts = look >= LOOK_EVERYWHERE || o->unread;
	if ((look == LOOK_NOWHERE && !mounts) || !o->reach.observer)
		return;
	if (look != LOOK_NOWHERE)
		names_read_folders(o->names, watch_folder, o->folders);
	if (look >= LOOK_EVERYWHERE &&
	    !processes_scan(o->processes, look == LOOK_CLOSELY, &e))
		o->events.trouble(o->events.owner, &e);
	if (mounts)
		scan_mounts(o);
	spaces_settle(o->spaces, o->reach.observer, o->processes, o->names);
}

static void mark_all(struct observer *o)
{
	for (size_t i = 0; i < o->spaces->items.count; i++)
		o->spaces->items.items[i]->dirty = true;
}

/* What an error of a reading means for the namespace; false: it is gone. */
static bool handle_unread(struct observer *o, struct netspace *n, const struct error *e)
{
	n->dirty = false;
	if (e->code == EOPNOTSUPP && o->reach.target) {
		o->reach.target = false;
		mark_all(o);
	} else if (e->code == EINTR) {
		n->dirty = true;
		o->complete = false;
		observer_soon(o, LOOK_NOWHERE);
	} else if (e->code == EINVAL && o->reach.target && n->fact.kind != SPACE_HOST) {
		spaces_remove(o->spaces, n);
		return false;
	} else if (e->code == EMFILE || e->code == ENFILE || e->code == ENOBUFS) {
		o->complete = false;
		o->events.trouble(o->events.owner, e);
	}
	return true;
}

/* Reading one may add others at the end of the list, or remove it. True when a
 * namespace was found that only a link had led to. */
static bool read_dirty(struct observer *o)
{
	const struct spaces *s = o->spaces;
	bool admitted = false, target = o->reach.target;
	for (size_t i = 0; i < s->items.count;) {
		struct netspace *n = s->items.items[i];
		struct error e;
		bool kept = !n->dirty ||
			    reach_survey(&o->reach, o->spaces, n, &admitted, &e) ||
			    handle_unread(o, n, &e);
		if (target != o->reach.target)
			return read_dirty(o);
		i += kept;
	}
	return admitted;
}

/* The same, and a link that leads to a namespace not found so far. */
static bool read_all(struct observer *o)
{
	bool admitted = read_dirty(o);
	return reach_resolve(&o->reach, o->spaces) || admitted;
}

static void observer_publish(struct observer *o)
{
	struct error e;
	if (o->serial && !o->spaces->changed && o->complete == o->told_complete)
		return;
	int fd = snapshot_seal(o->spaces, ++o->serial, o->complete, &e);
	if (fd < 0) {
		o->events.trouble(o->events.owner, &e);
		return;
	}
	o->spaces->changed = false;
	o->told_complete = o->complete;
	o->events.facts(o->events.owner, fd);
}

static void report_lost(void *owner, uint64_t cookie)
{
	struct observer *o = owner;
	o->events.space_lost(o->events.owner, cookie);
}

/* A name without a namespace behind it may get one in a moment: `ip netns add` makes
 * the file first and mounts then, of which inotify tells nothing. */
static void observer_retry(struct observer *o)
{
	if (!o->retries || !names_unfinished(o->names))
		return;
	o->retries--;
	observer_soon(o, LOOK_FOLDERS);
}

static void observer_pass(struct observer *o)
{
	netlink_drain(o->reach.events, take_event, o);
	enum look look = o->look;
	o->look = LOOK_NOWHERE;
	o->first_event = 0;
	o->complete = true;
	loop_timer_set(o->quiet, 0, 0);
	if (o->overflow)
		spaces_verify(o->spaces, o->reach.observer);
	o->overflow = false;
	/* Somebody may have lost a name: only a close look tells who is left. */
	if (look != LOOK_NOWHERE && losses_suspect(o->losses, o->spaces))
		look = LOOK_CLOSELY;
	observer_scan(o, look);
	if (read_all(o) && look < LOOK_EVERYWHERE) {
		look = LOOK_EVERYWHERE;
		observer_scan(o, look);
		(void)read_all(o);
	}
	o->complete &= !o->unread;
	if (look == LOOK_CLOSELY)
		losses_settle(o->losses, o->spaces, report_lost, o);
	observer_publish(o);
	observer_retry(o);
}

static void on_quiet(void *owner, uint32_t events)
{
	struct observer *o = owner;
	(void)events;
	loop_drain(o->quiet);
	if (o->limited.text[0])
		o->events.trouble(o->events.owner, &o->limited);
	o->limited.text[0] = '\0';
	observer_pass(o);
}

/* Not every change has an event: a new alias has none while the interface is down. */
static void mark_some(struct observer *o)
{
	o->rounds++;
	for (size_t i = o->rounds % SHARE; i < o->spaces->items.count; i += SHARE)
		o->spaces->items.items[i]->dirty = true;
}

static void on_round(void *owner, uint32_t events)
{
	struct observer *o = owner;
	(void)events;
	loop_drain(o->round);
	mark_some(o);
	if (o->look < LOOK_EVERYWHERE)
		o->look = LOOK_EVERYWHERE;
	observer_pass(o);
}

static void on_tick(void *owner, uint32_t events)
{
	struct observer *o = owner;
	struct counters *c = &o->counters;
	(void)events;
	loop_drain(o->tick);
	if (!o->serial)
		return;
	if (o->ticks++ % ALL_TICKS == 0)
		counters_read_all(c, &o->reach, o->spaces);
	else
		counters_read_watched(c, &o->reach, o->spaces);
	if (c->read.count)
		o->events.counters(o->events.owner, c->read.items, c->read.count);
}

/* Start and end */

static bool add_timer(struct observer *o, int *fd, loop_fn *fn, unsigned first_ms,
		      unsigned period_ms, struct error *e)
{
	*fd = loop_timer_open(e);
	if (*fd < 0)
		return false;
	loop_timer_set(*fd, first_ms, period_ms);
	return loop_add(o->loop, *fd, EPOLLIN, fn, o, e);
}

static bool observer_start(struct observer *o, struct error *e)
{
	bool seeing_all;
	struct error why = { .code = 0 };
	if (!reach_open(&o->reach, &seeing_all, &why)) {
		*e = why;
		return false;
	}
	if (!seeing_all)
		o->limited = why;
	o->spaces = spaces_new(o->reach.observer, e);
	o->folders = o->spaces ? folders_new(e) : NULL;
	return o->folders &&
	       loop_add(o->loop, netlink_fd(o->reach.events), EPOLLIN, on_event, o,
			e) &&
	       loop_add(o->loop, folders_fd(o->folders), EPOLLIN, on_folders, o, e) &&
	       add_timer(o, &o->quiet, on_quiet, 1, 0, e) &&
	       add_timer(o, &o->round, on_round, ROUND_MS, ROUND_MS, e) &&
	       add_timer(o, &o->tick, on_tick, COUNTERS_MS, COUNTERS_MS, e) &&
	       add_timer(o, &o->hold, on_hold, HOLD_MS, HOLD_MS, e);
}

struct observer *observer_new(struct loop *loop, const struct observer_events *events,
			      const struct observer_options *options, struct error *e)
{
	struct observer *o = mem_new(sizeof(*o));
	o->loop = loop;
	o->events = *events;
	o->quiet = o->round = o->tick = o->hold = -1;
	o->processes = processes_new();
	o->names = names_new();
	o->mounts = mounts_new();
	o->losses = losses_new(loop, on_suspicion, o);
	o->look = LOOK_EVERYWHERE;
	if (!observer_start(o, e)) {
		observer_free(o);
		return NULL;
	}
	if (options->no_target_id)
		o->reach.target = false;
	return o;
}

static void remove_fd(struct observer *o, int fd, bool owned)
{
	loop_remove(o->loop, fd);
	if (owned && fd >= 0)
		close(fd);
}

void observer_free(struct observer *o)
{
	if (!o)
		return;
	if (o->reach.events)
		remove_fd(o, netlink_fd(o->reach.events), false);
	if (o->folders)
		remove_fd(o, folders_fd(o->folders), false);
	remove_fd(o, o->quiet, true);
	remove_fd(o, o->round, true);
	remove_fd(o, o->tick, true);
	remove_fd(o, o->hold, true);
	losses_free(o->losses);
	counters_clear(&o->counters);
	spaces_free(o->spaces);
	folders_free(o->folders);
	names_free(o->names);
	mounts_free(o->mounts);
	processes_free(o->processes);
	reach_close(&o->reach);
	free(o);
}

/* Wishes of the engine */

void observer_watch(struct observer *o, const struct link_key *keys, size_t count)
{
	counters_watch(&o->counters, keys, count);
}

void observer_look(struct observer *o)
{
	observer_soon(o, LOOK_EVERYWHERE);
}

void observer_rescan(struct observer *o)
{
	observer_soon(o, LOOK_CLOSELY);
}

int observer_open_space(struct observer *o, uint64_t cookie, struct error *e)
{
	const struct netspace *n = spaces_by_cookie(o->spaces, cookie);
	if (!n) {
		error_set(e, ENOENT, "this network namespace is gone");
		return -1;
	}
	int fd = netspace_open(n, e);
	if (fd >= 0)
		losses_watch(o->losses, n);
	return fd;
}
