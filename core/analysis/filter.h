/* Filter text to programs. pcap-filter(7) syntax plus the words of words.c ("ospf"),
 * compiled once per link type. Only numbers reach libpcap: every name is resolved from
 * our own tables or refused with the nearest known one, so compiling never opens a file
 * or a socket. */
#ifndef ANALYSIS_FILTER_H
#define ANALYSIS_FILTER_H

#include <linux/filter.h> /* struct sock_filter: classic BPF, the only program form */

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/store/packet.h"

struct filter;

/* Where in the text the trouble is, in bytes, and a word that would be right there
 * (empty: none is near). size 0: the whole text. */
struct filter_mark {
	size_t offset, size;
	char suggestion[32];
};

/* An empty or blank text is a filter that matches everything. mark may be NULL. */
struct filter *filter_new(const char *text, struct filter_mark *mark,
			  struct error *e) MUST_CHECK;

/* The same where names of the lab stand for their addresses: "host a and port bgp".
 * They are what they are now: hosts may go. NULL: there are none. */
struct hosts;
struct filter *filter_new_named(const char *text, const struct hosts *hosts,
				struct filter_mark *mark, struct error *e) MUST_CHECK;
void filter_free(struct filter *f);

const char *filter_text(const struct filter *f);     /* as given */
const char *filter_expanded(const struct filter *f); /* in libpcap's words and inner */

/* Does the stored packet match? Exact for VLAN-tagged frames in both directions. A
 * filter that does not compile for the packet's link type matches nothing there. */
bool filter_match(struct filter *f, const struct packet *packet);

/* inner ( ) looks into the tunnels that `as` names, too (borrowed; NULL: none). */
struct decode_as;
void filter_decode_as(struct filter *f, const struct decode_as *as);

/* Does it ask for the direction (inbound, outbound)? */
bool filter_directed(const struct filter *f);

/* False, with the reason, when the filter cannot be used on this link type. */
bool filter_usable(struct filter *f, uint32_t linktype, struct error *e);

/* The dead-compiled program for a capture filter on linktype: an exact judge of frames
 * with the VLAN tag in line; the engine derives the kernel's program from it. The
 * direction is asked for as libpcap does, by SKF_AD_PKTTYPE. Returns
 * the number of instructions; 0 for "everything" (code untouched); -1 with e set. */
int filter_program(struct filter *f, uint32_t linktype, struct sock_filter *code,
		   size_t room, struct error *e);

#endif
