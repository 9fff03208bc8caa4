/* Bytes of a packet as tcpdump -x and -X print them. */
#ifndef TUI_HEXDUMP_H
#define TUI_HEXDUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/store/packet.h"
#include "tui/lines.h"

/* Bytes of the link header, which -x leaves out; never more than were captured. */
size_t hexdump_link_size(const struct packet *p);

void hexdump_put(struct lines *out, const uint8_t *bytes, size_t size, bool ascii);

#endif
