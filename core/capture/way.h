/* The one piece of kernel metadata that a program may ask for: what libpcap makes of
 * `inbound` and `outbound`. */
#ifndef CAPTURE_WAY_H
#define CAPTURE_WAY_H

#include <linux/filter.h>
#include <linux/if_packet.h>
#include <stdbool.h>
#include <stdint.h>

/* Loads PACKET_OUTGOING for what goes out, another value for what comes in
 * (packet(7), sll_pkttype). */
static inline bool way_is_asked(const struct sock_filter *i)
{
	return i->code == (BPF_LD | BPF_H | BPF_ABS) &&
	       i->k == (uint32_t)(SKF_AD_OFF + SKF_AD_PKTTYPE);
}

/* The answer in its place, for one direction. */
static inline struct sock_filter way_answer(bool out)
{
	return (struct sock_filter)BPF_STMT(BPF_LD | BPF_IMM,
					    out ? PACKET_OUTGOING : PACKET_HOST);
}

#endif
