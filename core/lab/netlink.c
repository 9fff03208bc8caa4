/* Builds rtnetlink requests with libnl and takes the answers apart. Answers are read
 * with recvmsg(2) and not by libnl: it hides the control message that names the
 * namespace of an event, and copies every message once more. */
#include "core/lab/netlink.h"

#include <errno.h>
#include <linux/gen_stats.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "core/base/mem.h"

/* No counters in answers that do not need them (RTEXT_FILTER_SKIP_STATS). */
enum { SKIP_STATS = 1 << 3 };

/* The largest answer the kernel builds is 32 KiB, unless one record is larger. */
enum { BUFFER_SIZE = 128 * 1024 };

/* Room for the events of a lab of a thousand nodes coming up at once. */
enum { EVENT_QUEUE = 8 * 1024 * 1024 };

struct netlink {
	struct nl_sock *socket;
	bool strict;
	_Alignas(8) char buffer[BUFFER_SIZE];
};

/* One message of an answer; false ends the conversation with the error set. */
typedef bool answer_fn(void *owner, struct nlmsghdr *h, struct error *e);

static bool netlink_option(const struct netlink *n, int option)
{
	int on = 1;
	return !setsockopt(nl_socket_get_fd(n->socket), SOL_NETLINK, option, &on,
			   sizeof(on));
}

struct netlink *netlink_new(struct error *e)
{
	struct netlink *n = mem_new(sizeof(*n));
	n->socket = nl_socket_alloc();
	if (!n->socket)
		mem_exhausted();
	errno = 0;
	int failed = nl_connect(n->socket, NETLINK_ROUTE);
	if (failed) {
		int code = errno; /* libnl has no word for most of them */
		error_set(e, code, "netlink socket%s%s", code ? "" : ": ",
			  code ? "" : nl_geterror(failed));
		netlink_free(n);
		return NULL;
	}
	n->strict = netlink_option(n, NETLINK_GET_STRICT_CHK);
	return n;
}

struct netlink *netlink_new_events(bool all, struct error *e)
{
	static const int groups[] = { RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR,
				      RTNLGRP_IPV6_IFADDR, RTNLGRP_NSID };
	struct netlink *n = netlink_new(e);
	if (!n)
		return NULL;
	int fd = nl_socket_get_fd(n->socket);
	int size = EVENT_QUEUE;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	bool ok = !all || netlink_option(n, NETLINK_LISTEN_ALL_NSID);
	for (size_t i = 0; ok && i < COUNT(groups); i++)
		ok = !nl_socket_add_membership(n->socket, groups[i]);
	if (!ok) {
		error_set(e, errno, "listen to netlink events");
		netlink_free(n);
		return NULL;
	}
	return n;
}

void netlink_free(struct netlink *n)
{
	if (!n)
		return;
	nl_socket_free(n->socket);
	free(n);
}

int netlink_fd(const struct netlink *n)
{
	return nl_socket_get_fd(n->socket);
}

bool netlink_can_target(const struct netlink *n)
{
	/* Targeted addresses and strict checking came with the same kernel. */
	return n->strict;
}

static struct nl_msg *request(uint16_t type, int flags)
{
	struct nl_msg *msg = nlmsg_alloc_simple(type, flags);
	if (!msg)
		mem_exhausted();
	return msg;
}

static void request_append(struct nl_msg *msg, const void *header, size_t size)
{
	union {
		const void *in;
		void *out; /* libnl's prototype lacks a const */
	} bytes = { .in = header };
	if (nlmsg_append(msg, bytes.out, size, NLMSG_ALIGNTO))
		mem_exhausted();
}

/* The namespace an event was sent in; the attributes inside are relative to that one
 * and of no use here. */
static int32_t sender_space(struct msghdr *m)
{
	int32_t id = NETLINK_HERE;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c))
		if (c->cmsg_level == SOL_NETLINK &&
		    c->cmsg_type == NETLINK_LISTEN_ALL_NSID)
			memcpy(&id, CMSG_DATA(c), sizeof(id));
	return id < 0 ? NETLINK_HERE : id;
}

/* One datagram; its size, or -1 with errno. */
static ssize_t netlink_receive(struct netlink *n, int flags, int32_t *space)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int32_t)) * 2];
	struct sockaddr_nl from = { .nl_pid = 0 };
	struct iovec iov = { n->buffer, sizeof(n->buffer) };
	struct msghdr m = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	ssize_t size;
	do {
		size = recvmsg(nl_socket_get_fd(n->socket), &m, flags);
	} while (size < 0 && errno == EINTR);
	if (size > 0 && (m.msg_flags & MSG_TRUNC)) {
		errno = EMSGSIZE;
		return -1;
	}
	if (size > 0)
		*space = sender_space(&m);
	/* Anybody may send to us; only the kernel has no port. */
	return size > 0 && from.nl_pid != 0 ? 0 : size;
}

static bool answer_error(const struct nlmsghdr *h, struct error *e)
{
	const struct nlmsgerr *answer = nlmsg_data(h);
	if (nlmsg_datalen(h) < (int)sizeof(answer->error))
		return error_set(e, EPROTO, "netlink");
	return answer->error == 0 || error_set(e, -answer->error, "netlink");
}

/* The last message of a dump carries an error as well. */
static bool dump_done(const struct nlmsghdr *h, bool torn, struct error *e)
{
	int code = 0;
	if (nlmsg_datalen(h) >= (int)sizeof(code))
		memcpy(&code, nlmsg_data(h), sizeof(code));
	if (code < 0)
		return error_set(e, -code, "netlink");
	return !torn || error_set(e, EINTR, "netlink");
}

/* Reads messages up to the one that ends the answer: the acknowledgement, or DONE. */
static bool netlink_answer(struct netlink *n, uint32_t sequence, answer_fn *fn,
			   void *owner, struct error *e)
{
	bool torn = false, ok = true;
	for (;;) {
		int32_t space;
		ssize_t size = netlink_receive(n, 0, &space);
		if (size < 0)
			return error_set(e, errno, "netlink");
		struct nlmsghdr *h = (struct nlmsghdr *)n->buffer;
		for (int left = (int)size; nlmsg_ok(h, left);
		     h = nlmsg_next(h, &left)) {
			if (h->nlmsg_seq != sequence)
				continue;
			torn |= (h->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
			if (h->nlmsg_type == NLMSG_ERROR)
				return ok &
				       answer_error(h, ok ? e : &(struct error){ 0 });
			if (h->nlmsg_type == NLMSG_DONE)
				return ok && dump_done(h, torn, e);
			ok = ok && fn(owner, h, e);
		}
	}
}

/* Sends and releases msg. */
static bool netlink_ask(struct netlink *n, struct nl_msg *msg, answer_fn *fn,
			void *owner, struct error *e)
{
	nl_complete_msg(n->socket, msg);
	uint32_t sequence = nlmsg_hdr(msg)->nlmsg_seq;
	int sent = nl_send(n->socket, msg);
	nlmsg_free(msg);
	if (sent < 0)
		return error_set(e, 0, "netlink: %s", nl_geterror(sent));
	return netlink_answer(n, sequence, fn, owner, e);
}

/* Ids of namespaces (rtnetlink(7) has none of this: linux/net_namespace.h) */

static bool take_space_id(void *owner, struct nlmsghdr *h, struct error *e)
{
	struct nlattr *a[NETNSA_MAX + 1];
	int32_t *id = owner;
	if (nlmsg_parse(h, sizeof(struct rtgenmsg), a, NETNSA_MAX, NULL))
		return error_set(e, EPROTO, "netlink");
	if (a[NETNSA_NSID])
		*id = nla_get_s32(a[NETNSA_NSID]);
	return true;
}

static struct nl_msg *space_request(uint16_t type, int flags, int fd)
{
	struct rtgenmsg header = { .rtgen_family = AF_UNSPEC };
	struct nl_msg *msg = request(type, NLM_F_REQUEST | NLM_F_ACK | flags);
	request_append(msg, &header, sizeof(header));
	nla_put_u32(msg, NETNSA_FD, (uint32_t)fd);
	return msg;
}

bool netlink_space_id(struct netlink *n, int fd, int32_t *id, struct error *e)
{
	*id = NETLINK_HERE;
	bool ok =
		netlink_ask(n, space_request(RTM_GETNSID, 0, fd), take_space_id, id, e);
	if (*id < 0)
		*id = NETLINK_UNKNOWN;
	return ok;
}

bool netlink_name_space(struct netlink *n, int fd, int32_t *id, struct error *e)
{
	/* With ECHO newer kernels tell the new id at once. */
	struct nl_msg *msg = space_request(RTM_NEWNSID, NLM_F_ECHO, fd);
	nla_put_s32(msg, NETNSA_NSID, -1);
	*id = NETLINK_UNKNOWN;
	/* EEXIST: it has one, maybe because a link leads there. EPERM: without
	 * CAP_NET_ADMIN it stays without, or with the one it has. */
	bool ok = netlink_ask(n, msg, take_space_id, id, e);
	if (!ok && e->code == EPERM)
		return netlink_space_id(n, fd, id, e);
	if (!ok && e->code != EEXIST)
		return false;
	return *id >= 0 || (netlink_space_id(n, fd, id, e) &&
			    (*id >= 0 || error_set(e, EPROTO, "name a namespace")));
}

/* Links */

struct reading {
	const struct netlink_sink *sink;
	int32_t id; /* that was asked for */
};

static void copy_text(char *to, size_t size, const struct nlattr *a)
{
	if (a)
		nla_strlcpy(to, a, size);
}

static uint32_t number(const struct nlattr *a)
{
	return a && nla_len(a) >= 4 ? nla_get_u32(a) : 0;
}

static void copy_address(uint8_t to[16], uint8_t *family, const struct nlattr *v4,
			 const struct nlattr *v6)
{
	if (v4 && nla_len(v4) == 4) {
		memcpy(to, nla_data(v4), 4);
		*family = AF_INET;
	} else if (v6 && nla_len(v6) == 16) {
		memcpy(to, nla_data(v6), 16);
		*family = AF_INET6;
	}
}

/* Its lower device is told here and not in IFLA_LINK. */
static void read_vxlan(struct netlink_link *l, struct nlattr *data)
{
	struct nlattr *a[IFLA_VXLAN_MAX + 1];
	struct fact_link *f = &l->fact;
	if (nla_parse_nested(a, IFLA_VXLAN_MAX, data, NULL))
		return;
	f->vni = number(a[IFLA_VXLAN_ID]);
	f->vxlan_link = number(a[IFLA_VXLAN_LINK]);
	f->peer = f->vxlan_link;
	if (a[IFLA_VXLAN_PORT] && nla_len(a[IFLA_VXLAN_PORT]) >= 2)
		f->vxlan_port = __builtin_bswap16(nla_get_u16(a[IFLA_VXLAN_PORT]));
	copy_address(f->vxlan_local, &f->vxlan_family, a[IFLA_VXLAN_LOCAL],
		     a[IFLA_VXLAN_LOCAL6]);
	copy_address(f->vxlan_remote, &f->vxlan_family, a[IFLA_VXLAN_GROUP],
		     a[IFLA_VXLAN_GROUP6]);
}

/* What STP, or whoever runs it in its place, made of a port of a bridge. */
static void read_port(struct fact_link *f, struct nlattr *data)
{
	struct nlattr *a[IFLA_BRPORT_MAX + 1];
	if (!nla_parse_nested(a, IFLA_BRPORT_MAX, data, NULL) && a[IFLA_BRPORT_STATE])
		f->port_state = nla_get_u8(a[IFLA_BRPORT_STATE]);
}

static void read_kind(struct netlink_link *l, struct nlattr *info)
{
	struct nlattr *a[IFLA_INFO_MAX + 1];
	struct fact_link *f = &l->fact;
	if (!info || nla_parse_nested(a, IFLA_INFO_MAX, info, NULL))
		return;
	copy_text(f->kind, sizeof(f->kind), a[IFLA_INFO_KIND]);
	copy_text(f->master_kind, sizeof(f->master_kind), a[IFLA_INFO_SLAVE_KIND]);
	if (a[IFLA_INFO_DATA] && !strcmp(f->kind, "vxlan"))
		read_vxlan(l, a[IFLA_INFO_DATA]);
	if (a[IFLA_INFO_SLAVE_DATA] && !strcmp(f->master_kind, "bridge"))
		read_port(f, a[IFLA_INFO_SLAVE_DATA]);
}

static void read_peer(struct netlink_link *l, struct nlattr *a[])
{
	struct fact_link *f = &l->fact;
	if (a[IFLA_LINK_NETNSID]) {
		l->peer_id = nla_get_s32(a[IFLA_LINK_NETNSID]);
		if (l->peer_id < 0)
			l->peer_id = NETLINK_UNKNOWN;
		/* Older kernels leave IFLA_LINK out where both ends have one index. */
		f->peer = f->ifindex;
	}
	if (a[IFLA_LINK])
		f->peer = number(a[IFLA_LINK]);
}

static void read_link(struct netlink_link *l, const struct ifinfomsg *i,
		      struct nlattr *a[])
{
	struct fact_link *f = &l->fact;
	f->ifindex = (uint32_t)i->ifi_index;
	f->flags = i->ifi_flags;
	f->arptype = i->ifi_type;
	f->mtu = number(a[IFLA_MTU]);
	f->master = number(a[IFLA_MASTER]);
	f->operstate = a[IFLA_OPERSTATE] ? nla_get_u8(a[IFLA_OPERSTATE]) : 0;
	copy_text(f->name, sizeof(f->name), a[IFLA_IFNAME]);
	copy_text(f->alias, sizeof(f->alias), a[IFLA_IFALIAS]);
	if (a[IFLA_ADDRESS] && nla_len(a[IFLA_ADDRESS]) <= (int)sizeof(f->mac)) {
		f->mac_size = (uint8_t)nla_len(a[IFLA_ADDRESS]);
		memcpy(f->mac, nla_data(a[IFLA_ADDRESS]), f->mac_size);
	}
	read_peer(l, a);
	read_kind(l, a[IFLA_LINKINFO]);
	if (!f->peer)
		l->peer_id = NETLINK_HERE;
}

static void read_altnames(const struct reading *r, uint32_t ifindex,
			  struct nlattr *list)
{
	struct nlattr *a;
	int left;
	if (!list)
		return;
	nla_for_each_nested(a, list, left)
	{
		char name[sizeof(((struct fact_altname *)NULL)->name)] = "";
		if (nla_type(a) != IFLA_ALT_IFNAME)
			continue;
		copy_text(name, sizeof(name), a);
		r->sink->altname(r->sink->owner, ifindex, name);
	}
}

/* An old kernel does not know the attribute and answers for its own namespace: only
 * one that echoes it has understood. */
static bool check_target(const struct reading *r, const struct nlattr *echo,
			 struct error *e)
{
	if (r->id < 0 || (echo && nla_get_s32(echo) == r->id))
		return true;
	return error_set(e, EOPNOTSUPP, "netlink: other network namespaces");
}

static bool take_link(void *owner, struct nlmsghdr *h, struct error *e)
{
	const struct reading *r = owner;
	struct nlattr *a[IFLA_MAX + 1];
	if (h->nlmsg_type != RTM_NEWLINK)
		return true;
	if (nlmsg_parse(h, sizeof(struct ifinfomsg), a, IFLA_MAX, NULL))
		return error_set(e, EPROTO, "netlink");
	if (!check_target(r, a[IFLA_TARGET_NETNSID], e))
		return false;
	struct netlink_link l = { .peer_id = NETLINK_HERE };
	read_link(&l, nlmsg_data(h), a);
	r->sink->link(r->sink->owner, &l);
	read_altnames(r, l.fact.ifindex, a[IFLA_PROP_LIST]);
	return true;
}

static struct nl_msg *link_request(int32_t id, uint32_t ifindex, uint32_t mask)
{
	struct ifinfomsg header = { .ifi_index = (int)ifindex };
	struct nl_msg *msg = request(RTM_GETLINK, ifindex ? NLM_F_REQUEST | NLM_F_ACK
							  : NLM_F_REQUEST | NLM_F_DUMP);
	request_append(msg, &header, sizeof(header));
	nla_put_u32(msg, IFLA_EXT_MASK, mask);
	if (id >= 0)
		nla_put_s32(msg, IFLA_TARGET_NETNSID, id);
	return msg;
}

bool netlink_links(struct netlink *n, int32_t id, const struct netlink_sink *sink,
		   struct error *e)
{
	struct reading r = { .sink = sink, .id = id };
	return netlink_ask(n, link_request(id, 0, SKIP_STATS), take_link, &r, e);
}

/* Addresses */

static bool take_address(void *owner, struct nlmsghdr *h, struct error *e)
{
	const struct reading *r = owner;
	struct nlattr *a[IFA_MAX + 1];
	if (h->nlmsg_type != RTM_NEWADDR)
		return true;
	if (nlmsg_parse(h, sizeof(struct ifaddrmsg), a, IFA_MAX, NULL))
		return error_set(e, EPROTO, "netlink");
	if (!check_target(r, a[IFA_TARGET_NETNSID], e))
		return false;
	const struct ifaddrmsg *i = nlmsg_data(h);
	/* IFA_ADDRESS is the other end where a point-to-point link names both. */
	const struct nlattr *own = a[IFA_LOCAL] ? a[IFA_LOCAL] : a[IFA_ADDRESS];
	struct fact_address f = {
		.link = i->ifa_index,
		.prefix = i->ifa_prefixlen,
		.scope = i->ifa_scope,
	};
	copy_address(f.bytes, &f.family, own, own);
	if (f.family)
		r->sink->address(r->sink->owner, &f);
	return true;
}

bool netlink_addresses(struct netlink *n, int32_t id, const struct netlink_sink *sink,
		       struct error *e)
{
	struct reading r = { .sink = sink, .id = id };
	struct ifaddrmsg header = { .ifa_family = AF_UNSPEC };
	struct nl_msg *msg = request(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP);
	request_append(msg, &header, sizeof(header));
	if (id >= 0)
		nla_put_s32(msg, IFA_TARGET_NETNSID, id);
	return netlink_ask(n, msg, take_address, &r, e);
}

/* Counters */

struct counting {
	netlink_counters_fn *fn;
	void *owner;
};

static bool take_counters(void *owner, struct nlmsghdr *h, struct error *e)
{
	const struct counting *c = owner;
	struct nlattr *a[IFLA_MAX + 1];
	struct rtnl_link_stats64 s = { .rx_packets = 0 };
	if (h->nlmsg_type != RTM_NEWLINK)
		return true;
	if (nlmsg_parse(h, sizeof(struct ifinfomsg), a, IFLA_MAX, NULL))
		return error_set(e, EPROTO, "netlink");
	if (!a[IFLA_STATS64])
		return true;
	nla_memcpy(&s, a[IFLA_STATS64], sizeof(s));
	const struct ifinfomsg *i = nlmsg_data(h);
	struct fact_counters f = {
		.ifindex = (uint32_t)i->ifi_index,
		.rx_packets = s.rx_packets,
		.tx_packets = s.tx_packets,
		.rx_bytes = s.rx_bytes,
		.tx_bytes = s.tx_bytes,
		.rx_dropped = s.rx_dropped,
		.tx_dropped = s.tx_dropped,
	};
	c->fn(c->owner, &f);
	return true;
}

bool netlink_counters(struct netlink *n, int32_t id, uint32_t ifindex,
		      netlink_counters_fn *fn, void *owner, struct error *e)
{
	struct counting c = { .fn = fn, .owner = owner };
	return netlink_ask(n, link_request(id, ifindex, 0), take_counters, &c, e);
}

/* What a queue with others in it dropped includes theirs. */
static bool take_queue(void *owner, struct nlmsghdr *h, struct error *e)
{
	const struct counting *c = owner;
	struct nlattr *a[TCA_MAX + 1], *stats[TCA_STATS_MAX + 1];
	struct gnet_stats_queue queue = { .drops = 0 };
	if (h->nlmsg_type != RTM_NEWQDISC)
		return true;
	if (nlmsg_parse(h, sizeof(struct tcmsg), a, TCA_MAX, NULL) ||
	    (a[TCA_STATS2] &&
	     nla_parse_nested(stats, TCA_STATS_MAX, a[TCA_STATS2], NULL)))
		return error_set(e, EPROTO, "netlink");
	const struct tcmsg *q = nlmsg_data(h);
	bool outer = q->tcm_parent == TC_H_ROOT || q->tcm_parent == TC_H_INGRESS;
	if (!outer || !a[TCA_STATS2] || !stats[TCA_STATS_QUEUE])
		return true;
	nla_memcpy(&queue, stats[TCA_STATS_QUEUE], sizeof(queue));
	const struct fact_counters f = { .ifindex = (uint32_t)q->tcm_ifindex,
					 .queues = 1,
					 .queue_dropped = queue.drops };
	c->fn(c->owner, &f);
	return true;
}

bool netlink_queues(struct netlink *n, netlink_counters_fn *fn, void *owner,
		    struct error *e)
{
	struct counting c = { .fn = fn, .owner = owner };
	struct tcmsg header = { .tcm_family = AF_UNSPEC };
	struct nl_msg *msg = request(RTM_GETQDISC, NLM_F_REQUEST | NLM_F_DUMP);
	request_append(msg, &header, sizeof(header));
	return netlink_ask(n, msg, take_queue, &c, e);
}

/* Events */

static void take_event(struct nlmsghdr *h, int32_t space, netlink_event_fn *fn,
		       void *owner)
{
	struct error ignored;
	int32_t id = NETLINK_UNKNOWN;
	switch (h->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
	case RTM_NEWADDR:
	case RTM_DELADDR:
		fn(owner, NETLINK_CHANGED, space);
		break;
	case RTM_DELNSID:
		/* Other namespaces report the death of ids of their own. */
		if (space == NETLINK_HERE && take_space_id(&id, h, &ignored) && id >= 0)
			fn(owner, NETLINK_GONE, id);
		break;
	default:
		break;
	}
}

void netlink_drain(struct netlink *n, netlink_event_fn *fn, void *owner)
{
	for (;;) {
		int32_t space = NETLINK_HERE;
		ssize_t size = netlink_receive(n, MSG_DONTWAIT, &space);
		if (size < 0 && errno != ENOBUFS && errno != EMSGSIZE)
			return;
		if (size < 0)
			fn(owner, NETLINK_OVERFLOW, NETLINK_UNKNOWN);
		struct nlmsghdr *h = (struct nlmsghdr *)n->buffer;
		for (int left = (int)size; nlmsg_ok(h, left); h = nlmsg_next(h, &left))
			take_event(h, space, fn, owner);
	}
}
