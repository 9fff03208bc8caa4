/* The engine and its client on real namespaces, for a user who is not root: privileges,
 * capture, swap of a filter, release, and endpoints that go away. */
#include "tests/engine.h"

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

static void test_two_namespaces(struct heard *h, struct store *s)
{
	CHECK(capture(h, ID_A, "a", "eth0"));
	CHECK(capture(h, ID_B, "b", "eth0"));
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
	for (int i = 0; i < PATIENCE_MS / 10 && store_ifaces(s) == before; i++) {
		usleep(10000);
		store_advance(s, 1000);
	}
	CHECK(store_ifaces(s) == before + 1);
	CHECK_STR(store_iface(s, before)->filter, "udp dst port 53");
	CHECK_STR(store_iface(s, before)->name, "b:eth0");
	CHECK(wait_for(h, has_filter));
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

static bool is_stopped(struct heard *h UNUSED)
{
	char line[128];
	status_line(child_of(getpid()), "State:", line);
	return line[0] == 'T';
}

/* A filter that is changed before the endpoint is open is the one it opens with: both
 * orders are there when the engine looks. */
static void test_filter_while_opening(struct heard *h, struct store *s)
{
	struct sock_filter code[8];
	struct error e;
	uint32_t count = port_filter(code, 54);
	h->states[ID_A] = CAPTURE_OPENING;
	kill(child_of(getpid()), SIGSTOP);
	CHECK(wait_for(h, is_stopped));
	CHECK(capture(h, ID_A, "a", "eth0"));
	CHECK(client_filter(h->client, ID_A, "udp dst port 54", code, count, &e));
	kill(child_of(getpid()), SIGCONT);
	CHECK(wait_for(h, both_up));
	CHECK(send_datagrams("a", 12));
	CHECK(send_datagrams("a", 54));
	CHECK(wait_frames(h, s, "a:eth0", 54, DIRECTION_OUT));
	CHECK(count_frames(s, "a:eth0", 12, DIRECTION_OUT) == 0);
	client_release(h->client, ID_A);
	CHECK(wait_for(h, a_released));
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
	CHECK_STR(h->texts[ID_B], "the interface was deleted or moved away");
}

/* No event comes when an interface disappears that was down already. */
static void test_gone_while_down(struct heard *h)
{
	CHECK(run("ip -n b link add gone0 type veth peer name gone1 && "
		  "ip -n b link set gone0 up && ip -n b link set gone1 up"));
	CHECK(capture(h, ID_C, "b", "gone0"));
	CHECK(wait_for(h, c_up));
	CHECK(run("ip -n b link set gone0 down"));
	CHECK(wait_for(h, c_down));
	CHECK(run("ip -n b link del gone0"));
	CHECK(wait_for(h, c_gone));
	CHECK_STR(h->texts[ID_C], "the interface was deleted or moved away");
}

static void test_namespace_deleted(struct heard *h)
{
	CHECK(run(
		"ip netns add c && ip link add peer0 type veth peer name eth0 netns c "
		"&& ip link set peer0 up && ip -n c link set eth0 up"));
	CHECK(capture(h, ID_C, "c", "eth0"));
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
	test_filter_while_opening(&h, s);
	test_down_and_up(&h);
	test_gone(&h);
	test_gone_while_down(&h);
	test_namespace_deleted(&h);
	test_failures(&h);
	test_malformed(&h);
	client_stop(h.client);
	CHECK(!is_alive(engine));
	CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
	CHECK_AS("a clean end removes the spool", access(h.path, F_OK));
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
	if (CHECK(user_find(&nobody, "nobody", &e))) {
		test_session(&nobody);
		user_done(&nobody);
	}
	return test_done();
}
