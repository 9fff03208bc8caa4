/* Labs from files: what the loaders make of them, and what they refuse. */
#include "tests/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/lab/clab_names.h"
#include "core/lab/env_text.h"
#include "core/lab/lab.h"

static struct error e;

/* Writes a file of this name into the scratch directory and loads it. */
static struct topology *load(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	close(fd);
	e.text[0] = '\0';
	struct topology *t = topology_load(name, &e);
	unlink(name);
	return t;
}

/* "node:name ifname in netns" of every port, by node. */
static const char *ports_of(const struct topology *t)
{
	static char buffer[4096];
	struct text out = text_over(buffer, sizeof(buffer));
	for (size_t i = 0; i < t->port_count; i++) {
		const struct topology_port *p = &t->ports[i];
		const char *node =
			p->node == TOPOLOGY_NONE ? "host" : t->nodes[p->node].name;
		text_printf(&out, "%s:%s %s", node, p->name,
			    p->ifname ? p->ifname : "-");
		if (p->altname)
			text_printf(&out, "=%s", p->altname);
		text_printf(&out, " %s\n", p->netns ? p->netns : "host");
	}
	return buffer;
}

static const char *links_of(const struct topology *t)
{
	static char buffer[4096];
	struct text out = text_over(buffer, sizeof(buffer));
	for (size_t i = 0; i < t->link_count; i++) {
		const struct topology_link *l = &t->links[i];
		text_printf(&out, "%u %s %s %s %s", l->index, l->name, l->type,
			    topology_carrier(l->carrier), l->bridge ? l->bridge : "-");
		for (size_t k = 0; k < l->count; k++)
			text_printf(&out, " %s", l->ends[k]);
		text_str(&out, "\n");
	}
	return buffer;
}

static void test_containerlab(void)
{
	struct topology *t =
		load("x.clab.yml",
		     "name: lab\n"
		     "topology:\n"
		     "  defaults: {kind: linux}\n"
		     "  kinds:\n"
		     "    nokia_srlinux: {network-mode: none}\n"
		     "  groups:\n"
		     "    spines: {kind: nokia_srlinux}\n"
		     "  nodes:\n"
		     "    a:\n"
		     "    s1: {group: spines}\n"
		     "    r: {kind: cisco_iol}\n"
		     "    br0: {kind: bridge}\n"
		     "    side: {network-mode: 'container:a'}\n"
		     "    ext: {kind: ext-container}\n"
		     "  links:\n"
		     "  - endpoints: ['a:eth1', 's1:ethernet-1/2']\n"
		     "  - endpoints: ['s1:e1-3', 'br0:port1']\n"
		     "    mtu: 1500\n"
		     "  - endpoints: [ 'r:Ethernet0/2', 'host:r-e2' ]\n"
		     "  - type: veth\n"
		     "    endpoints:\n"
		     "    - {node: side, interface: eth7, mac: '02:00:00:00:00:01'}\n"
		     "    - {node: ext, interface: an/odd name}\n"
		     "  - {type: dummy, endpoint: {node: a, interface: d0}}\n"
		     "  - {type: vxlan, endpoint: {node: a, interface: v0}, remote: "
		     "192.0.2.1, vni: 1}\n");
	CHECK_AS(e.text, t != NULL);
	if (!t)
		return;
	CHECK_STR(ports_of(t), "a:eth0 eth0 clab-lab-a\n"
			       "a:eth1 eth1 clab-lab-a\n"
			       "a:d0 d0 clab-lab-a\n"
			       "a:v0 v0 clab-lab-a\n"
			       "s1:ethernet-1/2 e1-2=ethernet-1-2 clab-lab-s1\n"
			       "s1:ethernet-1/3 e1-3 clab-lab-s1\n"
			       "r:eth0 eth0 clab-lab-r\n"
			       "r:Ethernet0/2 eth2=Ethernet0-2 clab-lab-r\n"
			       "br0:port1 port1 host\n"
			       "side:eth7 eth7 clab-lab-a\n"
			       "ext:an/odd name -=an-odd-name ext\n"
			       "host:r-e2 r-e2 host\n");
	CHECK_STR(links_of(t), "1 a-s1 p2p veth - a:eth1 s1:ethernet-1/2\n"
			       "2 s1-br0 p2p veth br0 s1:ethernet-1/3 br0:port1\n"
			       "3 r-host p2p veth - r:Ethernet0/2 host:r-e2\n"
			       "4 side-ext p2p veth - side:eth7 ext:an/odd name\n"
			       "5 a stub dummy - a:d0\n"
			       "6 a stub vxlan - a:v0\n");
	CHECK_STR(t->name, "lab");
	CHECK(t->exact && !t->note_count);
	topology_free(t);
}

static void test_prefix(void)
{
	static const struct {
		const char *prefix, *container;
	} cases[] = {
		{ "prefix: ''\n", "a" },
		{ "prefix:\n", "clab-lab-a" },
		{ "prefix: __lab-name\n", "lab-a" },
		{ "prefix: my\n", "my-lab-a" },
		{ "prefix: ${LABTAP_TEST_P:=\"\"}\n", "a" },
		{ "prefix: ${LABTAP_TEST_Q}x\n", "qx-lab-a" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[256];
		snprintf(text, sizeof(text),
			 "name: lab\n%stopology: {nodes: {a: {kind: linux}}}\n",
			 cases[i].prefix);
		struct topology *t = load("p.clab.yaml", text);
		CHECK_STR(t ? t->nodes[0].container : e.text, cases[i].container);
		topology_free(t);
	}
}

static const char *variable(const char *name)
{
	return getenv(name);
}

static void test_env(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "$LABTAP_TEST_Q-${LABTAP_TEST_Q}", "q-q" },
		{ "$$x ${no-} ${no:-a${LABTAP_TEST_Q}b}", "$x  aqb" },
		{ "${LABTAP_TEST_Q:+y}${no+y}|${no=d}", "y|d" },
		{ "$NO_SUCH ${NO_SUCH} ${ $", "$NO_SUCH ${NO_SUCH} ${ $" },
		{ "${LABTAP_TEST_E-d}${LABTAP_TEST_E:-e}", "e" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t size = 0;
		char *got = env_replace(cases[i].text, strlen(cases[i].text), variable,
					1000, &size);
		CHECK_STR(got, cases[i].want);
		CHECK(size == strlen(cases[i].want));
		free(got);
	}
	size_t size = 0;
	CHECK(!env_replace("12345", 5, variable, 4, &size));
}

static void test_names(void)
{
	static const struct {
		const char *kind, *given, *name, *ifname;
	} cases[] = {
		{ "linux", "eth1", "eth1", "eth1" },
		{ "cisco_csr1000v", "Gi5", "Gi5", "eth4" },
		{ "cisco_csr1000v", "eth4", "GigabitEthernet5", "eth4" },
		{ "cisco_csr1000v", "Gi1", "Gi1", "Gi1" },
		{ "cisco_vios", "GigabitEthernet 0", "GigabitEthernet 0", "eth1" },
		{ "vr-vmx", "ge-0/0/2", "ge-0/0/2", "eth3" },
		{ "juniper_cjunosevolved", "et-0/0/0", "et-0/0/0", "eth4" },
		{ "vr-sros", "1/1/3", "1/1/3", "eth3" },
		{ "mikrotik_ros", "ether2", "ether2", "eth1" },
		{ "srl", "e1-3", "ethernet-1/3", "e1-3" },
		{ "nokia_srlinux", "ethernet-1/3/1", "ethernet-1/3/1", "e1-3-1" },
		{ "nokia_srsim", "1/1/c2/1", "1/1/c2/1", "e1-1-c2-1" },
		{ "arista_ceos", "eth3", "Ethernet3", "eth3" },
		{ "cisco_xrd", "Gi0-0-0-1", "Gi0/0/0/1", "Gi0-0-0-1" },
		{ "cisco_iol", "Ethernet1/2", "Ethernet1/2", "eth6" },
		{ "cisco_iol", "Ethernet0/0", "Ethernet0/0", "" },
		{ "linux", "a-name-of-20-letters", "a-name-of-20-letters", "" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct clab_name c = clab_name(cases[i].kind, cases[i].given);
		CHECK_STR(c.name, cases[i].name);
		CHECK_STR(c.ifname, cases[i].ifname);
	}
}

static const char snapshot[] =
	"_netlab_version: '26.03'\n"
	"name: X\n"
	"provider: libvirt\n"
	"nodes:\n"
	"  a:\n"
	"    {id: 1, device: iosv, mgmt: {ifname: Gi0/0, ipv4: 192.0.2.1},\n"
	"     interfaces: [\n"
	"      {ifindex: 1, ifname: GigabitEthernet0/1, linkindex: 1, type: lan,\n"
	"       ipv4: 172.16.0.1/24, ipv6: true},\n"
	"      {ifindex: 2, ifname: GigabitEthernet0/2, linkindex: 2, type: p2p},\n"
	"      {ifindex: 9, ifname: Vlan9, type: svi, virtual_interface: true}]}\n"
	"  leaf-02:\n"
	"    {id: 2, device: vsrx, interfaces: [\n"
	"      {ifindex: 0, ifname: ge-0/0/0.0, linkindex: 2, type: p2p},\n"
	"      {ifindex: 1, ifname: ge-0/0/1.0, linkindex: 1, type: lan}]}\n"
	"  d:\n"
	"    {id: 3, device: iol, provider: clab, clab: {kind: cisco_iol},\n"
	"     hostname: clab-X-d, mgmt: {ifname: Ethernet0/0}, interfaces: [\n"
	"      {ifindex: 1, ifname: Ethernet0/1, linkindex: 1, type: lan}]}\n"
	"links:\n"
	"- {linkindex: 1, type: lan, bridge: X_1, interfaces: [\n"
	"   {node: a, ifindex: 1, ifname: GigabitEthernet0/1},\n"
	"   {node: leaf-02, ifindex: 1, ifname: ge-0/0/1},\n"
	"   {node: d, ifindex: 1, ifname: Ethernet0/1}]}\n"
	"- {linkindex: 2, type: p2p, interfaces: [\n"
	"   {node: a, ifindex: 2, ifname: GigabitEthernet0/2},\n"
	"   {node: leaf-02, ifindex: 0, ifname: ge-0/0/0}]}\n"
	"- {linkindex: 3, type: loopback, interfaces: []}\n";

static void test_snapshot(void)
{
	struct topology *t = load("netlab.snapshot.yml", snapshot);
	CHECK_AS(e.text, t != NULL);
	if (!t)
		return;
	CHECK_STR(ports_of(t), "a:Gi0/0 - host\n"
			       "a:GigabitEthernet0/1 vgif_a_1 host\n"
			       "a:GigabitEthernet0/2 - host\n"
			       "leaf-02:ge-0/0/0.0 - host\n"
			       "leaf-02:ge-0/0/1.0 vgif_leaf02_1 host\n"
			       "d:Ethernet0/0 eth0 clab-X-d\n"
			       "d:Ethernet0/1 eth1=Ethernet0-1 clab-X-d\n");
	CHECK_STR(links_of(t),
		  "1 a-leaf-02-d lan libvirt-network X_1 a:GigabitEthernet0/1 "
		  "leaf-02:ge-0/0/1 d:Ethernet0/1\n"
		  "2 a-leaf-02 p2p udp-tunnel - a:GigabitEthernet0/2 "
		  "leaf-02:ge-0/0/0\n");
	const struct topology_port *p = &t->ports[2];
	CHECK_STR(p->local, "127.1.1.1:10002");
	CHECK_STR(p->remote, "127.1.1.2:10000");
	CHECK_STR(t->ports[3].remote, "127.1.1.1:10002");
	CHECK_STR(t->ports[6].also, "bni0n3i1");
	CHECK_STR(t->ports[1].ipv4[0], "172.16.0.1/24");
	CHECK(!t->ports[1].ipv6[0] && t->ports[0].reason);
	CHECK_STR(t->nodes[1].domain, "X_leaf-02");
	CHECK(t->nodes[0].id == 1 && !t->nodes[0].container);
	topology_free(t);
}

/* A pickle that holds more than data: what stands beside it as YAML is taken. */
static void test_next_source(void)
{
	static const char pickle[] = "\x80\x04"
				     "cos\nsystem\n.";
	FILE *file = fopen("netlab.snapshot.pickle", "w");
	CHECK(file && fwrite(pickle, 1, sizeof(pickle) - 1, file) > 0);
	fclose(file);
	CHECK(topology_is_at(".") && !topology_load(".", &e));
	CHECK_STR(e.text, "netlab.snapshot.pickle: it holds more than plain data "
			  "(at byte 3)");
	file = fopen("netlab.snapshot.yml", "w");
	CHECK(file && fputs(snapshot, file) >= 0);
	fclose(file);
	struct topology *t = topology_load(".", &e);
	CHECK(t && t->node_count == 3);
	topology_free(t);
	CHECK(!topology_load("netlab.snapshot.pickle", &e));
	unlink("netlab.snapshot.pickle");
	unlink("netlab.snapshot.yml");
}

static const char *why(const char *name, const char *text)
{
	struct topology *t = load(name, text);
	topology_free(t);
	return t ? "it was read" : e.text;
}

static const char *notes_of(const struct topology *t)
{
	static char buffer[4096];
	struct text out = text_over(buffer, sizeof(buffer));
	for (size_t i = 0; t && i < t->note_count; i++)
		text_printf(&out, "%s\n", t->notes[i]);
	return t ? buffer : e.text;
}

/* What can be read is shown, the rest is said, each at its place. */
static void test_half_readable(void)
{
	struct topology *t = load("x.yml", "name: l\n"
					   "topology:\n"
					   "  nodes: {a: , b: , c: 5}\n"
					   "  links:\n"
					   "  - endpoints: ['a:e1', 'z:e1']\n"
					   "  - endpoints: ['y:e1', 'z:e2']\n"
					   "  - endpoints: [a]\n"
					   "  - endpoints: ['a:e2', 'b']\n"
					   "  - type: wire\n"
					   "  - 7\n"
					   "  - {type: host, endpoint: 'b:e3'}\n"
					   "  - {type: dummy}\n"
					   "  - endpoints: ['a:e3', 'b:e1']\n");
	CHECK_STR(notes_of(t),
		  "x.yml:3:24: node c: expected a map\n"
		  "x.yml:5:25: there is no node z\n"
		  "x.yml:6:17: there is no node y\n"
		  "x.yml:6:25: there is no node z\n"
		  "x.yml:7:16: expected a link with two endpoints\n"
		  "x.yml:8:25: expected an endpoint as \"node:interface\"\n"
		  "x.yml:9:11: no such type of link: wire\n"
		  "x.yml:10:5: expected a link as a map\n"
		  "x.yml:11:5: expected host-interface\n"
		  "x.yml:12:5: expected a link with endpoint\n");
	CHECK_STR(t ? links_of(t) : "", "1 a stub veth - a:e1\n"
					"4 a stub veth - a:e2\n"
					"7 b stub veth - b:e3\n"
					"9 a-b p2p veth - a:e3 b:e1\n");
	CHECK(t && !t->exact && t->node_count == 2);
	topology_free(t);
	t = load("netlab.snapshot.yml",
		 "name: X\n"
		 "nodes:\n"
		 "  a: {id: 1, interfaces: [{linkindex: 1, ifindex: 1, ifname: e1},\n"
		 "    {linkindex: 2, ifindex: 2}]}\n"
		 "  b: 5\n"
		 "links:\n"
		 "- {linkindex: 1, interfaces: [{node: a, ifindex: 1}, {node: z}]}\n"
		 "- {linkindex: 2, interfaces: [{node: a, ifindex: 2}]}\n"
		 "- 5\n");
	CHECK_STR(notes_of(t),
		  "netlab.snapshot.yml:4:5: expected an ifname\n"
		  "netlab.snapshot.yml:5:6: expected a node as a map\n"
		  "netlab.snapshot.yml:7:54: there is no node z\n"
		  "netlab.snapshot.yml:8:31: node a has no such interface\n"
		  "netlab.snapshot.yml:9:3: expected a link as a map\n");
	CHECK(t && !t->exact && t->node_count == 1 && t->link_count == 2);
	topology_free(t);
}

static void test_refused(void)
{
	CHECK_STR(why("x.clab.yml", "topology: {}\n"),
		  "x.clab.yml:1:1: expected the lab's name: \"name: LAB\"");
	CHECK_STR(why("x.clab.yml", "name: l\ntopology: [a]\n"),
		  "x.clab.yml:2:11: topology: expected a map with nodes and links");
	CHECK(strstr(why("x.clab.yml", "name: {{ .x }}\n"), "Go template"));
	CHECK(strstr(why("x.yml", "knots: [a]\n"), "neither a containerlab"));
	CHECK_STR(why("x.yml", "nodes: [a]\nlinks: [a-b, {a: b}\n"),
		  "x.yml:3:1: did not find expected ',' or ']' while parsing a flow "
		  "sequence");
	CHECK_STR(why("x.yml", "nodes:\n"), "x.yml: no nodes in it");
	CHECK_STR(why("netlab.snapshot.yml", "name: X\nnodes: []\n"),
		  "netlab.snapshot.yml:2:8: nodes: expected a map");
	CHECK(!topology_load("no-such-file.yml", &e));
	CHECK(!topology_load(".", &e));
	CHECK_STR(e.text, ".: no *.clab.yml, netlab.snapshot or topology.yml in it");
	CHECK(!topology_is_at(".") && topology_is_at("x.yml"));
}

/* The host as the kernel has it, and what a file says of it. */
static const struct fact_space spaces[] = {
	{ .cookie = 1, .kind = SPACE_HOST },
	{ .cookie = 2, .kind = SPACE_NAMED, .name = "clab-lab-r" },
	{ .cookie = 3, .kind = SPACE_NAMED, .name = "b" },
};

static const struct fact_link links[] = {
	{ .cookie = 1, .ifindex = 5, .arptype = 1, .name = "r-e2", .kind = "veth" },
	{ .cookie = 2, .ifindex = 2, .arptype = 1, .name = "eth2", .kind = "veth" },
	{ .cookie = 2, .ifindex = 3, .arptype = 1, .name = "clab-77", .kind = "veth" },
	{ .cookie = 3, .ifindex = 2, .arptype = 1, .name = "eth1" },
};

static const struct fact_altname altnames[] = { { .link = 2, .name = "Vlan-long-1" } };

static void test_join(void)
{
	struct topology *t =
		load("x.clab.yml", "name: lab\n"
				   "topology:\n"
				   "  nodes: {r: {kind: cisco_iol}, b: {kind: linux}}\n"
				   "  links:\n"
				   "  - endpoints: ['r:Ethernet0/2', 'host:r-e2']\n"
				   "  - endpoints: ['r:Vlan/long/1', 'b:eth1']\n");
	struct facts facts = { .spaces = spaces,
			       .links = links,
			       .altnames = altnames,
			       .space_count = COUNT(spaces),
			       .link_count = COUNT(links),
			       .altname_count = COUNT(altnames),
			       .complete = true };
	struct lab *lab = lab_new_declared(&facts, t, true);
	const struct endpoint *ep = lab_endpoint(lab, "r:Ethernet0/2");
	CHECK(ep && ep->can_capture && ep->cookie == 2 && ep->ifindex == 2);
	CHECK_STR(ep->other, "clab-lab-r:eth2");
	ep = lab_endpoint(lab, "r:Vlan/long/1");
	CHECK(ep && ep->cookie == 2 && ep->ifindex == 3);
	CHECK(lab_endpoint(lab, "host:r-e2")->port != NULL);
	/* A namespace that happens to be named as a node is not the node. */
	CHECK(lab_endpoint(lab, "b:eth1")->port == NULL);
	ep = lab_endpoint(lab, "lab/b:eth1");
	CHECK(ep && ep->state == STATE_MISSING && !ep->can_capture);
	CHECK_STR(ep->reason,
		  "there is no namespace clab-lab-b, but others of its lab: "
		  "stopped, or gone since x.clab.yml?");
	lab_free(lab);
	lab = lab_new_declared(NULL, t, false);
	ep = lab_endpoint(lab, "b:eth1");
	CHECK(ep && ep->state == STATE_UNKNOWN);
	CHECK_STR(ep->reason, "declared in x.clab.yml; this host was not searched");
	lab_free(lab);
	const struct topology *one = t;
	const struct lab_sources early = { .topologies = &one,
					   .topology_count = 1,
					   .searching = true };
	lab = lab_new_from(&early);
	ep = lab_endpoint(lab, "b:eth1");
	CHECK(ep && ep->state == STATE_UNKNOWN);
	CHECK_STR(ep->reason,
		  "declared in x.clab.yml; this host is being searched for it");
	lab_free(lab);
	topology_free(t);
}

/* Namespaces whose names begin as those of the lab: one that somebody says is of
 * another lab is that one's. */
static void test_strange(void)
{
	static const struct fact_space places[] = {
		{ .cookie = 1, .kind = SPACE_HOST },
		{ .cookie = 2, .kind = SPACE_NAMED, .name = "clab-lab-r" },
		{ .cookie = 3, .kind = SPACE_NAMED, .name = "clab-lab-x-a" },
		{ .cookie = 4, .kind = SPACE_NAMED, .name = "clab-lab-y" },
		{ .cookie = 5, .kind = SPACE_NAMED, .name = "clab-else" },
	};
	static const struct fact_link wires[] = {
		{ .cookie = 3, .ifindex = 2, .name = "eth1", .kind = "veth" },
		{ .cookie = 4, .ifindex = 2, .name = "eth1", .kind = "veth" },
		{ .cookie = 4, .ifindex = 3, .name = "br0", .kind = "bridge" },
		{ .cookie = 5, .ifindex = 2, .name = "eth1", .kind = "veth" },
	};
	static const struct machine other = { .kind = MACHINE_CONTAINER,
					      .source = "docker",
					      .name = "clab-lab-x-a",
					      .lab = "lab-x",
					      .cookie = 3 };
	static const struct machines machines = { .items = &other, .count = 1 };
	static const struct machines *const list[] = { &machines };
	struct facts facts = { .spaces = places,
			       .links = wires,
			       .space_count = COUNT(places),
			       .link_count = COUNT(wires),
			       .complete = true };
	struct topology *t = load(
		"x.clab.yml", "name: lab\ntopology:\n  nodes: {r: {kind: linux}}\n");
	const struct topology *one = t;
	const struct lab_sources s = { .facts = &facts,
				       .topologies = &one,
				       .topology_count = 1,
				       .machines = list,
				       .machine_count = 1,
				       .live = true };
	struct lab *lab = lab_new_from(&s);
	const struct endpoint *ep = lab_endpoint(lab, "clab-lab-y:eth1");
	CHECK(ep && ep->differs);
	CHECK_STR(ep ? ep->reason : "", "interface is down (ip -n clab-lab-y link set "
					"eth1 up); x.clab.yml has no such node");
	size_t count = 0;
	for (size_t i = 0; i < lab->endpoint_count; i++)
		count += lab->endpoints[i].differs;
	CHECK_AS("nothing else does", count == 1);
	lab_free(lab);
	topology_free(t);
}

/* What containerlab leaves on interfaces says which is which, whatever they and their
 * namespaces are called. The names are those of real labs. */
static void test_marks(void)
{
	static const struct fact_space places[] = {
		{ .cookie = 1, .kind = SPACE_HOST },
		{ .cookie = 2, .kind = SPACE_PROCESS, .process = "sh", .pid = 7 },
		{ .cookie = 3, .kind = SPACE_NAMED, .name = "clab-park-clab-lab-p" },
		{ .cookie = 4, .kind = SPACE_NAMED, .name = "clab-lab-r" },
	};
	static const struct fact_link wires[] = {
		{ .cookie = 1, .ifindex = 9, .arptype = 1, .name = "clab-s-07d2a587" },
		{ .cookie = 2, .ifindex = 2, .arptype = 1, .name = "renamed" },
		{ .cookie = 3, .ifindex = 2, .arptype = 1, .name = "eth1" },
		{ .cookie = 3,
		  .ifindex = 3,
		  .arptype = 1,
		  .name = "other",
		  .mac_size = 6,
		  .mac = { 0xaa, 0xc1, 0xab, 0, 0, 7 } },
		{ .cookie = 4, .ifindex = 2, .arptype = 1, .name = "e1-1-c1-1" },
		{ .cookie = 4, .ifindex = 3, .arptype = 1, .name = "e1-1-c2-1" },
	};
	static const struct fact_altname names[] = {
		{ .link = 1, .name = "clab-o-05031180f95d8850" },
	};
	const struct facts facts = { .spaces = places,
				     .links = wires,
				     .altnames = names,
				     .space_count = COUNT(places),
				     .link_count = COUNT(wires),
				     .altname_count = COUNT(names),
				     .complete = true };
	struct topology *t =
		load("x.clab.yml",
		     "name: lab\n"
		     "topology:\n"
		     "  nodes: {client1: {kind: linux}, p: {kind: linux},\n"
		     "    r: {kind: nokia_srsim}}\n"
		     "  links:\n"
		     "  - endpoints: ['client1:eth1', 'p:eth1']\n"
		     "  - endpoints: ['r:1/1/c1/1', 'p:eth2']\n"
		     "  - {type: veth, endpoints: [{node: p, interface: eth3, mac: "
		     "'AA:C1:AB:00:00:07'}, {node: client1, interface: eth3}]}\n"
		     "  - endpoints: ['r:1/1/c2/1', 'p:eth4']\n");
	struct lab *lab = lab_new_declared(&facts, t, true);
	const struct endpoint *ep = lab_endpoint(lab, "client1:eth1");
	CHECK(ep && ep->cookie == 2 && ep->ifindex == 2);
	ep = lab_endpoint(lab, "p:eth1");
	CHECK(ep && ep->cookie == 3 && ep->ifindex == 2);
	ep = lab_endpoint(lab, "p:eth3");
	CHECK(ep && ep->cookie == 3 && ep->ifindex == 3);
	CHECK_STR(links_of(t), "1 client1-p p2p veth - client1:eth1 p:eth1\n"
			       "2 r-p p2p stitch - r:1/1/c1/1 p:eth2\n"
			       "3 p-client1 p2p veth - p:eth3 client1:eth3\n"
			       "4 r-p p2p stitch - r:1/1/c2/1 p:eth4\n");
	/* SR-SIM is seen whole in the host's namespace alone; without that at home. */
	ep = lab_endpoint(lab, "r:1/1/c1/1");
	CHECK(ep && ep->cookie == 1 && ep->ifindex == 9);
	ep = lab_endpoint(lab, "r:1/1/c2/1");
	CHECK(ep && ep->cookie == 4 && ep->ifindex == 3);
	lab_free(lab);
	topology_free(t);
}

int main(void)
{
	char directory[] = "/tmp/labtap-topology-XXXXXX";
	if (!mkdtemp(directory) || chdir(directory))
		return 1;
	setenv("LABTAP_TEST_Q", "q", 1);
	setenv("LABTAP_TEST_E", "", 1);
	test_containerlab();
	test_env();
	test_prefix();
	test_names();
	test_snapshot();
	test_next_source();
	test_half_readable();
	test_refused();
	test_join();
	test_marks();
	test_strange();
	rmdir(directory);
	return test_done();
}
