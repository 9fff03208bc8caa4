/* What the two kinds of source share, for ring.c and source_pcap.c only: the state
 * behind `struct source` and the steps every frame and every open goes through. */
#ifndef CAPTURE_SOURCE_KIND_H
#define CAPTURE_SOURCE_KIND_H

#include "core/capture/hub.h"
#include "core/capture/judge.h"
#include "core/capture/kernel_filter.h"
#include "core/capture/source.h"
#include "core/lab/framing.h"

struct source_kind {
	void (*close)(struct source *s);
	enum source_result (*drain)(struct source *s, unsigned budget);
	void (*count)(struct source *s); /* brings received and dropped up to date */
	/* Before and after a change of the filter; NULL: it is the socket's own. */
	bool (*widen)(struct source *s, struct error *e);
	bool (*narrow)(struct source *s, struct error *e);
	int64_t (*patience)(struct source *s); /* NULL: none */
	bool no_socket;			       /* the filter is applied here alone */
};

struct source {
	const struct source_kind *kind;
	int fd; /* the packet(7) socket, of either kind */
	char ifname[16];
	uint32_t ifindex;
	uint16_t arptype; /* ARPHRD_* */
	uint32_t linktype;
	uint32_t snaplen;
	bool down, gone; /* already said */
	int64_t lost;	 /* clock_mono() when its interface was found gone, or 0 */
	uint8_t mac[6];
	struct kernel_filter_rule rule;
	struct judge judge;
	bool keep_outer;
	struct framing *framing; /* of a tunnel over TCP */
	struct hub *hub;	 /* of a source that tunnels share */
	uint64_t made;		 /* what came out of segments: frames, and gaps */
	uint64_t rejected; /* passed the kernel's filter but not the user's; segments */
	uint64_t told;	   /* of the kernel's drops, in packet->dropped */
	struct source_counts counts;
	source_emit *emit; /* during a drain */
	void *owner;
};

enum {
	SOURCE_SNAPLEN_MAX = 262144,
	SOURCE_TIMEOUT_MS = 50,
	SOURCE_BUFFER_MAX_KIB = 1 << 20,
};

static inline uint32_t source_buffer_kib(const struct source_options *o)
{
	return o->buffer_kib < SOURCE_BUFFER_MAX_KIB ? o->buffer_kib
						     : SOURCE_BUFFER_MAX_KIB;
}

/* Fills in what the options and the kernel say about the interface, asking through any
 * socket of the namespace; false when there is no such interface. */
bool source_init(struct source *s, const struct source_kind *kind,
		 const struct source_options *o, int any_socket, struct error *e);

/* Checks, attaches and remembers a program; from `since` (ns since the epoch) on it is
 * in force. */
bool source_install(struct source *s, const struct sock_filter *code, uint32_t count,
		    int64_t since, struct error *e);

/* PACKET_IGNORE_OUTGOING on this socket where the outgoing copy is not wanted. */
bool source_ignore_outgoing(const struct source *s, const struct source_options *o,
			    struct error *e);

/* Called when nothing waits: has the interface gone down or away since? Asks only when
 * something hints at it, or when it was down before. */
enum source_result source_idle(struct source *s, bool suspicious);

/* Of a tunnel over UDP: makes the packet the inner frame; false: counted, nothing to
 * take. The kernel could not judge the frame: *unjudged. */
bool source_strip(struct source *s, struct packet *p, bool *unjudged);

/* Of a tunnel over TCP: takes the frames that are complete with this segment. */
void source_follow(struct source *s, const struct packet *segment);

/* Does the frame match, and how much of it is kept? */
static inline bool source_judge(struct source *s, struct packet *p, bool unseen)
{
	uint32_t keep = s->snaplen;
	if (unseen || s->judge.all) {
		uint32_t wanted = judge_frame(&s->judge, p);
		if (!wanted) {
			s->rejected++;
			return false;
		}
		keep = wanted < keep ? wanted : keep;
	}
	if (p->captured > keep)
		p->captured = keep;
	return true;
}

static inline void source_give(struct source *s, struct packet *p)
{
	p->comment_size = 0;
	p->dropped = s->counts.dropped_kernel - s->told;
	s->told = s->counts.dropped_kernel;
	s->counts.kept++;
	s->emit(s->owner, p);
}

/* The frame that arrived whole or cut by the kernel: handed on if it matches. `tagged`:
 * the kernel let it pass unseen, because of its tag. */
static inline void source_take(struct source *s, struct packet *p, bool tagged)
{
	const uint8_t *bytes = p->bytes;
	uint32_t length = p->length;
	if (s->framing) {
		source_follow(s, p);
		return;
	}
	if (s->hub) {
		hub_take(s, p);
		return;
	}
	if (s->rule.outer.family && !source_strip(s, p, &tagged))
		return;
	if (!source_judge(s, p, tagged))
		return;
	if (s->keep_outer) {
		p->captured += (uint32_t)(p->bytes - bytes);
		p->length = length;
		p->bytes = bytes;
	}
	source_give(s, p);
}

/* Runs a checked program over a frame as bpf(4) does: how many bytes to keep, 0: no
 * match. (source_pcap.c: libpcap has the interpreter.) */
uint32_t source_pcap_run(const struct sock_filter *code, const struct packet *p);

#endif
