#include "core/analysis/unwrap.h"

#include <stdlib.h>
#include <string.h>

#include "core/analysis/unwrap_flows.h"
#include "core/base/mem.h"
#include "core/base/text.h"
#include "core/base/vec.h"
#include "core/lab/framing.h"
#include "core/store/output.h"
#include "core/store/pcapng_copy.h"
#include "core/store/pcapng_write.h"

enum {
	ETHER_SIZE = 14,
	PACKET_MAX = 262144, /* MAXIMUM_SNAPLEN of libpcap */
};

#define UNDECLARED UINT32_MAX

struct unwrap {
	struct store *from;
	struct output output;
	bool automatic, only;
	struct unwrap_flows flows;
	uint64_t seen, done;  /* packets */
	uint32_t declared;    /* interfaces in the file */
	VEC(uint32_t) ifaces; /* what those of the store are there, or UNDECLARED */
	uint8_t *ether;	      /* a packet that had no Ethernet header */
	struct unwrap_counts counts;
	struct unwrap_flow *flow;     /* of the packet at hand */
	const struct packet *segment; /* the same */
	bool failed;
	struct error error; /* of the first write that failed */
};

/* What the link header is, and where the network's begins (tcpdump.org/linktypes). */
static int network_offset(uint32_t linktype)
{
	static const struct {
		uint32_t linktype;
		int offset;
	} known[] = {
		{ LINKTYPE_RAW, 0 },	     { LINKTYPE_IPV4, 0 },
		{ LINKTYPE_IPV6, 0 },	     { LINKTYPE_NULL, 4 },
		{ LINKTYPE_LOOP, 4 },	     { LINKTYPE_LINUX_SLL, 16 },
		{ LINKTYPE_LINUX_SLL2, 20 },
	};
	for (size_t i = 0; i < COUNT(known); i++)
		if (known[i].linktype == linktype)
			return known[i].offset;
	return -1;
}

/* The packet as an Ethernet one, whatever its link is (a capture of `any`, too). */
static bool as_ethernet(struct unwrap *u, const struct packet *p,
			struct tunnel_packet *t)
{
	*t = (struct tunnel_packet){
		.bytes = p->bytes,
		.captured = p->captured,
		.length = p->length,
	};
	if (p->linktype == LINKTYPE_ETHERNET)
		return true;
	int offset = network_offset(p->linktype);
	uint32_t skip = (uint32_t)offset;
	if (offset < 0 || p->captured <= skip || p->length < p->captured ||
	    p->captured > PACKET_MAX)
		return false;
	if (!u->ether)
		u->ether = mem_new(ETHER_SIZE + PACKET_MAX);
	bool six = p->bytes[skip] >> 4 == 6;
	memcpy(u->ether + 12, six ? "\x86\xdd" : "\x08\x00", 2);
	memcpy(u->ether + ETHER_SIZE, p->bytes + skip, p->captured - skip);
	t->bytes = u->ether;
	t->captured = p->captured - skip + ETHER_SIZE;
	t->length = p->length - skip + ETHER_SIZE;
	return true;
}

/* Writing ------------------------------------------------------------------ */

static uint8_t *room(struct unwrap *u, size_t size)
{
	uint8_t *to = u->failed ? NULL : output_room(&u->output, size, &u->error);
	u->failed = !to;
	return to;
}

static uint32_t declare(struct unwrap *u, const struct iface *iface)
{
	uint8_t *to = room(u, pcapng_copy_iface_room(iface));
	if (!to)
		return UNDECLARED;
	u->output.used += pcapng_copy_iface(to, iface);
	return u->declared++;
}

static uint32_t declare_flow(struct unwrap *u, struct unwrap_flow *flow)
{
	const struct iface *from = store_iface(u->from, u->segment->iface);
	struct iface iface = { .linktype = LINKTYPE_ETHERNET };
	char name[OUTER_TEXT];
	struct text label = text_over(iface.name, sizeof(iface.name));
	struct text t = text_over(iface.description, sizeof(iface.description));
	outer_text(&flow->outer, name);
	text_str(&label, name);
	text_printf(&t, "%s: Ethernet in %s, from a capture of %s", name,
		    flow->outer.kind == OUTER_TCP ? "TCP" : "UDP",
		    from && from->name[0] ? from->name : "an interface");
	u->counts.tunnels++;
	return declare(u, &iface);
}

static uint32_t declare_other(struct unwrap *u, uint32_t id)
{
	while (u->ifaces.count <= id)
		vec_push(&u->ifaces, UNDECLARED);
	if (u->ifaces.items[id] == UNDECLARED)
		u->ifaces.items[id] = declare(u, store_iface(u->from, id));
	return u->ifaces.items[id];
}

static void write_packet(struct unwrap *u, uint32_t iface, const struct packet *p)
{
	uint8_t *to = iface == UNDECLARED ? NULL : room(u, pcapng_copy_packet_room(p));
	if (to)
		u->output.used += pcapng_copy_packet(to, iface, p);
}

static void put_other(struct unwrap *u, const struct packet *p)
{
	u->counts.others++;
	if (!u->only)
		write_packet(u, declare_other(u, p->iface), p);
}

static void put_frame(struct unwrap *u, const struct tunnel_packet *t)
{
	struct unwrap_flow *flow = u->flow;
	struct packet p = *u->segment;
	if (!flow->declared)
		flow->iface = declare_flow(u, flow);
	flow->declared = true;
	p.bytes = t->bytes;
	p.captured = t->captured;
	p.length = t->length;
	p.direction = (enum direction)t->way;
	u->counts.frames++;
	write_packet(u, flow->iface, &p);
}

/* Taking apart ------------------------------------------------------------- */

static void frame_made(void *owner, enum tunnel_kind kind,
		       const struct tunnel_packet *frame)
{
	struct unwrap *u = owner;
	if (frame)
		put_frame(u, frame);
	else
		u->counts.odd[kind]++;
}

static void take_datagram(struct unwrap *u, const struct packet *p,
			  struct tunnel_packet *t)
{
	enum tunnel_kind kind = tunnel_strip(&u->flow->outer, t);
	if (kind <= TUNNEL_PADDED) {
		put_frame(u, t);
		return;
	}
	u->counts.odd[kind]++;
	put_other(u, p);
}

static void take_segment(struct unwrap *u, const struct packet *p,
			 const struct tunnel_packet *t)
{
	struct segment s;
	enum tunnel_kind kind = tunnel_segment(&u->flow->outer, t, &s);
	if (kind != TUNNEL_FRAME) {
		u->counts.odd[kind]++;
		put_other(u, p);
		return;
	}
	if (!u->flow->framing)
		u->flow->framing = framing_new();
	framing_take(u->flow->framing, &s, frame_made, u);
}

static void take_packet(struct unwrap *u, const struct packet *p)
{
	struct tunnel_packet t;
	u->segment = p;
	u->flow = as_ethernet(u, p, &t) ? unwrap_flow_find(&u->flows, &t) : NULL;
	if (!u->flow)
		put_other(u, p);
	else if (u->flow->outer.kind == OUTER_TCP)
		take_segment(u, p, &t);
	else
		take_datagram(u, p, &t);
}

/* All that is there is looked at before any of it is decided. */
static void look(struct unwrap *u, unsigned budget)
{
	uint64_t last = store_last(u->from);
	for (; u->seen < last && budget; budget--) {
		struct packet p;
		struct tunnel_packet t;
		if (store_get(u->from, ++u->seen, &p) && as_ethernet(u, &p, &t))
			unwrap_flow_see(&u->flows, &t);
	}
}

static void take(struct unwrap *u, unsigned budget)
{
	uint64_t last = store_last(u->from);
	for (; u->done < last && budget && !u->failed; budget--) {
		struct packet p;
		if (store_get(u->from, ++u->done, &p))
			take_packet(u, &p);
	}
}

bool unwrap_advance(struct unwrap *u, unsigned budget, bool *more, struct error *e)
{
	*more = store_advance(u->from, budget);
	if (*more && u->automatic)
		return true;
	if (u->automatic)
		look(u, budget);
	*more |= u->automatic && u->seen < store_last(u->from);
	if (*more && u->automatic)
		return true;
	take(u, budget);
	*more |= u->done < store_last(u->from);
	if (!u->failed && output_flush(&u->output, &u->error))
		return true;
	u->failed = true;
	*more = false;
	*e = u->error;
	return false;
}

struct unwrap_counts unwrap_counts(const struct unwrap *u)
{
	return u->counts;
}

static bool begin(struct unwrap *u, struct error *e)
{
	struct pcapng_origin origin = pcapng_origin_here();
	origin.comment = store_comment(u->from);
	uint8_t *to = output_room(&u->output, pcapng_section_room(&origin), e);
	if (!to)
		return false;
	u->output.used += pcapng_write_section(to, &origin);
	return output_flush(&u->output, e);
}

struct unwrap *unwrap_new(struct store *from, int file, const struct unwrap_options *o,
			  struct error *e)
{
	struct unwrap *u = mem_new(sizeof(*u));
	u->from = from;
	u->output = output_over(file);
	u->automatic = o->automatic;
	u->only = o->only;
	for (size_t i = 0; i < o->count; i++)
		unwrap_flow_add(&u->flows, &o->tunnels[i]);
	if (begin(u, e))
		return u;
	unwrap_free(u);
	return NULL;
}

void unwrap_free(struct unwrap *u)
{
	if (!u)
		return;
	unwrap_flows_free(&u->flows);
	output_free(&u->output);
	free(u->ifaces.items);
	free(u->ether);
	free(u);
}
