/* The kernel's half of a capture filter. The given program judges frames with the VLAN
 * tag in line, but the kernel runs filters on frames whose (outer) tag has been taken
 * out (to the metadata, tp_vlan_tci), so its program lets every such frame pass:
 *
 *	only_out:	pkttype != outgoing		-> drop
 *	tag present in the metadata			-> keep, whole
 *	the given program, its snap lengths limited
 *
 * A frame with its tag in line is what the program was made for, and needs no rule. Of
 * a tunnel the program judges the inner frame: tunnel_filter.h. */
#ifndef CAPTURE_KERNEL_FILTER_H
#define CAPTURE_KERNEL_FILTER_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/capture/tunnel_filter.h"
#include "core/lab/outer.h"

enum { KERNEL_FILTER_WHOLE = 0x40000 }; /* the snap length that cuts nothing */

struct kernel_filter_rule {
	bool only_out;	    /* drop what is not PACKET_OUTGOING, or not our end's */
	bool only_in;	    /* of a tunnel: drop what is not the remote end's */
	bool cooked;	    /* every frame passes: the program needs our own header */
	bool again;	    /* all frames are judged again by us: pass them whole */
	uint32_t snaplen;   /* 1..KERNEL_FILTER_WHOLE, of frames the kernel judges */
	struct outer outer; /* the tunnel; its family 0: the frames as they are */
	bool shared; /* of many tunnels: their ports, and what all of them want */
	bool member; /* of those one: the shared socket is not its own */
	struct tunnel_ports ports;
};

/* Replaces the socket's filter (socket(7) SO_ATTACH_FILTER: atomic, nothing that is in
 * the ring is touched). count 0: everything. *exact: the kernel's verdict on untagged
 * frames is final; otherwise it passes all and the caller must judge every frame. */
bool kernel_filter_attach(int fd, const struct kernel_filter_rule *rule,
			  const struct sock_filter *code, uint32_t count, bool *exact,
			  struct error *e);

#endif
