#include "core/capture/client.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/channel.h"
#include "core/base/descriptors.h"
#include "core/base/mem.h"
#include "core/base/pidfd.h"
#include "core/base/text.h"
#include "core/capture/engine.h"
#include "core/capture/wire.h"
#include "core/store/segment.h"

enum { SEND_WAIT_MS = 1000, STOP_WAIT_MS = 2000, KILL_WAIT_MS = 200 };

struct client {
	pid_t pid;
	int pidfd; /* readable once the engine has ended */
	int sock, wake;
	int stops;   /* SIGCHLD as a descriptor, -1: client_watch_stops() was not called
		      */
	int epoll;   /* sock, pidfd and stops: what the caller waits for */
	bool closed; /* nothing more comes from sock */
	bool ended;  /* NOTICE_ENDED was given */
	bool stopped; /* the end was our wish */
	bool keep;
	char comment[CLIENT_COMMENT];
	char spool[256];   /* the directory the engine made, "" none */
	char trouble[240]; /* the engine's last words */
	struct order order;
	struct wire_notice arrived;
};

static bool watch(struct client *c, int fd, struct error *e)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = fd };
	return !epoll_ctl(c->epoll, EPOLL_CTL_ADD, fd, &ev) ||
	       error_set(e, errno, "watch the engine");
}

static void client_free(struct client *c)
{
	const int fds[] = { c->pidfd, c->sock, c->wake, c->stops, c->epoll };
	for (size_t i = 0; i < COUNT(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	free(c);
}

/* The engine's status when it had no memory left; no other end has this one. */
enum { NO_MEMORY = 3 };

static void on_abort(int number)
{
	/* NOLINTNEXTLINE(bugprone-signal-handler): signal-safety(7) allows it */
	if (errno == ENOMEM)
		_exit(NO_MEMORY);
	signal(number, SIG_DFL);
	raise(number);
}

/* wake: the engine's end, closed here. */
static bool engine_fork(struct client *c, const struct engine_options *o, int wake,
			struct error *e)
{
	int ends[2];
	pid_t front = getpid();
	autoclose int mine = wake;
	if (!channel_open(ends, e))
		return false;
	c->sock = ends[0];
	c->pid = fork();
	if (c->pid == 0) {
		signal(SIGABRT, on_abort);
		descriptors_only(ends[1], mine);
		_exit(engine_run(ends[1], mine, front, o));
	}
	close(ends[1]);
	if (c->pid < 0)
		return error_set(e, errno, "start the capture engine");
	c->pidfd = pidfd_of(c->pid);
	return c->pidfd >= 0 || error_set(e, errno, "pidfd_open");
}

struct client *client_start(const struct engine_options *options, struct error *e)
{
	struct client *c = mem_new(sizeof(*c));
	/* Not an eventfd: what is shared could be filled and made to block. */
	int wake[2] = { -1, -1 };
	c->sock = c->pidfd = c->stops = -1;
	c->epoll = epoll_create1(EPOLL_CLOEXEC);
	bool ok = c->epoll >= 0 && !pipe2(wake, O_CLOEXEC | O_NONBLOCK);
	c->wake = wake[0];
	if (!ok)
		error_set(e, errno, "start the capture engine");
	else if (engine_fork(c, options, wake[1], e) && watch(c, c->sock, e) &&
		 watch(c, c->pidfd, e))
		return c;
	client_free(c); /* an engine that was started sees the end of its channel */
	return NULL;
}

bool client_watch_stops(struct client *c, struct error *e)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	c->stops = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return c->stops < 0 ? error_set(e, errno, "signalfd") : watch(c, c->stops, e);
}

int client_notice_fd(const struct client *c)
{
	return c->epoll;
}

int client_wake_fd(const struct client *c)
{
	return c->wake;
}

static bool readable(int fd, int timeout_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	return poll(&p, 1, timeout_ms) > 0;
}

static void ended_words(const struct client *c, const siginfo_t *info, struct text *t)
{
	if (c->stopped) {
		text_str(t, "the capture engine has ended");
	} else if (info->si_code == CLD_EXITED && info->si_status == NO_MEMORY) {
		text_str(t, "the capture engine ran out of memory");
	} else if (info->si_code == CLD_EXITED) {
		text_str(t, c->trouble[0] ? c->trouble : "the capture engine gave up");
	} else if (info->si_status == SIGSYS) {
		text_str(t, "the capture engine was stopped: "
			    "a system call it must not use");
	} else {
		const char *name = sigabbrev_np(info->si_status);
		text_printf(t, "the capture engine was killed (SIG%s)",
			    name ? name : "?");
	}
}

static void notice_init(struct notice *n, enum notice_kind kind)
{
	memset(n, 0, sizeof(*n));
	memset(n->fds, -1, sizeof(n->fds));
	n->kind = kind;
}

/* The engine was stopped by somebody, or goes on. */
static bool stops_next(struct client *c, struct notice *n)
{
	struct signalfd_siginfo came;
	siginfo_t info = { 0 };
	if (c->stops < 0 || read(c->stops, &came, sizeof(came)) < 0 ||
	    waitid(P_PID, (id_t)c->pid, &info, WSTOPPED | WCONTINUED | WNOHANG) ||
	    !info.si_pid)
		return false;
	notice_init(n, NOTICE_TROUBLE);
	struct text t = text_over(n->text, sizeof(n->text));
	if (info.si_code == CLD_STOPPED)
		text_printf(&t,
			    "the capture engine was stopped: kill -CONT %d lets it go "
			    "on; what its rings cannot hold until then is lost",
			    c->pid);
	return true;
}

/* The engine's end is told once, after everything it said. */
static bool ended_next(struct client *c, struct notice *n)
{
	siginfo_t info = { .si_code = CLD_EXITED };
	if (c->ended || !c->closed || !readable(c->pidfd, 0))
		return false;
	waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG);
	c->ended = true;
	epoll_ctl(c->epoll, EPOLL_CTL_DEL, c->pidfd, NULL);
	notice_init(n, NOTICE_ENDED);
	struct text t = text_over(n->text, sizeof(n->text));
	ended_words(c, &info, &t);
	return true;
}

static void remember(struct client *c, const struct notice *n)
{
	if (n->kind == NOTICE_TROUBLE)
		memcpy(c->trouble, n->text, sizeof(c->trouble));
	if (n->kind == NOTICE_SPOOL && n->fds[1] >= 0)
		memcpy(c->spool, n->path, sizeof(c->spool));
}

bool client_next(struct client *c, struct notice *n)
{
	struct channel_message m;
	struct error e;
	while (!c->closed) {
		enum channel_result r =
			channel_receive(c->sock, &c->arrived, sizeof(c->arrived), &m);
		if (r == CHANNEL_BUSY)
			return stops_next(c, n);
		if (r == CHANNEL_CLOSED) {
			epoll_ctl(c->epoll, EPOLL_CTL_DEL, c->sock, NULL);
			c->closed = true;
			break;
		}
		if (notice_read(n, &c->arrived, m.size, m.fds, m.fd_count, &e)) {
			remember(c, n);
			return true;
		}
		channel_close_fds(&m);
	}
	return stops_next(c, n) || ended_next(c, n);
}

static bool order_send(struct client *c, const int *fds, unsigned fd_count,
		       struct error *e)
{
	struct pollfd p = { .fd = c->sock, .events = POLLOUT };
	size_t size = order_size(&c->order);
	enum channel_result r = channel_send(c->sock, &c->order, size, fds, fd_count);
	if (r == CHANNEL_BUSY && poll(&p, 1, SEND_WAIT_MS) > 0)
		r = channel_send(c->sock, &c->order, size, fds, fd_count);
	return r == CHANNEL_OK ||
	       error_set(e, 0,
			 r == CHANNEL_BUSY ? "the capture engine does not answer"
					   : "the capture engine has ended");
}

static bool file_send(struct client *c, enum order_kind kind, int file, struct error *e)
{
	order_init(&c->order, kind, 0);
	if (kind == ORDER_SPOOL) {
		c->order.count = (uint32_t)strlen(c->comment);
		memcpy(c->order.items.comment, c->comment, c->order.count);
	}
	bool ok = order_send(c, &file, file >= 0, e);
	if (file >= 0)
		close(file);
	return ok;
}

void client_comment(struct client *c, const char *text)
{
	struct text t = text_over(c->comment, sizeof(c->comment));
	text_str(&t, text);
}

bool client_spool(struct client *c, int file, struct error *e)
{
	return file_send(c, ORDER_SPOOL, file, e);
}

bool client_next_file(struct client *c, int file, struct error *e)
{
	return file_send(c, ORDER_NEXT_FILE, file, e);
}

bool client_capture(struct client *c, uint32_t id, const struct capture_request *r,
		    struct error *e)
{
	order_init(&c->order, ORDER_CAPTURE, id);
	return order_request(&c->order, r, e) && order_send(c, NULL, 0, e);
}

bool client_relay(struct client *c, uint32_t id, const struct capture_request *r,
		  int pipe, struct error *e)
{
	order_init(&c->order, ORDER_RELAY, id);
	return order_request(&c->order, r, e) && order_send(c, &pipe, 1, e);
}

/* Orders nobody waits for: should the engine be gone, NOTICE_ENDED says so. */
static void order_send_only(struct client *c)
{
	struct error ignored;
	(void)order_send(c, NULL, 0, &ignored);
}

void client_release(struct client *c, uint32_t id)
{
	order_init(&c->order, ORDER_RELEASE, id);
	order_send_only(c);
}

bool client_filter(struct client *c, uint32_t id, const char *text,
		   const struct sock_filter *code, uint32_t count, struct error *e)
{
	order_init(&c->order, ORDER_FILTER, id);
	return order_filter(&c->order, text, code, count, e) &&
	       order_send(c, NULL, 0, e);
}

void client_watch(struct client *c, const struct link_key *keys, size_t count)
{
	order_init(&c->order, ORDER_WATCH, 0);
	if (count > WIRE_KEYS)
		count = WIRE_KEYS;
	for (size_t i = 0; i < count; i++)
		c->order.items.keys[i] = (struct order_key){
			.cookie = keys[i].cookie,
			.ifindex = keys[i].ifindex,
			.queues = keys[i].queues,
		};
	c->order.count = (uint32_t)count;
	order_send_only(c);
}

void client_meters(struct client *c, const struct tunnel_meter *meters, size_t count)
{
	order_init(&c->order, ORDER_METERS, 0);
	for (size_t i = 0; i < count && i < METERS_MAX; i++)
		c->order.items.meters[i] = (struct order_meter){
			.cookie = meters[i].cookie,
			.ifindex = meters[i].ifindex,
			.id = meters[i].id,
			.outer = meters[i].outer,
		};
	c->order.count = (uint32_t)(count < METERS_MAX ? count : METERS_MAX);
	order_send_only(c);
}

void client_rescan(struct client *c)
{
	order_init(&c->order, ORDER_RESCAN, 0);
	order_send_only(c);
}

void client_libvirt(struct client *c, bool wanted)
{
	order_init(&c->order, ORDER_LIBVIRT, wanted);
	order_send_only(c);
}

void client_keep(struct client *c)
{
	c->keep = true;
}

/* Only what the engine puts there; the directory stays when anything else is in it. */
static void spool_remove(const char *path)
{
	DIR *dir = opendir(path);
	if (!dir)
		return;
	for (const struct dirent *d; (d = readdir(dir));)
		if (segment_number(d->d_name))
			unlinkat(dirfd(dir), d->d_name, 0);
	closedir(dir);
	rmdir(path);
}

/* A hung engine is killed; whatever it still has open the kernel closes without us. */
static void engine_end(struct client *c)
{
	if (!readable(c->pidfd, STOP_WAIT_MS)) {
		pidfd_kill(c->pidfd);
		(void)readable(c->pidfd, KILL_WAIT_MS);
	}
	waitpid(c->pid, NULL, WNOHANG);
}

void client_stop(struct client *c)
{
	if (!c)
		return;
	bool orderly = !c->closed;
	c->stopped = true;
	if (orderly) {
		order_init(&c->order, ORDER_END, 0);
		order_send_only(c);
	}
	if (!c->ended)
		engine_end(c);
	if (orderly && !c->keep && c->spool[0])
		spool_remove(c->spool);
	client_free(c);
}
