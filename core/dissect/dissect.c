/* The loop: one layer after the other over one cursor, until nobody names a next one.
 * Knows no protocol; owns what cut, malformed, limits and trailers mean. */
#include "core/dissect/dissect.h"

#include <string.h>

#include "core/dissect/field.h"
#include "core/dissect/protocols.h"
#include "core/dissect/tree.h"

/* More than any sane stack of tunnels and extension headers. */
#define LAYERS_MAX 64

enum { LINKTYPE_FRAME = 1, LINKTYPE_IP = 101 };

void layer_limit(struct dissect *d, size_t n)
{
	size_t left = reader_left(&d->r);
	if (d->r.cut)
		return; /* n was not there to be read */
	if (n <= left) {
		struct text *t = n < left && !d->beyond
					 ? field_at(d, "trailer", d->r.at + n, left - n)
					 : NULL;
		if (t) {
			text_uint(t, left - n);
			text_str(t, " bytes behind the packet");
		}
		d->r.end = d->r.at + n;
		d->beyond = 0;
	} else if (n - left <= d->beyond) {
		d->beyond = n - left;
	} else if (!d->quoted && !d->ip.partial) {
		d->columns.malformed = true;
	}
}

void layer_quote(struct dissect *d)
{
	d->quoted = true;
}

void layer_malformed(struct dissect *d)
{
	d->columns.malformed |= !d->quoted;
	d->r.at = d->r.end;
	d->next.space[0] = SPACE_NONE;
}

/* A read went past the end of the layer, or of a part of it. */
static void note_cut(struct dissect *d)
{
	if (!d->quoted) {
		d->columns.truncated |= d->beyond > 0;
		d->columns.malformed |= d->beyond == 0;
	}
}

struct part part_open(struct dissect *d, size_t n)
{
	struct part outer = { .end = d->r.end, .beyond = d->beyond };
	size_t left = reader_left(&d->r);
	if (d->r.cut)
		return outer;
	if (n <= left) {
		d->r.end = d->r.at + n;
		d->beyond = 0;
	} else {
		/* What is there is still worth showing. */
		note_cut(d);
		d->beyond = n - left < d->beyond ? n - left : d->beyond;
	}
	return outer;
}

void part_close(struct dissect *d, struct part outer)
{
	if (d->r.cut)
		note_cut(d);
	d->r.cut = false;
	d->r.at = d->r.end;
	d->r.end = outer.end;
	d->beyond = outer.beyond;
}

/* Whom to ask, best first: the protocols of the two keys, then those that look. False
 * when there is nobody left; *p is NULL where a key has no protocol. */
static bool candidate(struct dissect *d, const struct next *n, unsigned i,
		      const struct proto **p)
{
	if (i < COUNT(n->key)) {
		d->key = n->key[i];
		*p = n->space[i] ? protocols_find(n->space[i], d->key) : NULL;
		return true;
	}
	d->key = n->key[0];
	*p = protocols_otherwise(n->space[0], i - COUNT(n->key));
	return *p != NULL;
}

/* What the user says that a key means goes before all that. */
static const struct proto *candidate_said(struct dissect *d, const struct next *n,
					  unsigned i)
{
	d->key = n->key[i];
	return n->space[i] ? decode_as_find(d->decode_as, n->space[i], d->key) : NULL;
}

/* The layer's own line; a tree that is full is done with. */
static void start_line(struct dissect *d, const char *name)
{
	size_t index = d->tree->count;
	d->depth = 0;
	if (field_at(d, name, d->r.at, 0))
		d->tree->layer = index;
	else
		d->tree = NULL;
	d->depth = 1;
}

/* A layer that began at `start`: is it the packet of a tunnel, or does it make one of
 * an IP header behind it? */
static void note_inner(struct dissect *d, const struct proto *p,
		       const struct reader *start, size_t beyond)
{
	bool frame = p == &proto_ethernet && reader_offset(start) > 0;
	bool ip = p == &proto_ip4 || p == &proto_ip6;
	if (frame || (ip && d->tunnelled))
		*d->inner = (struct dissect_inner){
			.linktype = frame ? LINKTYPE_FRAME : LINKTYPE_IP,
			.offset = reader_offset(start),
			.captured = reader_left(start),
			.length = reader_left(start) + beyond,
		};
	if (frame)
		d->tunnelled = false;
	else if (ip || p == &proto_mpls || p == &proto_pppoe_session || p == &proto_nsh)
		d->tunnelled = true;
}

/* False when the bytes were not this protocol's: nothing has happened then. */
static bool run_layer(struct dissect *d, const struct proto *p)
{
	const char *protocol = d->columns.protocol;
	enum family family = d->columns.family;
	size_t lines = d->tree ? d->tree->count : 0;
	const struct reader start = d->r;
	const size_t beyond = d->beyond;
	if (d->tree)
		start_line(d, p->name);
	if (p->column) {
		d->columns.protocol = p->column;
		d->columns.family = p->family;
	}
	p->read(d);
	if (d->declined) {
		d->columns.protocol = protocol;
		d->columns.family = family;
		d->declined = false;
		d->r = start;
		d->beyond = beyond;
		if (d->tree)
			tree_cut(d->tree, lines);
		return false;
	}
	if (d->tree)
		d->tree->items[d->tree->layer].size = (uint32_t)(d->r.at - start.at);
	if (d->inner)
		note_inner(d, p, &start, beyond);
	return true;
}

/* The next layer, by the first who accepts it. */
static bool run_next(struct dissect *d)
{
	const struct next n = d->next;
	const struct proto *p;
	for (unsigned i = 0; d->decode_as && i < COUNT(n.key); i++) {
		d->next = (struct next){ .space = { SPACE_NONE, SPACE_NONE } };
		p = candidate_said(d, &n, i);
		if (p && run_layer(d, p))
			return true;
	}
	for (unsigned i = 0; candidate(d, &n, i, &p); i++) {
		d->next = (struct next){ .space = { SPACE_NONE, SPACE_NONE } };
		if (p && run_layer(d, p))
			return true;
	}
	return false;
}

/* Bytes that nobody explains. */
static void show_payload(struct dissect *d)
{
	size_t n = reader_left(&d->r);
	d->depth = 0;
	struct text *t = n ? field_at(d, "Data", d->r.at, n) : NULL;
	if (!t)
		return;
	text_uint(t, n);
	text_str(t, n == 1 ? " byte" : " bytes");
	d->depth = 1;
	field_rest(d, "bytes");
}

static void run_layers(struct dissect *d)
{
	struct columns own;
	bool kept = false;
	char scratch[256];
	for (unsigned i = 0; i < LAYERS_MAX; i++) {
		if (!run_next(d))
			break;
		if (d->r.cut) {
			note_cut(d);
			d->r.cut = false;
			d->r.at = d->r.end;
			break;
		}
		if (d->columns.truncated)
			break;
		if (d->quoted && !kept) {
			own = d->columns;
			kept = true;
			d->columns.info = text_over(scratch, sizeof(scratch));
			if (!d->tree)
				break;
		}
	}
	if (d->tree)
		show_payload(d);
	if (kept)
		d->columns = own;
}

static void put_address(char *out, size_t size, enum address_kind kind,
			const uint8_t *bytes)
{
	struct text t = text_over(out, size);
	if (!bytes)
		return;
	if (kind == ADDRESS_IP4)
		addr_ip4(&t, bytes);
	else if (kind == ADDRESS_MAC)
		addr_mac(&t, bytes);
	else if (kind == ADDRESS_IP6)
		addr_ip6(&t, bytes);
	else if (kind == ADDRESS_NSAP)
		addr_nsap(&t, bytes + 1, bytes[0]);
	else if (kind == ADDRESS_ARCNET)
		text_printf(&t, "0x%02x", *bytes);
}

/* A remark that must be there even when the text before it is too long. */
static void put_remark(struct text *t, const char *remark)
{
	size_t n = strlen(remark);
	while ((size_t)(t->end - t->at) <= n || ((uint8_t)*t->at & 0xc0) == 0x80)
		t->at--;
	*t->at = '\0';
	text_str(t, t->at == t->start ? remark + 1 : remark);
}

static void put_row(struct row *row, struct columns *c)
{
	put_address(row->source, sizeof(row->source), c->kind, c->source);
	put_address(row->destination, sizeof(row->destination), c->kind,
		    c->destination);
	struct text t = text_over(row->protocol, sizeof(row->protocol));
	if (c->tunnel) {
		text_str(&t, c->tunnel);
		text_str(&t, " <");
	}
	text_str(&t, c->protocol);
	if (c->tunnel)
		text_char(&t, '>');
	row->family = c->family;
	while (c->info.at > row->info &&
	       (c->info.at[-1] == ' ' || (c->list && c->info.at[-1] == ',')))
		*--c->info.at = '\0';
	row->truncated = c->truncated;
	row->malformed = c->malformed && !c->truncated;
	if (row->truncated)
		put_remark(&c->info, " [truncated]");
	else if (row->malformed)
		put_remark(&c->info, " [malformed]");
}

void dissect_packet(struct row *row, struct fields *tree, uint32_t linktype,
		    const uint8_t *bytes, size_t captured, size_t length)
{
	dissect_packet_after(row, tree, NULL, linktype, bytes, captured, length);
}

static struct dissect start_at(uint32_t linktype, const uint8_t *bytes, size_t captured,
			       size_t length)
{
	struct dissect d;
	d.r = reader_over(bytes, captured);
	d.beyond = length > captured ? length - captured : 0;
	d.columns = (struct columns){ .protocol = "", .family = FAMILY_OTHER };
	d.ip = (struct ip_header){ 0 };
	d.context = NULL;
	d.teller = NULL;
	d.decode_as = NULL;
	memset(&d.past, 0, sizeof(d.past));
	d.source_port = d.destination_port = 0;
	d.tree = NULL;
	d.depth = 0;
	d.inner = NULL;
	d.tunnelled = false;
	d.quoted = false;
	d.declined = false;
	d.next.space[0] = SPACE_LINK;
	d.next.key[0] = d.key = linktype;
	d.next.space[1] = SPACE_NONE;
	return d;
}

void dissect_packet_after(struct row *row, struct fields *tree,
			  const struct dissect_context *context, uint32_t linktype,
			  const uint8_t *bytes, size_t captured, size_t length)
{
	struct dissect d = start_at(linktype, bytes, captured, length);
	char none[1];
	d.columns.info = row ? text_over(row->info, sizeof(row->info))
			     : text_over(none, sizeof(none));
	d.context = context;
	d.decode_as = context ? decode_as_some(context->decode_as) : NULL;
	d.tree = tree;
	if (tree)
		tree_start(tree);
	run_layers(&d);
	if (row)
		put_row(row, &d.columns);
}

bool dissect_inner(struct dissect_inner *inner, const struct decode_as *as,
		   uint32_t linktype, const uint8_t *bytes, size_t captured,
		   size_t length)
{
	struct dissect d = start_at(linktype, bytes, captured, length);
	char info[sizeof(((struct row *)0)->info)];
	*inner = (struct dissect_inner){ 0 };
	d.columns.info = text_over(info, sizeof(info));
	d.decode_as = decode_as_some(as);
	d.inner = inner;
	run_layers(&d);
	return inner->linktype != 0;
}
