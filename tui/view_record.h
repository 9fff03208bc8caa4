/* The sheet that starts a recording; opened on top of any view. */
#ifndef TUI_VIEW_RECORD_H
#define TUI_VIEW_RECORD_H

#include "tui/view.h"

extern const struct view_ops view_record;

#endif
