#include "core/lab/clerk.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "core/lab/answers.h"
#include "core/lab/resident.h"

enum {
	QUIET_MS = 30,	/* after a change, for what belongs to it */
	ROUND_MS = 700, /* for what no event tells */
	ROUNDS = 48,	/* of the known processes this part is looked at again */
	YOUNG = 8,	/* scans in which a new process may still become another */
	ANSWERS_MS = 300,
	ANSWERS_ROUNDS = 86, /* after so many rounds the engines are asked again */
	DAEMONS = 8,
};

/* When a change is looked into again: a process may come after its interfaces. */
static const unsigned again_ms[] = { 250, 700 };

/* How far to look in the next scan; more includes less. */
enum depth {
	DEPTH_ROUND,  /* new ones, and a part of the others */
	DEPTH_CHANGE, /* and those that are likely to have got or lost a tap */
	DEPTH_ALL,
};

struct clerk {
	struct loop *loop;
	clerk_fn *census;
	void *owner;
	struct surroundings own;
	VEC(struct resident) residents; /* by pid */
	struct answers *answers;
	int scan, round, late; /* timers */
	enum depth depth;
	unsigned rounds, again;
	void (*space)(void *owner); /* NULL: nobody wants to know */
	bool strangers;		    /* a process is in a namespace of its own */
	bool asking;		    /* the engines are to be asked */
	bool libvirt;		    /* its files are wanted, */
	bool changed;		    /* since the last census */
	uint64_t serial;
};

/* Processes --------------------------------------------------------------- */

static int by_pid(const void *key, const void *item)
{
	const uint32_t *pid = key;
	const struct resident *r = item;
	return *pid < r->process.pid ? -1 : *pid > r->process.pid;
}

static bool same_group(const struct resident *a, const struct resident *b)
{
	return a->group.size == b->group.size &&
	       (!a->group.size ||
		!memcmp(a->group.items, b->group.items, a->group.size));
}

/* A process in control groups that no other one is in may be of a new container. */
static bool is_group_new(const struct clerk *c, const struct resident *r)
{
	for (size_t i = 0; i < c->residents.count; i++) {
		const struct resident *other = &c->residents.items[i];
		if (other->told && other->process.pid != r->process.pid &&
		    same_group(other, r))
			return false;
	}
	return true;
}

static bool is_network_new(const struct clerk *c, const struct resident *r)
{
	for (size_t i = 0; i < c->residents.count; i++) {
		const struct process *other = &c->residents.items[i].process;
		if (other->pid != r->process.pid &&
		    other->network == r->process.network)
			return false;
	}
	return true;
}

static bool is_due(const struct clerk *c, const struct resident *r)
{
	return r->process.looks < YOUNG || c->depth == DEPTH_ALL ||
	       (c->depth == DEPTH_CHANGE && resident_is_likely(r)) ||
	       r->process.pid % ROUNDS == c->rounds % ROUNDS;
}

/* Taps are looked for where they are likely, and elsewhere now and then: that costs
 * most. */
static bool is_due_for_taps(const struct clerk *c, const struct resident *r)
{
	return c->depth == DEPTH_ALL || r->taps.count || resident_is_likely(r) ||
	       (r->process.looks >= YOUNG &&
		r->process.pid % ROUNDS == c->rounds % ROUNDS);
}

static void look(struct clerk *c, struct resident *r)
{
	bool told = r->told;
	uint64_t network = r->process.network;
	if (!is_due(c, r))
		return;
	bool taps = is_due_for_taps(c, r);
	c->changed |= resident_look(r, &c->own, taps);
	/* Only now it has a name to judge by. */
	if (!taps && r->told && resident_is_likely(r))
		c->changed |= resident_look(r, &c->own, true);
	if (r->process.looks < YOUNG)
		r->process.looks++;
	if (r->told && !told && is_group_new(c, r))
		c->asking = true;
	if (r->told && r->process.network != network && is_network_new(c, r))
		c->strangers = true;
}

/* The ones of before, those still there moved to the new list. */
struct former {
	struct resident *items;
	size_t count, at;
};

/* /proc lists processes by pid, as the former ones are. */
static void take(struct clerk *c, struct former *old, const struct dirent *d)
{
	struct resident r = { .process = {
				      .pid = (uint32_t)strtoul(d->d_name, NULL, 10),
				      .entry = d->d_ino } };
	struct resident *same = old->count ? bsearch(&r.process.pid, old->items,
						     old->count, sizeof(r), by_pid)
					   : NULL;
	if (same && same->process.entry == r.process.entry) {
		r = *same;
		*same = (struct resident){ .process = { .pid = r.process.pid } };
	}
	vec_push(&c->residents, r);
}

static void forget(struct clerk *c, struct former *old)
{
	for (size_t i = 0; i < old->count; i++) {
		c->changed |= old->items[i].told;
		resident_done(&old->items[i]);
	}
	free(old->items);
}

static void scan_processes(struct clerk *c)
{
	DIR *dir = opendir("/proc");
	if (!dir)
		return;
	struct former old = { .items = c->residents.items,
			      .count = c->residents.count };
	c->residents.items = NULL;
	c->residents.count = c->residents.room = 0;
	for (const struct dirent *d; (d = readdir(dir));)
		if (d->d_name[0] >= '1' && d->d_name[0] <= '9')
			take(c, &old, d);
	closedir(dir);
	forget(c, &old);
	for (size_t i = 0; i < c->residents.count; i++)
		look(c, &c->residents.items[i]);
}

/* The census ------------------------------------------------------------- */

struct draft {
	VEC(struct census_process) processes;
	VEC(struct census_tap) taps;
	VEC(struct census_answer) answers;
	struct bytes bytes;
	size_t room;
};

static struct census_text put_bytes(struct draft *d, const struct bytes *b)
{
	struct census_text t = { (uint32_t)d->bytes.size, (uint32_t)b->size };
	if (d->room - d->bytes.size < b->size) {
		d->room = d->room * 2 + b->size;
		d->bytes.items = mem_grow(d->bytes.items, d->room, 1);
	}
	if (b->size)
		memcpy(d->bytes.items + d->bytes.size, b->items, b->size);
	d->bytes.size += b->size;
	return t;
}

static void put_resident(struct draft *d, const struct resident *r)
{
	struct census_process p = {
		.pid = r->process.pid,
		.start = r->process.start,
		.network = r->process.network,
		.words = put_bytes(d, &r->words),
		.group = put_bytes(d, &r->group),
	};
	memcpy(p.name, r->process.name, sizeof(p.name));
	memcpy(p.host, r->host, sizeof(p.host));
	for (size_t i = 0; i < r->taps.count && d->taps.count < CENSUS_TAPS; i++) {
		struct census_tap t = r->taps.items[i];
		t.process = (uint32_t)d->processes.count;
		vec_push(&d->taps, t);
	}
	vec_push(&d->processes, p);
}

static void put_answers(struct draft *d, struct clerk *c)
{
	const struct answer *items;
	size_t count = answers_all(c->answers, &items);
	for (size_t i = 0; i < count; i++) {
		struct census_answer a = items[i].record;
		a.text = put_bytes(d, &items[i].bytes);
		vec_push(&d->answers, a);
	}
}

static void tell(struct clerk *c)
{
	struct draft d = { .room = 0 };
	struct error ignored;
	for (size_t i = 0; i < c->residents.count; i++)
		if (c->residents.items[i].told && d.processes.count < CENSUS_PROCESSES)
			put_resident(&d, &c->residents.items[i]);
	put_answers(&d, c);
	const struct census census = {
		.processes = d.processes.items,
		.taps = d.taps.items,
		.answers = d.answers.items,
		.bytes = (const uint8_t *)d.bytes.items,
		.process_count = d.processes.count,
		.tap_count = d.taps.count,
		.answer_count = d.answers.count,
		.size = d.bytes.size,
		.serial = ++c->serial,
		.libvirt = answers_has_libvirt(c->answers),
	};
	int fd = census_seal(&census, &ignored);
	if (fd >= 0)
		c->census(c->owner, fd);
	free(d.processes.items);
	free(d.taps.items);
	free(d.answers.items);
	free(d.bytes.items);
	c->changed = fd < 0;
}

/* An answer that is about to come is waited for, a little. */
static void tell_if_changed(struct clerk *c)
{
	if (!c->changed && c->serial)
		return;
	if (answers_pending(c->answers)) {
		loop_timer_set(c->late, ANSWERS_MS, 0);
		return;
	}
	answers_go_on(c->answers);
	tell(c);
}

/* When ------------------------------------------------------------------- */

static void ask(struct clerk *c)
{
	uint32_t daemons[DAEMONS];
	size_t count = 0;
	for (size_t i = 0; i < c->residents.count && count < DAEMONS; i++) {
		const struct process *p = &c->residents.items[i].process;
		if (!strcmp(p->name, "dockerd") && p->mounts != c->own.mounts)
			daemons[count++] = p->pid;
	}
	/* One that is being asked may not know of what is new: again after it. */
	c->asking = !answers_ask(c->answers, daemons, count);
}

static void scan(struct clerk *c)
{
	bool change = c->depth >= DEPTH_CHANGE;
	scan_processes(c);
	c->depth = DEPTH_ROUND;
	if (c->strangers && c->space && c->serial)
		c->space(c->owner);
	c->strangers = false;
	c->asking |= c->libvirt && c->changed; /* a domain may have come or gone */
	if (c->asking)
		ask(c);
	else if (change)
		answers_ask_bridges(c->answers);
	tell_if_changed(c);
}

static void on_scan(void *owner, uint32_t events UNUSED)
{
	struct clerk *c = owner;
	loop_drain(c->scan);
	scan(c);
	if (c->again >= COUNT(again_ms))
		return;
	c->depth = DEPTH_CHANGE;
	loop_timer_set(c->scan, again_ms[c->again++], 0);
}

static void on_round(void *owner, uint32_t events UNUSED)
{
	struct clerk *c = owner;
	loop_drain(c->round);
	c->rounds++;
	c->asking |= c->rounds % ANSWERS_ROUNDS == 0;
	scan(c);
}

static void on_late(void *owner, uint32_t events UNUSED)
{
	struct clerk *c = owner;
	loop_drain(c->late);
	tell_if_changed(c);
}

static void on_answers(void *owner, bool changed)
{
	struct clerk *c = owner;
	c->changed |= changed;
	if (c->asking)
		ask(c);
	tell_if_changed(c);
}

void clerk_soon(struct clerk *c)
{
	if (c->depth < DEPTH_CHANGE)
		c->depth = DEPTH_CHANGE;
	c->again = 0;
	loop_timer_set(c->scan, QUIET_MS, 0);
}

void clerk_libvirt(struct clerk *c, bool wanted)
{
	if (c->libvirt == wanted)
		return;
	c->libvirt = wanted;
	answers_libvirt(c->answers, wanted);
	c->asking = c->changed = true;
	loop_timer_set(c->scan, 1, 0);
}

void clerk_rescan(struct clerk *c)
{
	c->depth = DEPTH_ALL;
	c->asking = true;
	loop_timer_set(c->scan, 1, 0);
}

/* Life --------------------------------------------------------------------- */

static bool add_timer(struct clerk *c, int *fd, loop_fn *fn, unsigned first_ms,
		      unsigned period_ms, struct error *e)
{
	*fd = loop_timer_open(e);
	if (*fd < 0)
		return false;
	loop_timer_set(*fd, first_ms, period_ms);
	return loop_add(c->loop, *fd, EPOLLIN, fn, c, e);
}

struct clerk *clerk_new(struct loop *loop, const struct clerk_options *options,
			clerk_fn *census, void *owner, struct error *e)
{
	struct clerk *c = mem_new(sizeof(*c));
	c->loop = loop;
	c->census = census;
	c->owner = owner;
	c->space = options->space;
	c->scan = c->round = c->late = -1;
	c->asking = true;
	c->again = COUNT(again_ms);
	surroundings_open(&c->own);
	c->answers = answers_new(loop, options, on_answers, c);
	if (add_timer(c, &c->scan, on_scan, 1, 0, e) &&
	    add_timer(c, &c->round, on_round, ROUND_MS, ROUND_MS, e) &&
	    add_timer(c, &c->late, on_late, 0, 0, e))
		return c;
	clerk_free(c);
	return NULL;
}

void clerk_free(struct clerk *c)
{
	if (!c)
		return;
	const int timers[] = { c->scan, c->round, c->late };
	for (size_t i = 0; i < COUNT(timers); i++) {
		loop_remove(c->loop, timers[i]);
		if (timers[i] >= 0)
			close(timers[i]);
	}
	for (size_t i = 0; i < c->residents.count; i++)
		resident_done(&c->residents.items[i]);
	free(c->residents.items);
	answers_free(c->answers);
	surroundings_close(&c->own);
	free(c);
}
