/* The observer on real namespaces, links and mounts, in a world made for this test.
 * Both ways of asking the kernel go through everything. */
#include "tests/test.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/loop.h"
#include "core/base/netns.h"
#include "core/base/text.h"
#include "core/lab/observer.h"

enum { PATIENCE_S = 60 };

struct watcher {
	struct loop *loop;
	struct observer *observer;
	struct facts facts;
	unsigned snapshots, troubles;
	uint64_t lost; /* the last cookie reported */
	uint64_t counted_packets;
	struct link_key counted;
	int64_t counted_from; /* how often it was told since then */
	unsigned counted_times;
	struct link_key other; /* one nobody asked for: when it came, how soon again */
	int64_t other_at, other_least;
};

static void sh(const char *command)
{
	int status = system(command);
	if (status)
		printf("# '%s' ended with %d\n", command, status);
}

/* Callbacks */

static void on_facts(void *owner, int fd)
{
	struct watcher *w = owner;
	struct error e;
	facts_close(&w->facts);
	if (!facts_open(&w->facts, fd, &e))
		test_report(false, e.text, __FILE__, __LINE__);
	close(fd);
	w->snapshots++;
}

static bool is_link(const struct fact_counters *c, const struct link_key *k)
{
	return c->cookie == k->cookie && c->ifindex == k->ifindex;
}

static void note_other(struct watcher *w, const struct fact_counters *c)
{
	int64_t now = clock_mono();
	if (!w->other.cookie)
		w->other =
			(struct link_key){ .cookie = c->cookie, .ifindex = c->ifindex };
	if (!is_link(c, &w->other))
		return;
	if (w->other_at && now - w->other_at < w->other_least)
		w->other_least = now - w->other_at;
	w->other_at = now;
}

static void on_counters(void *owner, const struct fact_counters *c, size_t count)
{
	struct watcher *w = owner;
	for (size_t i = 0; i < count; i++)
		if (w->counted.cookie && !is_link(&c[i], &w->counted))
			note_other(w, &c[i]);
	for (size_t i = 0; i < count; i++)
		if (is_link(&c[i], &w->counted)) {
			w->counted_packets = c[i].rx_packets + c[i].tx_packets;
			w->counted_times++;
		}
}

static void on_lost(void *owner, uint64_t cookie)
{
	struct watcher *w = owner;
	w->lost = cookie;
}

static void on_trouble(void *owner, const struct error *e)
{
	struct watcher *w = owner;
	printf("# trouble: %s\n", e->text);
	w->troubles++;
}

static void watcher_open(struct watcher *w, bool fallback)
{
	struct error e;
	struct observer_events events = { on_facts, on_counters, on_lost, on_trouble,
					  w };
	struct observer_options options = { .no_target_id = fallback };
	*w = (struct watcher){ .loop = loop_new(&e), .other_least = INT64_MAX };
	w->observer = observer_new(w->loop, &events, &options, &e);
	if (!w->observer)
		test_report(false, e.text, __FILE__, __LINE__);
}

static void watcher_close(struct watcher *w)
{
	observer_free(w->observer);
	loop_free(w->loop);
	facts_close(&w->facts);
}

/* Waiting */

static bool step(struct watcher *w, int64_t start)
{
	struct error e;
	return clock_mono() - start < PATIENCE_S * CLOCK_SEC &&
	       loop_step(w->loop, 100, &e);
}

/* Goes on with the next test when it does not happen. */
#define UNTIL(w, condition)                                                            \
	do {                                                                           \
		bool ok_;                                                              \
		int64_t start_ = clock_mono();                                         \
		while (!(ok_ = (condition)) && step(w, start_))                        \
			;                                                              \
		if (!CHECK_AS(#condition, ok_))                                        \
			return;                                                        \
		printf("# after %d ms\n", (int)((clock_mono() - start_) / CLOCK_MS));  \
	} while (0)

/* Each change is tried a few times, because the machine may be busy with others: one of
 * them has to be seen within the time a person is promised. */
enum { PROMISE_MS = 300, SCAN_MS = 5500, TRIES = 8 };

/* Sets best to what it took this time, if that is less. */
#define TIMED(w, best, condition)                                                      \
	do {                                                                           \
		int64_t timed_ = clock_mono();                                         \
		UNTIL(w, condition);                                                   \
		timed_ = (clock_mono() - timed_) / CLOCK_MS;                           \
		(best) = timed_ < (best) ? timed_ : (best);                            \
	} while (0)

#define PROMPTLY(w, undo, command, condition)                                          \
	do {                                                                           \
		int64_t best_ = PROMISE_MS;                                            \
		for (int try_ = 0; try_ < TRIES && best_ == PROMISE_MS; try_++) {      \
			sh("(" undo ") 2>/dev/null; true");                            \
			UNTIL(w, !(condition));                                        \
			sh(command);                                                   \
			TIMED(w, best_, condition);                                    \
		}                                                                      \
		CHECK_AS("seen in less than 300 ms: " command, best_ < PROMISE_MS);    \
	} while (0)

/* What the last snapshot says */

static const struct fact_space *space_of(const struct watcher *w, const char *name)
{
	for (size_t i = 0; i < w->facts.space_count; i++) {
		const struct fact_space *s = &w->facts.spaces[i];
		if (s->kind == SPACE_HOST ? !strcmp(name, "host")
					  : !strcmp(name, s->name))
			return s;
	}
	return NULL;
}

static const struct fact_space *space_of_pid(const struct watcher *w, pid_t pid)
{
	for (size_t i = 0; i < w->facts.space_count; i++)
		if (w->facts.spaces[i].pid == (uint32_t)pid)
			return &w->facts.spaces[i];
	return NULL;
}

static uint64_t cookie_of_pid(const struct watcher *w, pid_t pid)
{
	const struct fact_space *s = space_of_pid(w, pid);
	return s ? s->cookie : 0;
}

static uint64_t cookie_of(const struct watcher *w, const char *name)
{
	const struct fact_space *s = space_of(w, name);
	return s ? s->cookie : 0;
}

static const struct fact_link *link_at(const struct watcher *w, const char *space,
				       const char *name)
{
	const struct fact_space *s = space_of(w, space);
	for (size_t i = 0; s && i < w->facts.link_count; i++) {
		const struct fact_link *l = &w->facts.links[i];
		if (l->cookie == s->cookie && !strcmp(l->name, name))
			return l;
	}
	return NULL;
}

/* Is b:y the peer (or lower device) of a:x? */
static bool leads_to(const struct watcher *w, const char *a, const char *x,
		     const char *b, const char *y)
{
	const struct fact_link *from = link_at(w, a, x), *to = link_at(w, b, y);
	return from && to && from->peer_cookie == to->cookie &&
	       from->peer == to->ifindex;
}

static bool has_address(const struct watcher *w, const struct fact_link *l,
			uint8_t last, uint8_t prefix)
{
	for (size_t i = 0; l && i < w->facts.address_count; i++) {
		const struct fact_address *a = &w->facts.addresses[i];
		if (&w->facts.links[a->link] == l && a->family == AF_INET &&
		    a->bytes[3] == last && a->prefix == prefix)
			return true;
	}
	return false;
}

static bool has_altname(const struct watcher *w, const struct fact_link *l,
			const char *name)
{
	for (size_t i = 0; l && i < w->facts.altname_count; i++)
		if (&w->facts.links[w->facts.altnames[i].link] == l &&
		    !strcmp(w->facts.altnames[i].name, name))
			return true;
	return false;
}

static bool is_up(const struct fact_link *l)
{
	return l && (l->flags & IFF_UP);
}

/* A process that sits in a namespace until it is told to end. */

struct sitter {
	pid_t pid;
	int pipe;
};

enum sit { SIT_JOIN = 0, SIT_NEW = 1, SIT_NETNS_OF_SOCKET = 2, SIT_MOUNT = 4 };

static void sit(int how, pid_t join, int wait_fd, int ready_fd)
{
	char byte = 0, path[48];
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (join) {
		snprintf(path, sizeof(path), "/proc/%d/ns/net", join);
		setns(open(path, O_RDONLY | O_CLOEXEC), CLONE_NEWNET);
	}
	if (how & SIT_MOUNT) {
		unshare(CLONE_NEWNS);
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
		mount("tmpfs", "/mnt", "tmpfs", 0, NULL);
		sh("touch '/mnt/far away'; unshare --net=/mnt/far\\ away true");
	}
	struct error e;
	int home = netns_open_self(&e), socket_inside = -1;
	if (how & (SIT_NEW | SIT_NETNS_OF_SOCKET))
		unshare(CLONE_NEWNET);
	if (how & SIT_NETNS_OF_SOCKET) {
		/* "host" ends up in the first process's namespace: only the socket
		 * keeps the new one. */
		socket_inside = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		sh("ip link add inner type veth peer name outer netns 1");
		setns(home, CLONE_NEWNET);
	}
	close(home);
	if (write(ready_fd, &byte, 1) == 1 && read(wait_fd, &byte, 1) < 0)
		perror("# read");
	close(socket_inside);
	_exit(0);
}

/* join: in the network namespace of this process, 0: in ours. */
static struct sitter sitter_start(int how, pid_t join)
{
	int to[2], from[2];
	char byte;
	if (pipe(to) || pipe(from))
		abort();
	pid_t pid = fork();
	if (!pid) {
		close(to[1]);
		sit(how, join, to[0], from[1]);
	}
	close(to[0]);
	close(from[1]);
	if (read(from[0], &byte, 1) != 1)
		test_report(false, "a helper process starts", __FILE__, __LINE__);
	close(from[0]);
	return (struct sitter){ pid, to[1] };
}

static void sitter_end(struct sitter s)
{
	close(s.pipe);
	waitpid(s.pid, NULL, 0);
}

/* The tests */

static void test_links(struct watcher *w)
{
	UNTIL(w, w->snapshots > 0 && w->facts.complete);
	CHECK(link_at(w, "host", "lo") && is_up(link_at(w, "host", "lo")));

	sh("ip netns add red; ip netns add blue");
	UNTIL(w, space_of(w, "red") && space_of(w, "blue"));
	sh("ip link add v0 netns red type veth peer name v1 netns blue");
	UNTIL(w, leads_to(w, "red", "v0", "blue", "v1"));
	CHECK(leads_to(w, "blue", "v1", "red", "v0"));
	CHECK_STR(link_at(w, "red", "v0")->kind, "veth");
	CHECK(link_at(w, "red", "v0")->mac_size == 6 &&
	      !is_up(link_at(w, "red", "v0")));

	sh("ip -n red link set v0 up; ip -n blue link set v1 up");
	UNTIL(w, is_up(link_at(w, "red", "v0")) &&
			 link_at(w, "red", "v0")->operstate == 6);
	sh("ip -n red addr add 192.0.2.7/24 dev v0");
	UNTIL(w, has_address(w, link_at(w, "red", "v0"), 7, 24));
	sh("ip -n red addr del 192.0.2.7/24 dev v0");
	UNTIL(w, !has_address(w, link_at(w, "red", "v0"), 7, 24));
	sh("ip -n red link set v0 alias 'to blue'");
	UNTIL(w, !strcmp(link_at(w, "red", "v0")->alias, "to blue"));
	sh("ip -n red link property add dev v0 altname a-rather-long-other-name");
	UNTIL(w, has_altname(w, link_at(w, "red", "v0"), "a-rather-long-other-name"));
	sh("ip -n red link set v0 down; ip -n red link set v0 name eth0");
	UNTIL(w, link_at(w, "red", "eth0") && !is_up(link_at(w, "red", "eth0")));
	CHECK(!link_at(w, "red", "v0") && leads_to(w, "blue", "v1", "red", "eth0"));
	sh("ip -n red link set eth0 mtu 9000");
	UNTIL(w, link_at(w, "red", "eth0")->mtu == 9000);
}

static void test_prompt(struct watcher *w)
{
	PROMPTLY(w, "ip -n red link set eth0 down", "ip -n red link set eth0 up",
		 is_up(link_at(w, "red", "eth0")));
	PROMPTLY(w, "ip -n red link set eth0 up", "ip -n red link set eth0 down",
		 !is_up(link_at(w, "red", "eth0")));
	PROMPTLY(w, "ip -n red addr flush dev eth0",
		 "ip -n red addr add 192.0.2.9/24 dev eth0",
		 has_address(w, link_at(w, "red", "eth0"), 9, 24));
	PROMPTLY(w, "ip -n red link del d0", "ip -n red link add d0 type bridge",
		 link_at(w, "red", "d0"));
	PROMPTLY(w, "ip -n red link set d1 name d0", "ip -n red link set d0 name d1",
		 link_at(w, "red", "d1"));
	PROMPTLY(w, "ip -n red link add d1 type bridge", "ip -n red link del d1",
		 !link_at(w, "red", "d1"));
	PROMPTLY(w, "ip netns del green", "ip netns add green", space_of(w, "green"));
	PROMPTLY(w, "ip netns add green", "ip netns del green", !space_of(w, "green"));
}

static void test_kinds(struct watcher *w)
{
	sh("ip link add br0 type bridge; ip link add p0 type veth peer p1 netns red;"
	   "ip link set p0 master br0");
	UNTIL(w, link_at(w, "host", "p0") && link_at(w, "host", "br0") &&
			 link_at(w, "host", "p0")->master ==
				 link_at(w, "host", "br0")->ifindex);
	CHECK_STR(link_at(w, "host", "p0")->master_kind, "bridge");
	CHECK_STR(link_at(w, "host", "br0")->kind, "bridge");
	CHECK(leads_to(w, "red", "p1", "host", "p0"));

	sh("ip -n red link add mv0 link eth0 type macvlan");
	sh("ip -n red link set mv0 netns blue");
	UNTIL(w, leads_to(w, "blue", "mv0", "red", "eth0"));

	sh("ip -n blue link add vx0 type vxlan id 42 remote 198.51.100.9 dstport 4789 "
	   "dev v1");
	UNTIL(w, leads_to(w, "blue", "vx0", "blue", "v1"));
	const struct fact_link *vx = link_at(w, "blue", "vx0");
	CHECK(vx && vx->vni == 42 && vx->vxlan_port == 4789 &&
	      vx->vxlan_family == AF_INET && vx->vxlan_remote[3] == 9 &&
	      vx->vxlan_link == link_at(w, "blue", "v1")->ifindex);
	sh("ip -n blue link set vx0 netns red");
	UNTIL(w, leads_to(w, "red", "vx0", "blue", "v1"));

	if (access("/dev/net/tun", R_OK | W_OK)) {
		SKIP("a tap", "/dev/net/tun cannot be opened");
	} else {
		sh("ip -n red tuntap add tap0 mode tap");
		UNTIL(w, link_at(w, "red", "tap0"));
		CHECK_STR(link_at(w, "red", "tap0")->kind, "tun");
	}
}

static void test_names(struct watcher *w)
{
	struct sitter s = sitter_start(SIT_NEW, 0);
	char command[128];
	snprintf(command, sizeof(command), "ln -s /proc/%d/ns/net /run/netns/clab-X-a",
		 s.pid);
	sh(command);
	UNTIL(w, space_of(w, "clab-X-a") &&
			 space_of(w, "clab-X-a")->pid == (uint32_t)s.pid);
	CHECK(space_of(w, "clab-X-a")->kind == SPACE_NAMED);
	uint64_t cookie = cookie_of(w, "clab-X-a");
	sitter_end(s);
	UNTIL(w, !space_of(w, "clab-X-a"));
	sh("rm /run/netns/clab-X-a");

	/* A new namespace may get the inode of the old one at once. */
	sh("ip netns add clab-X-a");
	UNTIL(w, cookie_of(w, "clab-X-a") && cookie_of(w, "clab-X-a") != cookie);
	sh("ip netns del clab-X-a; ip netns add clab-X-b");
	UNTIL(w, space_of(w, "clab-X-b") && !space_of(w, "clab-X-a"));
	sh("ip netns del clab-X-b");
	UNTIL(w, !space_of(w, "clab-X-b"));

	sh("mkdir -p /run/docker");
	sh("mkdir /run/docker/netns; touch /run/docker/netns/0123456789ab;"
	   "unshare --net=/run/docker/netns/0123456789ab true");
	UNTIL(w, space_of(w, "0123456789ab"));
	sh("umount /run/docker/netns/0123456789ab; rm -r /run/docker");
	UNTIL(w, !space_of(w, "0123456789ab"));

	/* Nothing tells of these two: they are found by the next round. */
	s = sitter_start(SIT_MOUNT, 0);
	UNTIL(w, space_of(w, "far away"));
	CHECK(space_of(w, "far away")->pid == 0);
	struct error e;
	int fd = observer_open_space(w->observer, cookie_of(w, "far away"), &e);
	CHECK(fd >= 0);
	close(fd);
	cookie = cookie_of(w, "far away");
	sitter_end(s);
	UNTIL(w, w->lost == cookie && !space_of(w, "far away"));
}

static bool leads_to_pid(const struct watcher *w, const char *name, pid_t pid)
{
	const struct fact_link *l = link_at(w, "host", name);
	return l && cookie_of_pid(w, pid) && l->peer_cookie == cookie_of_pid(w, pid);
}

/* Nothing tells of the process; the end of a link that moves there does. */
static void test_linked(struct watcher *w)
{
	int64_t best = PROMISE_MS;
	for (int i = 0; i < TRIES && best == PROMISE_MS; i++) {
		struct sitter s = sitter_start(SIT_NEW, 0);
		char command[128];
		snprintf(command, sizeof(command),
			 "ip link add m0 type veth peer m1; ip link set m1 netns %d",
			 s.pid);
		sh(command);
		TIMED(w, best, leads_to_pid(w, "m0", s.pid));
		const struct fact_space *found = space_of_pid(w, s.pid);
		CHECK(found && found->kind == SPACE_PROCESS &&
		      !strcmp(found->process, "test_observer"));
		sitter_end(s);
		UNTIL(w, !space_of_pid(w, s.pid) && !link_at(w, "host", "m0"));
	}
	CHECK_AS("a namespace behind a link is seen in less than 300 ms",
		 best < PROMISE_MS);
}

/* Neither a name nor a link: a scan finds it, and there is one every five seconds. */
static void test_process(struct watcher *w)
{
	struct sitter s = sitter_start(SIT_NEW, 0);
	observer_rescan(w->observer);
	UNTIL(w, space_of_pid(w, s.pid));
	sitter_end(s);
	UNTIL(w, !space_of_pid(w, s.pid));

	int64_t best = SCAN_MS;
	for (int i = 0; i < TRIES && best == SCAN_MS; i++) {
		s = sitter_start(SIT_NEW, 0);
		TIMED(w, best, space_of_pid(w, s.pid));
		sitter_end(s);
		UNTIL(w, !space_of_pid(w, s.pid));
	}
	CHECK_AS("any other within five seconds", best < SCAN_MS);
}

static void test_hidden(struct watcher *w)
{
	struct sitter s = sitter_start(SIT_NETNS_OF_SOCKET, 0);
	UNTIL(w,
	      link_at(w, "host", "outer") && link_at(w, "host", "outer")->peer_cookie);
	uint64_t cookie = link_at(w, "host", "outer")->peer_cookie;
	const struct fact_space *hidden = NULL;
	for (size_t i = 0; i < w->facts.space_count; i++)
		if (w->facts.spaces[i].cookie == cookie)
			hidden = &w->facts.spaces[i];
	CHECK(hidden && hidden->kind == SPACE_HIDDEN);
	size_t inner = 0;
	for (size_t i = 0; i < w->facts.link_count; i++)
		inner += w->facts.links[i].cookie == cookie &&
			 !strcmp(w->facts.links[i].name, "inner");
	CHECK(inner == 1);
	struct error e;
	CHECK(observer_open_space(w->observer, cookie, &e) < 0);
	sitter_end(s);
	UNTIL(w, !link_at(w, "host", "outer"));
}

/* Somebody captures inside: a socket of ours is in the namespace. */
static int socket_in(struct watcher *w, uint64_t cookie)
{
	struct error e;
	int home = netns_open_self(&e);
	int fd = observer_open_space(w->observer, cookie, &e);
	CHECK(home >= 0 && fd >= 0 && netns_enter(fd, &e));
	int inside = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	CHECK(netns_enter(home, &e));
	close(fd);
	close(home);
	return inside;
}

static void test_lost(struct watcher *w)
{
	sh("ip netns add held");
	UNTIL(w, space_of(w, "held"));
	uint64_t cookie = cookie_of(w, "held");
	int inside = socket_in(w, cookie);
	sh("ip netns del held");
	UNTIL(w, w->lost == cookie);
	close(inside);

	struct sitter first = sitter_start(SIT_NEW, 0);
	observer_rescan(w->observer);
	UNTIL(w, space_of_pid(w, first.pid));
	cookie = cookie_of_pid(w, first.pid);
	inside = socket_in(w, cookie);
	w->lost = 0;
	/* A second process takes over, then goes as well. The first one stays a zombie:
	 * its entry in /proc is still there. */
	struct sitter second = sitter_start(SIT_JOIN, first.pid);
	kill(first.pid, SIGKILL);
	UNTIL(w, cookie_of_pid(w, second.pid) == cookie);
	CHECK(w->lost == 0);
	sitter_end(second);
	UNTIL(w, w->lost == cookie);
	close(inside);
	sitter_end(first);
}

static void test_counters(struct watcher *w)
{
	const struct fact_link *l = link_at(w, "host", "lo");
	struct link_key key = { .cookie = l->cookie, .ifindex = l->ifindex };
	observer_watch(w->observer, &key, 1);
	w->counted = key;
	w->counted_packets = 0;
	w->counted_from = clock_mono();
	int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = 9 };
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(sendto(s, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)) == 1);
	close(s);
	UNTIL(w, w->counted_packets >= 2);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *describe_link(const struct facts *f, const struct fact_link *l)
{
	char line[4096];
	struct text t = text_over(line, sizeof(line));
	uint32_t at = (uint32_t)(l - f->links);
	text_printf(&t, "%llu %u %s %s '%s' %u %x %u %llu/%u %u",
		    (unsigned long long)l->cookie, l->ifindex, l->name, l->kind,
		    l->alias, l->master, l->flags, l->operstate,
		    (unsigned long long)l->peer_cookie, l->peer, l->mtu);
	for (size_t i = 0; i < f->address_count; i++)
		if (f->addresses[i].link == at)
			text_printf(&t, " %u/%u", f->addresses[i].bytes[3],
				    f->addresses[i].prefix);
	for (size_t i = 0; i < f->altname_count; i++)
		if (f->altnames[i].link == at)
			text_printf(&t, " %s", f->altnames[i].name);
	text_char(&t, '\n');
	return strdup(line);
}

/* Everything in a snapshot as text, whatever order it was found in. */
static void describe(const struct watcher *w, struct text *t)
{
	const struct facts *f = &w->facts;
	char **lines = calloc(f->link_count + 1, sizeof(*lines));
	for (size_t i = 0; i < f->link_count; i++)
		lines[i] = describe_link(f, &f->links[i]);
	qsort(lines, f->link_count, sizeof(*lines), by_text);
	for (size_t i = 0; i < f->link_count; i++) {
		text_str(t, lines[i]);
		free(lines[i]);
	}
	free(lines);
}

/* Does the watcher know exactly what a new observer would find now? */
static bool is_current(const struct watcher *w, bool fallback)
{
	static char known[1 << 20], fresh[1 << 20];
	struct watcher new;
	struct error e;
	struct text t = text_over(known, sizeof(known));
	describe(w, &t);
	t = text_over(fresh, sizeof(fresh));
	watcher_open(&new, fallback);
	while (!new.snapshots || !new.facts.complete)
		if (!loop_step(new.loop, 100, &e))
			break;
	describe(&new, &t);
	watcher_close(&new);
	return !strcmp(known, fresh);
}

/* Namespaces come and go, ids and inodes are used again, while it watches. */
static void test_churn(struct watcher *w, bool fallback)
{
	int64_t start = clock_mono();
	int status = 0;
	pid_t pid = fork();
	if (!pid) {
		execl("/bin/sh", "sh", "-c",
		      "for i in $(seq 60); do ip netns add c$i;"
		      "ip link add w$i type veth peer name e0 netns c$i;"
		      "ip link set w$i up; ip -n c$i link set e0 up;"
		      "[ $((i % 3)) = 0 ] && ip netns del c$((i - 1));"
		      "[ $((i % 4)) = 0 ] && ip link del w$i; done 2>/dev/null; true",
		      NULL);
		_exit(127);
	}
	while (waitpid(pid, &status, WNOHANG) == 0 && step(w, start))
		;
	UNTIL(w, is_current(w, fallback));
	sh("for i in $(seq 60); do ip netns del c$i; done 2>/dev/null; true");
	UNTIL(w, is_current(w, fallback));
}

/* More events than any queue holds, with nobody there to read them. The last one, of
 * another namespace, is lost: without a full pass the snapshot would not have it. */
static void test_overflow(struct watcher *w)
{
	sh("ip link add flood type bridge; ip link set flood up; ip netns add late;"
	   "for i in $(seq 30000); do echo link set flood alias x$i; done >/run/batch;"
	   "ip -batch /run/batch; ip netns del late; ip link set flood down;"
	   "ip link set flood name drained; ip -n red link add unheard type bridge");
	UNTIL(w, link_at(w, "host", "drained"));
	CHECK_STR(link_at(w, "host", "drained")->alias, "x30000");
	CHECK(link_at(w, "red", "unheard"));
	UNTIL(w, is_current(w, false));
	sh("ip link del drained; ip -n red link del unheard; rm /run/batch");
}

static void cleanup(void)
{
	sh("ip link del br0; ip netns del red; ip netns del blue; ip link del p0 "
	   "2>/dev/null");
}

static unsigned open_files(void)
{
	unsigned count = 0;
	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void test_all(bool fallback)
{
	struct watcher w;
	unsigned before = open_files();
	watcher_open(&w, fallback);
	if (!w.observer)
		return;
	test_links(&w);
	test_prompt(&w);
	test_kinds(&w);
	test_names(&w);
	test_linked(&w);
	test_process(&w);
	if (!fallback)
		test_hidden(&w);
	test_lost(&w);
	test_counters(&w);
	test_churn(&w, fallback);
	if (!fallback)
		test_overflow(&w);
	CHECK(w.troubles == 0);
	/* Counters of links that nobody watches come as well, but seldom; of the one
	 * that is watched, once a second. */
	UNTIL(&w, w.other_at);
	CHECK(w.other_least > 8 * CLOCK_SEC);
	UNTIL(&w, w.counted_times >= 5);
	int64_t seconds = (clock_mono() - w.counted_from) / CLOCK_SEC;
	CHECK((int64_t)w.counted_times <= seconds + 2);
	watcher_close(&w);
	CHECK(open_files() == before);
}

static void test_methods_agree(void)
{
	static char text[2][65536];
	for (int fallback = 0; fallback < 2; fallback++) {
		struct watcher w;
		struct text t = text_over(text[fallback], sizeof(text[0]));
		watcher_open(&w, fallback);
		UNTIL(&w, w.snapshots > 0 && w.facts.complete);
		describe(&w, &t);
		watcher_close(&w);
	}
	CHECK(strstr(text[0], "v1") != NULL);
	CHECK_STR(text[1], text[0]);
}

/* Without privileges: the own namespace, and a word about the rest. */
static void test_limited(void)
{
	pid_t pid = fork();
	if (pid) {
		int status;
		waitpid(pid, &status, 0);
		CHECK_AS("limited without privileges", status == 0);
		return;
	}
	struct watcher w;
	struct error e;
	if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
		_exit(2);
	watcher_open(&w, false);
	for (int i = 0; i < 100 && !w.snapshots; i++)
		if (!loop_step(w.loop, 100, &e))
			_exit(3);
	bool ok = w.troubles == 1 && w.facts.space_count == 1 && w.facts.complete &&
		  link_at(&w, "host", "lo");
	watcher_close(&w);
	_exit(!ok);
}

static int run(void)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("proc", "/proc", "proc", 0, NULL) ||
	    mount("tmpfs", "/run", "tmpfs", 0, "mode=755")) {
		SKIP("the observer", "mounts are refused");
		return test_done();
	}
	sh("ip link set lo up");
	test_all(false);
	test_methods_agree();
	cleanup();
	test_all(true);
	cleanup();
	test_limited();
	return test_done();
}

int main(void)
{
	int status;
	if (unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID)) {
		SKIP("the observer", "needs root (CAP_SYS_ADMIN)");
		return test_done();
	}
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		exit(run());
	}
	waitpid(pid, &status, 0);
	/* Not exit(): no new thread can start here any more, a leak check would want
	 * one.
	 */
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}
