#include "core/lab/machine_libvirt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/lab/machine_make.h"
#include "core/lab/xml.h"

enum {
	WIRE_MAX = 300,
	NETLAB_PORT = 10000, /* of its tunnels: this and the interface's number */
	NETLAB_NOWHERE = 10666,
};

/* Interface types ---------------------------------------------------------- */

static void put_end(struct text *t, const char *address, const char *port)
{
	bool six = strchr(address, ':');
	text_printf(t, six ? "[%s]:%s" : "%s:%s", address, port);
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

/* Both ends in one text; the card's end first. */
static void read_udp(struct machines_draft *d, struct nic *n, const struct xml *source)
{
	char name[WIRE_MAX];
	struct error e;
	struct outer_place place;
	struct text t = text_over(name, sizeof(name));
	const struct xml *local = xml_child(source, "local");
	const char *port = or_empty(xml_attribute(source, "port"));
	text_str(&t, "udp:");
	put_end(&t, or_empty(xml_attribute(local, "address")),
		or_empty(xml_attribute(local, "port")));
	text_char(&t, '-');
	put_end(&t, or_empty(xml_attribute(source, "address")), port);
	if (strtoul(port, NULL, 10) == NETLAB_NOWHERE) {
		n->kind = NIC_PLACEHOLDER;
		n->reason = "leads nowhere: it fills a gap in the numbers";
	} else if (!outer_parse(&n->outer, &place, name, &e)) {
		n->outer.family = 0;
		n->reason = machines_text(d, e.text);
	}
}

/* A multicast group, and the end of a connection that listens: one address. */
static void read_one(struct machines_draft *d, struct nic *n, const struct xml *source)
{
	char name[WIRE_MAX];
	struct error e;
	struct outer_place place;
	struct text t = text_over(name, sizeof(name));
	text_str(&t, n->kind == NIC_MCAST ? "udp:" : "tcp:");
	put_end(&t, or_empty(xml_attribute(source, "address")),
		or_empty(xml_attribute(source, "port")));
	n->wire = machines_text(d, name);
	if (n->kind == NIC_TCP_CLIENT) /* its own port is nowhere written */
		n->reason = arena_printf(
			d->arena, "connects by TCP: capture the end that listens, %s",
			or_empty(n->wire));
	else if (!outer_parse(&n->outer, &place, name, &e)) {
		n->outer.family = 0;
		n->reason = machines_text(d, e.text);
	}
}

static void read_path(struct machines_draft *d, struct nic *n, const struct xml *source)
{
	const char *path = xml_attribute(source, "path");
	n->wire = machines_text(d, path ? path : xml_attribute(source, "dev"));
}

struct interface_type {
	const char *name;
	enum nic_kind kind;
	void (*read)(struct machines_draft *d, struct nic *n, const struct xml *source);
	const char *reason; /* why nothing can be captured, NULL */
};

static const struct interface_type types[] = {
	{ "network", NIC_NETWORK, NULL, NULL },
	{ "bridge", NIC_BRIDGE, NULL, NULL },
	{ "ethernet", NIC_ETHERNET, NULL, NULL },
	{ "direct", NIC_DIRECT, NULL, NULL },
	{ "udp", NIC_UDP, read_udp, NULL },
	{ "mcast", NIC_MCAST, read_one, NULL },
	{ "server", NIC_TCP_SERVER, read_one, NULL },
	{ "client", NIC_TCP_CLIENT, read_one, NULL },
	{ "user", NIC_USER, NULL,
	  "user networking: its frames stay inside of QEMU; "
	  "what leaves is on the host's interfaces" },
	{ "vhostuser", NIC_VHOSTUSER, read_path,
	  "vhost-user: its frames are in memory "
	  "shared with a switch; capture there" },
	{ "vdpa", NIC_HOSTDEV, read_path,
	  "vDPA: the hardware moves its frames; capture inside the guest" },
	{ "hostdev", NIC_HOSTDEV, NULL,
	  "a device of the host given to the guest: its "
	  "frames pass no interface; capture inside the guest" },
};

static const struct interface_type *find_type(const char *name)
{
	static const struct interface_type unknown = {
		"", NIC_UNKNOWN, NULL,
		"an interface type that labtap does not know; capture inside the guest"
	};
	for (size_t i = 0; name && i < COUNT(types); i++)
		if (!strcmp(types[i].name, name))
			return &types[i];
	return &unknown;
}

/* A type=udp card may have a target name, and no interface of that name exists. */
static bool has_interface(enum nic_kind kind)
{
	return kind == NIC_NETWORK || kind == NIC_BRIDGE || kind == NIC_ETHERNET ||
	       kind == NIC_DIRECT;
}

/* libvirt's alias, or what it will be: netN, and the user's own are not counted. */
static void name_nic(struct machines_draft *d, struct nic *n, const char *alias,
		     size_t place)
{
	const char *name = alias ? alias : arena_printf(d->arena, "net%zu", place);
	bool own = !strncmp(name, "ua-", 3);
	n->guest = machines_text(d, own ? name + 3 : name);
	if (alias)
		n->id = machines_text(d, arena_printf(d->arena, "host%s", alias));
}

static void read_nic(struct machines_draft *d, struct machine_draft *m,
		     const struct xml *x, size_t place)
{
	const struct interface_type *type = find_type(xml_attribute(x, "type"));
	const struct xml *source = xml_child(x, "source");
	const char *alias = xml_child_attribute(x, "alias", "name");
	struct nic *n = machines_add_nic(d, m, type->kind);
	if (!n)
		return;
	machines_set_mac(n, xml_child_attribute(x, "mac", "address"));
	if (has_interface(type->kind)) {
		n->ifname = machines_text(d, xml_child_attribute(x, "target", "dev"));
		n->network = machines_text(d, xml_attribute(source, "network"));
		n->bridge = machines_text(d, xml_attribute(source, "bridge"));
		n->lower = machines_text(d, xml_attribute(source, "dev"));
	}
	n->reason = type->reason;
	if (type->read)
		type->read(d, n, source);
	name_nic(d, n, alias, place);
}

/* One whose alias the user chose has no place among libvirt's own. */
static bool is_counted(const struct xml *nic)
{
	const char *alias = xml_child_attribute(nic, "alias", "name");
	return !alias || strncmp(alias, "ua-", 3) != 0;
}

/* Documents ----------------------------------------------------------------- */

static void read_domain(struct machines_draft *d, const struct xml *x, uint32_t state)
{
	const struct xml *devices = xml_child(x, "devices");
	struct machine_draft *m =
		machines_add(d, MACHINE_DOMAIN, or_empty(xml_child_text(x, "name")));
	if (!m)
		return;
	m->machine.state = state <= MACHINE_STOPPED ? state : MACHINE_UNKNOWN;
	m->machine.id = machines_text(d, xml_child_text(x, "uuid"));
	m->machine.type = machines_text(d, xml_attribute(x, "type"));
	size_t place = 0;
	for (size_t i = 0; devices && i < devices->child_count; i++) {
		const struct xml *nic = devices->children[i];
		if (strcmp(nic->name, "interface") != 0)
			continue;
		read_nic(d, m, nic, place);
		place += is_counted(nic);
	}
}

/* What the daemon itself keeps of a domain that runs. */
static void read_status(struct machines_draft *d, const struct xml *x)
{
	const char *state = or_empty(xml_attribute(x, "state"));
	const char *pid = or_empty(xml_attribute(x, "pid"));
	const struct xml *domain = xml_child(x, "domain");
	size_t count = d->items.count;
	if (domain)
		read_domain(d, domain,
			    strcmp(state, "paused") ? MACHINE_RUNNING : MACHINE_PAUSED);
	if (d->items.count > count)
		d->items.items[count].machine.pid = (uint32_t)strtoul(pid, NULL, 10);
	else
		d->left_off++;
}

static void read_document(struct machines_draft *d, const struct document *doc,
			  const char *text)
{
	struct error e;
	struct arena *arena = arena_new();
	const struct xml *x = xml_read(arena, text, doc->size, &e);
	if (x && doc->kind == LIBVIRT_NETWORK && !strcmp(x->name, "networkstatus"))
		x = xml_child(x, "network");
	if (x && doc->kind == LIBVIRT_DOMAIN && !strcmp(x->name, "domstatus"))
		read_status(d, x);
	else if (x && doc->kind == LIBVIRT_DOMAIN && !strcmp(x->name, "domain"))
		read_domain(d, x, doc->state);
	else if (x && doc->kind == LIBVIRT_NETWORK && !strcmp(x->name, "network"))
		machines_add_network(d, xml_child_text(x, "name"),
				     xml_child_attribute(x, "bridge", "name"),
				     doc->state == 1);
	else
		d->left_off++;
	arena_free(arena);
}

/* netlab -------------------------------------------------------------------- */

/* netlab's own marks: taps named vgif..., networks LAB_NUMBER, tunnels between
 * addresses 127.1.TUNNEL.NODE. */
static bool is_netlab_nic(const struct nic *n, const char *lab, size_t size)
{
	if (n->ifname && !strncmp(n->ifname, "vgif", 4))
		return true;
	if (n->outer.family == AF_INET && n->outer.local[0] == 127 &&
	    n->outer.local[1] == 1 && n->outer.local_port > NETLAB_PORT)
		return true;
	size_t used = size < 10 ? size : 10; /* netlab cuts the name there */
	const char *network = n->network;
	return network && !strncmp(network, lab, used) && network[used] == '_' &&
	       network[used + 1] &&
	       !network[used + 1 + strspn(network + used + 1, "0123456789")];
}

/* "LAB_": how much of the domain's name that is, 0: it is not netlab's. */
static size_t lab_size(const struct machine_draft *m)
{
	const char *name = m->machine.name;
	size_t size = strcspn(name, "_");
	return size && name[size] && name[size + 1] ? size : 0;
}

static bool is_netlab_domain(const struct machine_draft *m)
{
	size_t size = lab_size(m);
	for (size_t i = 0; size && i < m->nics.count; i++)
		if (is_netlab_nic(&m->nics.items[i], m->machine.name, size))
			return true;
	return false;
}

/* Is this, or another domain with the same LAB_ in front, netlab's? One node may have
 * nothing but its management card. */
static bool is_netlab(const struct machines_draft *d, const struct machine_draft *m)
{
	size_t size = lab_size(m);
	for (size_t i = 0; size && i < d->items.count; i++) {
		const struct machine_draft *other = &d->items.items[i];
		if (lab_size(other) == size &&
		    !strncmp(other->machine.name, m->machine.name, size) &&
		    is_netlab_domain(other))
			return true;
	}
	return false;
}

static bool is_management(const struct nic *n)
{
	return n->network && (!strcmp(n->network, "vagrant-libvirt") ||
			      !strncmp(n->network, "nl_mgmt", 7));
}

/* The number netlab gave the interface: at the end of its tap's name, in the port of
 * its tunnel; else its place. */
static unsigned long netlab_number(const struct nic *n, size_t place)
{
	const char *dash = n->ifname ? strrchr(n->ifname, '_') : NULL;
	char *end;
	if (n->outer.family && n->outer.local_port > NETLAB_PORT)
		return n->outer.local_port - (unsigned long)NETLAB_PORT;
	if (!dash || strncmp(n->ifname, "vgif", 4) != 0)
		return place;
	unsigned long number = strtoul(dash + 1, &end, 10);
	return end != dash + 1 && !*end ? number : place;
}

static void name_netlab(struct machines_draft *d, struct machine_draft *m)
{
	char text[WIRE_MAX];
	size_t size = lab_size(m);
	snprintf(text, sizeof(text), "%.*s", (int)size, m->machine.name);
	m->machine.lab = arena_strdup(d->arena, text);
	m->machine.node = m->machine.name + size + 1;
	for (size_t i = 0; i < m->nics.count; i++) {
		struct nic *n = &m->nics.items[i];
		n->management = is_management(n);
		snprintf(text, sizeof(text), "eth%lu", netlab_number(n, i));
		n->guest = arena_strdup(d->arena, text);
	}
}

static void read_documents(struct machines_draft *d, const struct documents *docs)
{
	for (size_t i = 0; i < docs->count; i++)
		read_document(d, &docs->items[i], docs->bytes + docs->items[i].offset);
	for (size_t i = 0; i < d->items.count; i++)
		if (is_netlab(d, &d->items.items[i]))
			name_netlab(d, &d->items.items[i]);
	d->left_off += docs->left_off;
}

struct machines *machine_libvirt(const struct documents *docs)
{
	struct machines_draft d = machines_draft("libvirt");
	read_documents(&d, docs);
	return machines_seal(&d);
}

/* A daemon that has ended leaves the files of guests that end after it. */
static bool is_alive(const struct census *c, uint32_t pid)
{
	for (size_t i = 0; i < c->process_count; i++)
		if (c->processes[i].pid == pid)
			return true;
	return false;
}

struct machines *machine_libvirt_files(const struct census *c)
{
	struct machines_draft d = machines_draft("libvirt");
	VEC(struct document) items = { NULL, 0, 0 };
	for (size_t i = 0; i < c->answer_count; i++) {
		const struct census_answer *a = &c->answers[i];
		bool domain = a->kind == CENSUS_LIBVIRT;
		const struct document doc = {
			.kind = domain ? LIBVIRT_DOMAIN : LIBVIRT_NETWORK,
			.state = 1, /* what there is a file of is active */
			.offset = a->text.offset,
			.size = a->text.size,
		};
		if (domain || a->kind == CENSUS_LIBVIRT_NETWORK)
			vec_push(&items, doc);
	}
	const struct documents docs = { .items = items.items,
					.bytes = (const char *)c->bytes,
					.count = items.count };
	read_documents(&d, &docs);
	free(items.items);
	for (size_t i = 0; i < d.items.count; i++)
		if (!is_alive(c, d.items.items[i].machine.pid))
			d.items.items[i].machine.state = MACHINE_STOPPED;
	return machines_seal(&d);
}
