/* The engine and its client on real namespaces: two namespaces joined by a veth pair,
 * real UDP between them, a user who is not root. */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
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

enum { PATIENCE_MS = 10000, FRAMES = 20, ID_A = 1, ID_B = 2, ID_C = 3 };

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
	uint64_t wanted; /* a namespace to look for in the facts */
	bool wanted_known;
	char trouble[240], ended[240];
};

static bool run(const char *command)
{
	return system(command) == 0;
}

static void hear_facts(struct heard *h)
{
	struct facts f;
	struct error e;
	h->facts_fine = facts_open(&f, h->notice.fds[0], &e);
	for (size_t i = 0; h->facts_fine && i < f.space_count; i++)
		h->wanted_known |= f.spaces[i].cookie == h->wanted;
	if (h->facts_fine)
		facts_close(&f);
	close(h->notice.fds[0]);
}

static void hear_capture(struct heard *h)
{
	const struct notice *n = &h->notice;
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

static void hear(struct heard *h)
{
	const struct notice *n = &h->notice;
	h->kinds |= 1u << n->kind;
	if (n->kind == NOTICE_HELLO)
		h->missing = n->missing_caps;
	else if (n->kind == NOTICE_FACTS)
		hear_facts(h);
	else if (n->kind == NOTICE_CAPTURE || n->kind == NOTICE_STATS)
		hear_capture(h);
	else if (n->kind == NOTICE_TROUBLE)
		memcpy(h->trouble, n->text, sizeof(h->trouble));
	else if (n->kind == NOTICE_ENDED)
		memcpy(h->ended, n->text, sizeof(h->ended));
	else if (n->kind == NOTICE_SPOOL) {
		memcpy(h->spool, n->fds, sizeof(h->spool));
		memcpy(h->path, n->path, sizeof(h->path));
	}
	if (n->kind == NOTICE_TROUBLE)
		printf("# trouble: %s\n", n->text);
}

typedef bool condition(struct heard *h);

/* Listens until the condition holds; false after a time that is always enough. */
static bool wait_for(struct heard *h, condition *holds)
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

static bool has_hello(struct heard *h)
{
	return h->kinds & 1u << NOTICE_HELLO;
}

static bool has_facts(struct heard *h)
{
	return h->kinds & 1u << NOTICE_FACTS;
}

static bool has_wanted(struct heard *h)
{
	return h->wanted_known;
}

static bool has_spool(struct heard *h)
{
	return h->kinds & 1u << NOTICE_SPOOL;
}

static bool has_ended(struct heard *h)
{
	return h->kinds & 1u << NOTICE_ENDED;
}

static bool has_trouble(struct heard *h)
{
	return h->trouble[0];
}

static bool both_up(struct heard *h)
{
	return h->states[ID_A] == CAPTURE_UP && h->states[ID_B] == CAPTURE_UP;
}

static bool a_released(struct heard *h)
{
	return h->states[ID_A] == CAPTURE_RELEASED;
}

static bool b_gone(struct heard *h)
{
	return h->states[ID_B] == CAPTURE_GONE;
}

static bool b_down(struct heard *h)
{
	return h->states[ID_B] == CAPTURE_DOWN;
}

static bool b_up(struct heard *h)
{
	return h->states[ID_B] == CAPTURE_UP;
}

static bool c_up(struct heard *h)
{
	return h->states[ID_C] == CAPTURE_UP;
}

static bool c_gone(struct heard *h)
{
	return h->states[ID_C] == CAPTURE_GONE;
}

static bool c_failed(struct heard *h)
{
	return h->states[ID_C] == CAPTURE_FAILED;
}

static bool c_released(struct heard *h)
{
	return h->states[ID_C] == CAPTURE_RELEASED;
}

/* Where the child of this process called "engine" is: the only one we have. */
static pid_t child_of(pid_t parent)
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

static bool is_alive(pid_t pid)
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

static bool wait_dead(pid_t pid)
{
	for (int i = 0; i < PATIENCE_MS / 10 && is_alive(pid); i++)
		usleep(10000);
	return !is_alive(pid);
}

/* A line of /proc/PID/status, "CapEff:" for one, without its name. */
static void status_line(pid_t pid, const char *name, char out[128])
{
	char path[64], line[256];
	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	FILE *f = fopen(path, "r");
	out[0] = '\0';
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, name, strlen(name)))
			snprintf(out, 128, "%s", line + strlen(name) + 1);
	if (f)
		fclose(f);
	out[strcspn(out, "\n")] = '\0';
}

static uint64_t cookie_of(const char *name)
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

static uint32_t ifindex_of(const char *ns, const char *ifname)
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

static struct capture_request request_for(const char *ns, const char *ifname)
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

/* UDP from namespace `ns` to 10.9.0.2 port `port`: FRAMES datagrams of one size. */
static bool send_datagrams(const char *ns, uint16_t port)
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
static uint32_t port_filter(struct sock_filter code[8], uint16_t port)
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

static bool world_make(void)
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

static struct store *store_of(const struct heard *h)
{
	struct error e;
	struct store *s = store_open_spool(h->spool[0], h->spool[1], h->spool[2], &e);
	if (!s)
		printf("# %s\n", e.text);
	return s;
}

/* Datagrams to this port seen by an interface of this name, in this direction. */
static unsigned count_frames(struct store *s, const char *name, uint16_t port,
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
static bool wait_frames(struct heard *h, struct store *s, const char *name,
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

static void check_privileges(pid_t pid, const struct user *u)
{
	char line[128], want[128];
	snprintf(want, sizeof(want), "%u\t%u\t%u\t%u", u->uid, u->uid, u->uid, u->uid);
	status_line(pid, "Uid:", line);
	CHECK_STR(line, want);
	snprintf(want, sizeof(want), "%u\t%u\t%u\t%u", u->gid, u->gid, u->gid, u->gid);
	status_line(pid, "Gid:", line);
	CHECK_STR(line, want);
	/* NET_BROADCAST, NET_ADMIN, NET_RAW, SYS_PTRACE, SYS_ADMIN. The right to search
	 * is left to the collector alone. */
	status_line(pid, "CapEff:", line);
	CHECK_STR(line, "0000000000283800");
	status_line(pid, "CapPrm:", line);
	CHECK_STR(line, "0000000000283800");
	status_line(pid, "CapInh:", line);
	CHECK_STR(line, "0000000000000000");
	status_line(pid, "CapBnd:", line);
	CHECK_STR(line, "0000000000000000");
	status_line(pid, "CapAmb:", line);
	CHECK_STR(line, "0000000000000000");
	status_line(pid, "NoNewPrivs:", line);
	CHECK_STR(line, "1");
	status_line(pid, "Seccomp:", line);
	CHECK_STR(line, "2");
}

static void check_spool_directory(const struct heard *h, const struct user *u)
{
	struct stat st = { .st_mode = 0 };
	CHECK(!strncmp(h->path, "/var/tmp/labtap-", 16));
	CHECK(!lstat(h->path, &st) && S_ISDIR(st.st_mode));
	CHECK(st.st_uid == u->uid && st.st_gid == u->gid);
	CHECK((st.st_mode & 07777) == 0700);
	CHECK(!fstatat(h->spool[1], "00000001.pcapng", &st, AT_SYMLINK_NOFOLLOW));
	CHECK(st.st_uid == u->uid && (st.st_mode & 07777) == 0600);
}

static struct heard start(const struct user *u)
{
	struct engine_options options = { .user = u,
					  .spool_dir = "/var/tmp",
					  .spool_limit = 256 << 20 };
	struct error e;
	struct heard h = { .client = client_start(&options, &e) };
	return h;
}

static void test_two_namespaces(struct heard *h, struct store *s)
{
	struct error e;
	struct capture_request a = request_for("a", "eth0");
	struct capture_request b = request_for("b", "eth0");
	CHECK(client_capture(h->client, ID_A, &a, &e));
	CHECK(client_capture(h->client, ID_B, &b, &e));
	CHECK(wait_for(h, both_up));
	CHECK(send_datagrams("a", 9));
	CHECK(wait_frames(h, s, "a:eth0", 9, DIRECTION_OUT));
	CHECK(wait_frames(h, s, "b:eth0", 9, DIRECTION_IN));
}

static void test_filter(struct heard *h, struct store *s)
{
	struct sock_filter code[8];
	struct error e;
	uint32_t before = store_ifaces(s);
	uint32_t count = port_filter(code, 53);
	CHECK(client_filter(h->client, ID_B, "udp dst port 53", code, count, &e));
	/* Its interface is declared before anything is judged by it. */
	for (int i = 0; i < 100 && store_ifaces(s) == before; i++) {
		usleep(10000);
		store_advance(s, 1000);
	}
	CHECK(store_ifaces(s) == before + 1);
	CHECK_STR(store_iface(s, before)->filter, "udp dst port 53");
	CHECK_STR(store_iface(s, before)->name, "b:eth0");
	CHECK(send_datagrams("a", 10));
	CHECK(send_datagrams("a", 53));
	CHECK(wait_frames(h, s, "b:eth0", 53, DIRECTION_IN));
	CHECK(wait_frames(h, s, "a:eth0", 10, DIRECTION_OUT));
	CHECK(count_frames(s, "b:eth0", 10, DIRECTION_IN) == 0);
}

static void test_release(struct heard *h, struct store *s)
{
	/* What arrived before the release is kept, although its block is open. */
	CHECK(send_datagrams("a", 11));
	client_release(h->client, ID_A);
	CHECK(wait_for(h, a_released));
	CHECK(count_frames(s, "a:eth0", 11, DIRECTION_OUT) == FRAMES);
	CHECK(h->kept[ID_A] >= 3 * FRAMES && h->received[ID_A] >= h->kept[ID_A]);
}

static void test_down_and_up(struct heard *h)
{
	CHECK(run("ip -n b link set eth0 down"));
	CHECK(wait_for(h, b_down));
	/* Longer than the engine takes to look again: it must not say "up" meanwhile.
	 */
	unsigned changes = h->changes[ID_B];
	usleep(1200000);
	CHECK(run("ip -n b link set eth0 up"));
	CHECK(wait_for(h, b_up));
	CHECK(h->changes[ID_B] == changes + 1);
}

static void test_gone(struct heard *h)
{
	CHECK(run("ip -n a link del eth0"));
	CHECK(wait_for(h, b_gone));
	CHECK_STR(h->texts[ID_B], "b:eth0: the interface was deleted or moved away");
}

static void test_namespace_deleted(struct heard *h)
{
	struct error e;
	CHECK(run(
		"ip netns add c && ip link add peer0 type veth peer name eth0 netns c "
		"&& ip link set peer0 up && ip -n c link set eth0 up"));
	struct capture_request r = request_for("c", "eth0");
	h->states[ID_C] = CAPTURE_OPENING;
	h->wanted = r.cookie;
	CHECK(wait_for(h, has_wanted));
	CHECK(client_capture(h->client, ID_C, &r, &e));
	CHECK(wait_for(h, c_up));
	CHECK(run("ip netns del c"));
	CHECK(wait_for(h, c_gone));
	bool there = true;
	for (int i = 0; i < 500 && there; i++) {
		there = !access("/sys/class/net/peer0", F_OK) ||
			run("ip link show peer0 >/dev/null 2>&1");
		usleep(10000);
	}
	CHECK_AS("its peer disappears with it", !there);
}

static void test_failures(struct heard *h)
{
	struct error e;
	struct capture_request r = request_for("b", "lo");
	struct capture_request none = r;
	none.ifindex = 999;
	h->states[ID_C] = CAPTURE_OPENING;
	CHECK(client_capture(h->client, ID_C, &none, &e));
	CHECK(wait_for(h, c_failed));
	CHECK(strstr(h->texts[ID_C], "no interface"));
	h->states[ID_C] = CAPTURE_OPENING;
	none = r;
	none.cookie = 12345;
	CHECK(client_capture(h->client, ID_C, &none, &e));
	CHECK(wait_for(h, c_failed));
	/* Released before it can be open. */
	h->states[ID_C] = CAPTURE_OPENING;
	CHECK(client_capture(h->client, ID_C, &r, &e));
	client_release(h->client, ID_C);
	CHECK(wait_for(h, c_released));
}

static void test_malformed(struct heard *h)
{
	struct error e;
	struct capture_request r = request_for("b", "lo");
	r.snaplen = 0;
	h->trouble[0] = '\0';
	CHECK(client_capture(h->client, ID_C, &r, &e));
	CHECK(wait_for(h, has_trouble));
	CHECK_STR(h->trouble, "order refused: snap length or buffer size");
	CHECK(is_alive(child_of(getpid())));
}

static void test_session(const struct user *u)
{
	struct heard h = start(u);
	struct error e;
	if (!CHECK(h.client))
		return;
	CHECK(wait_for(&h, has_hello));
	CHECK(h.missing == 0);
	CHECK(wait_for(&h, has_facts));
	CHECK(h.facts_fine);
	pid_t engine = child_of(getpid());
	CHECK(engine > 0);
	check_privileges(engine, u);
	CHECK(client_spool(h.client, -1, &e));
	if (!CHECK(wait_for(&h, has_spool)))
		return;
	check_spool_directory(&h, u);
	struct store *s = store_of(&h);
	if (!CHECK(s))
		return;
	test_two_namespaces(&h, s);
	test_filter(&h, s);
	test_release(&h, s);
	test_down_and_up(&h);
	test_gone(&h);
	test_namespace_deleted(&h);
	test_failures(&h);
	test_malformed(&h);
	client_stop(h.client);
	CHECK(!is_alive(engine));
	CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
	CHECK_AS("a clean end removes the spool", access(h.path, F_OK));
	store_free(s);
}

static void remove_spool(const char *path)
{
	char command[300];
	snprintf(command, sizeof(command), "rm -rf '%s'", path);
	CHECK(run(command));
}

static void test_engine_killed(const struct user *u)
{
	struct error e;
	struct heard h = start(u);
	CHECK(run("ip link add eth0 netns a type veth peer name eth0 netns b && "
		  "ip -n a addr add 10.9.0.1/24 dev eth0 && "
		  "ip -n b addr add 10.9.0.2/24 dev eth0 && "
		  "ip -n a link set eth0 up && ip -n b link set eth0 up"));
	struct capture_request a = request_for("a", "eth0");
	struct capture_request b = request_for("b", "eth0");
	CHECK(client_spool(h.client, -1, &e));
	CHECK(client_capture(h.client, ID_A, &a, &e));
	CHECK(client_capture(h.client, ID_B, &b, &e));
	CHECK(wait_for(&h, both_up) && has_spool(&h));
	struct store *s = store_of(&h);
	CHECK(send_datagrams("a", 9));
	CHECK(s && wait_frames(&h, s, "b:eth0", 9, DIRECTION_IN) &&
	      wait_frames(&h, s, "a:eth0", 9, DIRECTION_OUT));
	pid_t engine = child_of(getpid());
	CHECK(engine > 0 && !kill(engine, SIGKILL));
	CHECK(wait_for(&h, has_ended));
	CHECK_STR(h.ended, "the capture engine was killed (SIGKILL)");
	CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
	CHECK(count_frames(s, "a:eth0", 9, DIRECTION_OUT) == FRAMES);
	client_stop(h.client);
	CHECK_AS("what it wrote stays", !access(h.path, F_OK));
	store_free(s);
	remove_spool(h.path);
}

/* The front in a process of its own, to be killed. Tells where the spool is. */
static void front_main(const struct user *u, int out)
{
	struct error e;
	struct heard h = start(u);
	struct capture_request b = request_for("b", "eth0");
	struct capture_request a = request_for("a", "eth0");
	if (!client_spool(h.client, -1, &e) ||
	    !client_capture(h.client, ID_A, &a, &e) ||
	    !client_capture(h.client, ID_B, &b, &e) || !wait_for(&h, both_up))
		_exit(1);
	if (write(out, h.path, sizeof(h.path)) < 0)
		_exit(1);
	for (;;)
		pause();
}

static void test_front_killed(const struct user *u)
{
	int ends[2];
	char path[256] = "";
	if (!CHECK(!pipe(ends)))
		return;
	pid_t front = fork();
	if (front == 0)
		front_main(u, ends[1]);
	CHECK(read(ends[0], path, sizeof(path)) == (ssize_t)sizeof(path));
	pid_t engine = child_of(front);
	CHECK(engine > 0);
	CHECK(!kill(front, SIGKILL));
	waitpid(front, NULL, 0);
	CHECK_AS("the engine ends with its front", wait_dead(engine));
	CHECK_AS("what it wrote stays", !access(path, F_OK));
	close(ends[0]);
	close(ends[1]);
	remove_spool(path);
}

static void test_single_file(const struct user *u)
{
	struct error e;
	struct heard h = start(u);
	char path[] = "/var/tmp/test_engine-XXXXXX";
	int file = mkstemp(path);
	int wrong = open("/dev/null", O_RDWR);
	CHECK(client_spool(h.client, wrong, &e));
	CHECK(wait_for(&h, has_trouble));
	CHECK_STR(h.trouble, "packets can only be written to a regular file");
	CHECK(client_spool(h.client, file, &e));
	CHECK(wait_for(&h, has_spool));
	CHECK_STR(h.path, path);
	CHECK(h.spool[0] >= 0 && h.spool[1] < 0 && h.spool[2] >= 0);
	struct store *s = store_of(&h);
	struct capture_request a = request_for("a", "eth0");
	CHECK(client_capture(h.client, ID_C, &a, &e));
	CHECK(wait_for(&h, c_up));
	CHECK(send_datagrams("a", 9));
	/* No release, no waiting: the end of the engine keeps the last block too. */
	client_stop(h.client);
	CHECK(s && count_frames(s, "a:eth0", 9, DIRECTION_OUT) == FRAMES);
	CHECK_AS("the user's file is not removed", !unlink(path));
	store_free(s);
}

int main(void)
{
	struct user nobody;
	struct error e;
	if (geteuid() != 0 || !world_make()) {
		SKIP("engine on real namespaces", "needs root");
		return test_done();
	}
	if (!CHECK(user_find(&nobody, "nobody", &e)))
		return test_done();
	test_session(&nobody);
	test_engine_killed(&nobody);
	test_front_killed(&nobody);
	test_single_file(&nobody);
	user_done(&nobody);
	return test_done();
}
