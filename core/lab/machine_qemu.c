#include "core/lab/machine_qemu.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/text.h"
#include "core/lab/qemu_args.h"

enum { NAME_MAX_ = 256, TEXT_ROOM = 1024 };

/* While one command line is read. */
struct qemu {
	struct machines_draft *draft;
	struct machine_draft *machine;
	const struct qemu_process *process;
	struct qemu_args args;
	bool *used;	     /* of its options: a netdev that a card has */
	bool *tap_used;	     /* of its taps */
	struct arena *arena; /* for the time of reading */
};

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

/* Is it one ---------------------------------------------------------------- */

static bool is_program(const char *name)
{
	static const char *const begins[] = { "qemu-system-", "qemu-kvm" };
	for (size_t i = 0; i < COUNT(begins); i++)
		if (!strncmp(name, begins[i], strlen(begins[i])))
			return true;
	return !strcmp(name, "kvm");
}

bool machine_is_qemu(const char *name, const char *words, size_t size)
{
	char first[NAME_MAX_];
	struct text t = text_over(first, sizeof(first));
	text_mem(&t, words, strnlen(words, size));
	const char *slash = strrchr(first, '/');
	return is_program(name) || is_program(slash ? slash + 1 : first);
}

/* Addresses --------------------------------------------------------------- */

/* "127.1.1.1:10002", ":10002", "[::1]:1", as tunnels write them: an empty host is any
 * address, "localhost" the one it always is. */
static void end_put(struct text *t, const char *host, const char *port)
{
	if (!host[0])
		host = "0.0.0.0";
	else if (!strcmp(host, "localhost"))
		host = "127.0.0.1";
	bool bare = strchr(host, ':') && host[0] != '[';
	text_printf(t, bare ? "[%s]:%s" : "%s:%s", host, port);
}

static void end_put_one(struct text *t, const char *both)
{
	char host[NAME_MAX_];
	const char *colon = strrchr(both, ':');
	struct text h = text_over(host, sizeof(host));
	text_mem(&h, both, colon ? (size_t)(colon - both) : strlen(both));
	end_put(t, host, colon ? colon + 1 : "");
}

static bool is_any(const uint8_t bytes[16], uint16_t family)
{
	static const uint8_t zeros[16];
	return !memcmp(bytes, zeros, family == AF_INET ? 4 : 16);
}

static void nic_refuse(struct qemu *q, struct nic *n, const char *why)
{
	n->outer.family = 0;
	n->reason = machines_text(q->draft, why);
}

/* name: "udp:..." or "tcp:..." */
static void nic_tunnel(struct qemu *q, struct nic *n, const char *name)
{
	struct outer_place place;
	struct error e;
	if (!outer_parse(&n->outer, &place, name, &e))
		nic_refuse(q, n, e.text);
	else if (n->outer.kind == OUTER_UDP && is_any(n->outer.local, n->outer.family))
		nic_refuse(q, n,
			   "bound to any address: capture the interface that leads to "
			   "the other end");
}

/* Backends ----------------------------------------------------------------- */

static const struct held_tap *tap_take(struct qemu *q, size_t i)
{
	q->tap_used[i] = true;
	return &q->process->taps[i];
}

static const struct held_tap *tap_by_name(struct qemu *q, const char *ifname)
{
	const struct held_tap *found = NULL;
	for (size_t i = 0; i < q->process->tap_count; i++)
		if (!strcmp(q->process->taps[i].ifname, ifname))
			found = tap_take(q, i);
	return found;
}

/* fd=30, or fds=30:31 of one device with several queues. */
static const struct held_tap *tap_by_number(struct qemu *q, const char *numbers)
{
	const struct held_tap *found = NULL;
	while (*numbers >= '0' && *numbers <= '9') {
		char *end;
		unsigned long fd = strtoul(numbers, &end, 10);
		for (size_t i = 0; i < q->process->tap_count; i++)
			if (q->process->taps[i].fd == fd)
				found = tap_take(q, i);
		numbers = end + (*end == ':');
	}
	return found;
}

/* Neither name nor number: the kernel chose tapN, in the order of the netdevs. */
static const struct held_tap *tap_next(struct qemu *q)
{
	for (size_t i = 0; i < q->process->tap_count; i++)
		if (!q->tap_used[i])
			return tap_by_name(q, q->process->taps[i].ifname);
	return NULL;
}

static void read_tap(struct qemu *q, struct nic *n, const struct value *v)
{
	const char *ifname = qemu_text(v, "ifname"), *fd = qemu_text(v, "fd");
	const char *fds = qemu_text(v, "fds");
	const struct held_tap *tap = NULL;
	if (fd || fds)
		tap = tap_by_number(q, fd ? fd : fds);
	else
		tap = ifname ? tap_by_name(q, ifname) : tap_next(q);
	n->kind = NIC_TAP;
	n->ifname = machines_text(q->draft, tap ? tap->ifname : ifname);
	n->cookie = tap ? tap->cookie : 0;
	if (!n->ifname)
		n->reason = "which interface its descriptor is cannot be seen "
			    "(CAP_SYS_PTRACE)";
}

static void read_bridge(struct qemu *q, struct nic *n, const struct value *v)
{
	read_tap(q, n, v);
	n->kind = NIC_BRIDGE;
	if (!n->ifname)
		n->bridge = machines_text(q->draft, or_empty(qemu_text(v, "br")));
}

static void read_group(struct qemu *q, struct nic *n, const char *group)
{
	char name[TEXT_ROOM];
	struct text t = text_over(name, sizeof(name));
	text_str(&t, "udp:");
	end_put_one(&t, group);
	n->kind = NIC_MCAST;
	n->wire = machines_text(q->draft, name);
	nic_tunnel(q, n, name);
}

/* Who listens at any address is taken to listen for this host. */
static const char *at_loopback(const struct qemu *q, const char *port)
{
	return arena_printf(q->arena, "127.0.0.1%s", port);
}

static void read_tcp(struct qemu *q, struct nic *n, const char *address, bool server)
{
	char name[TEXT_ROOM];
	struct text t = text_over(name, sizeof(name));
	text_str(&t, "tcp:");
	end_put_one(&t, address[0] == ':' ? at_loopback(q, address) : address);
	n->kind = server ? NIC_TCP_SERVER : NIC_TCP_CLIENT;
	n->wire = machines_text(q->draft, name);
	if (server)
		nic_tunnel(q, n, name);
	else
		n->reason = "connects by TCP: capture at the end that listens";
}

static void read_udp(struct qemu *q, struct nic *n, const char *local,
		     const char *remote)
{
	char name[TEXT_ROOM];
	struct text t = text_over(name, sizeof(name));
	text_str(&t, "udp:");
	end_put_one(&t, local);
	text_char(&t, '-');
	end_put_one(&t, remote);
	n->kind = NIC_UDP;
	nic_tunnel(q, n, name);
}

/* vrnetlab gives a guest a socket where the lab has no link, for the number of the
 * card: p07, at a port that nobody connects to. */
static bool is_placeholder(const struct qemu *q, const char *id, const char *listen)
{
	return q->process->inside && id[0] == 'p' && id[1] &&
	       !id[1 + strspn(id + 1, "0123456789")] && listen[0] == ':' &&
	       listen[1] == '1' && strlen(listen) == 6;
}

static void read_socket(struct qemu *q, struct nic *n, const struct value *v)
{
	const char *udp = qemu_text(v, "udp"), *group = qemu_text(v, "mcast");
	const char *listen = qemu_text(v, "listen"), *to = qemu_text(v, "connect");
	if (listen && is_placeholder(q, or_empty(qemu_text(v, "id")), listen)) {
		n->kind = NIC_PLACEHOLDER;
		n->reason = "leads nowhere: it fills a gap in the numbers";
	} else if (udp)
		read_udp(q, n, or_empty(qemu_text(v, "localaddr")), udp);
	else if (group)
		read_group(q, n, group);
	else if (listen || to)
		read_tcp(q, n, listen ? listen : to, listen);
	else
		n->reason =
			"a socket that somebody else opened: nothing tells where it "
			"leads; capture inside the guest";
}

/* What no packet socket sees, and where the traffic can be had. */
static const char UNIX_REASON[] =
	"a unix socket: its frames pass no interface; capture inside the guest, or at "
	"the program at the other end";

static void read_unix(struct qemu *q, struct nic *n, const struct value *v)
{
	static const char *const keys[] = { "local.path", "remote.path", "addr.path",
					    "path", "sock" };
	n->kind = NIC_UNIX;
	n->reason = UNIX_REASON;
	for (size_t i = 0; i < COUNT(keys) && !n->wire; i++)
		n->wire = machines_text(q->draft, qemu_text(v, keys[i]));
}

static bool is_unix(const struct value *v, const char *key)
{
	return !strcmp(or_empty(qemu_text(v, key)), "unix");
}

/* HOST:PORT out of two keys. */
static const char *joined(struct qemu *q, const struct value *v, const char *host,
			  const char *port)
{
	char both[NAME_MAX_];
	struct text t = text_over(both, sizeof(both));
	if (!qemu_text(v, port))
		return "";
	end_put(&t, or_empty(qemu_text(v, host)), qemu_text(v, port));
	return arena_strdup(q->arena, both);
}

static bool is_group(const char *end)
{
	return (strtoul(end, NULL, 10) & 0xf0) == 0xe0 || !strncasecmp(end, "[ff", 3);
}

static void read_dgram(struct qemu *q, struct nic *n, const struct value *v)
{
	const char *local = joined(q, v, "local.host", "local.port");
	const char *remote = joined(q, v, "remote.host", "remote.port");
	if (is_unix(v, "local.type") || is_unix(v, "remote.type"))
		read_unix(q, n, v);
	else if (is_group(remote))
		read_group(q, n, remote);
	else
		read_udp(q, n, local, remote);
}

static void read_stream(struct qemu *q, struct nic *n, const struct value *v)
{
	const char *server = qemu_text(v, "server");
	if (is_unix(v, "addr.type"))
		read_unix(q, n, v);
	else
		read_tcp(q, n, joined(q, v, "addr.host", "addr.port"),
			 server && (!strcmp(server, "on") || !strcmp(server, "true")));
}

static const struct backend {
	const char *type;
	enum nic_kind kind;
	void (*read)(struct qemu *q, struct nic *n, const struct value *v);
	const char *reason; /* where read is NULL */
} backends[] = {
	{ "tap", NIC_TAP, read_tap, NULL },
	{ "bridge", NIC_BRIDGE, read_bridge, NULL },
	{ "socket", NIC_UNKNOWN, read_socket, NULL },
	{ "dgram", NIC_UDP, read_dgram, NULL },
	{ "stream", NIC_TCP_CLIENT, read_stream, NULL },
	{ "vde", NIC_UNIX, read_unix, NULL },
	{ "user", NIC_USER, NULL,
	  "user networking: its frames stay inside of QEMU; what leaves is on the "
	  "host's interfaces" },
	{ "passt", NIC_USER, NULL,
	  "passt: its frames pass a unix socket; what leaves is on the host's "
	  "interfaces" },
	{ "vhost-user", NIC_VHOSTUSER, NULL,
	  "vhost-user: its frames are in memory shared with a switch; capture there" },
	{ "vhost-vdpa", NIC_HOSTDEV, NULL,
	  "vDPA: the hardware moves its frames; capture inside the guest" },
	{ "l2tpv3", NIC_UNKNOWN, NULL,
	  "L2TPv3: capture the interface that leads to the other end" },
	{ "hubport", NIC_UNKNOWN, NULL,
	  "a port of a hub inside of QEMU: capture what else is plugged into it" },
	{ "none", NIC_PLACEHOLDER, NULL, "leads nowhere" },
};

static void read_backend(struct qemu *q, struct nic *n, const struct value *v)
{
	const char *type = or_empty(qemu_text(v, "type"));
	n->id = machines_text(q->draft, qemu_text(v, "id"));
	for (size_t i = 0; i < COUNT(backends); i++) {
		if (strcmp(backends[i].type, type) != 0)
			continue;
		n->kind = backends[i].kind;
		n->reason = backends[i].reason;
		if (backends[i].read)
			backends[i].read(q, n, v);
		return;
	}
	n->reason = "a kind of netdev that labtap does not know";
}

/* Cards -------------------------------------------------------------------- */

static struct nic *add_nic(struct qemu *q, const struct value *backend, const char *mac)
{
	struct nic *n = machines_add_nic(q->draft, q->machine, NIC_UNKNOWN);
	if (!n)
		return NULL;
	machines_set_mac(n, mac);
	if (backend)
		read_backend(q, n, backend);
	else
		n->reason = "nothing is plugged into it";
	return n;
}

/* The option of this name whose `key` is `value`, marked as used. */
static const struct value *take_option(struct qemu *q, const char *name,
				       const char *key, const char *value)
{
	for (size_t i = 0; i < q->args.count; i++) {
		const struct qemu_option *o = &q->args.items[i];
		if (q->used[i] || strcmp(o->name, name) != 0 ||
		    strcmp(or_empty(qemu_text(o->value, key)), value) != 0)
			continue;
		q->used[i] = true;
		return o->value;
	}
	return NULL;
}

static bool is_legacy_card(const struct qemu_option *o)
{
	return !strcmp(o->name, "net") &&
	       !strcmp(or_empty(qemu_text(o->value, "type")), "nic");
}

/* -net nic -net user: all on one hub; the first backend is shown with the first card,
 * and so on. */
static const struct value *take_legacy(struct qemu *q)
{
	for (size_t i = 0; i < q->args.count; i++) {
		const struct qemu_option *o = &q->args.items[i];
		if (q->used[i] || strcmp(o->name, "net") != 0 || is_legacy_card(o))
			continue;
		q->used[i] = true;
		return o->value;
	}
	return NULL;
}

static void read_card(struct qemu *q, const struct qemu_option *o)
{
	const struct value *v = o->value;
	const char *netdev = qemu_text(v, "netdev");
	if (!strcmp(o->name, "device") && netdev) {
		(void)add_nic(q, take_option(q, "netdev", "id", netdev),
			      qemu_text(v, "mac"));
	} else if (!strcmp(o->name, "nic")) {
		if (strcmp(or_empty(qemu_text(v, "type")), "none") != 0)
			(void)add_nic(q, v, qemu_text(v, "mac"));
	} else if (is_legacy_card(o)) {
		const struct value *backend =
			netdev ? take_option(q, "netdev", "id", netdev)
			       : take_legacy(q);
		(void)add_nic(q, backend, qemu_text(v, "macaddr"));
	}
}

/* Of these a port of a hub leads nowhere: what the hub joins is there by itself. */
static bool is_wire(const struct qemu_option *o)
{
	const char *type = or_empty(qemu_text(o->value, "type"));
	bool backend = !strcmp(o->name, "netdev") ||
		       (!strcmp(o->name, "net") && !is_legacy_card(o));
	return backend && strcmp(type, "none") != 0 && strcmp(type, "hubport") != 0;
}

/* Backends that no card has: one may be plugged in while it runs. */
static void read_rest(struct qemu *q)
{
	for (size_t i = 0; i < q->args.count; i++) {
		const struct qemu_option *o = &q->args.items[i];
		if (is_wire(o) && !q->used[i])
			(void)add_nic(q, o->value, NULL);
	}
}

static const char *option_text(const struct qemu *q, const char *name, const char *key)
{
	const char *found = NULL;
	for (size_t i = 0; i < q->args.count; i++)
		if (!strcmp(q->args.items[i].name, name) &&
		    qemu_text(q->args.items[i].value, key))
			found = qemu_text(q->args.items[i].value, key);
	return found;
}

static void describe(struct qemu *q)
{
	struct machine *m = &q->machine->machine;
	char first[NAME_MAX_];
	struct text t = text_over(first, sizeof(first));
	text_mem(&t, q->process->words, strnlen(q->process->words, q->process->size));
	const char *slash = strrchr(first, '/');
	m->state = MACHINE_RUNNING;
	m->pid = q->process->pid;
	m->cookie = q->process->cookie;
	m->id = machines_text(q->draft, option_text(q, "uuid", "uuid"));
	m->type = machines_text(q->draft, slash ? slash + 1 : first);
	/* Inside of a container that one is the node. */
	if (!q->process->inside)
		m->node = m->name;
}

struct machine_draft *machine_qemu(struct machines_draft *d,
				   const struct qemu_process *p)
{
	struct qemu q = { .draft = d, .process = p, .arena = arena_new() };
	char name[32];
	q.args = qemu_args_read(q.arena, p->words, p->size);
	q.used = arena_alloc(q.arena, q.args.count + 1);
	q.tap_used = arena_alloc(q.arena, p->tap_count + 1);
	snprintf(name, sizeof(name), "qemu.%u", p->pid);
	const char *given = option_text(&q, "name", "guest");
	q.machine = machines_add(d, MACHINE_QEMU, given ? given : name);
	if (q.machine) {
		describe(&q);
		for (size_t i = 0; i < q.args.count; i++)
			read_card(&q, &q.args.items[i]);
		read_rest(&q);
	}
	arena_free(q.arena);
	return q.machine;
}
