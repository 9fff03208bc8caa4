/* The devices of netlab 26.03 (netlab.tools/platforms): how they name their ports, what
 * carries those in a container, and the role they have unless a node says otherwise. */
#include <stdio.h>
#include <string.h>

#include "core/lab/netlab.h"

enum { PARENTS_MAX = 4, PATH_SIZE = 160 };

struct device {
	const char *name;
	const char *parent; /* has what is not said here */
	const char *first;  /* number of the first port */
	const char *ifname, *mgmt;
	const char *role;
	const char *clab_ifname, *kind;	       /* in a container */
	const char *clab_mgmt, *stub_loopback; /* there, too */
};

static const struct device devices[] = {
	{ .name = "linux",
	  .first = "1",
	  .ifname = "eth{ifindex}",
	  .mgmt = "eth0",
	  .role = "host",
	  .kind = "linux" },
	{ .name = "bird", .parent = "linux" },
	{ .name = "dnsmasq", .parent = "linux" },
	{ .name = "kind", .parent = "linux", .role = "router", .kind = "k8s-kind" },
	{ .name = "frr", .parent = "linux", .role = "router" },
	{ .name = "none",
	  .first = "1",
	  .ifname = "eth{ifindex}",
	  .mgmt = "eth0",
	  .kind = "linux" },
	{ .name = "unknown", .parent = "none" },
	{ .name = "vyos", .parent = "none", .stub_loopback = "true" },
	{ .name = "arubacx",
	  .first = "1",
	  .ifname = "1/1/{ifindex}",
	  .mgmt = "mgmt",
	  .clab_ifname = "eth{ifindex}",
	  .kind = "vr-aoscx" },
	{ .name = "asav",
	  .first = "0",
	  .ifname = "GigabitEthernet0/{ifindex}",
	  .mgmt = "Management0/0",
	  .kind = "cisco_asav" },
	{ .name = "csr",
	  .first = "2",
	  .ifname = "GigabitEthernet{ifindex}",
	  .mgmt = "GigabitEthernet1",
	  .role = "router",
	  .clab_ifname = "eth{ifindex-1}",
	  .kind = "cisco_csr1000v" },
	{ .name = "cat8000v", .parent = "csr", .kind = "cisco_c8000v" },
	{ .name = "cisco8000v",
	  .first = "0",
	  .ifname = "FourHundredGigE0/0/0/{ifindex}",
	  .mgmt = "MgmtEth0/RP0/CPU0/0",
	  .clab_ifname = "FH0_0_0_{ifindex}",
	  .kind = "cisco_c8000" },
	{ .name = "crpd",
	  .first = "0",
	  .ifname = "eth{ifindex+1}",
	  .mgmt = "eth0",
	  .kind = "juniper_crpd" },
	{ .name = "cumulus",
	  .first = "1",
	  .ifname = "swp{ifindex}",
	  .mgmt = "eth0",
	  .kind = "cvx" },
	{ .name = "cumulus_nvue", .parent = "cumulus" },
	{ .name = "dellos10",
	  .first = "1",
	  .ifname = "ethernet1/1/{ifindex}",
	  .mgmt = "mgmt1/1/1",
	  .clab_ifname = "eth{ifindex}",
	  .kind = "vr-ftosv" },
	{ .name = "eos",
	  .first = "1",
	  .ifname = "Ethernet{ifindex}",
	  .mgmt = "Management1",
	  .clab_mgmt = "Management0",
	  .role = "router",
	  .clab_ifname = "et{ifindex}",
	  .kind = "ceos" },
	{ .name = "fortios",
	  .first = "2",
	  .ifname = "port{ifindex}",
	  .mgmt = "port1",
	  .clab_ifname = "eth{ifindex}",
	  .kind = "fortinet_fortigate" },
	{ .name = "iol",
	  .first = "1",
	  .ifname = "Ethernet{ifindex//4}/{ifindex%4}",
	  .mgmt = "Ethernet0/0",
	  .role = "router",
	  .kind = "cisco_iol" },
	{ .name = "ioll2", .parent = "iol" },
	{ .name = "iosv",
	  .first = "1",
	  .ifname = "GigabitEthernet0/{ifindex}",
	  .mgmt = "GigabitEthernet0/0",
	  .role = "router",
	  .clab_ifname = "eth{ifindex}",
	  .kind = "cisco_vios" },
	{ .name = "iosvl2",
	  .parent = "iosv",
	  .ifname = "GigabitEthernet{ifindex//4}/{ifindex%4}" },
	{ .name = "iosxr",
	  .first = "0",
	  .ifname = "GigabitEthernet0/0/0/{ifindex}",
	  .mgmt = "MgmtEth0/RP0/CPU0/0",
	  .clab_ifname = "Gi0-0-0-{ifindex}",
	  .kind = "cisco_xrd" },
	{ .name = "netscaler",
	  .first = "1",
	  .ifname = "0/{ifindex+2}",
	  .mgmt = "0/1",
	  .role = "router",
	  .clab_ifname = "eth{ifindex}",
	  .kind = "linux" },
	{ .name = "nxos",
	  .first = "1",
	  .ifname = "Ethernet1/{ifindex}",
	  .mgmt = "mgmt0",
	  .clab_ifname = "eth{ifindex}",
	  .kind = "cisco_n9kv" },
	{ .name = "openbsd",
	  .first = "1",
	  .ifname = "vio{ifindex}",
	  .mgmt = "vio0",
	  .role = "router",
	  .kind = "openbsd" },
	{ .name = "routeros",
	  .first = "2",
	  .ifname = "ether{ifindex}",
	  .mgmt = "ether1",
	  .clab_ifname = "eth{ifindex-1}",
	  .kind = "vr-ros" },
	{ .name = "routeros7", .parent = "routeros" },
	{ .name = "sonic",
	  .first = "0",
	  .ifname = "Ethernet{ifindex*4}",
	  .mgmt = "eth0" },
	{ .name = "srlinux",
	  .first = "1",
	  .ifname = "ethernet-1/{ifindex}",
	  .mgmt = "mgmt0",
	  .clab_ifname = "e1-{ifindex}",
	  .kind = "srl" },
	{ .name = "sros",
	  .first = "1",
	  .ifname = "eth-1/1/c{ifindex}",
	  .mgmt = "A/1",
	  .clab_ifname = "eth{ifindex}",
	  .kind = "vr-sros" },
	{ .name = "srsim",
	  .first = "1",
	  .ifname = "eth-1/{ifindex//12+1}/c{(ifindex-1)%12+1}",
	  .mgmt = "A/1",
	  .clab_ifname = "1/{ifindex//12+1}/c{(ifindex-1)%12+1}/1",
	  .kind = "nokia_srsim" },
	{ .name = "vsrx",
	  .first = "0",
	  .ifname = "ge-0/0/{ifindex}",
	  .mgmt = "fxp0",
	  .clab_ifname = "eth{ifindex+1}",
	  .kind = "vr-vsrx" },
	{ .name = "vmx", .parent = "vsrx", .kind = "vr-vmx" },
	{ .name = "vjunos-router", .parent = "vsrx", .kind = "juniper_vjunosrouter" },
	{ .name = "vjunos-switch", .parent = "vsrx", .kind = "juniper_vjunosswitch" },
	{ .name = "vptx",
	  .parent = "vsrx",
	  .ifname = "et-0/0/{ifindex}",
	  .mgmt = "re0:mgmt-0",
	  .kind = "juniper_vjunosevolved" },
};

static const struct device *find(const char *name)
{
	for (size_t i = 0; i < COUNT(devices); i++)
		if (!strcmp(devices[i].name, name))
			return &devices[i];
	return NULL;
}

static const struct {
	const char *key;
	size_t offset;
	bool clab; /* holds in containers alone */
} columns[] = {
	{ "parent", offsetof(struct device, parent), false },
	{ "mgmt_if", offsetof(struct device, clab_mgmt), true },
	{ "ifindex_offset", offsetof(struct device, first), false },
	{ "interface_name", offsetof(struct device, ifname), false },
	{ "mgmt_if", offsetof(struct device, mgmt), false },
	{ "role", offsetof(struct device, role), false },
	{ "interface.name", offsetof(struct device, clab_ifname), true },
	{ "node.kind", offsetof(struct device, kind), true },
	{ "features.stub_loopback", offsetof(struct device, stub_loopback), true },
};

/* From the table. */
static const char *built_in(const char *device, const char *provider, const char *key)
{
	const struct device *d = find(device);
	for (size_t i = 0; d && i < COUNT(columns); i++) {
		const char *const *text =
			(const void *)((const char *)d + columns[i].offset);
		if (!strcmp(columns[i].key, key) && *text &&
		    (!columns[i].clab || !strcmp(provider, "clab")))
			return *text;
	}
	return NULL;
}

/* Of this device alone: the provider's word, the device's own, the table's. */
static const char *own_text(const struct netlab *n, const char *device,
			    const char *provider, const char *key)
{
	char path[PATH_SIZE];
	const struct spec *said = spec_get(spec_get(n->defaults, "devices"), device);
	snprintf(path, sizeof(path), "%.40s.%.60s", provider, key);
	const char *text = spec_text_at(said, path);
	/* Names and kinds of containers stand under their provider alone. */
	bool inside = !strcmp(key, "interface.name") || !strcmp(key, "node.kind");
	if (!text && !inside)
		text = spec_text_at(said, key);
	return text ? text : built_in(device, provider, key);
}

const char *netlab_device_text(const struct netlab *n, const struct spec *node,
			       const char *key)
{
	const char *device = spec_text_at(node, "device");
	const char *provider = netlab_provider_of(n, node);
	for (int i = 0; device && i < PARENTS_MAX; i++) {
		const char *text = own_text(n, device, provider, key);
		if (text)
			return text;
		device = own_text(n, device, provider, "parent");
	}
	return NULL;
}

bool netlab_device_is_known(const struct netlab *n, const char *device)
{
	return find(device) || spec_get(spec_get(n->defaults, "devices"), device);
}

static void set_device(struct netlab *n, const char *name, struct spec *node)
{
	const char *usual = spec_text_at(n->defaults, "device");
	bool unmanaged = spec_is_true(spec_get(node, "unmanaged"));
	if (!spec_text_at(node, "device")) {
		if (!usual && !unmanaged) {
			netlab_problem(n, node,
				       "node %.60s has no device; interface names are "
				       "predicted as those of Linux until "
				       "defaults.device names one",
				       name);
			spec_put_text(n->pool, node, "_guessed", "device");
		}
		spec_put_text(n->pool, node, "device",
			      usual	  ? usual
			      : unmanaged ? "unknown"
					  : "none");
	}
	const char *device = spec_text_at(node, "device");
	if (!netlab_device_text(n, node, "interface_name"))
		netlab_problem(n, node,
			       "device %.60s of node %.60s is not known; its interface "
			       "names are predicted",
			       device, name);
	const char *role = netlab_device_text(n, node, "role");
	if (role && !spec_get(node, "role"))
		spec_put_text(n->pool, node, "role", role);
}

void netlab_set_devices(struct netlab *n)
{
	for (size_t i = 0; i < n->nodes->count; i++)
		set_device(n, n->nodes->items[i].key, n->nodes->items[i].value);
}
