#include "core/capture/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "core/base/channel.h"
#include "core/base/clock.h"
#include "core/base/descriptors.h"
#include "core/base/loop.h"
#include "core/base/mem.h"
#include "core/base/privilege.h"
#include "core/base/sandbox.h"
#include "core/capture/collector.h"
#include "core/capture/meters.h"
#include "core/capture/opener.h"
#include "core/capture/outbox.h"
#include "core/capture/recorder.h"
#include "core/capture/registrar.h"
#include "core/capture/rhythm.h"
#include "core/capture/streams.h"
#include "core/capture/watchman.h"
#include "core/capture/wire.h"

enum {
	OPENERS = 8,
	ORDERS_AT_ONCE = 64,
	COUNTS_MS = 500,
	END_MS = 1500, /* for the last blocks and for closing, less than the front waits
			*/
	FILES = 65536,
	NICE = -10,
	STUCK_MS = 60000, /* behind the front's end: a slow disk takes its time */
};

struct engine {
	struct loop *loop;
	struct rhythm *rhythm;
	int sock, signals, counts_timer;
	uint32_t watched; /* EPOLL* bits of sock that the loop waits for */
	bool ticking;	  /* counts are told; only while there are any */
	struct mailbox done;
	struct outbox *outbox;
	struct recorder *recorder;
	struct openers *openers;
	struct collector *collector;
	struct registrar *registrar;
	struct streams *streams;
	struct meters *meters;
	int64_t end_at; /* clock_mono(); 0: not ending */
	struct order arrived, order;
};

/* The terminal's signals are the front's business; the front's end is a SIGTERM. A
 * limit of file sizes is an error of the write. */
static int signals_open(void)
{
	static const int ignored[] = { SIGINT,	SIGQUIT, SIGHUP,  SIGPIPE, SIGTSTP,
				       SIGTTIN, SIGTTOU, SIGXFSZ, SIGUSR1 };
	sigset_t set;
	for (size_t i = 0; i < COUNT(ignored); i++)
		signal(ignored[i], SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_SETMASK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* A session of its own is weighed against the others as one (sched(7), autogroup):
 * there nice counts only inside of it. */
static void session_raise(void)
{
	autoclose int fd = open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC);
	if (fd >= 0)
		(void)!dprintf(fd, "%d", NICE);
}

/* A wish each: where it is refused we do with what there is. */
static void limits_raise(void)
{
	struct rlimit files = { .rlim_cur = FILES, .rlim_max = FILES };
	struct rlimit old;
	setpriority(PRIO_PROCESS, 0, NICE);
	session_raise();
	if (getrlimit(RLIMIT_NOFILE, &old) || old.rlim_cur >= FILES)
		return;
	if (old.rlim_max > files.rlim_max)
		files.rlim_max = old.rlim_max;
	if (!setrlimit(RLIMIT_NOFILE, &files))
		return;
	old.rlim_cur = old.rlim_max;
	setrlimit(RLIMIT_NOFILE, &old);
}

static void end_begin(struct engine *g)
{
	if (g->end_at)
		return;
	g->end_at = clock_mono() + END_MS * CLOCK_MS;
	streams_release_all(g->streams);
}

static void order_spool(struct engine *g, const struct order *o, int *file)
{
	struct error e;
	char comment[WIRE_COMMENT + 1];
	struct text t = text_over(comment, sizeof(comment));
	text_mem(&t, o->items.comment, strnlen(o->items.comment, o->count));
	if (!recorder_open(g->recorder, *file, comment, &e))
		outbox_trouble(g->outbox, &e);
	*file = -1;
}

static void order_next_file(struct engine *g, const struct order *o UNUSED, int *file)
{
	struct error e;
	if (!recorder_next_file(g->recorder, *file, &e))
		outbox_trouble(g->outbox, &e);
	*file = -1;
}

static void order_capture(struct engine *g, const struct order *o, int *file UNUSED)
{
	streams_add(g->streams, o);
}

static void order_relay(struct engine *g, const struct order *o, int *file)
{
	streams_add_relay(g->streams, o, *file);
	*file = -1;
}

static void order_release(struct engine *g, const struct order *o, int *file UNUSED)
{
	streams_release(g->streams, o->id);
}

static void order_swap_filter(struct engine *g, const struct order *o, int *file UNUSED)
{
	streams_filter(g->streams, o);
}

static void order_watch(struct engine *g, const struct order *o, int *file UNUSED)
{
	collector_watch(g->collector, o->items.keys, o->count);
}

static void order_count(struct engine *g, const struct order *o, int *file UNUSED)
{
	meters_set(g->meters, o->items.meters, o->count);
}

static void order_rescan(struct engine *g, const struct order *o UNUSED,
			 int *file UNUSED)
{
	collector_rescan(g->collector);
	registrar_rescan(g->registrar);
}

static void order_libvirt(struct engine *g, const struct order *o, int *file UNUSED)
{
	registrar_libvirt(g->registrar, o->id != 0);
}

static void order_end(struct engine *g, const struct order *o UNUSED, int *file UNUSED)
{
	end_begin(g);
}

/* What each order does; a descriptor that is taken is set to -1. */
static void (*const orders[ORDER_KINDS])(struct engine *, const struct order *,
					 int *) = {
	[ORDER_SPOOL] = order_spool,	 [ORDER_CAPTURE] = order_capture,
	[ORDER_RELEASE] = order_release, [ORDER_FILTER] = order_swap_filter,
	[ORDER_WATCH] = order_watch,	 [ORDER_RESCAN] = order_rescan,
	[ORDER_END] = order_end,	 [ORDER_NEXT_FILE] = order_next_file,
	[ORDER_METERS] = order_count,	 [ORDER_LIBVIRT] = order_libvirt,
	[ORDER_RELAY] = order_relay,
};

static void take_message(struct engine *g, const struct channel_message *m)
{
	struct error e;
	int file = m->fd_count ? m->fds[0] : -1;
	if (!order_read(&g->order, &g->arrived, m->size, m->fd_count, &e))
		outbox_trouble(g->outbox, &e);
	else if (!g->end_at)
		orders[g->order.kind](g, &g->order, &file);
	for (unsigned i = 0; i < m->fd_count; i++)
		if (i > 0 || file >= 0)
			close(m->fds[i]);
}

static void take_orders(void *owner, uint32_t events)
{
	struct engine *g = owner;
	enum channel_result r = CHANNEL_OK;
	struct channel_message m;
	if (events == EPOLLOUT)
		return;
	for (int i = 0; i < ORDERS_AT_ONCE && r == CHANNEL_OK; i++) {
		r = channel_receive(g->sock, &g->arrived, sizeof(g->arrived), &m);
		if (r == CHANNEL_OK)
			take_message(g, &m);
	}
	if (r == CHANNEL_CLOSED) {
		loop_remove(g->loop, g->sock);
		end_begin(g);
	}
	streams_open_new(g->streams);
}

static void pass_on(struct engine *g, enum notice_kind kind, int fd)
{
	outbox_begin(g->outbox, kind, 0)->fds[0] = fd;
	outbox_end(g->outbox);
}

/* Interfaces come and go with who has them. */
static void take_facts(struct engine *g, int fd)
{
	pass_on(g, NOTICE_FACTS, fd);
	registrar_soon(g->registrar);
}

static void take_counters(struct engine *g, struct counter_list *list)
{
	struct notice *n = outbox_begin(g->outbox, NOTICE_COUNTERS, 0);
	n->counter_count = list->count;
	memcpy(n->counters, list->items, list->count * sizeof(list->items[0]));
	outbox_end(g->outbox);
	free(list);
}

static void space_lost(struct engine *g, uint64_t cookie)
{
	streams_space_lost(g->streams, cookie);
	meters_space_lost(g->meters, cookie);
}

static void take_note(struct engine *g, const struct note *note)
{
	if (note->kind == NOTE_JOB && note->job->meter)
		meters_take_job(g->meters, note->job);
	else if (note->kind == NOTE_JOB)
		streams_take_job(g->streams, note->job);
	else if (note->kind == NOTE_FACTS)
		take_facts(g, note->fd);
	else if (note->kind == NOTE_CENSUS)
		pass_on(g, NOTICE_CENSUS, note->fd);
	else if (note->kind == NOTE_SPACE)
		collector_look(g->collector);
	else if (note->kind == NOTE_COUNTERS)
		take_counters(g, note->counters);
	else if (note->kind == NOTE_SPACE_LOST)
		space_lost(g, note->cookie);
	else if (note->kind == NOTE_TROUBLE) {
		outbox_trouble(g->outbox, note->trouble);
		free(note->trouble);
	}
}

static void take_notes(void *owner, uint32_t events UNUSED)
{
	struct engine *g = owner;
	struct note note;
	while (mailbox_take(&g->done, &note))
		take_note(g, &note);
}

static void take_refused(struct engine *g)
{
	struct note note = { .kind = NOTE_JOB };
	while ((note.job = collector_refused(g->collector)))
		take_note(g, &note);
}

static void take_signal(void *owner, uint32_t events UNUSED)
{
	struct engine *g = owner;
	struct signalfd_siginfo info;
	if (read(g->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
		end_begin(g);
}

static void take_tick(void *owner, uint32_t events UNUSED)
{
	struct engine *g = owner;
	loop_drain(g->counts_timer);
	streams_tell_counts(g->streams);
}

/* Waits for room in the channel only while something waits for it. */
static void channel_watch(struct engine *g)
{
	struct error ignored;
	outbox_flush(g->outbox);
	uint32_t events = (outbox_is_full(g->outbox) ? 0u : EPOLLIN) |
			  (outbox_is_waiting(g->outbox) ? EPOLLOUT : 0u);
	if (events == g->watched || g->end_at)
		return;
	g->watched = events;
	(void)loop_add(g->loop, g->sock, events, take_orders, g, &ignored);
}

static void counts_watch(struct engine *g)
{
	bool busy = streams_count(g->streams);
	if (busy == g->ticking)
		return;
	g->ticking = busy;
	loop_timer_set(g->counts_timer, busy ? COUNTS_MS : 0, COUNTS_MS);
}

/* Capture has priority over the end: what is in the rings belongs to the user. */
static bool is_over(const struct engine *g)
{
	return g->end_at && (!streams_count(g->streams) || clock_mono() >= g->end_at);
}

static void engine_loop(struct engine *g)
{
	struct error e;
	bool more = false;
	while (!is_over(g)) {
		int most = more ? 0 : g->end_at ? 20 : -1;
		int wait = rhythm_wait(g->rhythm, clock_mono(), most);
		if (!loop_step(g->loop, wait, &e) ||
		    !rhythm_step(g->rhythm, clock_mono(), &e)) {
			outbox_trouble(g->outbox, &e);
			break;
		}
		take_refused(g);
		more = streams_drain_more(g->streams);
		recorder_publish(g->recorder);
		channel_watch(g);
		counts_watch(g);
	}
	recorder_close(g->recorder);
	outbox_flush(g->outbox);
}

/* Threads: those that look at the host first, because they alone may keep the right to
 * search other users' directories. */
static bool threads_start(struct engine *g, const struct engine_options *o,
			  struct error *e)
{
	const struct watch watch = { .sock = g->sock, .patience_ms = STUCK_MS };
	if (!mailbox_open(&g->done, sizeof(struct note), MAILBOX_SENDER_WAITS, e))
		return false;
	g->openers = openers_new(&g->done, e);
	if (!g->openers)
		return false;
	g->collector = collector_start(&g->done, g->openers, e);
	g->registrar = g->collector ? registrar_start(&g->done, o->user, e) : NULL;
	return g->registrar && privilege_drop(privilege_search(), e) &&
	       watchman_start(&watch, e) && openers_start(g->openers, OPENERS, e);
}

static int64_t patience(void *engine)
{
	struct engine *g = engine;
	return streams_patience(g->streams);
}

static bool watches_start(struct engine *g, struct error *e)
{
	g->rhythm = rhythm_new(g->loop, patience, g, e);
	if (!g->rhythm)
		return false;
	struct streams_parts parts = {
		.loop = g->loop,
		.rings = rhythm_rings(g->rhythm),
		.outbox = g->outbox,
		.recorder = g->recorder,
		.collector = g->collector,
		.openers = g->openers,
	};
	g->streams = streams_new(&parts, e);
	const struct meters_parts counting = {
		.loop = g->loop,
		.outbox = g->outbox,
		.collector = g->collector,
		.openers = g->openers,
	};
	g->meters = g->streams ? meters_new(&counting, e) : NULL;
	g->counts_timer = loop_timer_open(e);
	if (!g->streams || !g->meters || g->counts_timer < 0)
		return false;
	g->watched = EPOLLIN;
	return loop_add(g->loop, g->sock, g->watched, take_orders, g, e) &&
	       loop_add(g->loop, g->done.read, EPOLLIN, take_notes, g, e) &&
	       loop_add(g->loop, g->signals, EPOLLIN, take_signal, g, e) &&
	       loop_add(g->loop, g->counts_timer, EPOLLIN, take_tick, g, e);
}

/* A change of credentials clears the wish for a signal, so it comes after that; a front
 * that died before has left us another parent. */
static bool front_watch(pid_t front, struct error *e)
{
	if (prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0))
		return error_set(e, errno, "prctl PR_SET_PDEATHSIG");
	return getppid() == front || error_set(e, 0, "nobody to work for");
}

static bool engine_start(struct engine *g, pid_t front, const struct engine_options *o,
			 int wake, struct error *e)
{
	uint32_t missing;
	setsid();
	/* It never prints: what it has to say are notices. */
	descriptors_silence();
	g->signals = signals_open();
	limits_raise();
	g->outbox = outbox_new(g->sock);
	g->recorder = recorder_new(o, g->outbox, wake);
	if (!sandbox_engine(o->user, &missing, e) || !front_watch(front, e))
		return false;
	outbox_begin(g->outbox, NOTICE_HELLO, 0)->missing_caps = missing;
	outbox_end(g->outbox);
	g->loop = loop_new(e);
	return g->loop && threads_start(g, o, e) && watches_start(g, e);
}

int engine_run(int sock, int wake, pid_t front, const struct engine_options *o)
{
	struct engine *g = mem_new(sizeof(*g));
	struct error e;
	g->sock = sock;
	if (!engine_start(g, front, o, wake, &e)) {
		outbox_trouble(g->outbox, &e);
		return EXIT_FAILURE;
	}
	engine_loop(g);
	return EXIT_SUCCESS;
}
