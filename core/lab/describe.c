/* Words for links. Names arrive here escaped. */
#include "core/lab/describe.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>

/* Not in the headers of every C library (linux/if_arp.h, if.h). */
enum {
	ARP_CAN = 280,
	ARP_RAWIP = 519,
	OPER_DOWN = 2,
	OPER_LOWER_DOWN = 3,
	OPER_DORMANT = 5,
	OPER_UP = 6
};

static const struct {
	const char *type;
	uint32_t linktype;
	uint16_t arptype;
} types[] = {
	{ "ethernet", LINK_ETHERNET, ARPHRD_ETHER },
	{ "loopback", LINK_ETHERNET, ARPHRD_LOOPBACK },
	{ "raw", LINK_RAW, ARPHRD_NONE },
	{ "raw", LINK_RAW, ARP_RAWIP },
	{ "ppp", LINK_COOKED, ARPHRD_PPP },
	{ "infiniband", LINK_COOKED, ARPHRD_INFINIBAND },
	{ "can", LINK_COOKED, ARP_CAN },
};

uint32_t describe_linktype(uint16_t arptype)
{
	for (size_t i = 0; i < COUNT(types); i++)
		if (types[i].arptype == arptype)
			return types[i].linktype;
	return LINK_COOKED;
}

const char *describe_type(const struct fact_link *l)
{
	if (l->kind[0])
		return l->kind;
	for (size_t i = 0; i < COUNT(types); i++)
		if (types[i].arptype == l->arptype)
			return types[i].type;
	return "other";
}

bool describe_is_bridge(const char *type)
{
	return !strcmp(type, "bridge") || !strcmp(type, "openvswitch");
}

enum state describe_state(const struct fact_link *l)
{
	if (!(l->flags & IFF_UP))
		return STATE_DOWN;
	if (l->operstate == OPER_UP)
		return STATE_UP;
	if (l->operstate == OPER_DOWN || l->operstate == OPER_LOWER_DOWN ||
	    l->operstate == OPER_DORMANT)
		return STATE_DOWN;
	/* Loopbacks and tunnels do not tell: what counts is whether they would send. */
	return l->flags & IFF_RUNNING ? STATE_UP : STATE_DOWN;
}

bool describe_has_peer(const struct fact_link *l)
{
	static const char *const kinds[] = { "veth", "netkit", "vxcan" };
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (!strcmp(l->kind, kinds[i]))
			return true;
	return false;
}

static void put_ip(struct text *t, uint8_t family, const uint8_t *bytes)
{
	char buffer[INET6_ADDRSTRLEN] = "";
	inet_ntop(family, bytes, buffer, sizeof(buffer));
	text_str(t, buffer);
}

void describe_tunnel(struct text *t, const struct fact_link *l)
{
	static const uint8_t none[16];
	if (strcmp(l->kind, "vxlan") != 0)
		return;
	text_str(t, "vni ");
	text_uint(t, l->vni);
	if (memcmp(l->vxlan_local, none, sizeof(none)) != 0) {
		text_str(t, " local ");
		put_ip(t, l->vxlan_family, l->vxlan_local);
	}
	if (memcmp(l->vxlan_remote, none, sizeof(none)) != 0) {
		text_str(t, " remote ");
		put_ip(t, l->vxlan_family, l->vxlan_remote);
	}
	text_str(t, " port ");
	text_uint(t, l->vxlan_port);
}

void describe_address(struct text *t, const struct fact_address *a)
{
	put_ip(t, a->family, a->bytes);
	text_char(t, '/');
	text_uint(t, a->prefix);
}

/* "interface is down (ip -n a link set eth1 up)" */
static void put_remedy(struct text *t, const struct endpoint *e,
		       const struct space *space)
{
	text_str(t, "interface is down (");
	if (space->kind == SPACE_NAMED)
		text_printf(t, "ip -n %s ", space->name);
	else if (space->kind == SPACE_PROCESS)
		text_printf(t, "nsenter -n -t %u ip ", space->pid);
	else
		text_str(t, "ip ");
	text_printf(t, "link set %s up)", e->ifname);
}

static const struct {
	const char *kind, *why;
} carriers[] = {
	{ "bridge", "no carrier: no port of it forwards" },
	{ "tun", "no carrier: no program has it open" },
};

static void put_carrier(struct text *t, const struct fact_link *l,
			const struct endpoint *other)
{
	if (l->operstate == OPER_DORMANT) {
		text_str(t, "dormant: waits for something outside");
		return;
	}
	for (size_t i = 0; i < COUNT(carriers); i++) {
		if (!strcmp(l->kind, carriers[i].kind)) {
			text_str(t, carriers[i].why);
			return;
		}
	}
	text_str(t, "no carrier");
	if (other && other->state == STATE_DOWN)
		text_printf(t, ": %s is down", other->name);
	else if (!other && describe_has_peer(l))
		text_str(t, ": the other end is down");
}

void describe_down(struct text *t, const struct fact_link *l, const struct endpoint *e,
		   const struct space *space, const struct endpoint *other)
{
	if (e->state != STATE_DOWN)
		return;
	if (l->flags & IFF_UP)
		put_carrier(t, l, other);
	else
		put_remedy(t, e, space);
}

void describe_hidden(struct text *t, const struct endpoint *peer)
{
	text_str(t, "no name and no process leads into its namespace");
	if (peer)
		text_printf(t, ": capture at the other end, %s", peer->name);
}
