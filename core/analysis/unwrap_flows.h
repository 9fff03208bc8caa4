/* The conversations of a capture as far as they are, or may be, tunnels: those that
 * somebody named, and what was seen of others. */
#ifndef ANALYSIS_UNWRAP_FLOWS_H
#define ANALYSIS_UNWRAP_FLOWS_H

#include "core/base/vec.h"
#include "core/lab/tunnel.h"

struct framing;

struct unwrap_flow {
	struct outer key;   /* tunnel_ends() */
	struct outer outer; /* the same, the local end where the user wants it */
	bool named;	    /* a tunnel whatever it carries */
	bool sure, never;   /* something was a frame for sure; or was certainly none */
	bool declared;
	uint32_t iface; /* in the output */
	struct framing *framing;
};

struct unwrap_flows {
	VEC(struct unwrap_flow *) all;	     /* pointers, so that they never move */
	uint32_t *slots;		     /* hash to position + 1 */
	uint32_t slot_count;		     /* a power of two, 0: none yet */
	VEC(struct unwrap_flow *) listeners; /* named by one end, over TCP */
};

void unwrap_flows_free(struct unwrap_flows *f);

/* Somebody named this tunnel. */
void unwrap_flow_add(struct unwrap_flows *f, const struct outer *outer);

/* Looks whether the packet speaks for or against a tunnel between its ends. Some
 * hundred thousand conversations are remembered, no more. */
void unwrap_flow_see(struct unwrap_flows *f, const struct tunnel_packet *p);

/* The tunnel whose packet this is, NULL: none. */
struct unwrap_flow *unwrap_flow_find(struct unwrap_flows *f,
				     const struct tunnel_packet *p);

#endif
