/* How a capture ends, and what is left of it: killed processes, a full disk, a front
 * that does not listen, one file as the spool. */
#include "tests/engine.h"

#include <sys/capability.h>

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
	CHECK(client_spool(h.client, -1, &e));
	CHECK(capture(&h, ID_A, "a", "eth0"));
	CHECK(capture(&h, ID_B, "b", "eth0"));
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
	if (!client_spool(h.client, -1, &e) || !capture(&h, ID_A, "a", "eth0") ||
	    !capture(&h, ID_B, "b", "eth0") || !wait_for(&h, both_up))
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
	CHECK(capture(&h, ID_C, "a", "eth0"));
	CHECK(wait_for(&h, c_up));
	CHECK(send_datagrams("a", 9));
	/* No release, no waiting: the end of the engine keeps the last block too. */
	client_stop(h.client);
	CHECK(s && count_frames(s, "a:eth0", 9, DIRECTION_OUT) == FRAMES);
	CHECK_AS("the user's file is not removed", !unlink(path));
	store_free(s);
}

static bool says_full(struct heard *h)
{
	return strstr(h->trouble, "No space left on device");
}

static bool says_works(struct heard *h)
{
	return strstr(h->trouble, "packets are kept again");
}

/* /run is a tmpfs of this test's own world: a small one in it is soon full. */
static void test_full_disk(const struct user *u)
{
	struct error e;
	CHECK(run("mkdir -m 777 /run/small && mount -t tmpfs -o size=64k,mode=777 "
		  "tmpfs /run/small"));
	struct heard h = start_in(u, "/run/small");
	CHECK(client_spool(h.client, -1, &e));
	CHECK(wait_for(&h, has_spool) && wait_for(&h, has_trouble));
	CHECK_STR(h.trouble,
		  "/run/small is in memory: captured packets take up RAM there");
	struct store *s = store_of(&h);
	CHECK(capture(&h, ID_C, "a", "eth0"));
	CHECK(wait_for(&h, c_up));
	for (int i = 0; i < 40; i++)
		CHECK(send_datagrams("a", 9));
	CHECK(wait_for(&h, says_full));
	CHECK(strstr(h.trouble, "/run/small/labtap-") &&
	      strstr(h.trouble, "free some space"));
	/* What is written stays whole, and room makes it work again. */
	unsigned before = count_frames(s, "a:eth0", 9, DIRECTION_OUT);
	CHECK(!store_trouble(s));
	CHECK(run("mount -o remount,size=16m /run/small"));
	CHECK(wait_for(&h, says_works));
	CHECK(send_datagrams("a", 10));
	CHECK(wait_frames(&h, s, "a:eth0", 10, DIRECTION_OUT));
	CHECK(count_frames(s, "a:eth0", 9, DIRECTION_OUT) >= before);
	CHECK(!store_trouble(s));
	client_stop(h.client);
	store_free(s);
	CHECK(run("umount /run/small"));
}

static bool says_largest(struct heard *h)
{
	return strstr(h->trouble, "the file has reached the largest size allowed");
}

/* ulimit -f: an error like a full disk, and not the end of the engine. */
static void test_size_limit(const struct user *u)
{
	struct rlimit old, small;
	struct error e;
	CHECK(!getrlimit(RLIMIT_FSIZE, &old));
	small = (struct rlimit){ .rlim_cur = 32 << 10, .rlim_max = old.rlim_max };
	CHECK(!setrlimit(RLIMIT_FSIZE, &small));
	struct heard h = start(u);
	CHECK(!setrlimit(RLIMIT_FSIZE, &old));
	CHECK(client_spool(h.client, -1, &e));
	CHECK(capture(&h, ID_C, "a", "eth0"));
	CHECK(wait_for(&h, c_up));
	struct store *s = store_of(&h);
	CHECK(send_datagrams("a", 9));
	CHECK(wait_frames(&h, s, "a:eth0", 9, DIRECTION_OUT));
	for (int i = 0; i < 20; i++)
		CHECK(send_datagrams("a", 10));
	CHECK(wait_for(&h, says_largest));
	CHECK(count_frames(s, "a:eth0", 9, DIRECTION_OUT) == FRAMES);
	CHECK(!store_trouble(s));
	CHECK(!(h.kinds & 1u << NOTICE_ENDED));
	client_stop(h.client);
	store_free(s);
}

/* A front that is stopped for long: capture goes on, its orders are still taken, and
 * when it listens again it finds the newest state. */
static void test_silent_front(const struct user *u)
{
	enum { ORDERS = 20000 };
	struct error e;
	struct heard h = start(u);
	struct capture_request a = request_for("a", "eth0");
	CHECK(client_spool(h.client, -1, &e));
	CHECK(capture(&h, ID_C, "a", "eth0"));
	CHECK(wait_for(&h, c_up));
	struct store *s = store_of(&h);
	/* Each of these makes a notice: more than the channel holds. */
	bool taken = true;
	for (int i = 0; i < ORDERS && taken; i++)
		taken = client_capture(h.client, ID_C, &a, &e);
	CHECK(taken);
	CHECK(send_datagrams("a", 9));
	for (int i = 0; i < PATIENCE_MS / 10; i++) {
		if (count_frames(s, "a:eth0", 9, DIRECTION_OUT) == FRAMES)
			break;
		usleep(10000);
	}
	CHECK(count_frames(s, "a:eth0", 9, DIRECTION_OUT) == FRAMES);
	client_release(h.client, ID_C);
	CHECK(wait_for(&h, c_released));
	CHECK(h.kept[ID_C] >= FRAMES);
	CHECK(h.troubles > 0 && h.troubles < ORDERS);
	client_stop(h.client);
	store_free(s);
}

/* As wait_for(), which would empty the wake-ups. */
static bool poll_released(struct heard *h)
{
	for (int i = 0; i < PATIENCE_MS / 10 && !c_released(h); i++) {
		while (client_next(h->client, &h->notice))
			hear(h);
		usleep(10000);
	}
	return c_released(h);
}

/* A front that somebody took over: what it shares with the engine must not give it a
 * way to hold the engine up. */
static void test_wake_filled(const struct user *u)
{
	const uint64_t most = UINT64_MAX - 1;
	struct error e;
	struct heard h = start(u);
	CHECK(client_spool(h.client, -1, &e));
	CHECK(capture(&h, ID_C, "a", "eth0"));
	CHECK(wait_for(&h, c_up));
	struct store *s = store_of(&h);
	pid_t engine = child_of(getpid());
	int wake = client_wake_fd(h.client);
	loop_drain(wake);
	ssize_t ignored = write(wake, &most, sizeof(most));
	(void)ignored;
	CHECK(!fcntl(wake, F_SETFL, 0));
	CHECK(send_datagrams("a", 9));
	CHECK(send_datagrams("a", 9));
	for (int i = 0; i < PATIENCE_MS / 10; i++) {
		if (count_frames(s, "a:eth0", 9, DIRECTION_OUT) == 2 * FRAMES)
			break;
		usleep(10000);
	}
	CHECK(count_frames(s, "a:eth0", 9, DIRECTION_OUT) == 2 * FRAMES);
	client_release(h.client, ID_C);
	CHECK(!fcntl(wake, F_SETFL, O_NONBLOCK));
	CHECK(poll_released(&h));
	client_stop(h.client);
	CHECK(!is_alive(engine));
	store_free(s);
}

/* Notices about captures that were never there are kept as well: a front that orders
 * and does not listen is not listened to either, for as long. */
static void test_refusals_kept(const struct user *u)
{
	enum { ORDERS = 100000 };
	struct error e;
	struct heard h = start(u);
	struct capture_request a = request_for("a", "eth0");
	uint32_t id = 1000;
	/* Once may be a slow machine. */
	for (int refused = 0; id < ORDERS && refused < 3;) {
		bool taken = client_capture(h.client, id, &a, &e);
		refused = taken ? 0 : refused + 1;
		id += taken;
	}
	CHECK(id < ORDERS);
	CHECK_STR(e.text, "the capture engine does not answer");
	CHECK(wait_for(&h, has_hello));
	CHECK(client_capture(h.client, ID_C, &a, &e));
	CHECK(wait_for(&h, c_failed));
	CHECK_STR(h.texts[ID_C], "there is no place for packets yet");
	client_stop(h.client);
}

static bool is_found(struct heard *h)
{
	return h->found;
}

/* Each of them may be as large as it likes, all together may not. No such interface, so
 * that none is really made. */
static void test_large_buffers(const struct user *u)
{
	struct error e;
	struct heard h = start(u);
	struct capture_request a = request_for("a", "eth0");
	a.ifindex = 999;
	a.buffer = 1 << 20;
	h.wanted = a.cookie;
	h.sought = "the buffers would take more than half of the memory: "
		   "ask for smaller ones (-B)";
	CHECK(client_spool(h.client, -1, &e) && wait_for(&h, has_wanted));
	bool taken = true;
	for (uint32_t i = 0; i < 1500 && taken; i++)
		taken = client_capture(h.client, 1000 + i, &a, &e);
	CHECK(taken && wait_for(&h, is_found));
	client_stop(h.client);
}

static bool says_interfaces(struct heard *h)
{
	return strstr(h->trouble, "filter was changed too often");
}

/* Each change of a filter is an interface in every later segment, and readers refuse
 * files with more than 65536. */
static void test_many_filters(const struct user *u)
{
	enum { CHANGES = 66000 };
	const struct sock_filter all[] = { BPF_STMT(BPF_RET | BPF_K, 262144) };
	struct error e;
	struct heard h = start(u);
	CHECK(client_spool(h.client, -1, &e));
	CHECK(capture(&h, ID_C, "a", "eth0"));
	CHECK(wait_for(&h, c_up));
	struct store *s = store_of(&h);
	bool taken = true;
	for (int i = 0; i < CHANGES && taken; i++)
		taken = client_filter(h.client, ID_C, i % 2 ? "b" : "a", all, 1, &e);
	CHECK(taken);
	CHECK(wait_for(&h, says_interfaces));
	CHECK(send_datagrams("a", 9));
	CHECK(wait_frames(&h, s, "a:eth0", 9, DIRECTION_OUT));
	CHECK(!store_trouble(s));
	client_stop(h.client);
	store_free(s);
}

/* Not root's own right to raise the limit: it would hide what is tested. */
static bool limit_files(rlim_t files, struct rlimit *old)
{
	const struct rlimit low = { .rlim_cur = files, .rlim_max = files };
	return !getrlimit(RLIMIT_NOFILE, old) && !setrlimit(RLIMIT_NOFILE, &low);
}

static bool a_up(struct heard *h)
{
	return h->states[ID_A] == CAPTURE_UP;
}

/* Some descriptors are for segments and discovery: endpoints must leave them alone. */
static void test_few_files(const struct user *u)
{
	enum { FILES = 256, ORDERS = 300 };
	struct error e;
	struct heard h;
	struct rlimit old;
	int status = 1;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		cap_t caps = cap_get_proc();
		const cap_value_t resource = CAP_SYS_RESOURCE;
		cap_set_flag(caps, CAP_EFFECTIVE, 1, &resource, CAP_CLEAR);
		cap_set_flag(caps, CAP_PERMITTED, 1, &resource, CAP_CLEAR);
		bool ok = limit_files(FILES, &old) && !cap_set_proc(caps);
		h = start(u);
		struct capture_request a = request_for("a", "eth0");
		snprintf(a.name, sizeof(a.name), "another");
		ok = ok && client_spool(h.client, -1, &e) &&
		     capture(&h, ID_A, "a", "eth0");
		for (uint32_t i = 0; ok && i < ORDERS; i++)
			ok = client_capture(h.client, 1000 + i, &a, &e);
		ok = ok && capture(&h, ID_C, "a", "eth0") && wait_for(&h, c_failed);
		printf("# %s\n", h.texts[ID_C]);
		ok = ok && strstr(h.texts[ID_C], "open files");
		/* What was opened lives on, and the spool has what it needs. */
		struct store *s = ok ? store_of(&h) : NULL;
		ok = s && wait_for(&h, a_up) && send_datagrams("a", 9) &&
		     wait_frames(&h, s, "a:eth0", 9, DIRECTION_OUT);
		printf("# %s\n", h.trouble);
		client_stop(h.client);
		fflush(stdout);
		_exit(ok && !h.trouble[0] ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	CHECK_AS("few files: said in words, and the rest works", status == 0);
}

int main(void)
{
	struct user nobody;
	struct error e;
	if (geteuid() != 0 || !world_make()) {
		SKIP("ends of a capture", "needs root");
		return test_done();
	}
	if (CHECK(user_find(&nobody, "nobody", &e))) {
		test_engine_killed(&nobody);
		test_front_killed(&nobody);
		test_single_file(&nobody);
		test_full_disk(&nobody);
		test_size_limit(&nobody);
		test_silent_front(&nobody);
		test_wake_filled(&nobody);
		test_refusals_kept(&nobody);
		test_large_buffers(&nobody);
		test_many_filters(&nobody);
		test_few_files(&nobody);
		user_done(&nobody);
	}
	return test_done();
}
