/* The kernel's half of capturing a tunnel: a classic BPF program that finds the
 * tunnel's datagrams among all packets and runs the user's filter on the frame inside.
 * It is made of two parts, in this order:
 *
 *	guard	other packets		-> drop
 *		later fragments		-> pass the headers: they are counted
 *		from another sender	-> the same
 *		no frame can be read	-> the same
 *		outer length is odd	-> pass whole: judged by us
 *	the user's filter, every offset moved behind the outer headers
 *
 * Of TCP there is the first test only: frames are not packets there. */
#ifndef CAPTURE_TUNNEL_FILTER_H
#define CAPTURE_TUNNEL_FILTER_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/lab/outer.h"

enum { TUNNEL_GUARD_MAX = 192 };

/* Writes the guard, at most TUNNEL_GUARD_MAX instructions; returns how many. Where a
 * frame is to be judged (of TCP: what belongs to the tunnel) it falls off the end, A
 * and X zero (of UDP). only_out: datagrams of the local end, only_in: of the remote
 * one; both false, or not UDP between two ends: of both. */
uint32_t tunnel_filter_guard(struct sock_filter *to, const struct outer *outer,
			     bool only_in, bool only_out);

/* Of many tunnels over UDP at once: their ports, and where the kernel judges their
 * frames all of them. */
enum { TUNNEL_PORT_RANGES = 16 };
struct tunnel_port_range {
	uint16_t low, high;
};
struct tunnel_ports {
	struct tunnel_port_range ranges[TUNNEL_PORT_RANGES];
	uint32_t count;
	bool any_source; /* of a group: who sends to it may have any port */
	uint32_t keep;	 /* bytes of each packet without a program, at least headers */
	const struct outer *tunnels; /* [tunnel_count], as tunnel_order() has them */
	uint32_t tunnel_count;
};

/* A checked program for the frames inside; count 0: all of them. */
struct tunnel_program {
	const struct sock_filter *code;
	uint32_t count;
};

/* Writes what passes datagrams of these tunnels whose frame the program takes, with the
 * headers of those that hold none, or are from elsewhere; returns how many
 * instructions, 0 as tunnel_filter_shift(). Without a program all datagrams from and to
 * one of the ports pass, and TUNNEL_GUARD_MAX suffice; so do, whole, those to a group
 * (any_source), with one as well. */
uint32_t tunnel_filter_shared(struct sock_filter *to, uint32_t room,
			      const struct tunnel_ports *ports,
			      const struct tunnel_program *inner);

/* Writes a checked program (source_code_check) for Ethernet frames so that it says of a
 * packet of the tunnel what it said of the frame inside, and has the outer headers kept
 * as well. What leaves the local end goes out. Returns the number of instructions, 0:
 * it does not fit into `room`, a jump gets too far, or an instruction cannot be moved:
 * the direction where `outer` has no two ends, but only a family. */
uint32_t tunnel_filter_shift(struct sock_filter *to, uint32_t room,
			     const struct sock_filter *code, uint32_t count,
			     const struct outer *outer);

#endif
