/* One endpoint's stream of frames. Two kinds behind one table: our own TPACKET_V3 ring
 * and libpcap. A source is opened in a thread that has entered the namespace, and from
 * then on drained by the engine's loop; it looks at no byte of a packet beyond putting
 * a VLAN tag back where it belongs, and getting frames out of a tunnel. */
#ifndef CAPTURE_SOURCE_H
#define CAPTURE_SOURCE_H

#include <linux/filter.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/lab/tunnel.h"
#include "core/store/packet.h"

struct source;

enum { SOURCE_CODE_MAX = 4096 }; /* BPF_MAXINSNS, linux/bpf_common.h */

struct source_options {
	char ifname[16];
	uint32_t ifindex;
	uint32_t snaplen;    /* 1..262144 */
	uint32_t buffer_kib; /* of ring, at least one block */
	bool promiscuous;
	bool only_in, only_out; /* of a tunnel: as seen from its local end */
	bool shared;		/* for tunnels that join later: hub.h */
	bool keep_outer;	/* of a tunnel: its datagrams as they are */
	bool stamps;		/* to be grown into: source_grow() */
	struct outer outer;	/* its frames instead of the interface's, or family 0 */
	const struct sock_filter
		*code; /* dead-compiled, tag in line; NULL: everything */
	uint32_t code_count;
};

/* Takes one frame. iface, number and comment of the packet are the callee's business,
 * who may change all of it: a copy of every packet would be dear. */
typedef void source_emit(void *owner, struct packet *packet);

enum source_result {
	SOURCE_OK,   /* drained what was there */
	SOURCE_MORE, /* budget used up, more waits */
	SOURCE_DOWN, /* the interface went down; said once, resumes by itself */
	SOURCE_GONE, /* it disappeared or left the namespace: said once; close */
};

struct source_counts {
	uint64_t received;	    /* matched filter and direction: those below and
				       what still waits in the ring */
	uint64_t kept;		    /* handed to emit */
	uint64_t dropped_kernel;    /* lost because the ring was full */
	uint64_t dropped_us;	    /* of a tunnel: datagrams without a frame to show */
	uint64_t odd[TUNNEL_KINDS]; /* the same by what is wrong with them */
};

/* Opens in the network namespace of the calling thread; may block for tens of ms. The
 * interface is found by ifindex, by name where that is 0. The program is checked
 * (source_code_check) and made VLAN-exact before it is attached. An interface that is
 * down can be opened (ring only): the first drain says SOURCE_DOWN. */
struct source *source_open_ring(const struct source_options *o,
				struct error *e) MUST_CHECK;
struct source *source_open_pcap(const struct source_options *o,
				struct error *e) MUST_CHECK;
void source_close(struct source *s); /* may block as well; NULL is fine */

/* Poll for EPOLLIN; drain on EPOLLERR as well: it says DOWN or GONE. */
int source_fd(const struct source *s);
uint32_t source_linktype(const struct source *s); /* describe_linktype() */
bool source_mac(const struct source *s, uint8_t mac[6]);

/* Asks the kernel (netdevice(7) IFF_UP): after SOURCE_DOWN, is it up again? */
bool source_is_up(const struct source *s);

/* Asks the kernel: has its interface another name since the last time? */
bool source_renamed(struct source *s, char old[16], char now[16]);

/* Looks at no more than `budget` frames and hands those that match to emit, oldest
 * first. packet->dropped counts what the kernel lost in between. While the interface is
 * down, call it once a second or on link events: the kernel has no event for a socket
 * whose interface was down already when it disappeared. */
enum source_result source_drain(struct source *s, unsigned budget, source_emit *emit,
				void *owner);

/* Replaces the filter atomically: frames already in the ring were judged by the old
 * one. */
bool source_filter(struct source *s, const struct sock_filter *code, uint32_t count,
		   struct error *e);

/* Moves to the larger ring of `bigger`, which was opened with the same options, and
 * stamps; it is taken over. Both rings are drained by source_drain() from now on, until
 * a moment between two frames from which on the new one is in use: no frame is taken
 * twice, none is missed, and losses are counted once. source_fd() changes then. False:
 * `bigger` is none, and stays the caller's. */
bool source_grow(struct source *s, struct source *bigger) MUST_CHECK;

/* The ring that was left, to be closed; NULL while it may still be needed. */
struct source *source_left(struct source *s);

/* Stays with the old ring if it is not left yet: before the filter is changed. The
 * larger one is to be closed then. */
struct source *source_stay(struct source *s);

/* KiB of ring; 0: that is libpcap's affair. */
uint32_t source_ring_kib(const struct source *s);

/* How long (ns) it may be left alone without losing frames, by what came since the last
 * time that this was asked; 0: it has to be drained whenever it is ready. */
int64_t source_patience(struct source *s);

/* Totals since open. */
struct source_counts source_counts(struct source *s);

/* Is this program safe and understood: length, opcodes, jumps inside, constants, no
 * load of kernel metadata but the direction (way.h)? */
bool source_code_check(const struct sock_filter *code, uint32_t count, struct error *e);

#endif
