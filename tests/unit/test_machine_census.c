/* Command lines, control groups and answers of container engines, as they were seen on
 * real hosts, made into machines; and machines into a lab. */
#include "core/lab/machine_census.h"

#include <net/if.h>
#include <net/if_arp.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/base/vec.h"
#include "core/lab/containers.h"
#include "core/lab/lab.h"
#include "core/lab/qemu_args.h"
#include "core/lab/successor.h"
#include "tests/test.h"

/* A census while it is made. */
static struct {
	VEC(char) bytes;
	VEC(struct census_process) processes;
	VEC(struct census_tap) taps;
	VEC(struct census_answer) answers;
} made;

#define WORDS(text) text, sizeof(text)

static struct census_text put(const char *text, size_t size)
{
	struct census_text t = { (uint32_t)made.bytes.count, (uint32_t)size };
	for (size_t i = 0; i < size; i++)
		vec_push(&made.bytes, text[i]);
	return t;
}

static struct census_process *add_process(uint32_t pid, uint64_t network,
					  const char *words, size_t size,
					  const char *group)
{
	struct census_process p = { .pid = pid, .start = pid, .network = network };
	snprintf(p.name, sizeof(p.name), "%.*s", (int)sizeof(p.name) - 1, words);
	p.words = put(words, size);
	p.group = put(group, strlen(group));
	vec_push(&made.processes, p);
	return &made.processes.items[made.processes.count - 1];
}

static void add_tap(uint32_t fd, uint64_t network, const char *ifname)
{
	struct census_tap t = { .process = (uint32_t)made.processes.count - 1,
				.fd = fd,
				.network = network };
	snprintf(t.ifname, sizeof(t.ifname), "%s", ifname);
	vec_push(&made.taps, t);
}

static void add_answer(uint32_t kind, const char *from, const char *text, uint32_t code)
{
	struct census_answer a = { .kind = kind, .code = code };
	snprintf(a.from, sizeof(a.from), "%s", from);
	a.text = put(text, strlen(text));
	vec_push(&made.answers, a);
}

static const struct facts nothing;
static char note[200];

/* Through the memfd, as in real life. */
static struct machines *take(const struct facts *facts, const char *rules_path)
{
	struct error e;
	struct census seen;
	const struct census c = {
		.processes = made.processes.items,
		.taps = made.taps.items,
		.answers = made.answers.items,
		.bytes = (const uint8_t *)made.bytes.items,
		.process_count = made.processes.count,
		.tap_count = made.taps.count,
		.answer_count = made.answers.count,
		.size = made.bytes.count,
	};
	int fd = census_seal(&c, &e);
	if (!CHECK(fd >= 0 && census_open(&seen, fd, &e)))
		abort();
	close(fd);
	struct rules *rules = rules_new(rules_path, &e);
	CHECK_STR(e.text, "");
	const struct census_sources s = { &seen, facts, rules, "labhost" };
	struct machines *m = machine_census(&s, note);
	census_close(&seen);
	rules_free(rules);
	made.bytes.count = made.processes.count = made.taps.count = made.answers.count =
		0;
	return m;
}

/* "guest kind ifname outer wire" of each card, "!" where it cannot be captured. */
static const char *cards_of(const struct machine *m)
{
	static char buffer[8192];
	struct text t = text_over(buffer, sizeof(buffer));
	for (size_t i = 0; i < m->nic_count; i++) {
		const struct nic *n = &m->nics[i];
		char outer[OUTER_TEXT];
		text_printf(&t, "%s %s %s", n->guest ? n->guest : "-",
			    nic_word(n->kind), n->ifname ? n->ifname : "-");
		if (n->has_mac)
			text_printf(&t, " :%02x", n->mac[5]);
		if (n->cookie)
			text_printf(&t, " in %u", (unsigned)n->cookie);
		if (n->bridge)
			text_printf(&t, " bridge %s", n->bridge);
		if (n->wire)
			text_printf(&t, " wire %s", n->wire);
		outer_text(&n->outer, outer);
		text_printf(&t, "%s%s%s\n", n->outer.family ? " " : "",
			    n->outer.family ? outer : "", n->reason ? " !" : "");
	}
	return buffer;
}

static const struct machine *find(const struct machines *m, const char *name)
{
	for (size_t i = 0; i < m->count; i++)
		if (!strcmp(m->items[i].name, name))
			return &m->items[i];
	test_report(false, name, __FILE__, __LINE__);
	abort();
}

/* QEMU ---------------------------------------------------------------------- */

static void test_plain(void)
{
	add_process(
		10, 0,
		WORDS("/usr/bin/qemu-system-x86_64\0-name\0r1\0-uuid\0u-1\0-netdev\0"
		      "tap,id=n0,ifname=ta,,p,script=no\0"
		      "-device\0e1000,netdev=n1,mac=52:54:00:00:00:02\0"
		      "-device\0virtio-net-pci,netdev=n0,mac=52:54:00:00:00:01\0"
		      "--netdev\0socket,id=n1,udp=127.1.1.2:10002,localaddr="
		      "127.1.1.1:10002\0-netdev\0socket,id=n2,mcast=230.0.0.1:1234\0"
		      "-device\0e1000,netdev=n2\0-netdev\0socket,id=n3,listen=:99\0"
		      "-device\0e1000,netdev=n3\0-netdev\0"
		      "socket,id=n4,connect=127.0.0.1:99\0-device\0e1000,netdev=n4\0"
		      "-netdev\0user,id=n5\0-device\0e1000,netdev=n5\0"
		      "-nic\0none\0-device\0virtio-rng-pci"),
		"");
	struct machines *m = take(&nothing, NULL);
	const struct machine *r1 = find(m, "r1");
	CHECK(r1->kind == MACHINE_QEMU && r1->pid == 10 &&
	      r1->state == MACHINE_RUNNING);
	CHECK_STR(r1->node, "r1");
	CHECK_STR(r1->id, "u-1");
	CHECK_STR(r1->type, "qemu-system-x86_64");
	CHECK_STR(cards_of(r1), "- udp - :02 udp:127.1.1.1:10002-127.1.1.2:10002\n"
				"- tap ta,p :01\n"
				"- mcast - wire udp:230.0.0.1:1234 udp:230.0.0.1:1234\n"
				"- server - wire tcp:127.0.0.1:99 tcp:127.0.0.1:99\n"
				"- client - wire tcp:127.0.0.1:99 !\n"
				"- user - !\n");
	machines_free(m);
}

static void test_json(void)
{
	add_process(
		11, 0,
		WORDS("/usr/bin/qemu-system-x86_64\0-name\0guest=X_a,debug-threads=on\0"
		      "-netdev\0{\"type\":\"tap\",\"fd\":\"30\",\"id\":\"hostnet0\"}\0"
		      "-device\0{\"driver\":\"virtio-net-pci\",\"netdev\":\"hostnet0\","
		      "\"mac\":\"52:54:00:ca:01:01\"}\0"
		      "-netdev\0{\"type\":\"dgram\",\"id\":\"d\",\"local\":{\"type\":"
		      "\"inet\",\"host\":\"::1\",\"port\":\"1\"},\"remote\":{\"type\":"
		      "\"inet\",\"host\":\"::1\",\"port\":\"2\"}}\0"
		      "-device\0{\"driver\":\"e1000\",\"netdev\":\"d\"}\0"
		      "-netdev\0stream,id=s,server=on,addr.type=inet,addr.host=127.0.0."
		      "1,"
		      "addr.port=5\0-device\0e1000,netdev=s\0"
		      "-netdev\0dgram,id=u,local.type=unix,local.path=/tmp/a,"
		      "remote.type=unix,remote.path=/tmp/b\0-device\0e1000,netdev=u\0"
		      "-netdev\0{broken\0-device\0e1000,netdev=nowhere\0"),
		"");
	add_tap(30, 0, "vgif_a_1");
	struct machines *m = take(&nothing, NULL);
	CHECK_STR(cards_of(find(m, "X_a")),
		  "- tap vgif_a_1 :01\n"
		  "- udp - udp:[::1]:1-[::1]:2\n"
		  "- server - wire tcp:127.0.0.1:5 tcp:127.0.0.1:5\n"
		  "- unix - wire /tmp/a !\n"
		  "- unknown - !\n"
		  "- unknown - !\n");
	machines_free(m);
}

static void test_legacy(void)
{
	add_process(12, 0,
		    WORDS("kvm\0-net\0nic,model=e1000,macaddr=52:54:00:00:00:01\0-"
			  "net\0tap\0"
			  "-net\0nic\0-net\0user\0-nic\0tap,ifname=t9,mac=52:54:00:00:"
			  "00:09\0"
			  "-netdev\0bridge,id=spare,br=virbr0\0"),
		    "");
	add_tap(7, 0, "tap0");
	add_tap(8, 0, "tap0"); /* its second queue */
	add_tap(9, 0, "t9");
	add_tap(10, 0, "tap1");
	struct machines *m = take(&nothing, NULL);
	CHECK_STR(cards_of(find(m, "qemu.12")), "- tap tap0 :01\n"
						"- user - !\n"
						"- tap t9 :09\n"
						"- bridge tap1\n");
	machines_free(m);
}

static void test_gns3(void)
{
	add_process(
		13, 0,
		WORDS("/bin/"
		      "qemu-system-x86_64\0-name\0vIOS-1\0-netdev\0socket,id=gns3-0,"
		      "udp=127.0.0.1:10001,localaddr=127.0.0.1:10000\0"
		      "-device\0e1000,netdev=gns3-0\0"),
		"");
	add_process(14, 0,
		    WORDS("qemu-system-i386\0-name\0sw\0-netdev\0tap,id=n0,ifname="
			  "vunl0_5_2\0"
			  "-device\0e1000,netdev=n0\0"),
		    "");
	struct machines *m = take(&nothing, NULL);
	CHECK_STR(cards_of(find(m, "vIOS-1")),
		  "e0 udp - udp:127.0.0.1:10000-127.0.0.1:10001\n");
	CHECK_STR(cards_of(find(m, "sw")), "e2 tap vunl0_5_2\n");
	CHECK_STR(find(m, "sw")->lab, "eve-0");
	machines_free(m);
}

/* Containers ---------------------------------------------------------------- */

#define ID_A "a0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde"
#define ID_B "b0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde"
#define ID_C "c0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde"
#define ID_D "d0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde"

static void test_groups(void)
{
	char ids[CONTAINER_NEST][CONTAINER_ID + 1];
	static const struct {
		const char *group;
		size_t count;
	} cases[] = {
		{ "0::/system.slice/docker-" ID_A ".scope\n", 1 },
		{ "12:cpu:/\n0::/docker/" ID_A "/docker/" ID_B "\n", 2 },
		{ "0::/machine.slice/libpod-" ID_A ".scope/container\n", 1 },
		{ "0::/machine.slice/libpod-conmon-" ID_A ".scope\n", 0 },
		{ "0::/user.slice\n", 0 },
		{ "0::/x/" ID_A "0\n", 0 },
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_AS(cases[i].group,
			 containers_of_group(cases[i].group, strlen(cases[i].group),
					     ids) == cases[i].count);
	containers_of_group(cases[1].group, strlen(cases[1].group), ids);
	CHECK_STR(ids[1], ID_B);
}

/* Host, and namespaces of inodes 102 to 105: a - b by cable, a and c on X_1. */
static const struct fact_space spaces[] = {
	{ .cookie = 1, .inode = 101, .kind = SPACE_HOST },
	{ .cookie = 2,
	  .inode = 102,
	  .kind = SPACE_PROCESS,
	  .pid = 20,
	  .process = "sh" },
	{ .cookie = 3, .inode = 103, .kind = SPACE_NAMED, .name = "0123456789ab" },
	{ .cookie = 4, .inode = 104, .kind = SPACE_NAMED, .name = "mine" },
	{ .cookie = 5, .inode = 105, .kind = SPACE_PROCESS, .pid = 50, .process = "x" },
};

#define CABLE(c, i, n, pc, p, m)                                                       \
	{                                                                              \
		.cookie = c, .ifindex = i, .name = n, .kind = "veth",                  \
		.arptype = ARPHRD_ETHER, .peer_cookie = pc, .peer = p, .master = m     \
	}

static const struct fact_link links[] = {
	{ .cookie = 1,
	  .ifindex = 1,
	  .name = "X_1",
	  .kind = "bridge",
	  .arptype = ARPHRD_ETHER },
	CABLE(1, 2, "a_eth1", 2, 2, 1),
	CABLE(1, 3, "c_eth1", 4, 2, 1),
	{ .cookie = 1,
	  .ifindex = 4,
	  .name = "vunl1_7_0",
	  .kind = "tun",
	  .arptype = ARPHRD_ETHER },
	{ .cookie = 2, .ifindex = 1, .name = "lo", .arptype = ARPHRD_LOOPBACK },
	CABLE(2, 2, "eth1", 1, 2, 0),
	CABLE(2, 3, "eth2", 3, 2, 0),
	CABLE(3, 2, "eth1", 2, 3, 0),
	{ .cookie = 3,
	  .ifindex = 3,
	  .name = "tap1",
	  .kind = "tun",
	  .arptype = ARPHRD_ETHER },
	CABLE(4, 2, "eth1", 1, 3, 0),
};

static const struct facts facts = { .spaces = spaces,
				    .links = links,
				    .space_count = COUNT(spaces),
				    .link_count = COUNT(links),
				    .complete = true };

static const char answer[] =
	"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"
	"[{\"Id\":\"" ID_A "\",\"Names\":[\"/clab-X-a\"],\"State\":\"running\","
	"\"Image\":\"frr\",\"Labels\":{\"containerlab\":\"X\",\"clab-node-name\":\"a\","
	"\"clab-node-kind\":\"linux\",\"odd\":\"\\ud83d\\ude00\\u0000\"}},"
	"{\"Id\":\"" ID_B "\",\"Names\":[\"/clab-X-b\"],\"State\":\"paused\","
	"\"Labels\":{\"containerlab\":\"X\",\"clab-node-name\":\"b\"}}]";

static void add_lab(void)
{
	add_answer(CENSUS_API, "/run/docker.sock", answer, 0);
	add_process(20, 102, WORDS("sh\0"), "0::/docker/" ID_A "\n");
	add_process(21, 102, WORDS("sleep\0"), "0::/docker/" ID_A "\n");
	add_process(30, 103, WORDS("python3\0launch.py\0"), "0::/docker/" ID_B "\n");
	add_process(
		31, 103,
		WORDS("qemu-system-x86_64\0-netdev\0tap,id=p01,ifname=tap1\0-device\0"
		      "e1000,netdev=p01\0-netdev\0socket,id=p02,listen=:10002\0"
		      "-device\0e1000,netdev=p02\0"),
		"0::/docker/" ID_B "\n");
	add_tap(9, 103, "tap1");
	add_process(40, 104, WORDS("bash\0--norc\0-is\0mininet:c\0"), "0::/\n");
}

static void test_containers(void)
{
	add_lab();
	struct machines *m = take(&facts, NULL);
	const struct machine *a = find(m, "clab-X-a"), *b = find(m, "clab-X-b");
	CHECK_STR(note, "");
	CHECK(a->kind == MACHINE_CONTAINER && a->cookie == 2 && a->pid == 20);
	CHECK_STR(a->lab, "X");
	CHECK_STR(a->node, "a");
	CHECK_STR(a->type, "linux");
	CHECK_STR(a->source, "docker");
	CHECK_STR(cards_of(a), "eth1 ethernet eth1 in 2 bridge X_1\n"
			       "eth2 ethernet eth2 in 2 wire veth 2 3 3 2\n");
	CHECK(b->state == MACHINE_PAUSED);
	CHECK_STR(cards_of(b), "eth1 ethernet eth1 in 3 wire veth 2 3 3 2\n");
	CHECK_STR(cards_of(find(m, "qemu.31")), "- tap tap1 in 3\n- placeholder - !\n");
	CHECK_AS("the QEMU in it is no node", !find(m, "qemu.31")->node);
	CHECK_STR(find(m, "c")->source, "Mininet");
	CHECK_STR(find(m, "7")->lab, "eve-1");
	CHECK_STR(cards_of(find(m, "7")), "e0 tap vunl1_7_0 in 1\n");
	machines_free(m);
}

static const struct topology_link *link_of(const struct topology *t, const char *name)
{
	for (size_t i = 0; i < t->link_count; i++)
		if (!strcmp(t->links[i].name, name))
			return &t->links[i];
	return NULL;
}

static void test_lab(void)
{
	add_lab();
	struct machines *m = take(&facts, NULL);
	const struct machines *list[] = { m };
	const struct lab_sources s = {
		.facts = &facts, .machines = list, .machine_count = 1, .live = true
	};
	struct lab *lab = lab_new_from(&s);
	CHECK(lab_endpoint(lab, "X/a:eth2") && lab_endpoint(lab, "X/b:eth1"));
	const struct endpoint *e = lab_endpoint(lab, "X/a:eth1");
	if (CHECK(e))
		CHECK_STR(e->other, "clab-X-a:eth1");
	CHECK_AS("numbers of docker's name nothing",
		 lab_endpoint(lab, "clab-X-b:tap1"));
	CHECK_AS("a name somebody chose stays",
		 lab_endpoint(lab, "mine:eth1") || lab_endpoint(lab, "mininet/c:eth1"));
	const struct topology_link *l = link_of(lab->topology, "X/a-b");
	if (CHECK(l))
		CHECK(l->carrier == CARRIER_VETH && !strcmp(l->type, "p2p"));
	l = link_of(lab->topology, "X_1");
	if (CHECK(l))
		CHECK(l->count == 2 && !strcmp(l->type, "lan"));
	/* A container goes before its namespace does: its endpoints are not those of
	 * what is left there, but of the next container of that name. */
	const struct lab_sources rest = { .facts = &facts, .live = true };
	struct lab *after = lab_new_from(&rest);
	CHECK(e && !lab_successor(after, lab, e));
	const struct endpoint *left = lab_link(after, 2, 2);
	CHECK(left && lab_successor(lab, after, left) == e);
	const struct endpoint *tap = lab_endpoint(lab, "clab-X-b:tap1");
	CHECK(tap && !lab_successor(after, lab, tap));
	const struct endpoint *kept = lab_link(lab, 4, 2);
	CHECK(kept && lab_successor(after, lab, kept));
	lab_free(after);
	lab_free(lab);
	machines_free(m);
}

/* Three in one namespace, and a tap that a process of the host holds there. */
static void test_shared(void)
{
	static const char list[] =
		"HTTP/1.0 200 OK\r\n\r\n[{\"Id\":\"" ID_A "\",\"Names\":[\"/early\"]},"
		"{\"Id\":\"" ID_B "\",\"Names\":[\"/clab-X-b\"],\"Labels\":{"
		"\"containerlab\":\"X\",\"clab-node-name\":\"b\"}},"
		"{\"Id\":\"" ID_C "\",\"Names\":[\"/late\"]}]";
	add_answer(CENSUS_API, "/run/docker.sock", list, 0);
	add_process(9, 101, WORDS("ubridge\0"), "0::/\n");
	add_tap(5, 103, "tap1");
	add_process(20, 103, WORDS("sh\0"), "0::/docker/" ID_A "\n");
	add_process(30, 103, WORDS("sh\0"), "0::/docker/" ID_B "\n");
	add_process(40, 103, WORDS("sh\0"), "0::/docker/" ID_C "\n");
	struct machines *m = take(&facts, NULL);
	CHECK_AS("who is of a lab has it", !find(m, "clab-X-b")->shares);
	CHECK(find(m, "clab-X-b")->nic_count == 2);
	CHECK_STR(find(m, "early")->shares, "clab-X-b");
	CHECK(find(m, "early")->nic_count == 0);
	const struct machines *all[] = { m };
	const struct lab_sources s = {
		.facts = &facts, .machines = all, .machine_count = 1, .live = true
	};
	struct lab *lab = lab_new_from(&s);
	const struct endpoint *e = lab_link(lab, 3, 3);
	if (CHECK(e)) {
		CHECK_STR(e->owner, "ubridge (9)");
		CHECK_STR(lab->spaces[e->space].others[0], "early");
		CHECK_STR(lab->spaces[e->space].others[1], "late");
		CHECK(!lab->spaces[e->space].others[2]);
	}
	lab_free(lab);
	machines_free(m);
}

/* Without an API: what the files of docker and podman have, and ids alone. */
static void test_files(void)
{
	add_answer(CENSUS_API, "/run/docker.sock", "", 13);
	add_answer(CENSUS_DOCKER, "/var/lib/docker/containers/a/config.v2.json",
		   "{\"ID\":\"" ID_A
		   "\",\"Name\":\"/web\",\"State\":{\"Running\":true},"
		   "\"Config\":{\"Labels\":{\"com.docker.compose.project\":\"shop\","
		   "\"com.docker.compose.service\":\"web\","
		   "\"com.docker.compose.container-number\":\"1\"}}}",
		   0);
	add_answer(CENSUS_PODMAN, "/var/lib/containers/containers.json",
		   "[{\"id\":\"" ID_B "\",\"names\":[\"db\"]}]", 0);
	add_answer(CENSUS_API, "/run/podman/podman.sock", "HTTP/1.0 500 no\r\n\r\n[]",
		   0);
	add_process(20, 102, WORDS("sh\0"), "0::/docker/" ID_A "\n");
	add_process(30, 103, WORDS("sh\0"), "0::/libpod-" ID_B "\n");
	add_process(40, 104, WORDS("sh\0"), "0::/docker/" ID_A "/docker/" ID_C "\n");
	add_process(41, 101, WORDS("conmon\0-c\0" ID_D "\0-r\0runc\0-n\0deep"), "");
	add_process(42, 101, WORDS("conmon\0-n\0x\0-c"), "");
	add_process(43, 105, WORDS("sh\0"), "0::/libpod-" ID_D "\n");
	struct machines *m = take(&facts, NULL);
	CHECK_STR(find(m, "web")->lab, "shop");
	CHECK_STR(find(m, "web")->node, "web-1");
	CHECK_STR(find(m, "db")->source, "podman");
	CHECK_AS("conmon knows a name", find(m, "deep"));
	CHECK_STR(find(m, "web/c0123456789a")->source, "cgroup");
	CHECK_AS("what was refused is said", note[0]);
	machines_free(m);
}

/* Rules --------------------------------------------------------------------- */

static void test_rules(void)
{
	char path[] = "/tmp/labtap-rules-XXXXXX";
	static const char text[] = "rules:\n"
				   "- name: ours\n"
				   "  argv: 'ourlab ([a-z]+)/([a-z0-9]+)'\n"
				   "  lab: $1\n"
				   "  node: node-$2\n"
				   "- ifname: '^vunl([0-9]+)_([0-9]+)_'\n"
				   "  node: other$2\n";
	int fd = mkstemp(path);
	if (fd < 0 || write(fd, text, sizeof(text) - 1) < 0)
		abort();
	add_process(20, 102, WORDS("ourlab\0x/r9\0"), "0::/\n");
	add_process(30, 103, WORDS("vnoded\0-v\0-c\0/tmp/pycore.1/n3\0"), "0::/\n");
	add_process(40, 104, WORDS("/sbin/init\0"), "0::/lxc.payload.box\n");
	struct census_process *p =
		add_process(50, 105, WORDS("sh\0"),
			    "0::/machine.slice/machine-my\\x2dbox.scope/payload\n");
	snprintf(p->host, sizeof(p->host), "labhost");
	struct machines *m = take(&facts, path);
	CHECK_STR(find(m, "node-r9")->lab, "x");
	CHECK_STR(find(m, "node-r9")->source, "ours");
	CHECK_STR(find(m, "n3")->lab, "core-1");
	CHECK_STR(find(m, "box")->source, "LXC");
	CHECK_STR(find(m, "other7")->source, "of the file");
	CHECK_STR(find(m, "my-box")->source, "nspawn");
	CHECK_AS("the host's own name names nobody", m->count == 5);
	machines_free(m);
	close(fd);
	unlink(path);
}

static void test_wrong_rules(void)
{
	static const char *const texts[] = {
		"rules:\n- argv: x\n",
		"rules:\n- lab: x\n",
		"rules:\n- argv: '('\n  node: x\n",
		"rules:\n- argv: '(x{99}){999}'\n  node: x\n",
		"rules:\n- argv: '(x*)*\\1'\n  node: x\n",
		"rules: 3\n",
		"rules:\n- argv: x\n  node: y\n  priority: much\n",
	};
	for (size_t i = 0; i < COUNT(texts); i++) {
		char path[] = "/tmp/labtap-rules-XXXXXX";
		struct error e;
		int fd = mkstemp(path);
		if (fd < 0 || write(fd, texts[i], strlen(texts[i])) < 0)
			abort();
		struct rules *r = rules_new(path, &e);
		CHECK_AS(texts[i], strstr(e.text, path));
		rules_free(r);
		close(fd);
		unlink(path);
	}
}

int main(void)
{
	test_plain();
	test_json();
	test_legacy();
	test_gns3();
	test_groups();
	test_containers();
	test_lab();
	test_shared();
	test_files();
	test_rules();
	test_wrong_rules();
	free(made.bytes.items);
	free(made.processes.items);
	free(made.taps.items);
	free(made.answers.items);
	return test_done();
}
