/* Filters made from what a packet has: one of its fields, its two ends, its
 * conversation. What comes out is tried on the packet itself, so it says what it means
 * also in VLANs, behind IPv6 extension headers and inside tunnels, or it is refused. */
#ifndef ANALYSIS_ONLY_H
#define ANALYSIS_ONLY_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/dissect/dissect.h"
#include "core/store/packet.h"

enum { ONLY_TEXT = 512, ONLY_CHOICES = 8 };

struct hosts;

/* A packet taken apart, and the names that filters may have (NULL: none); borrowed. */
struct only {
	const struct packet *packet; /* NULL: only_term() alone */
	const struct fields *fields;
	const struct hosts *hosts;
};

struct only_choice {
	char text[ONLY_TEXT];
	const char *what; /* "from", "conversation" */
};

/* `old and FIELD` (except: `old and not FIELD`), for a filter that is in force (or "").
 * A layer stands for its protocol. False: no filter can say it. */
bool only_field(const struct only *o, size_t field, const char *old, bool except,
		char out[ONLY_TEXT], struct error *e);

/* The same with a term of one's own, which need not be about the packet. */
bool only_term(const struct only *o, const char *term, const char *old, bool except,
	       char out[ONLY_TEXT], struct error *e);

/* What filters could be about this packet: from, to, conversation, protocol, ports.
 * Returns how many. */
size_t only_choices(const struct only *o, struct only_choice out[ONLY_CHOICES]);

/* Both directions of what this packet is part of. False: it has no two ends. */
bool only_conversation(const struct only *o, char out[ONLY_TEXT]);

#endif
