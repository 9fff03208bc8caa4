/* After containerlab's documentation of each kind ("interface naming"). */
#include "core/lab/clab_names.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"

enum { IFNAME_MAX = 15 };

/* Ports of virtual machines: the last number of the name, minus first, plus 1 is the
 * number of ethN. Heads are separated by blanks, the first one is what the device
 * itself says. */
struct port_rule {
	const char *kinds;
	const char *heads;
	int first;
};

static const struct port_rule rules[] = {
	{ "cisco_csr1000v vr-csr vr-cisco_csr1000v cisco_c8000v", "GigabitEthernet Gi",
	  2 },
	{ "cisco_vios", "GigabitEthernet Gi", 0 },
	{ "cisco_cat9kv", "GigabitEthernet1/0/ Gi1/0/", 1 },
	{ "cisco_xrv vr-xrv", "GigabitEthernet0/0/0/ Gi0/0/0/", 0 },
	{ "cisco_xrv9k vr-xrv9k cisco_xrd_vrouter",
	  "GigabitEthernet0/0/0/ Gi0/0/0/ Te0/0/0/ TenGigE0/0/0/ "
	  "TenGigabitEthernet0/0/0/",
	  0 },
	{ "cisco_asav cisco_ftdv", "GigabitEthernet0/ Gi0/", 0 },
	{ "cisco_n9kv vr-n9kv", "Ethernet1/ Et1/", 1 },
	{ "arista_veos vr-veos", "Ethernet1/ Et1/", 1 },
	{ "paloalto_panos vr-pan", "Ethernet1/", 1 },
	{ "juniper_vsrx juniper_vqfx juniper_vmx vr-vsrx vr-vqfx vr-vmx "
	  "vr-juniper_vsrx vr-juniper_vqfx vr-juniper_vmx juniper_vjunosrouter "
	  "juniper_vjunosswitch",
	  "ge-0/0/ et-0/0/ xe-0/0/", 0 },
	{ "juniper_vjunosevolved", "et-0/0/ ge-0/0/ xe-0/0/", 0 },
	{ "juniper_cjunosevolved", "et-0/0/", -3 },
	{ "aruba_aoscx vr-aoscx nokia_sros vr-sros", "1/1/", 1 },
	{ "mikrotik_ros vr-ros", "ether", 2 },
	{ "fortinet_fortigate", "port", 2 },
	{ "openbsd", "vio", 1 },
	{ "freebsd", "vtnet", 1 },
	{ "nvidia_cumulusvx", "swp", 1 },
	{ "f5_bigip-ve", "1.", 1 },
	{ "ciena_saos", "", 1 },
};

/* Is word one of those in list? */
static bool is_one_of(const char *list, const char *word)
{
	size_t n = strlen(word);
	for (const char *at = list; n && (at = strstr(at, word)); at++)
		if ((at == list || at[-1] == ' ') && (!at[n] || at[n] == ' '))
			return true;
	return false;
}

/* A number up to the end of s; -1: it is none. */
static int number(const char *s)
{
	size_t n = strspn(s, "0123456789");
	return n && n < 6 && !s[n] ? (int)strtol(s, NULL, 10) : -1;
}

/* The port in given, -1 when no head fits; containerlab allows a blank in between. */
static int port_of(const struct port_rule *r, const char *given)
{
	const char *head = r->heads;
	do {
		size_t n = strcspn(head, " ");
		if (!strncmp(given, head, n)) {
			int port = number(given + n + (given[n] == ' '));
			if (port >= 0)
				return port;
		}
		head += n;
	} while (*head++);
	return -1;
}

static bool is_eth(const char *given)
{
	return !strncmp(given, "eth", 3) && given[3] != '0' && number(given + 3) > 0;
}

static bool name_vm_port(struct clab_name *c, const struct port_rule *r,
			 const char *given)
{
	int head = (int)strcspn(r->heads, " ");
	if (is_eth(given)) {
		int port = number(given + 3) + r->first - 1;
		if (port >= 0)
			snprintf(c->name, sizeof(c->name), "%.*s%d", head, r->heads,
				 port);
		snprintf(c->ifname, sizeof(c->ifname), "%.15s", given);
		return true;
	}
	int port = port_of(r, given);
	if (port < r->first)
		return false;
	snprintf(c->ifname, sizeof(c->ifname), "eth%d", port - r->first + 1);
	return true;
}

/* ethernet-1/3 is e1-3, ethernet-1/3/1 e1-3-1. */
static bool name_srl(struct clab_name *c, const char *given)
{
	int slot, port, channel, size = 0, more = 0;
	if (sscanf(given, "ethernet-%5d/%5d%n", &slot, &port, &size) == 2) {
		if (sscanf(given + size, "/%5d%n", &channel, &more) == 1)
			snprintf(c->ifname, sizeof(c->ifname), "e%d-%d-%d", slot, port,
				 channel);
		else
			snprintf(c->ifname, sizeof(c->ifname), "e%d-%d", slot, port);
		return !given[size + more];
	}
	if (sscanf(given, "e%5d-%5d%n", &slot, &port, &size) != 2)
		return false;
	if (sscanf(given + size, "-%5d%n", &channel, &more) == 1)
		snprintf(c->name, sizeof(c->name), "ethernet-%d/%d/%d", slot, port,
			 channel);
	else
		snprintf(c->name, sizeof(c->name), "ethernet-%d/%d", slot, port);
	snprintf(c->ifname, sizeof(c->ifname), "%.15s", given);
	return !given[size + more];
}

/* Ethernet1/2 is the interface number 1 * 4 + 2. */
static bool name_iol(struct clab_name *c, const char *given)
{
	int slot, port, size = 0;
	const char *at = given;
	if (is_eth(given)) {
		port = number(given + 3);
		snprintf(c->name, sizeof(c->name), "Ethernet%d/%d", port / 4, port % 4);
		snprintf(c->ifname, sizeof(c->ifname), "%.15s", given);
		return true;
	}
	at += !strncmp(at, "Ethernet", 8) ? 8 : *at == 'e';
	at += at > given && *at == ' ';
	if (at == given || sscanf(at, "%4d/%4d%n", &slot, &port, &size) != 2 ||
	    at[size] || slot < 0 || port < 0 || slot * 4 + port == 0)
		return false;
	snprintf(c->ifname, sizeof(c->ifname), "eth%d", slot * 4 + port);
	return true;
}

/* 1/1/1, 1/1/c2/1, 1/x1/1/c2/1: an "e" in front and dashes for slashes. */
static bool name_srsim(struct clab_name *c, const char *given)
{
	size_t n = strlen(given);
	if (n + 2 > sizeof(c->ifname) || !isdigit((unsigned char)given[0]) ||
	    !strchr(given, '/'))
		return false;
	snprintf(c->ifname, sizeof(c->ifname), "e%s", given);
	for (char *s = c->ifname; *s; s++)
		if (*s == '/')
			*s = '-';
	return true;
}

/* eth3 and et3 are Ethernet3; et3_1 is Ethernet3/1. */
static bool name_ceos(struct clab_name *c, const char *given)
{
	size_t head = !strncmp(given, "eth", 3) ? 3 : !strncmp(given, "et", 2) ? 2 : 0;
	size_t n = strspn(given + head, "0123456789_");
	if (!head || !n || given[head + n] || strlen(given) > IFNAME_MAX)
		return false;
	snprintf(c->ifname, sizeof(c->ifname), "%.15s", given);
	snprintf(c->name, sizeof(c->name), "Ethernet%s", given + head);
	for (char *s = c->name; *s; s++)
		if (*s == '_')
			*s = '/';
	return true;
}

/* Gi0-0-0-1 is Gi0/0/0/1. */
static bool name_xrd(struct clab_name *c, const char *given)
{
	if (strncmp(given, "Gi", 2) != 0 || strlen(given) > IFNAME_MAX)
		return false;
	snprintf(c->ifname, sizeof(c->ifname), "%.15s", given);
	snprintf(c->name, sizeof(c->name), "%s", given);
	for (char *s = c->name; *s; s++)
		if (*s == '-')
			*s = '/';
	return true;
}

static const struct {
	const char *kinds;
	bool (*name)(struct clab_name *c, const char *given);
} own_rules[] = {
	{ "nokia_srlinux srl", name_srl }, { "nokia_srsim", name_srsim },
	{ "cisco_iol", name_iol },	   { "arista_ceos ceos", name_ceos },
	{ "cisco_xrd xrd", name_xrd },
};

static bool name_by_kind(struct clab_name *c, const char *kind, const char *given)
{
	for (size_t i = 0; i < COUNT(own_rules); i++)
		if (is_one_of(own_rules[i].kinds, kind))
			return own_rules[i].name(c, given);
	for (size_t i = 0; i < COUNT(rules); i++)
		if (is_one_of(rules[i].kinds, kind))
			return name_vm_port(c, &rules[i], given);
	return false;
}

/* What the kernel cannot take as a name becomes an alternative one. */
static void sanitise(char *s)
{
	for (; *s; s++)
		if (*s == '/' || *s == ' ')
			*s = '-';
}

struct clab_name clab_name(const char *kind, const char *given)
{
	struct clab_name c = { .ifname = "" };
	snprintf(c.name, sizeof(c.name), "%s", given);
	bool aliased = name_by_kind(&c, kind, given);
	bool odd = strpbrk(given, "/ ") || strlen(given) > IFNAME_MAX;
	if (!aliased) {
		snprintf(c.name, sizeof(c.name), "%s", given);
		snprintf(c.ifname, sizeof(c.ifname), "%.15s", odd ? "" : given);
	}
	if (odd || (aliased && strcmp(given, c.ifname) != 0)) {
		snprintf(c.altname, sizeof(c.altname), "%s", given);
		sanitise(c.altname);
	}
	return c;
}
