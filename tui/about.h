/* What a capture file says of itself beside its packets: where it was made, its
 * interfaces, what was lost, notes. */
#ifndef TUI_ABOUT_H
#define TUI_ABOUT_H

#include "core/store/store.h"
#include "tui/lines.h"

/* All packets of the store are looked at. */
void about_put(struct lines *out, const char *name, struct store *s);

#endif
