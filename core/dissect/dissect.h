/* Bytes to meaning: one packet to the columns of a row and, when asked, to a tree of
 * fields with byte ranges. Stateless: the same bytes always give the same text.
 *
 * All text that comes out is safe to show: bytes from the packet went through
 * text_escape(). Columns follow Wireshark's habits (tshark -n). */
#ifndef DISSECT_DISSECT_H
#define DISSECT_DISSECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a row is coloured by. */
enum family {
	FAMILY_OTHER,
	FAMILY_LINK,	/* ARP, STP, LLDP ... */
	FAMILY_ROUTING, /* OSPF, BGP, IS-IS ... */
	FAMILY_ICMP,
	FAMILY_TCP,
	FAMILY_UDP,
	FAMILY_NAMES, /* DNS, DHCP ... */
};

struct row {
	char source[64], destination[64]; /* of the innermost layer that has any */
	char protocol[24];		  /* of the last layer understood */
	char info[512];
	enum family family;
	bool truncated; /* the capture ended inside a header: info ends in [truncated]
			 */
	bool malformed; /* the packet contradicts itself: info ends in [malformed] */
};

/* One line of the tree. depth 0 is a layer. Offsets are into the packet's bytes. */
struct field {
	const char *name;  /* static text: "ttl" */
	const char *value; /* in the tree's own memory, valid until the next dissect */
	uint32_t offset, size;
	uint16_t depth;
};

/* A tree to fill, reused from packet to packet. */
struct fields;

struct fields *fields_new(void);
void fields_free(struct fields *f);
size_t fields_count(const struct fields *f);
const struct field *fields_at(const struct fields *f, size_t index);

/* Decodes bytes[captured] of a frame that was `length` bytes long on a LINKTYPE_* link.
 * tree may be NULL (the row alone: the fast path, no allocation). */
void dissect_packet(struct row *row, struct fields *tree, uint32_t linktype,
		    const uint8_t *bytes, size_t captured, size_t length);

/* The same with somebody to ask about earlier packets; context may be NULL. So may row,
 * for whoever wants nothing but what the context is told: words are not made then. */
struct dissect_context;
void dissect_packet_after(struct row *row, struct fields *tree,
			  const struct dissect_context *context, uint32_t linktype,
			  const uint8_t *bytes, size_t captured, size_t length);

/* The innermost packet of a tunnel: a frame behind whatever carries frames, or an IP
 * packet behind another one, behind labels or a session. */
struct dissect_inner {
	uint32_t linktype; /* 1: Ethernet, 101: IP */
	size_t offset, captured, length;
};

/* False where nothing is in a tunnel. `as` may be NULL. */
struct decode_as;
bool dissect_inner(struct dissect_inner *inner, const struct decode_as *as,
		   uint32_t linktype, const uint8_t *bytes, size_t captured,
		   size_t length);

#endif
