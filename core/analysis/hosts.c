#include "core/analysis/hosts.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/lab/lab.h"

struct hosts {
	struct arena *arena;
	VEC(struct host) items;
	size_t *by_address; /* positions */
};

/* Groups that routing protocols and hosts talk to (IANA, ipv4 and ipv6 multicast). */
static const struct {
	const char *name, *address;
} groups[] = {
	{ "all-hosts", "224.0.0.1" },
	{ "all-routers", "224.0.0.2" },
	{ "all-ospf", "224.0.0.5" },
	{ "all-ospf-dr", "224.0.0.6" },
	{ "all-rip", "224.0.0.9" },
	{ "all-eigrp", "224.0.0.10" },
	{ "all-pim", "224.0.0.13" },
	{ "all-vrrp", "224.0.0.18" },
	{ "all-igmp", "224.0.0.22" },
	{ "all-hsrp", "224.0.0.102" },
	{ "mdns", "224.0.0.251" },
	{ "llmnr", "224.0.0.252" },
	{ "ssdp", "239.255.255.250" },
	{ "all-hosts", "ff02::1" },
	{ "all-routers", "ff02::2" },
	{ "all-ospf", "ff02::5" },
	{ "all-ospf-dr", "ff02::6" },
	{ "all-rip", "ff02::9" },
	{ "all-eigrp", "ff02::a" },
	{ "all-pim", "ff02::d" },
	{ "all-vrrp", "ff02::12" },
	{ "all-mld", "ff02::16" },
	{ "all-dhcp", "ff02::1:2" },
	{ "mdns", "ff02::fb" },
	{ "llmnr", "ff02::1:3" },
	{ "all-isis", "01:80:c2:00:00:14" },
	{ "all-isis", "01:80:c2:00:00:15" },
	{ "all-isis", "09:00:2b:00:00:05" },
	{ "all-stp", "01:80:c2:00:00:00" },
	{ "all-lldp", "01:80:c2:00:00:0e" },
	{ "all-cisco", "01:00:0c:cc:cc:cc" },
};

static bool read_mac(const char *text, uint8_t *bytes)
{
	unsigned b[6];
	int used = 0;
	if (sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x%n", &b[0], &b[1], &b[2], &b[3], &b[4],
		   &b[5], &used) != 6 ||
	    text[used])
		return false;
	for (int i = 0; i < 6; i++)
		bytes[i] = (uint8_t)b[i];
	return true;
}

/* "10.0.0.1", with or without "/24". */
static bool read_address(const char *text, struct host *h)
{
	char copy[INET6_ADDRSTRLEN + 1];
	size_t n = strcspn(text, "/");
	if (n >= sizeof(copy))
		return false;
	memcpy(copy, text, n);
	copy[n] = '\0';
	h->prefix = text[n] ? (uint8_t)strtoul(text + n + 1, NULL, 10) : 0;
	memset(h->bytes, 0, sizeof(h->bytes));
	h->kind = HOST_IP4;
	if (inet_pton(AF_INET, copy, h->bytes) == 1)
		return true;
	h->kind = HOST_IP6;
	if (inet_pton(AF_INET6, copy, h->bytes) == 1)
		return true;
	h->kind = HOST_MAC;
	return read_mac(copy, h->bytes);
}

/* Everybody has these. */
static bool is_common(const struct host *h)
{
	static const uint8_t none[16], loopback6[16] = { [15] = 1 };
	return !memcmp(h->bytes, none, sizeof(none)) ||
	       (h->kind == HOST_IP4 && h->bytes[0] == 127) ||
	       (h->kind == HOST_IP6 && !memcmp(h->bytes, loopback6, sizeof(none)));
}

static void add(struct hosts *hosts, struct host *like, const char *address)
{
	struct host h = *like;
	if (address && read_address(address, &h) && !is_common(&h))
		vec_push(&hosts->items, h);
}

static void add_list(struct hosts *hosts, struct host *like, const char *const *list)
{
	for (; list && *list; list++)
		add(hosts, like, *list);
}

static const char *copied(struct hosts *hosts, const char *s)
{
	return s ? arena_strdup(hosts->arena, s) : NULL;
}

/* Of a name that has its lab in front, how much that is. */
static size_t front_of(const struct topology *t, size_t lab, const char *name)
{
	return (size_t)(topology_plain(t, lab, name) - name);
}

/* Which node has this namespace; its own name where no file says. */
static const char *node_of_space(const struct lab *lab, const struct endpoint *e)
{
	const struct topology *t = lab->topology;
	if (t && e->port && e->port->node != TOPOLOGY_NONE)
		return t->nodes[e->port->node].name;
	for (size_t i = 0; t && e->netns && i < t->node_count; i++)
		if (t->nodes[i].netns && !strcmp(t->nodes[i].netns, e->netns))
			return t->nodes[i].name;
	return e->netns;
}

static void add_endpoint(struct hosts *hosts, const struct lab *lab,
			 const struct endpoint *e)
{
	const struct topology *t = lab->topology;
	const struct topology_port *p = t ? e->port : NULL;
	bool loopback = e->netns && !strcmp(e->type, "loopback");
	struct host like = { .node = copied(hosts, node_of_space(lab, e)) };
	char mac[18];
	like.name = loopback ? like.node : copied(hosts, e->name);
	if (p && p->link != TOPOLOGY_NONE)
		like.link = copied(hosts, t->links[p->link].name);
	if (p && p->node != TOPOLOGY_NONE)
		like.front = front_of(t, t->nodes[p->node].lab, like.node);
	if (p) {
		add_list(hosts, &like, p->ipv4);
		add_list(hosts, &like, p->ipv6);
		add(hosts, &like, p->mac);
	}
	add_list(hosts, &like, e->addresses);
	snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x", e->mac[0],
		 e->mac[1], e->mac[2], e->mac[3], e->mac[4], e->mac[5]);
	if (e->has_mac)
		add(hosts, &like, mac);
}

static void add_lab(struct hosts *hosts, const struct lab *lab)
{
	const struct topology *t = lab->topology;
	for (size_t i = 0; t && i < t->node_count; i++) {
		struct host like = { .name = copied(hosts, t->nodes[i].name) };
		like.node = like.name;
		like.front = front_of(t, t->nodes[i].lab, like.name);
		add_list(hosts, &like, t->nodes[i].loopbacks);
	}
	for (size_t i = 0; i < lab->endpoint_count; i++)
		if (lab->endpoints[i].netns || lab->endpoints[i].port)
			add_endpoint(hosts, lab, &lab->endpoints[i]);
	/* The host itself is last: its bridges may have addresses of the lab. */
	for (size_t i = 0; i < lab->endpoint_count; i++)
		if (!lab->endpoints[i].netns && !lab->endpoints[i].port)
			add_endpoint(hosts, lab, &lab->endpoints[i]);
}

static int compare(const struct host *a, const struct host *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

static int by_address(const void *a, const void *b, void *items)
{
	const size_t *x = a, *y = b;
	int order = compare((const struct host *)items + *x,
			    (const struct host *)items + *y);
	return order ? order : *x < *y ? -1 : *x > *y;
}

/* What files declare and the host has is in the list twice. */
static bool is_double(const struct host *a, const struct host *b)
{
	return !compare(a, b) && !strcmp(a->name, b->name);
}

static void sort(struct hosts *h)
{
	size_t count = h->items.count, kept = 0;
	h->by_address = arena_alloc(h->arena, (count + 1) * sizeof(size_t));
	for (size_t i = 0; i < count; i++)
		h->by_address[i] = i;
	qsort_r(h->by_address, count, sizeof(size_t), by_address, h->items.items);
	for (size_t i = 0; i < count; i++) {
		const struct host *items = h->items.items;
		if (!kept || !is_double(&items[h->by_address[kept - 1]],
					&items[h->by_address[i]]))
			h->by_address[kept++] = h->by_address[i];
	}
	h->items.count = kept;
}

struct hosts *hosts_new(const struct lab *lab)
{
	struct arena *arena = arena_new();
	struct hosts *h = arena_alloc(arena, sizeof(*h));
	h->arena = arena;
	if (lab)
		add_lab(h, lab);
	for (size_t i = 0; i < COUNT(groups); i++) {
		struct host like = { .name = groups[i].name };
		add(h, &like, groups[i].address);
	}
	sort(h);
	return h;
}

void hosts_free(struct hosts *h)
{
	if (!h)
		return;
	free(h->items.items);
	arena_free(h->arena);
}

size_t hosts_count(const struct hosts *h)
{
	return h->items.count;
}

const struct host *hosts_at(const struct hosts *h, size_t index)
{
	return &h->items.items[h->by_address[index]];
}

const char *hosts_name(const struct hosts *h, const char *address)
{
	struct host key;
	if (!read_address(address, &key))
		return NULL;
	size_t low = 0, high = h->items.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare(hosts_at(h, middle), &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == h->items.count || compare(hosts_at(h, low), &key) != 0)
		return NULL;
	return hosts_at(h, low)->name;
}

/* A name ends where a word of the filter language does. */
static size_t match_one(const char *name, const char *s)
{
	size_t n = name ? strlen(name) : 0;
	bool same = n && !strncmp(name, s, n);
	return same && (!s[n] || strchr(" \t\r\n)&|!", s[n])) ? n : 0;
}

/* Names may be of another kind than those that have the lab in front. */
static const char *plain(const struct host *h, const char *name)
{
	size_t n = h->front;
	bool has = n && strnlen(name, n) == n && name[n - 1] == '/';
	return has ? name + n : name;
}

bool host_goes_by(const struct host *h, const char *name, const char *s, size_t size)
{
	const char *own = name ? plain(h, name) : NULL;
	return name && ((strlen(name) == size && !memcmp(name, s, size)) ||
			(strlen(own) == size && !memcmp(own, s, size)));
}

size_t hosts_match(const struct hosts *h, const char *s, bool links)
{
	size_t best = 0;
	for (size_t i = 0; i < h->items.count; i++) {
		const struct host *host = hosts_at(h, i);
		const char *const names[] = { host->name, host->node,
					      links ? host->link : NULL };
		for (size_t k = 0; k < COUNT(names); k++) {
			const char *own = names[k] ? plain(host, names[k]) : NULL;
			size_t n = match_one(names[k], s), less = match_one(own, s);
			best = n > best ? n : best;
			best = less > best ? less : best;
		}
	}
	return best;
}
