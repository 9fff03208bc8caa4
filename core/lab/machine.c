#include "core/lab/machine.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/lab/machine_make.h"

enum { TEXT_MAX = 1024 };

struct machines_draft machines_draft(const char *source)
{
	return (struct machines_draft){ .arena = arena_new(), .source = source };
}

const char *machines_text(struct machines_draft *d, const char *s)
{
	char buffer[TEXT_MAX];
	if (!s || !*s)
		return NULL;
	struct text t = text_over(buffer, sizeof(buffer));
	text_escape(&t, s, strlen(s));
	return arena_strdup(d->arena, buffer);
}

struct machine_draft *machines_add(struct machines_draft *d, enum machine_kind kind,
				   const char *name)
{
	if (d->items.count == MACHINES_MAX) {
		d->left_off++;
		return NULL;
	}
	const char *own = machines_text(d, name);
	struct machine_draft m = { .machine = { .kind = kind,
						.source = d->source,
						.name = own ? own : "?" } };
	vec_push(&d->items, m);
	return &d->items.items[d->items.count - 1];
}

struct nic *machines_add_nic(struct machines_draft *d, struct machine_draft *m,
			     enum nic_kind kind)
{
	if (m->nics.count == NICS_MAX) {
		d->left_off++;
		return NULL;
	}
	struct nic n = { .kind = kind };
	vec_push(&m->nics, n);
	return &m->nics.items[m->nics.count - 1];
}

void machines_add_network(struct machines_draft *d, const char *name,
			  const char *bridge, bool active)
{
	const char *own = machines_text(d, name);
	if (!own || d->networks.count == NETWORKS_MAX) {
		d->left_off++;
		return;
	}
	struct network n = { .source = d->source,
			     .name = own,
			     .bridge = machines_text(d, bridge),
			     .active = active };
	vec_push(&d->networks, n);
}

void machines_add_holder(struct machines_draft *d, const struct holder *h)
{
	struct holder own = { .cookie = h->cookie,
			      .ifname = machines_text(d, h->ifname),
			      .process = machines_text(d, h->process),
			      .pid = h->pid };
	if (own.ifname && own.process)
		vec_push(&d->holders, own);
}

static int by_tap(const void *a, const void *b)
{
	const struct holder *x = a, *y = b;
	if (x->cookie != y->cookie)
		return x->cookie < y->cookie ? -1 : 1;
	return strcmp(x->ifname, y->ifname);
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

void machines_set_mac(struct nic *n, const char *text)
{
	uint8_t mac[6];
	if (!text || strlen(text) != 17)
		return;
	for (size_t i = 0; i < sizeof(mac); i++) {
		int high = hex_digit(text[i * 3]), low = hex_digit(text[i * 3 + 1]);
		char behind = text[i * 3 + 2];
		if (high < 0 || low < 0 || behind != (i < 5 ? ':' : '\0'))
			return;
		mac[i] = (uint8_t)(high << 4 | low);
	}
	memcpy(n->mac, mac, sizeof(mac));
	n->has_mac = true;
}

static void *copy(struct arena *a, const void *items, size_t size)
{
	void *p = arena_alloc(a, size);
	if (size)
		memcpy(p, items, size);
	return p;
}

struct machines *machines_seal(struct machines_draft *d)
{
	struct machines *m = arena_alloc(d->arena, sizeof(*m));
	size_t count = d->items.count;
	struct machine *items = arena_alloc(d->arena, count * sizeof(*items));
	for (size_t i = 0; i < count; i++) {
		struct machine_draft *from = &d->items.items[i];
		items[i] = from->machine;
		items[i].nic_count = from->nics.count;
		items[i].nics = copy(d->arena, from->nics.items,
				     from->nics.count * sizeof(*from->nics.items));
		free(from->nics.items);
	}
	m->arena = d->arena;
	m->items = items;
	m->count = count;
	m->networks = copy(d->arena, d->networks.items,
			   d->networks.count * sizeof(*d->networks.items));
	m->network_count = d->networks.count;
	if (d->holders.count > 1)
		qsort(d->holders.items, d->holders.count, sizeof(*d->holders.items),
		      by_tap);
	m->holders = copy(d->arena, d->holders.items,
			  d->holders.count * sizeof(*d->holders.items));
	m->holder_count = d->holders.count;
	m->left_off = d->left_off;
	free(d->items.items);
	free(d->networks.items);
	free(d->holders.items);
	*d = (struct machines_draft){ .source = d->source };
	return m;
}

void machines_free(struct machines *m)
{
	if (m)
		arena_free(m->arena);
}

const struct holder *machines_holder(const struct machines *m, uint64_t cookie,
				     const char *ifname)
{
	const struct holder key = { .cookie = cookie, .ifname = ifname };
	return m->holder_count
		       ? bsearch(&key, m->holders, m->holder_count, sizeof(key), by_tap)
		       : NULL;
}

const char *machine_word(enum machine_kind k)
{
	static const char *const words[] = {
		[MACHINE_DOMAIN] = "libvirt domain",
		[MACHINE_QEMU] = "QEMU",
		[MACHINE_CONTAINER] = "container",
		[MACHINE_PROCESS] = "process",
	};
	return words[k];
}

const char *nic_word(enum nic_kind k)
{
	static const char *const words[] = {
		[NIC_UNKNOWN] = "unknown",
		[NIC_TAP] = "tap",
		[NIC_NETWORK] = "network",
		[NIC_BRIDGE] = "bridge",
		[NIC_ETHERNET] = "ethernet",
		[NIC_DIRECT] = "direct",
		[NIC_UDP] = "udp",
		[NIC_MCAST] = "mcast",
		[NIC_TCP_SERVER] = "server",
		[NIC_TCP_CLIENT] = "client",
		[NIC_UNIX] = "unix",
		[NIC_USER] = "user",
		[NIC_VHOSTUSER] = "vhostuser",
		[NIC_HOSTDEV] = "hostdev",
		[NIC_PLACEHOLDER] = "placeholder",
	};
	return words[k];
}
