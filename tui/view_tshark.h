/* tshark's own tree of a packet; opened on top of the packet. */
#ifndef TUI_VIEW_TSHARK_H
#define TUI_VIEW_TSHARK_H

#include "tui/view.h"

extern const struct view_ops view_tshark;

#endif
