/* Which datagrams are of one of many tunnels, as classic BPF: their ends are put in
 * order, a number is made of them, and that is looked for by halving. A few dozen
 * instructions run however many tunnels there are. */
#ifndef CAPTURE_TUNNEL_TABLE_H
#define CAPTURE_TUNNEL_TABLE_H

#include <linux/filter.h>
#include <stdint.h>

#include "core/lab/outer.h"

/* Writes what is entered with X the length of the IP header, the ports behind it, and
 * falls off the end where the datagram passes between the two ends of one of these
 * tunnels over UDP (each as tunnel_order() has it; those of another family are left
 * out). Of any other so many bytes pass. Returns how many instructions, 1: none is of
 * this family, 0: they do not fit into `room`. A, X and the scratch memory are changed.
 */
uint32_t tunnel_table(struct sock_filter *to, uint32_t room, uint16_t family,
		      const struct outer *tunnels, uint32_t count, uint32_t beside);

#endif
