/* What the tests of engine and client share: two namespaces joined by a veth pair, real
 * UDP between them, and a front that listens. */
#ifndef TESTS_ENGINE_H
#define TESTS_ENGINE_H

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/build.h"
#include "core/base/clock.h"
#include "core/base/loop.h"
#include "core/base/mem.h"
#include "core/base/netns.h"
#include "core/base/user.h"
#include "core/capture/client.h"
#include "core/store/store.h"
#include "tests/test.h"

enum { PATIENCE_MS = 30000, FRAMES = 20, ID_A = 1, ID_B = 2, ID_C = 3 };

/* What the engine has said so far. */
struct heard {
	struct client *client;
	struct notice notice; /* the newest */
	unsigned kinds;	      /* bit 1 << NOTICE_* */
	uint32_t missing;
	int spool[3];
	char path[256];
	enum capture_state states[4]; /* by id */
	unsigned changes[4];	      /* of them */
	char texts[4][240];
	uint64_t kept[4], received[4];
	bool facts_fine;
	uint64_t spaces[64]; /* cookies in the newest facts */
	size_t space_count;
	uint64_t wanted; /* one to look for there */
	char trouble[240], ended[240];
	unsigned troubles;
	const char *sought; /* words to look for in what is said of any endpoint */
	bool found;
};

static inline bool run(const char *command)
{
	return system(command) == 0;
}

static inline void hear_facts(struct heard *h)
{
	struct facts f;
	struct error e;
	h->facts_fine = facts_open(&f, h->notice.fds[0], &e);
	h->space_count = 0;
	for (size_t i = 0; h->facts_fine && i < f.space_count && i < 64; i++)
		h->spaces[h->space_count++] = f.spaces[i].cookie;
	if (h->facts_fine)
		facts_close(&f);
	close(h->notice.fds[0]);
}

static inline void hear_capture(struct heard *h)
{
	const struct notice *n = &h->notice;
	h->found |= h->sought && strstr(n->text, h->sought);
	if (n->id > ID_C)
		return;
	if (n->kind == NOTICE_CAPTURE) {
		h->states[n->id] = n->state;
		h->changes[n->id]++;
		memcpy(h->texts[n->id], n->text, sizeof(n->text));
	} else {
		h->kept[n->id] = n->kept;
		h->received[n->id] = n->received;
	}
}

static inline void hear_trouble(struct heard *h)
{
	memcpy(h->trouble, h->notice.text, sizeof(h->trouble));
	if (h->troubles++ < 10)
		printf("# trouble: %s\n", h->trouble);
}

static inline void hear(struct heard *h)
{
	const struct notice *n = &h->notice;
	h->kinds |= 1u << n->kind;
	if (n->kind == NOTICE_HELLO)
		h->missing = n->missing_caps;
	else if (n->kind == NOTICE_FACTS)
		hear_facts(h);
	else if (n->kind == NOTICE_CENSUS)
		close(n->fds[0]);
	else if (n->kind == NOTICE_CAPTURE || n->kind == NOTICE_STATS)
		hear_capture(h);
	else if (n->kind == NOTICE_TROUBLE)
		hear_trouble(h);
	else if (n->kind == NOTICE_ENDED)
		memcpy(h->ended, n->text, sizeof(h->ended));
	else if (n->kind == NOTICE_SPOOL) {
		memcpy(h->spool, n->fds, sizeof(h->spool));
		memcpy(h->path, n->path, sizeof(h->path));
	}
}

typedef bool condition(struct heard *h);

/* Listens until the condition holds; false after a time that is always enough. */
static inline bool wait_for(struct heard *h, condition *holds)
{
	int64_t end = clock_mono() + PATIENCE_MS * CLOCK_MS;
	while (!holds(h)) {
		struct pollfd p[] = {
			{ .fd = client_notice_fd(h->client), .events = POLLIN },
			{ .fd = client_wake_fd(h->client), .events = POLLIN }
		};
		if (clock_mono() > end)
			return false;
		poll(p, 2, 50);
		loop_drain(client_wake_fd(h->client));
		while (client_next(h->client, &h->notice))
			hear(h);
	}
	return true;
}

static inline bool has_hello(struct heard *h)
{
	return h->kinds & 1u << NOTICE_HELLO;
}

static inline bool has_facts(struct heard *h)
{
	return h->kinds & 1u << NOTICE_FACTS;
}

static inline bool has_wanted(struct heard *h)
{
	for (size_t i = 0; i < h->space_count; i++)
		if (h->spaces[i] == h->wanted)
			return true;
	return false;
}

static inline bool has_spool(struct heard *h)
{
	return h->kinds & 1u << NOTICE_SPOOL;
}

static inline bool has_ended(struct heard *h)
{
	return h->kinds & 1u << NOTICE_ENDED;
}

static inline bool has_filter(struct heard *h)
{
	return h->kinds & 1u << NOTICE_FILTER;
}

static inline bool has_trouble(struct heard *h)
{
	return h->trouble[0];
}

static inline bool both_up(struct heard *h)
{
	return h->states[ID_A] == CAPTURE_UP && h->states[ID_B] == CAPTURE_UP;
}

static inline bool a_released(struct heard *h)
{
	return h->states[ID_A] == CAPTURE_RELEASED;
}

static inline bool b_gone(struct heard *h)
{
	return h->states[ID_B] == CAPTURE_GONE;
}

static inline bool b_down(struct heard *h)
{
	return h->states[ID_B] == CAPTURE_DOWN;
}

static inline bool b_up(struct heard *h)
{
	return h->states[ID_B] == CAPTURE_UP;
}

static inline bool c_up(struct heard *h)
{
	return h->states[ID_C] == CAPTURE_UP;
}

static inline bool c_down(struct heard *h)
{
	return h->states[ID_C] == CAPTURE_DOWN;
}

static inline bool c_gone(struct heard *h)
{
	return h->states[ID_C] == CAPTURE_GONE;
}

static inline bool c_failed(struct heard *h)
{
	return h->states[ID_C] == CAPTURE_FAILED;
}

static inline bool c_released(struct heard *h)
{
	return h->states[ID_C] == CAPTURE_RELEASED;
}

/* Where the child of this process called "engine" is: the only one we have. */
static inline pid_t child_of(pid_t parent)
{
	DIR *dir = opendir("/proc");
	pid_t found = 0;
	for (const struct dirent *d; dir && (d = readdir(dir));) {
		char path[300], line[512] = "";
		snprintf(path, sizeof(path), "/proc/%s/stat", d->d_name);
		FILE *f = d->d_name[0] >= '0' && d->d_name[0] <= '9' ? fopen(path, "r")
								     : NULL;
		if (!f)
			continue;
		const char *tail =
			fgets(line, sizeof(line), f) ? strrchr(line, ')') : 0;
		char state = 0;
		int ppid = 0;
		if (tail && sscanf(tail, ") %c %d", &state, &ppid) == 2 &&
		    ppid == parent && state != 'Z')
			found = (pid_t)strtol(d->d_name, NULL, 10);
		fclose(f);
	}
	if (dir)
		closedir(dir);
	return found;
}

static inline bool is_alive(pid_t pid)
{
	char path[64], line[512] = "";
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *f = fopen(path, "r");
	if (!f)
		return false;
	const char *tail = fgets(line, sizeof(line), f) ? strrchr(line, ')') : NULL;
	fclose(f);
	return tail && tail[2] != 'Z' && tail[2] != 'X';
}

static inline bool wait_dead(pid_t pid)
{
	for (int i = 0; i < PATIENCE_MS / 10 && is_alive(pid); i++)
		usleep(10000);
	return !is_alive(pid);
}

/* A line of /proc/PID/status, "CapEff:" for one, without its name. */
static inline void status_line(pid_t pid, const char *name, char out[128])
{
	char path[64], line[256];
	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	FILE *f = fopen(path, "r");
	out[0] = '\0';
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, name, strlen(name)))
			snprintf(out, 128, "%.127s", line + strlen(name) + 1);
	if (f)
		fclose(f);
	out[strcspn(out, "\n")] = '\0';
}

static inline uint64_t cookie_of(const char *name)
{
	char path[64];
	struct error e;
	uint64_t cookie = 0;
	snprintf(path, sizeof(path), "/run/netns/%s", name);
	autoclose int fd = netns_open(path, &e);
	if (fd < 0 || !netns_cookie(fd, &cookie, &e))
		return 0;
	return cookie;
}

static inline uint32_t ifindex_of(const char *ns, const char *ifname)
{
	char command[160], answer[32] = "";
	snprintf(command, sizeof(command),
		 "ip netns exec %s cat /sys/class/net/%s/ifindex", ns, ifname);
	FILE *f = popen(command, "r");
	if (f && !fgets(answer, sizeof(answer), f))
		answer[0] = '\0';
	if (f)
		pclose(f);
	return (uint32_t)strtoul(answer, NULL, 10);
}

static inline struct capture_request request_for(const char *ns, const char *ifname)
{
	struct capture_request r = {
		.cookie = cookie_of(ns),
		.ifindex = ifindex_of(ns, ifname),
		.snaplen = 262144,
		.promiscuous = true,
	};
	snprintf(r.name, sizeof(r.name), "%s:%s", ns, ifname);
	snprintf(r.ifname, sizeof(r.ifname), "%s", ifname);
	return r;
}

/* Orders a capture as the browser does: of what the facts have shown. */
static inline bool capture(struct heard *h, uint32_t id, const char *ns,
			   const char *ifname)
{
	struct error e;
	struct capture_request r = request_for(ns, ifname);
	h->wanted = r.cookie;
	h->states[id] = CAPTURE_OPENING;
	return wait_for(h, has_wanted) && client_capture(h->client, id, &r, &e);
}

/* UDP from namespace `ns` to 10.9.0.2 port `port`: FRAMES datagrams of one size. */
static inline bool send_datagrams(const char *ns, uint16_t port)
{
	pid_t pid = fork();
	if (pid == 0) {
		char path[64], bytes[100] = "labtap";
		struct error e;
		struct sockaddr_in to = { .sin_family = AF_INET,
					  .sin_port = htons(port),
					  .sin_addr.s_addr = htonl(0x0a090002) };
		snprintf(path, sizeof(path), "/run/netns/%s", ns);
		bool ok = netns_enter(netns_open(path, &e), &e);
		int s = socket(AF_INET, SOCK_DGRAM, 0);
		/* Errors are answers to earlier ones: nobody listens there. */
		for (int i = 0; i < FRAMES; i++)
			if (sendto(s, bytes, sizeof(bytes), 0, (struct sockaddr *)&to,
				   sizeof(to)) < 0)
				i--;
		_exit(ok ? 0 : 1);
	}
	int status = -1;
	waitpid(pid, &status, 0);
	return status == 0;
}

/* udp and destination port, for Ethernet without VLAN or IP options. */
static inline uint32_t port_filter(struct sock_filter code[8], uint16_t port)
{
	const struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x800, 0, 5),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 23),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 17, 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 36),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, port, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 262144),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	memcpy(code, program, sizeof(program));
	return 8;
}

static inline bool world_make(void)
{
	return !unshare(CLONE_NEWNET | CLONE_NEWNS) &&
	       !mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) &&
	       !mount("tmpfs", "/run", "tmpfs", 0, "mode=755") &&
	       run("ip link set lo up && ip netns add a && ip netns add b && "
		   "ip link add eth0 netns a type veth peer name eth0 netns b && "
		   "ip -n a addr add 10.9.0.1/24 dev eth0 && "
		   "ip -n b addr add 10.9.0.2/24 dev eth0 && "
		   "ip -n a link set eth0 up && ip -n b link set eth0 up");
}

static inline struct store *store_of(const struct heard *h)
{
	struct error e;
	struct store *s = store_open_spool(h->spool[0], h->spool[1], h->spool[2], &e);
	if (!s)
		printf("# %s\n", e.text);
	return s;
}

/* Datagrams to this port seen by an interface of this name, in this direction. */
static inline unsigned count_frames(struct store *s, const char *name, uint16_t port,
				    enum direction direction)
{
	unsigned count = 0;
	struct packet p;
	while (store_advance(s, 1000))
		;
	for (uint64_t n = store_first(s); n && n <= store_last(s); n++)
		if (store_get(s, n, &p) && p.captured == 142 && p.bytes[23] == 17 &&
		    (p.bytes[36] << 8 | p.bytes[37]) == port &&
		    p.direction == direction &&
		    !strcmp(store_iface(s, p.iface)->name, name))
			count++;
	return count;
}

/* The wake-up comes once per batch: waits until the store has them. */
static inline bool wait_frames(struct heard *h, struct store *s, const char *name,
			       uint16_t port, enum direction direction)
{
	int64_t end = clock_mono() + PATIENCE_MS * CLOCK_MS;
	while (count_frames(s, name, port, direction) < FRAMES && clock_mono() < end) {
		struct pollfd p = { .fd = client_wake_fd(h->client), .events = POLLIN };
		poll(&p, 1, 100);
		loop_drain(client_wake_fd(h->client));
		while (client_next(h->client, &h->notice))
			hear(h);
	}
	return count_frames(s, name, port, direction) == FRAMES;
}

static inline struct heard start_in(const struct user *u, const char *directory)
{
	struct engine_options options = { .user = u,
					  .spool_dir = directory,
					  .spool_limit = 256 << 20 };
	struct error e;
	struct heard h = { .client = client_start(&options, &e) };
	return h;
}

static inline struct heard start(const struct user *u)
{
	return start_in(u, "/var/tmp");
}

#endif
