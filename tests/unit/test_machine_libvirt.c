/* libvirt's documents: what is made of every type of interface, which domains are
 * netlab's, and how both become a lab, alone and together with a file. */
#include "core/lab/machine_libvirt.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/lab/lab.h"
#include "core/lab/successor.h"
#include "core/lab/topology_make.h"
#include "tests/test.h"

static struct documents_draft draft;

static void add(uint32_t kind, uint32_t state, const char *text)
{
	documents_add(&draft, kind, state, text, strlen(text));
}

static void add_domain(const char *name, uint32_t state, const char *interfaces)
{
	char text[8192];
	struct text t = text_over(text, sizeof(text));
	text_printf(&t,
		    "<domain type='kvm'><name>%s</name><uuid>u-%s</uuid><devices>"
		    "<disk/>%s</devices></domain>",
		    name, name, interfaces);
	add(LIBVIRT_DOMAIN, state, text);
}

/* Through the memfd, as in real life. */
static struct machines *take(void)
{
	struct error e;
	struct documents docs;
	int fd = documents_seal(&draft, &e);
	if (!CHECK(fd >= 0 && documents_open(&docs, fd, &e)))
		abort();
	close(fd);
	struct machines *m = machine_libvirt(&docs);
	documents_close(&docs);
	return m;
}

/* "kind ifname bridge network wire outer: reason" of each card. */
static const char *cards_of(const struct machine *m)
{
	static char buffer[8192];
	struct text t = text_over(buffer, sizeof(buffer));
	for (size_t i = 0; i < m->nic_count; i++) {
		const struct nic *n = &m->nics[i];
		text_printf(&t, "%s %s %s", n->guest, nic_word(n->kind),
			    n->ifname ? n->ifname : "-");
		if (n->network)
			text_printf(&t, " network %s", n->network);
		if (n->bridge)
			text_printf(&t, " bridge %s", n->bridge);
		if (n->lower)
			text_printf(&t, " lower %s", n->lower);
		if (n->wire)
			text_printf(&t, " wire %s", n->wire);
		if (n->outer.family)
			text_printf(&t, " %u > %u", n->outer.local_port,
				    n->outer.remote_port);
		text_printf(&t, "%s\n", n->reason ? " !" : "");
	}
	return buffer;
}

static void test_types(void)
{
	add_domain(
		"all", MACHINE_RUNNING,
		"<interface type='network'><mac address='52:54:00:00:00:01'/>"
		"<source network='default' portid='x' bridge='virbr0'/>"
		"<target dev='vnet0'/><alias name='net0'/></interface>"
		"<interface type='bridge'><source bridge='br0'/><target dev='vnet1'/>"
		"<alias name='net1'/></interface>"
		"<interface type='ethernet'><target dev='tap9'/></interface>"
		"<interface type='direct'><source dev='eth0' mode='bridge'/>"
		"<target dev='macvtap0'/></interface>"
		"<interface type='udp'><source address='127.0.0.1' port='2'>"
		"<local address='127.0.0.1' port='1'/></source><target dev='x'/>"
		"</interface>"
		"<interface type='udp'><source address='127.0.0.1' port='2'/>"
		"</interface>"
		"<interface type='udp'><source address='::1' port='2'>"
		"<local address='::1' port='1'/></source></interface>"
		"<interface type='mcast'><source address='230.0.0.1' port='1234'/>"
		"</interface>"
		"<interface type='server'><source address='127.0.0.1' port='5'/>"
		"</interface>"
		"<interface type='client'><source address='127.0.0.1' port='5'/>"
		"</interface>"
		"<interface type='user'/>"
		"<interface type='vhostuser'><source type='unix' path='/run/v.sock'/>"
		"</interface>"
		"<interface type='hostdev'/>"
		"<interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>"
		"<interface type='new'/>"
		"<interface><alias name='ua-mine'/></interface>"
		"<interface type='bridge'><source bridge='ovsbr0'/>"
		"<virtualport type='openvswitch'><parameters interfaceid='i'/>"
		"</virtualport><target dev='vnet2'/></interface>");
	struct machines *m = take();
	CHECK(m->count == 1 && m->left_off == 0);
	CHECK_STR(m->items[0].name, "all");
	CHECK_STR(m->items[0].id, "u-all");
	CHECK(!m->items[0].lab && m->items[0].state == MACHINE_RUNNING);
	CHECK_STR(cards_of(&m->items[0]),
		  "net0 network vnet0 network default bridge virbr0\n"
		  "net1 bridge vnet1 bridge br0\n"
		  "net2 ethernet tap9\n"
		  "net3 direct macvtap0 lower eth0\n"
		  "net4 udp - 1 > 2\n"
		  "net5 udp - !\n"
		  "net6 udp - 1 > 2\n"
		  "net7 mcast - wire udp:230.0.0.1:1234 1234 > 0\n"
		  "net8 server - wire tcp:127.0.0.1:5 5 > 0\n"
		  "net9 client - wire tcp:127.0.0.1:5 !\n"
		  "net10 user - !\n"
		  "net11 vhostuser - wire /run/v.sock !\n"
		  "net12 hostdev - !\n"
		  "net13 hostdev - wire /dev/vhost-vdpa-0 !\n"
		  "net14 unknown - !\n"
		  "mine unknown - !\n"
		  "net15 bridge vnet2 bridge ovsbr0\n");
	CHECK(!strncmp(m->items[0].nics[12].reason, "a device of the host given", 26));
	CHECK(!strncmp(m->items[0].nics[13].reason, "vDPA: the hardware", 18));
	machines_free(m);
}

static void test_files(void)
{
	static const char bytes[] =
		"<!-- made by libvirt --><domstatus state='paused' pid='77'><x/>"
		"<domain type='qemu'><name>web</name><uuid>u</uuid><devices>"
		"<interface type='bridge'><source bridge='br0'/><target dev='t0'/>"
		"</interface></devices></domain></domstatus>"
		"<networkstatus><class_id bitmap='0-2'/><network><name>wire</name>"
		"<bridge name='virbr7'/></network></networkstatus>"
		"<domstatus/>";
	uint32_t network = (uint32_t)(strstr(bytes, "<networks") - bytes);
	uint32_t empty = (uint32_t)(strstr(bytes, "<domstatus/>") - bytes);
	const struct census_answer answers[] = {
		{ .kind = CENSUS_LIBVIRT, .text = { 0, network } },
		{ .kind = CENSUS_LIBVIRT_NETWORK,
		  .text = { network, empty - network } },
		{ .kind = CENSUS_LIBVIRT,
		  .text = { empty, sizeof(bytes) - 1 - empty } },
		{ .kind = CENSUS_DOCKER, .text = { 0, network } },
	};
	const struct census_process process = { .pid = 77 };
	struct census c = { .processes = &process,
			    .process_count = 1,
			    .answers = answers,
			    .answer_count = COUNT(answers),
			    .bytes = (const uint8_t *)bytes,
			    .size = sizeof(bytes) };
	struct machines *m = machine_libvirt_files(&c);
	CHECK(m->count == 1 && m->left_off == 1 && m->network_count == 1);
	CHECK_STR(m->items[0].name, "web");
	CHECK(m->items[0].pid == 77 && m->items[0].state == MACHINE_PAUSED);
	CHECK_STR(cards_of(&m->items[0]), "net0 bridge t0 bridge br0\n");
	CHECK_STR(m->networks[0].bridge, "virbr7");
	CHECK(m->networks[0].active);
	machines_free(m);
	c.process_count = 0;
	m = machine_libvirt_files(&c);
	CHECK_AS("its process has ended", m->items[0].state == MACHINE_STOPPED);
	machines_free(m);
}

static void test_refused(void)
{
	add(LIBVIRT_DOMAIN, 1, "");
	add(LIBVIRT_DOMAIN, 1, "<domain>");
	add(LIBVIRT_DOMAIN, 1, "<network/>");
	add(9, 1, "<domain/>");
	add(LIBVIRT_DOMAIN, 1,
	    "<!DOCTYPE d [<!ENTITY a 'aaaa'>]><domain><name>&a;</name></domain>");
	add(LIBVIRT_DOMAIN, 1, "<domain><name>&b;</name></domain>");
	char deep[2000];
	struct text t = text_over(deep, sizeof(deep));
	for (int i = 0; i < 100; i++)
		text_str(&t, "<domain>");
	add(LIBVIRT_DOMAIN, 1, deep);
	add(LIBVIRT_DOMAIN, 77, "<domain><name>\x1b]0;x</name></domain>");
	add(LIBVIRT_DOMAIN, 77, "<domain><name>&lt;ok\xc2\x9b&gt;</name></domain>");
	struct machines *m = take();
	CHECK(m->count == 1 && m->left_off == 8);
	CHECK_STR(m->items[0].name, "<ok\\xc2\\x9b>");
	CHECK(m->items[0].state == MACHINE_UNKNOWN);
	machines_free(m);
}

static void test_damaged(void)
{
	struct error e;
	struct documents docs;
	int fd = memfd_create("plain", MFD_CLOEXEC);
	CHECK(!documents_open(&docs, fd, &e) && strstr(e.text, "not sealed"));
	close(fd);
	char *large = calloc(1, DOCUMENT_MAX + 1);
	documents_add(&draft, 1, 1, large, DOCUMENT_MAX + 1);
	documents_add(&draft, 1, 1, large, DOCUMENT_MAX);
	free(large);
	fd = documents_seal(&draft, &e);
	CHECK(documents_open(&docs, fd, &e) && docs.count == 1 && docs.left_off == 1);
	CHECK(docs.items[0].size == DOCUMENT_MAX);
	documents_close(&docs);
	close(fd);
}

/* netlab's lab X: three nodes on X_1, a tunnel between two of them. */
static void add_x(uint32_t state)
{
	static const char tap[] =
		"<interface type='network'><mac address='52:54:00:ca:01:0%d'/>"
		"<source network='X_1'%s/><target dev='vgif_%c_1'/></interface>";
	static const char tunnel[] =
		"<interface type='udp'><mac address='52:54:00:ca:02:0%d'/>"
		"<source address='127.1.1.%d' port='10002'>"
		"<local address='127.1.1.%d' port='10002'/></source>"
		"<target dev='vgif_%c_2'/></interface>";
	const char *bridge = state == MACHINE_RUNNING ? " bridge='virbr1'" : "";
	for (int i = 3; i > 0; i--) {
		char interfaces[2048], name[8] = "X_a";
		struct text t = text_over(interfaces, sizeof(interfaces));
		name[2] = (char)('a' + i - 1);
		text_printf(&t, tap, i, bridge, name[2]);
		if (i < 3)
			text_printf(&t, tunnel, i, 3 - i, i, name[2]);
		add_domain(name, state, interfaces);
	}
	add(LIBVIRT_NETWORK, 1,
	    "<network><name>X_1</name><bridge name='virbr1'/></network>");
}

/* Everything, a line each: nodes, ports, links. */
static const char *lab_of(const struct lab *lab)
{
	static char buffer[8192];
	struct text t = text_over(buffer, sizeof(buffer));
	const struct topology *topology = lab->topology;
	text_printf(&t, "%s %s %s\n", topology->name, topology->format, topology->path);
	for (size_t i = 0; i < topology->node_count; i++)
		text_printf(&t, "node %s %s\n", topology->nodes[i].name,
			    topology->nodes[i].domain);
	for (size_t i = 0; i < lab->endpoint_count; i++) {
		const struct endpoint *e = &lab->endpoints[i];
		text_printf(&t, "%s %s %s state %u%s%s%s\n", e->name,
			    e->ifname[0] ? e->ifname : "-", e->detail, e->state,
			    e->can_capture ? "" : " no", e->reason ? " " : "",
			    e->reason ? e->reason : "");
	}
	for (size_t i = 0; i < topology->link_count; i++) {
		const struct topology_link *l = &topology->links[i];
		text_printf(&t, "link %s %s %s %s %s", l->name, l->type,
			    topology_carrier(l->carrier), l->bridge ? l->bridge : "-",
			    l->host_bridge ? l->host_bridge : "-");
		for (size_t k = 0; k < l->count; k++)
			text_printf(&t, " %s", l->ends[k]);
		text_str(&t, "\n");
	}
	return buffer;
}

static struct lab *lab_with(const struct machines *m, const struct topology *topology,
			    const struct facts *facts)
{
	const struct lab_sources s = { .facts = facts,
				       .topologies = &topology,
				       .topology_count = topology ? 1 : 0,
				       .machines = &m,
				       .machine_count = 1,
				       .live = true };
	return lab_new_from(&s);
}

/* The host's namespace with the taps on their bridge. */
static const struct fact_space host = { .cookie = 1, .kind = SPACE_HOST };
static const struct fact_link links[] = {
	{ .cookie = 1, .ifindex = 1, .name = "virbr1", .kind = "bridge" },
	{ .cookie = 1, .ifindex = 2, .name = "vgif_a_1", .kind = "tun", .master = 1 },
	{ .cookie = 1, .ifindex = 3, .name = "vgif_b_1", .kind = "tun", .master = 1 },
	{ .cookie = 1, .ifindex = 4, .name = "vgif_c_1", .kind = "tun", .master = 1 },
	{ .cookie = 1, .ifindex = 5, .name = "tap7", .kind = "tun", .master = 1 },
};
static const struct facts facts = { .spaces = &host,
				    .links = links,
				    .space_count = 1,
				    .link_count = COUNT(links),
				    .complete = true };

static void test_live(void)
{
	add_x(MACHINE_RUNNING);
	struct machines *m = take();
	struct lab *lab = lab_with(m, NULL, &facts);
	CHECK_STR(lab_of(lab),
		  "X live libvirt\n"
		  "node a X_a\nnode b X_b\nnode c X_c\n"
		  "host:virbr1 virbr1  state 2 interface is down (ip link set virbr1 "
		  "up)\n"
		  "host:tap7 tap7  state 2 interface is down (ip link set tap7 up)\n"
		  "a:eth1 vgif_a_1  state 2 interface is down (ip link set vgif_a_1 "
		  "up)\n"
		  "b:eth1 vgif_b_1  state 2 interface is down (ip link set vgif_b_1 "
		  "up)\n"
		  "c:eth1 vgif_c_1  state 2 interface is down (ip link set vgif_c_1 "
		  "up)\n"
		  "a:eth2 - 127.1.1.1:10002 - 127.1.1.2:10002 state 1\n"
		  "b:eth2 - 127.1.1.2:10002 - 127.1.1.1:10002 state 1\n"
		  "link X_1 lan libvirt-network X_1 virbr1 a:eth1 b:eth1 c:eth1\n"
		  "link a-b p2p udp-tunnel - - a:eth2 b:eth2\n");
	lab_free(lab);
	machines_free(m);
}

static void test_stopped(void)
{
	add_x(MACHINE_STOPPED);
	struct machines *m = take();
	struct lab *lab = lab_with(m, NULL, NULL);
	const struct endpoint *tap = lab_endpoint(lab, "a:eth1");
	const struct endpoint *tunnel = lab_endpoint(lab, "a:eth2");
	CHECK(tap && tap->state == STATE_DOWN && !tap->can_capture);
	CHECK_STR(tap->reason, "not running: the libvirt domain X_a (virsh start X_a)");
	CHECK_AS("a tunnel may be captured before it is used",
		 tunnel && tunnel->state == STATE_DOWN && tunnel->can_capture);
	CHECK_STR(lab->topology->links[0].host_bridge, "virbr1");
	lab_free(lab);
	machines_free(m);
}

/* Two labs, and a machine of none. */
static void test_several(void)
{
	add_domain("X_a", MACHINE_RUNNING,
		   "<interface type='network'><source network='X_1' bridge='virbr1'/>"
		   "<target dev='vgif_a_1'/></interface>");
	add_domain("Y_a", MACHINE_RUNNING,
		   "<interface type='network'><source network='vagrant-libvirt' "
		   "bridge='virbr9'/><target dev='vnet0'/></interface>"
		   "<interface type='network'><source network='Y_1' bridge='virbr2'/>"
		   "<target dev='vnet1'/></interface>");
	add_domain("Y_b", MACHINE_RUNNING,
		   "<interface type='network'><source network='vagrant-libvirt' "
		   "bridge='virbr9'/><target dev='vnet2'/></interface>");
	add_domain("my_web", MACHINE_RUNNING,
		   "<interface type='ethernet'><target dev='tap7'/></interface>");
	struct machines *m = take();
	struct lab *lab = lab_with(m, NULL, &facts);
	CHECK_STR(lab->topology->name, "host");
	CHECK(lab_endpoint(lab, "X/a:eth1") && lab_endpoint(lab, "Y/a:eth1"));
	CHECK_AS("the card of the management network is on no link",
		 lab_endpoint(lab, "Y/a:eth0")->port->link == TOPOLOGY_NONE);
	CHECK_AS("so is that of a node that has nothing else",
		 lab_endpoint(lab, "Y/b:eth0"));
	CHECK_AS("a name with _ alone makes no lab", lab_endpoint(lab, "my_web:net0"));
	const struct topology_port *p = lab_endpoint(lab, "my_web:net0")->port;
	CHECK_AS("what the kernel says a tap is a port of is its link",
		 lab->topology->links[p->link].host_bridge &&
			 !strcmp(lab->topology->links[p->link].host_bridge, "virbr1"));
	lab_free(lab);
	machines_free(m);
}

/* What "a:eth1" and the like of the first lab are called in the second. */
static void check_successor(const struct lab *older, const char *name,
			    const struct lab *lab, const char *want)
{
	const struct endpoint *e = lab_endpoint(older, name);
	const struct endpoint *now = e ? lab_successor(lab, older, e) : NULL;
	if (!CHECK_AS(name, e) || !want)
		CHECK_AS(name, !now);
	else
		CHECK_STR(now ? now->name : "none", want);
}

/* A second lab gives the nodes of the first one other names: what is captured by the
 * old one is found, be it a tap, a tunnel, or nothing yet. */
static void test_successor(uint32_t state, const struct facts *known)
{
	add_x(state);
	struct machines *m = take();
	struct lab *alone = lab_with(m, NULL, known);
	add_x(state);
	add_domain("Y_a", MACHINE_RUNNING,
		   "<interface type='network'><mac address='52:54:00:00:00:01'/>"
		   "<source network='Y_1' bridge='virbr2'/><target dev='vgif_y_1'/>"
		   "</interface>");
	struct machines *more = take();
	struct lab *both = lab_with(more, NULL, known);
	CHECK(!lab_endpoint(both, "a:eth1"));
	check_successor(alone, "a:eth1", both, "X/a:eth1");
	check_successor(alone, "a:eth2", both, "X/a:eth2");
	check_successor(alone, "c:eth1", both, "X/c:eth1");
	check_successor(both, "X/b:eth2", alone, "b:eth2");
	check_successor(both, "Y/a:eth1", alone, NULL);
	lab_free(both);
	lab_free(alone);
	machines_free(more);
	machines_free(m);
}

static struct topology *declared(void)
{
	struct error e;
	struct topology_draft d = { .arena = arena_new(), .path = "x.yml" };
	d.name = "X";
	d.format = "netlab-snapshot";
	size_t a = draft_node(&d, "a", &e), b = draft_node(&d, "b", &e);
	d.nodes.items[a].domain = "X_a";
	d.nodes.items[b].domain = "X_b";
	size_t lan = draft_link(&d, 1, &e), wire = draft_link(&d, 2, &e);
	size_t ports[] = { draft_port(&d, a, "Gi0/1", &e),
			   draft_port(&d, b, "swp1", &e),
			   draft_port(&d, a, "Gi0/2", &e),
			   draft_port(&d, b, "swp2", &e) };
	d.ports.items[ports[0]].reason = "not in the files";
	d.ports.items[ports[1]].ifname = "vgif_b_1";
	d.ports.items[ports[2]].local = d.ports.items[ports[3]].remote =
		"127.1.1.1:10002";
	d.ports.items[ports[3]].local = d.ports.items[ports[2]].remote =
		"127.1.1.2:10002";
	for (size_t i = 0; i < COUNT(ports); i++)
		draft_attach(&d, i < 2 ? lan : wire, ports[i], NULL);
	d.links.items[lan].link.name = "lan";
	d.links.items[lan].link.type = "lan";
	d.links.items[lan].link.bridge = "X_1";
	d.links.items[lan].link.carrier = CARRIER_LIBVIRT;
	d.links.items[wire].link.name = "a-b";
	d.links.items[wire].link.type = "p2p";
	d.links.items[wire].link.carrier = CARRIER_UDP;
	struct topology *t = draft_seal(&d);
	draft_done(&d);
	return t;
}

/* The file's names and links; the tap it could not know; the node it does not have. */
static void test_joined(void)
{
	add_x(MACHINE_RUNNING);
	struct machines *m = take();
	struct topology *t = declared();
	struct lab *lab = lab_with(m, t, &facts);
	const struct endpoint *e = lab_endpoint(lab, "a:Gi0/1");
	CHECK(e && e->can_capture);
	CHECK_STR(e->ifname, "vgif_a_1");
	CHECK_STR(e->port->mac, "52:54:00:ca:01:01");
	CHECK_STR(lab_endpoint(lab, "b:swp1")->ifname, "vgif_b_1");
	e = lab_endpoint(lab, "a:Gi0/2");
	CHECK(e && e->port->nic && e->port->nic->kind == NIC_UDP);
	CHECK_STR(lab->topology->links[0].host_bridge, "virbr1");
	CHECK_STR(lab->topology->nodes[0].machine->name, "X_a");
	CHECK_AS("beyond the file", lab_endpoint(lab, "c:eth1"));
	CHECK(lab->topology->node_count == 3);
	CHECK_STR(lab->topology->path, "x.yml");
	lab_free(lab);
	topology_free(t);
	machines_free(m);
}

int main(void)
{
	test_types();
	test_files();
	test_refused();
	test_damaged();
	test_live();
	test_stopped();
	test_several();
	test_successor(MACHINE_RUNNING, &facts);
	test_successor(MACHINE_STOPPED, NULL);
	test_joined();
	return test_done();
}
