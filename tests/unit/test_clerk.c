/* The census of real processes, taps and sockets, in a world made for this test; and
 * damaged ones on their way. */
#include "tests/test.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/lab/clerk.h"

enum { PATIENCE_S = 60 };

struct office {
	struct loop *loop;
	struct clerk *clerk;
	struct census census;
	unsigned told;
};

static void sh(const char *command)
{
	int status = system(command);
	if (status)
		printf("# '%s' ended with %d\n", command, status);
}

static void on_census(void *owner, int fd)
{
	struct office *o = owner;
	struct error e;
	census_close(&o->census);
	if (!census_open(&o->census, fd, &e))
		test_report(false, e.text, __FILE__, __LINE__);
	close(fd);
	o->told++;
}

static void office_open(struct office *o)
{
	static const struct clerk_options options = { .uid = 4711,
						      .home = "/run/home" };
	struct error e;
	*o = (struct office){ .loop = loop_new(&e) };
	o->clerk = clerk_new(o->loop, &options, on_census, o, &e);
	if (!o->clerk)
		test_report(false, e.text, __FILE__, __LINE__);
}

static void office_close(struct office *o)
{
	clerk_free(o->clerk);
	loop_free(o->loop);
	census_close(&o->census);
}

static bool step(struct office *o, int64_t start)
{
	struct error e;
	return clock_mono() - start < PATIENCE_S * CLOCK_SEC &&
	       loop_step(o->loop, 100, &e);
}

#define UNTIL(o, condition)                                                            \
	do {                                                                           \
		int64_t start_ = clock_mono();                                         \
		while (!(condition) && step(o, start_))                                \
			;                                                              \
		if (!CHECK(condition))                                                 \
			return;                                                        \
		printf("# after %d ms\n", (int)((clock_mono() - start_) / CLOCK_MS));  \
	} while (0)

static const struct census_process *of_pid(const struct office *o, pid_t pid)
{
	for (size_t i = 0; i < o->census.process_count; i++)
		if (o->census.processes[i].pid == (uint32_t)pid)
			return &o->census.processes[i];
	return NULL;
}

static bool has_words(const struct office *o, pid_t pid, const char *first)
{
	const struct census_process *p = of_pid(o, pid);
	return p && p->words.size > strlen(first) &&
	       !strcmp(census_bytes(&o->census, &p->words), first);
}

static const struct census_tap *tap_of(const struct office *o, pid_t pid)
{
	for (size_t i = 0; i < o->census.tap_count; i++)
		if (o->census.processes[o->census.taps[i].process].pid == (uint32_t)pid)
			return &o->census.taps[i];
	return NULL;
}

/* A process in namespaces of its own, under a name of ours. */
static pid_t live(const char *first)
{
	pid_t pid = fork();
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (unshare(CLONE_NEWNET | CLONE_NEWUTS) || sethostname("r1", 2))
		_exit(1);
	execlp("sleep", first, "1000", (char *)NULL);
	_exit(1);
}

static void die(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void test_processes(void)
{
	struct office o;
	office_open(&o);
	UNTIL(&o, o.told > 0);
	pid_t pid = live("mininet:h1");
	clerk_soon(o.clerk);
	UNTIL(&o, has_words(&o, pid, "mininet:h1"));
	const struct census_process *p = of_pid(&o, pid);
	char path[64];
	struct stat st;
	snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	CHECK(!stat(path, &st) && p->network == st.st_ino);
	CHECK_STR(p->name, "sleep");
	CHECK_STR(p->host, "r1");
	CHECK(p->words.size == sizeof("mininet:h1\0"
				      "1000"));
	CHECK(p->group.size > 0 && p->start > 0);
	CHECK_AS("we are of no interest", !of_pid(&o, getpid()));
	die(pid);
	UNTIL(&o, !of_pid(&o, pid));
	office_close(&o);
}

/* udptap under QEMU's name: a tap made here, and moved to another namespace. */
static void test_taps(void)
{
	struct office o;
	struct stat st;
	const char *tools = getenv("TOOLS");
	char tool[512];
	char *real = realpath(tools ? tools : ".", NULL);
	snprintf(tool, sizeof(tool), "%s/udptap", real ? real : "");
	free(real);
	if (access("/dev/net/tun", R_OK | W_OK) || access(tool, X_OK)) {
		SKIP("taps", "no /dev/net/tun, or no udptap");
		return;
	}
	sh("ip netns add ta; ip -n ta link set lo up");
	if (symlink(tool, "/run/qemu-udptap"))
		test_report(false, "symlink", __FILE__, __LINE__);
	office_open(&o);
	pid_t pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl("/run/qemu-udptap", tool, "ta", "eth2", "127.1.1.1", "10002",
		      "127.1.1.2", "10002", "60", (char *)NULL);
		_exit(1);
	}
	UNTIL(&o, tap_of(&o, pid));
	CHECK_STR(tap_of(&o, pid)->ifname, "eth2");
	UNTIL(&o, !stat("/run/netns/ta", &st) && tap_of(&o, pid) &&
			  tap_of(&o, pid)->network == st.st_ino);
	sh("ip -n ta link set eth2 name gi0");
	clerk_soon(o.clerk);
	UNTIL(&o, tap_of(&o, pid) && !strcmp(tap_of(&o, pid)->ifname, "gi0"));
	die(pid);
	office_close(&o);
	sh("ip netns del ta");
}

static const struct census_answer *answer_of(const struct office *o, const char *from)
{
	for (size_t i = 0; i < o->census.answer_count; i++)
		if (!strcmp(o->census.answers[i].from, from))
			return &o->census.answers[i];
	return NULL;
}

static int listen_at(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (bind(fd, (const struct sockaddr *)&at, sizeof(at)) || listen(fd, 4))
		test_report(false, path, __FILE__, __LINE__);
	return fd;
}

#define OWN "/run/home/.local/share/containers/storage/"

/* One that answers, one that takes the question and says nothing, one where nobody
 * listens any more, and files of podman because of that. */
static void test_engines(void)
{
	static const char said[] = "HTTP/1.0 200 OK\r\n\r\n[]";
	static const char files[] = "/var/lib/containers/storage/overlay-containers/"
				    "containers.json";
	struct office o;
	char question[256] = "";
	sh("mkdir -p /run/podman /run/user/4711 /var/lib/containers/storage/"
	   "overlay-containers");
	sh("echo '[{}]' "
	   ">/var/lib/containers/storage/overlay-containers/containers.json");
	sh("mkdir -p " OWN "vfs-containers " OWN "overlay-containers; "
	   "echo secret >/run/secret; ln -s /run/secret " OWN
	   "overlay-containers/containers.json; "
	   "echo '[{}]' >" OWN "vfs-containers/containers.json; "
	   "chown 4711 " OWN "vfs-containers/containers.json");
	int docker = listen_at("/run/docker.sock");
	int hung = listen_at("/run/user/4711/docker.sock");
	close(listen_at("/run/podman/podman.sock"));
	int64_t start = clock_mono();
	office_open(&o);
	int c = -1;
	UNTIL(&o, c >= 0 || (c = accept(docker, NULL, NULL)) >= 0);
	UNTIL(&o,
	      question[0] || recv(c, question, sizeof(question) - 1, MSG_DONTWAIT) > 0);
	CHECK(!strncmp(question, "GET /containers/json?all=1 HTTP/1.0\r\n", 37));
	if (send(c, said, sizeof(said) - 1, 0) < 0)
		test_report(false, "send", __FILE__, __LINE__);
	close(c);
	UNTIL(&o, o.told > 0);
	CHECK_AS("who is silent is not waited for",
		 clock_mono() - start < PATIENCE_S * CLOCK_SEC / 10);
	const struct census_answer *a = answer_of(&o, "/run/docker.sock");
	if (CHECK(a))
		CHECK(!a->code && a->text.size == sizeof(said) - 1 &&
		      !memcmp(census_bytes(&o.census, &a->text), said, a->text.size));
	a = answer_of(&o, "/run/podman/podman.sock");
	CHECK(a && a->code == ECONNREFUSED && !a->text.size);
	UNTIL(&o, answer_of(&o, "/run/user/4711/docker.sock"));
	CHECK(answer_of(&o, "/run/user/4711/docker.sock")->code == ETIMEDOUT);
	a = answer_of(&o, files);
	CHECK(a && a->kind == CENSUS_PODMAN && a->text.size == 5);
	CHECK_AS("the user's own files as well",
		 answer_of(&o, OWN "vfs-containers/containers.json"));
	CHECK_AS("but no link to what he may not read",
		 !answer_of(&o, OWN "overlay-containers/containers.json"));
	office_close(&o);
	close(docker);
	close(hung);
}

/* On the way ---------------------------------------------------------------- */

static bool opens(const struct census *c)
{
	struct census got;
	struct error e;
	int fd = census_seal(c, &e);
	bool ok = fd >= 0 && census_open(&got, fd, &e);
	if (ok)
		census_close(&got);
	close(fd);
	return ok;
}

static void test_damage(void)
{
	struct census_process p[] = { { .pid = 1, .words = { 0, 4 } },
				      { .pid = 2, .group = { 2, 2 } } };
	struct census_tap t[] = { { .process = 0, .ifname = "t0" },
				  { .process = 1, .ifname = "t1" } };
	struct census_answer a = { .kind = CENSUS_API, .text = { 4, 0 } };
	const uint8_t bytes[] = "abc";
	struct census c = {
		p, t, &a, bytes, 2, 2, 1, sizeof(bytes), 1, false, { .map = NULL }
	};
	CHECK(opens(&c));
	c.size = 3;
	CHECK_AS("words end outside", !opens(&c));
	c.size = 4;
	p[1].group.offset = UINT32_MAX;
	CHECK_AS("control groups outside", !opens(&c));
	p[1].group.offset = 0;
	p[1].pid = 1;
	CHECK_AS("two with one pid", !opens(&c));
	p[1].pid = 2;
	t[1].process = 2;
	CHECK_AS("a tap of nobody", !opens(&c));
	t[1].process = 1;
	memset(t[0].ifname, 'x', sizeof(t[0].ifname));
	CHECK_AS("a name without an end", !opens(&c));
	t[0].ifname[3] = '\0';
	a.kind = 9;
	CHECK_AS("an answer of unknown kind", !opens(&c));
	a.kind = CENSUS_API;
	CHECK(opens(&c));
}

/* The test's own host: nothing else is on it, and nothing of it stays. */
static bool world(void)
{
	if (unshare(CLONE_NEWNET | CLONE_NEWNS) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", "/run", "tmpfs", 0, "mode=755"))
		return false;
	sh("mkdir -p /run/netns /var/lib/containers; ip link set lo up");
	return !mount("none", "/var/lib/containers", "tmpfs", 0, NULL);
}

int main(int count UNUSED, char **words)
{
	char *slash = strrchr(words[0], '/');
	char tools[512];
	snprintf(tools, sizeof(tools), "%.*s/../tools",
		 (int)(slash ? slash - words[0] : 0), words[0]);
	setenv("TOOLS", tools, 0);
	test_damage();
	if (!world()) {
		SKIP("the host", "needs root");
		return test_done();
	}
	test_processes();
	test_taps();
	test_engines();
	return test_done();
}
