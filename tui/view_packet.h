/* One packet on the whole screen; opened on top of the packet list. */
#ifndef TUI_VIEW_PACKET_H
#define TUI_VIEW_PACKET_H

#include "tui/view.h"

extern const struct view_ops view_packet;

struct detail;

/* What it shows. */
const struct detail *view_packet_detail(const struct view *v);

#endif
