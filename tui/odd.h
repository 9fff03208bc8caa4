/* Datagrams of tunnels that hold no frame, by what is wrong with them, in words. */
#ifndef TUI_ODD_H
#define TUI_ODD_H

#include "core/base/text.h"
#include "core/lab/tunnel.h"

/* When the first of a kind comes: "a:eth2: datagrams with IP options are dropped, ..."
 */
void odd_first(struct text *t, const char *name, enum tunnel_kind kind);

uint64_t odd_sum(const uint64_t odd[TUNNEL_KINDS]);

/* All of them: "2 datagrams too short for a frame, 1 datagram with IP options"; ""
 * where there is none. */
void odd_list(struct text *t, const uint64_t odd[TUNNEL_KINDS]);

#endif
