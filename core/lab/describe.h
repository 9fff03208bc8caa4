/* What a link is, said for a person: type, state, why it is not up, tunnel parameters,
 * and the link type its frames are captured as. */
#ifndef LAB_DESCRIBE_H
#define LAB_DESCRIBE_H

#include "core/base/text.h"
#include "core/lab/lab.h"

/* Numbers of tcpdump.org/linktypes.html; everything else is captured cooked. */
enum {
	LINK_ETHERNET = 1,
	LINK_RAW = 101,
	LINK_COOKED = 276,
};

uint32_t describe_linktype(uint16_t arptype);

/* The kernel's kind, "loopback", "ethernet"; not escaped. */
const char *describe_type(const struct fact_link *l);

/* Of the kernel's own, or of Open vSwitch. */
bool describe_is_bridge(const char *type);

enum state describe_state(const struct fact_link *l);

/* Do its two ends belong together like those of a cable? Otherwise what it points at
 * is the device below it. */
bool describe_has_peer(const struct fact_link *l);

/* "vni 10 remote 192.0.2.1 port 4789". */
void describe_tunnel(struct text *t, const struct fact_link *l);

/* "172.16.0.1/24" */
void describe_address(struct text *t, const struct fact_address *a);

/* Why e is down, "" when it is not. other: what is at the other end or below, as far
 * as that is known. */
void describe_down(struct text *t, const struct fact_link *l, const struct endpoint *e,
		   const struct space *space, const struct endpoint *other);

/* Why nothing can be captured on an interface of a hidden namespace. */
void describe_hidden(struct text *t, const struct endpoint *peer);

#endif
