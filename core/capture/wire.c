#include "core/capture/wire.h"

#include <stddef.h>
#include <string.h>

#include "core/base/text.h"

_Static_assert(sizeof(struct order_key) == 16, "no padding on the wire");
_Static_assert(sizeof(struct outer) == 40, "no padding on the wire");
_Static_assert(sizeof(struct order_meter) == 56, "no padding on the wire");
_Static_assert(offsetof(struct order, items) % 8 == 0, "items follow without a gap");

/* What follows the fixed part of each kind of order. */
static const struct shape {
	size_t item;
	uint32_t most;
	unsigned fds;
} shapes[ORDER_KINDS] = {
	[ORDER_SPOOL] = { .item = 1, .most = WIRE_COMMENT, .fds = 1 },
	[ORDER_CAPTURE] = { .item = sizeof(struct sock_filter),
			    .most = SOURCE_CODE_MAX },
	[ORDER_RELEASE] = { .fds = 0 },
	[ORDER_FILTER] = { .item = sizeof(struct sock_filter),
			   .most = SOURCE_CODE_MAX },
	[ORDER_WATCH] = { .item = sizeof(struct order_key), .most = WIRE_KEYS },
	[ORDER_RESCAN] = { .fds = 0 },
	[ORDER_END] = { .fds = 0 },
	[ORDER_NEXT_FILE] = { .fds = 1 },
	[ORDER_METERS] = { .item = sizeof(struct order_meter), .most = WIRE_METERS },
	[ORDER_LIBVIRT] = { .fds = 0 },
	[ORDER_RELAY] = { .item = sizeof(struct sock_filter),
			  .most = SOURCE_CODE_MAX,
			  .fds = 1 },
};

void order_init(struct order *o, enum order_kind kind, uint32_t id)
{
	memset(o, 0, sizeof(*o));
	o->version = WIRE_VERSION;
	o->kind = kind;
	o->id = id;
}

static bool copy(char *to, size_t room, const char *from, const char *what,
		 struct error *e)
{
	struct text t = text_over(to, room);
	text_str(&t, from);
	return !t.cut || error_set(e, 0, "%s is too long: %s", what, from);
}

bool order_filter(struct order *o, const char *text, const struct sock_filter *code,
		  uint32_t count, struct error *e)
{
	if (count > SOURCE_CODE_MAX)
		return error_set(e, 0, "the capture filter is too long");
	if (count)
		memcpy(o->items.code, code, count * sizeof(*code));
	o->count = count;
	/* The text is for the file only: one that is too long is cut there. */
	struct text t = text_over(o->filter_text, sizeof(o->filter_text));
	text_str(&t, text);
	return true;
}

bool order_request(struct order *o, const struct capture_request *r, struct error *e)
{
	o->cookie = r->cookie;
	o->ifindex = r->ifindex;
	o->snaplen = r->snaplen;
	o->buffer = r->buffer;
	o->linktype = r->linktype;
	o->backend = (uint32_t)r->backend;
	o->outer = r->outer;
	o->flags = (r->promiscuous ? ORDER_PROMISCUOUS : 0u) |
		   (r->only_in ? ORDER_ONLY_IN : 0u) |
		   (r->only_out ? ORDER_ONLY_OUT : 0u) | (r->again ? ORDER_AGAIN : 0u) |
		   (r->keep_outer ? ORDER_KEEP_OUTER : 0u);
	return copy(o->name, sizeof(o->name), r->name, "name", e) &&
	       copy(o->ifname, sizeof(o->ifname), r->ifname, "interface name", e) &&
	       copy(o->description, sizeof(o->description), r->description,
		    "description", e) &&
	       order_filter(o, r->filter_text, r->code, r->code_count, e);
}

size_t order_size(const struct order *o)
{
	return offsetof(struct order, items) + o->count * shapes[o->kind].item;
}

static bool ended(const char *s, size_t size)
{
	return memchr(s, '\0', size);
}

static bool strings_check(const struct order *o)
{
	return ended(o->ifname, sizeof(o->ifname)) && ended(o->name, sizeof(o->name)) &&
	       ended(o->description, sizeof(o->description)) &&
	       ended(o->filter_text, sizeof(o->filter_text));
}

static bool shape_check(const struct order *o, size_t size, unsigned fd_count,
			struct error *e)
{
	if (size < offsetof(struct order, items) || o->version != WIRE_VERSION)
		return error_set(e, 0, "order refused: not an order of this version");
	if (o->kind == 0 || o->kind >= ORDER_KINDS)
		return error_set(e, 0, "order refused: unknown kind %u", o->kind);
	if (o->count > shapes[o->kind].most || size != order_size(o))
		return error_set(e, 0, "order refused: wrong size");
	if (fd_count > shapes[o->kind].fds)
		return error_set(e, 0, "order refused: descriptors");
	if (!strings_check(o))
		return error_set(e, 0, "order refused: text without an end");
	return true;
}

static bool relay_check(const struct order *o, unsigned fd_count, struct error *e)
{
	return (o->name[0] && fd_count == 1 && o->snaplen >= 1 &&
		o->snaplen <= WIRE_SNAPLEN && o->linktype <= UINT16_MAX &&
		!o->outer.family && !o->buffer &&
		!(o->flags & ~(uint32_t)ORDER_AGAIN) && !o->cookie) ||
	       error_set(e, 0, "order refused: not a relay");
}

static bool capture_check(const struct order *o, struct error *e)
{
	const uint32_t both = ORDER_ONLY_IN | ORDER_ONLY_OUT;
	const uint32_t known =
		both | ORDER_PROMISCUOUS | ORDER_AGAIN | ORDER_KEEP_OUTER;
	if (!o->name[0] || !o->ifname[0] || !o->ifindex)
		return error_set(e, 0, "order refused: no name");
	if (o->snaplen < 1 || o->snaplen > WIRE_SNAPLEN || o->buffer > WIRE_BUFFER)
		return error_set(e, 0, "order refused: snap length or buffer size");
	if (o->backend > BACKEND_PCAP || (o->flags & ~known) ||
	    (o->flags & both) == both)
		return error_set(e, 0, "order refused: options");
	if (o->outer.family && !outer_check(&o->outer, e))
		return error_in(e, "order refused");
	return true;
}

/* Of TCP a packet is no frame. */
static bool meters_check(const struct order *o, struct error *e)
{
	for (uint32_t i = 0; i < o->count; i++) {
		const struct order_meter *m = &o->items.meters[i];
		if (!m->id || !m->ifindex || m->outer.kind == OUTER_TCP)
			return error_set(e, 0, "order refused: what cannot be counted");
		if (!outer_check(&m->outer, e))
			return error_in(e, "order refused");
	}
	return true;
}

bool order_read(struct order *o, const void *bytes, size_t size, unsigned fd_count,
		struct error *e)
{
	memset(o, 0, sizeof(*o));
	if (size > sizeof(*o))
		return error_set(e, 0, "order refused: too long");
	memcpy(o, bytes, size);
	return shape_check(o, size, fd_count, e) &&
	       (o->kind != ORDER_CAPTURE || capture_check(o, e)) &&
	       (o->kind != ORDER_RELAY || relay_check(o, fd_count, e)) &&
	       (o->kind != ORDER_METERS || meters_check(o, e));
}

size_t notice_write(struct wire_notice *w, const struct notice *n)
{
	memset(w, 0, offsetof(struct wire_notice, counters));
	w->version = WIRE_VERSION;
	w->kind = (uint32_t)n->kind;
	w->id = n->id;
	w->state = (uint32_t)n->state;
	w->linktype = n->linktype;
	w->missing_caps = n->missing_caps;
	w->code = (uint32_t)n->code;
	w->count = n->counter_count;
	w->time = n->time;
	w->received = n->received;
	w->kept = n->kept;
	w->dropped_kernel = n->dropped_kernel;
	w->dropped_us = n->dropped_us;
	w->shared = n->shared;
	w->sent = n->sent;
	memcpy(w->odd, n->odd, sizeof(w->odd));
	memcpy(w->path, n->path, sizeof(w->path));
	memcpy(w->text, n->text, sizeof(w->text));
	for (unsigned i = 0; i < WIRE_FDS; i++)
		if (n->fds[i] >= 0)
			w->fd_mask |= 1u << i;
	size_t counters = n->counter_count * sizeof(n->counters[0]);
	if (counters)
		memcpy(w->counters, n->counters, counters);
	return offsetof(struct wire_notice, counters) + counters;
}

static bool notice_check(const struct wire_notice *w, size_t size, unsigned fd_count)
{
	const size_t fixed = offsetof(struct wire_notice, counters);
	return size >= fixed && w->version == WIRE_VERSION && w->kind < NOTICE_ENDED &&
	       w->state <= CAPTURE_RELEASED && w->count <= COUNTERS_PER_NOTICE &&
	       size == fixed + w->count * sizeof(w->counters[0]) &&
	       w->fd_mask < 1u << WIRE_FDS &&
	       (unsigned)__builtin_popcount(w->fd_mask) == fd_count &&
	       ended(w->path, sizeof(w->path)) && ended(w->text, sizeof(w->text));
}

bool notice_read(struct notice *n, const struct wire_notice *w, size_t size,
		 const int *fds, unsigned fd_count, struct error *e)
{
	memset(n, 0, offsetof(struct notice, counters));
	memset(n->fds, -1, sizeof(n->fds));
	if (!notice_check(w, size, fd_count))
		return error_set(e, 0, "damaged notice from the engine");
	n->kind = (enum notice_kind)w->kind;
	n->id = w->id;
	n->state = (enum capture_state)w->state;
	n->linktype = w->linktype;
	n->missing_caps = w->missing_caps;
	n->code = (int)w->code;
	n->time = w->time;
	n->received = w->received;
	n->kept = w->kept;
	n->dropped_kernel = w->dropped_kernel;
	n->dropped_us = w->dropped_us;
	n->shared = w->shared;
	n->sent = w->sent;
	memcpy(n->odd, w->odd, sizeof(n->odd));
	n->counter_count = w->count;
	memcpy(n->path, w->path, sizeof(n->path));
	memcpy(n->text, w->text, sizeof(n->text));
	memcpy(n->counters, w->counters, w->count * sizeof(w->counters[0]));
	for (unsigned i = 0; i < WIRE_FDS; i++)
		if (w->fd_mask & 1u << i)
			n->fds[i] = *fds++;
	return true;
}
