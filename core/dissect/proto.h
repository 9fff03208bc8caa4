/* What the author of a protocol works with. A protocol is one file: one sentence, the
 * RFC, the header picture, the value tables, a function, and at its end one table:
 *
 *	static void read_udp(struct dissect *d)
 *	{
 *		uint32_t source = field_uint(d, "source port", 2);
 *		...
 *		next(d, SPACE_UDP, destination);
 *	}
 *
 *	const struct proto proto_udp = {
 *		.name = "UDP", .column = "UDP", .family = FAMILY_UDP, .read = read_udp,
 *	};
 *
 * plus its name in protocols.h and a line per key in protocols.c. It runs once per
 *layer, for the row and, when d->tree is set, the tree: the field_*() readers (field.h)
 *return the value and show it when somebody looks. What is left is the payload. A read
 *past the end gives zero and is noticed by the loop. */
#ifndef DISSECT_PROTO_H
#define DISSECT_PROTO_H

#include "core/base/attr.h"
#include "core/base/reader.h"
#include "core/base/text.h"
#include "core/dissect/addr.h"
#include "core/dissect/context.h"
#include "core/dissect/dissect.h"
#include "core/dissect/names.h"

#define ARROW " \xe2\x86\x92 "

/* Who gives keys their meaning. */
enum space {
	SPACE_NONE,
	SPACE_LINK,	 /* LINKTYPE_* */
	SPACE_ETHERTYPE, /* 0x0600 and up */
	SPACE_802_3,	 /* 0: what follows a length instead of a type */
	SPACE_LLC,	 /* destination service access point */
	SPACE_PPP,	 /* PPP protocol numbers */
	SPACE_NLPID,	 /* first byte of an OSI packet, part of it */
	SPACE_SNAP,	 /* lower half of the organisation, protocol id */
	SPACE_IP,	 /* IP protocol numbers, IPv6 extension headers */
	SPACE_UDP,	 /* ports */
	SPACE_TCP,
	SPACE_COUNT
};

struct dissect;

struct proto {
	const char *name;   /* of the layer in the tree: "IPv4" */
	const char *column; /* Protocol column; NULL leaves it and the family alone */
	enum family family;
	void (*read)(struct dissect *d);
};

enum address_kind {
	ADDRESS_NONE,
	ADDRESS_MAC,
	ADDRESS_ARCNET, /* one byte */
	ADDRESS_IP4,
	ADDRESS_IP6,
	ADDRESS_NSAP, /* behind a byte that has its size */
};

/* The row in the making: addresses stay in the packet until the last layer is known. */
struct columns {
	enum address_kind kind;
	const uint8_t *source, *destination; /* NULL: none */
	const char *protocol;
	const char *tunnel; /* "GTP": Protocol becomes "GTP <TCP>" */
	enum family family;
	bool truncated, malformed, list; /* of a list Info ends in no comma */
	struct text info;
};

/* The innermost IP header, for the checksums and the Info of those above it. */
struct ip_header {
	const uint8_t *source, *destination;
	uint8_t size; /* of an address: 4, 16; 0 without IP */
	uint8_t hops; /* ttl, hop limit */
	bool partial; /* a first fragment: lengths above it count the rest, too */
};

/* What names the next layer: two keys, the better first. */
struct next {
	enum space space[2];
	uint32_t key[2];
};

struct dissect {
	struct reader r; /* the layer in hand and all above it */
	size_t beyond;	 /* bytes after r.end that were sent but not captured */
	uint32_t key;	 /* under which the layer in hand was named */
	struct columns columns;
	struct ip_header ip;
	const struct dissect_context *context;	/* whom to ask, NULL: nobody */
	const struct dissect_context *teller;	/* the same, once it was asked */
	const struct decode_as *decode_as;	/* NULL: nothing was said */
	struct past past;			/* the answer */
	uint32_t source_port, destination_port; /* of the innermost transport */
	struct fields *tree;			/* NULL: nobody looks */
	uint16_t depth;				/* of the next field */
	struct dissect_inner *inner;		/* to be found, NULL: nobody asks */
	bool tunnelled;				/* an IP header would be an inner one */
	bool declined;				/* by the layer in hand */
	bool quoted;				/* the rest is not the packet's own */
	struct next next;
	char protocol[24]; /* room for a Protocol column that is no constant */
};

/* True in what the side sent whose well-known port named this layer. */
static inline bool from_server(const struct dissect *d)
{
	return d->source_port == d->key;
}

/* The next layer: what follows r when the function returns. `or_next` is asked when the
 * first is unknown or declines (the other port). */
static inline void next(struct dissect *d, enum space space, uint32_t key)
{
	d->next.space[0] = space;
	d->next.key[0] = key;
}

static inline void or_next(struct dissect *d, enum space space, uint32_t key)
{
	d->next.space[1] = space;
	d->next.key[1] = key;
}

/* This layer and those above end n bytes from here; what follows is a trailer. A claim
 * of more than the frame had marks the packet malformed. */
void layer_limit(struct dissect *d, size_t n);

/* All that follows is a copy of somebody else's packet, or a part of one: shown in the
 * tree, but columns, truncation and contradictions are not this packet's. */
void layer_quote(struct dissect *d);

/* These bytes are not this protocol's (the port was a coincidence, or the segment
 * starts inside a message): others are asked, else the layer below stays the last one.
 * To be said before the columns are touched; the function then returns. */
static inline void layer_decline(struct dissect *d)
{
	d->declined = true;
}

/* Nothing above makes sense: the packet contradicts itself. Reading stops. */
void layer_malformed(struct dissect *d);

/* A part of the header that is n bytes long (options): reads end there. Close it with
 * what open returned; the cursor is then at its end. */
struct part {
	const uint8_t *end;
	size_t beyond;
};
struct part part_open(struct dissect *d, size_t n);
void part_close(struct dissect *d, struct part outer);

/* True while the layer (or part) has bytes to read. Each turn must read one or more. */
static inline bool part_more(const struct dissect *d)
{
	return d->r.at < d->r.end && !d->r.cut;
}

/* Info of the row, empty. Text from the packet goes in through text_escape() only. */
static inline struct text *info_start(struct dissect *d)
{
	struct text *t = &d->columns.info;
	t->at = t->start;
	t->cut = false;
	*t->at = '\0';
	return t;
}

/* What Info says up to here stays in front of whatever the layers above say. */
static inline void info_keep(struct dissect *d)
{
	d->columns.info.start = d->columns.info.at;
}

/* Source and destination, pointing into the packet. Where one was cut off (NULL), those
 * of the layer below stay, if there are any. */
static inline void columns_address(struct dissect *d, enum address_kind kind,
				   const uint8_t *source, const uint8_t *destination)
{
	if ((!source || !destination) && d->columns.kind)
		return;
	d->columns.kind = kind;
	d->columns.source = source;
	d->columns.destination = destination;
}

/* A Protocol that depends on the packet; text must be a constant. */
static inline void columns_protocol(struct dissect *d, const char *text)
{
	d->columns.protocol = text;
}

#endif
